from django.db import migrations

from accounts.audit_operations import AuditTableAgain


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0007_backfill_served_by"),
        ("core", "0012_new_rows_told_by_column"),
    ]

    operations = [
        AuditTableAgain("Household", versions=True),
        AuditTableAgain("Equipment", versions=True),
        AuditTableAgain("Application"),
        AuditTableAgain("DuplicatePair"),
        AuditTableAgain("FirstFilling"),
        # The last that called it.
        migrations.RunSQL("DROP FUNCTION IF EXISTS portal_log_inserts()", migrations.RunSQL.noop),
    ]
