from django.db import migrations

from accounts.audit_operations import NeverDeleted


class Migration(migrations.Migration):
    """What was seen at a household stays (P93)."""

    dependencies = [("inspections", "0007_rechecks")]

    operations = [
        NeverDeleted("Inspection"),
        NeverDeleted("InspectionPhoto"),
    ]
