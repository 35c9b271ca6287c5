from django.db import migrations

from accounts.audit_operations import AuditTableAgain


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0011_corrections_are_added"),
        ("accounts", "0008_new_rows_told_by_column"),
    ]

    operations = [
        AuditTableAgain("Attachment"),
        AuditTableAgain("CalendarDay"),
        AuditTableAgain("HeatingSeason"),
        AuditTableAgain("ImportRun"),
        AuditTableAgain("OfficeHours"),
        AuditTableAgain("Term"),
        AuditTableAgain("TimeLimit"),
        AuditTableAgain("UnmaskingReview"),
        AuditTableAgain("Webhook"),
    ]
