import datetime

import django.db.models.functions.datetime
from django.db import migrations, models

from accounts.audit_operations import AuditTable


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_terms_are_records"),
    ]

    operations = [
        migrations.CreateModel(
            name="OfficeHours",
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
                    "effective_on",
                    models.DateField(
                        error_messages={"unique": "这一天已有规定，请改那一行。"}, unique=True, verbose_name="生效日期"
                    ),
                ),
                ("closes_at", models.TimeField(default=datetime.time(17, 30), verbose_name="下班时间")),
                ("basis", models.CharField(max_length=100, verbose_name="依据")),
            ],
            options={
                "verbose_name": "下班时间",
                "ordering": ["-effective_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closes_at__gte", datetime.time(12, 0))),
                        name="office_closes_in_the_afternoon",
                        violation_error_message="下班时间应在 12:00 以后，按 24 小时制填写，如 17:30。",
                    )
                ],
            },
        ),
        AuditTable("OfficeHours"),
    ]
