import django.db.models.deletion
from django.db import migrations, models

from accounts.audit_operations import AuditTable


class Migration(migrations.Migration):
    dependencies = [("households", "0005_past_devices"), ("accounts", "0002_change_log")]

    operations = [
        migrations.AddField(
            "application",
            "served_by",
            models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organization",
                verbose_name="相关供气企业",
            ),
        ),
        migrations.RemoveIndex("application", "application_supplier"),
        migrations.AddIndex(
            "application",
            models.Index(
                condition=models.Q(("served_by__isnull", False)),
                fields=["served_by", "-id"],
                name="application_served_by",
            ),
        ),
        AuditTable("Application"),
    ]
