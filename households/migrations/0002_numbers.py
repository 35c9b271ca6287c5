from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("households", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE household_numbers", "DROP SEQUENCE household_numbers"),
        migrations.RunSQL("CREATE SEQUENCE application_numbers", "DROP SEQUENCE application_numbers"),
    ]
