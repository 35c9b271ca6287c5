from django.db import migrations, models

from accounts.audit_operations import AuditTable


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_logs_by_day")]

    operations = [
        migrations.AddField(
            "apitoken",
            "second_step_passed",
            models.BooleanField(default=False, verbose_name="建立时已二次验证"),
        ),
        AuditTable("ApiToken", hidden=["digest"]),
    ]
