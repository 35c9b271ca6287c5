from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_change_log")]

    operations = [
        migrations.RemoveIndex("accesslog", "access_by_day"),
        migrations.RemoveIndex("change", "change_by_day"),
        migrations.AddIndex("accesslog", models.Index(fields=["at", "id"], name="access_by_day")),
        migrations.AddIndex("change", models.Index(fields=["at", "id"], name="change_by_day")),
        migrations.AddIndex("signinevent", models.Index(fields=["at", "id"], name="sign_in_event_by_day")),
    ]
