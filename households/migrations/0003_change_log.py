from django.db import migrations

from accounts.audit_operations import AuditTable, PlacedTogether


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0002_numbers"),
        ("accounts", "0002_change_log"),
    ]

    operations = [
        PlacedTogether("Household"),
        PlacedTogether("Equipment"),
        PlacedTogether("Application"),
        PlacedTogether("DuplicatePair"),
        AuditTable("Household", versions=True),
        AuditTable("Equipment", versions=True),
        AuditTable("Application"),
        AuditTable("DuplicatePair"),
        AuditTable("FirstFilling"),
    ]
