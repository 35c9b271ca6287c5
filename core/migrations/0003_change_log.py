from django.db import migrations

from accounts.audit_operations import AppendOnly, AuditTable


class Migration(migrations.Migration):
    dependencies = [("core", "0002_grams"), ("accounts", "0002_change_log")]

    operations = [
        AuditTable("Attachment"),
        AuditTable("CalendarDay"),
        AuditTable("ImportRun"),
        AuditTable("Term"),
        AuditTable("TimeLimit"),
        AppendOnly("StepTaken"),
    ]
