import django.db.models.functions.datetime
from django.db import migrations, models

from accounts.audit_operations import AuditTable


class Migration(migrations.Migration):
    dependencies = [("core", "0003_change_log")]

    operations = [
        migrations.AddField(
            "term",
            "created_at",
            models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="建立时间"
            ),
        ),
        migrations.AddField(
            "term",
            "updated_at",
            models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="更新时间"
            ),
        ),
        migrations.AlterField(
            "term", "version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")
        ),
        migrations.AlterField("term", "code", models.CharField(editable=False, max_length=40, verbose_name="代码")),
        migrations.AlterField(
            "term",
            "introduced_at",
            models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="启用时间"
            ),
        ),
        migrations.AlterField(
            "term",
            "retired_at",
            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="停用时间"),
        ),
        migrations.AddConstraint(
            "term",
            models.UniqueConstraint(
                condition=models.Q(("retired_at", None)),
                fields=("catalogue", "label"),
                name="term_label_once",
                violation_error_message="字典里已有这个名称。",
            ),
        ),
        AuditTable("Term"),
    ]
