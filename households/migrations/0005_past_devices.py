"""The devices that a household had on a past day are found by the household."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("households", "0004_tallies")]

    operations = [
        migrations.RunSQL(
            """CREATE INDEX IF NOT EXISTS households_equipment_past_household
            ON households_equipment_version (household_id)""",
            "DROP INDEX IF EXISTS households_equipment_past_household",
        )
    ]
