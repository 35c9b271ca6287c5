import django.db.models.functions.datetime
from django.db import migrations, models

from accounts.audit_operations import AuditTable


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0013_filter_alerts"),
    ]

    operations = [
        migrations.CreateModel(
            name="ParameterValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="建立时间"
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="更新时间"
                    ),
                ),
                (
                    "code",
                    models.CharField(help_text="如 households.publicity_days", max_length=60, verbose_name="参数"),
                ),
                ("value", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="数值")),
                ("effective_on", models.DateField(verbose_name="生效日期")),
                ("basis", models.CharField(max_length=200, verbose_name="依据")),
            ],
            options={
                "verbose_name": "业务参数",
                "ordering": ["code", "-effective_on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "effective_on"),
                        name="parameter_once_a_day",
                        violation_error_message="这一参数在该日已有规定。",
                    )
                ],
            },
        ),
        AuditTable("ParameterValue"),
    ]
