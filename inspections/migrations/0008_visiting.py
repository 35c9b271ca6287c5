from django.db import migrations, models

from accounts.audit_operations import NeverDeleted


class Migration(migrations.Migration):
    """What was seen at a household stays (P93); a company's number that was made void may come again."""

    dependencies = [("inspections", "0007_rechecks")]

    operations = [
        NeverDeleted("Inspection"),
        NeverDeleted("InspectionPhoto"),
        migrations.RemoveConstraint(model_name="inspection", name="inspection_external_number_once"),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("external_number", ""), _negated=True), ("state", "filed")),
                fields=("company", "external_number"),
                name="inspection_external_number_once",
                violation_error_message="这个企业安检编号已登记过。",
            ),
        ),
        *[
            migrations.AddIndex(
                model_name="inspection",
                index=models.Index(
                    condition=models.Q((f"{name}__isnull", False)), fields=[name], name=f"inspection_{short}"
                ),
            )
            for name, short in {
                "alarm_expires_on": "alarm",
                "hose_expires_on": "hose",
                "boiler_made_on": "boiler",
                "meter_made_on": "meter",
            }.items()
        ],
    ]
