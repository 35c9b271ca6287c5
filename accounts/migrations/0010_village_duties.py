import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from accounts.audit_operations import AuditTable, PlacedTogether


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_city_is_an_actor"),
    ]

    operations = [
        migrations.CreateModel(
            name="VillageDuty",
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
                ("since_on", models.DateField(verbose_name="开始日期")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                (
                    "state",
                    models.CharField(
                        choices=[("on_duty", "在岗"), ("ended", "已结束")],
                        default="on_duty",
                        editable=False,
                        max_length=7,
                        verbose_name="状态",
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.division",
                        verbose_name="市",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.division",
                        verbose_name="区县",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="village_duties",
                        to="accounts.post",
                        verbose_name="安全员岗位",
                    ),
                ),
                (
                    "town",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.division",
                        verbose_name="街镇",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.division",
                        verbose_name="村（社区）",
                    ),
                ),
            ],
            options={
                "verbose_name": "责任村",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["village", "-id"], name="village_duty_village"),
                    models.Index(fields=["town", "-id"], name="village_duty_town"),
                    models.Index(fields=["district", "-id"], name="village_duty_district"),
                    models.Index(fields=["city", "-id"], name="village_duty_city"),
                    models.Index(fields=["post", "-id"], name="village_duty_post"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_on", None)),
                        fields=("post", "village"),
                        name="village_duty_once",
                        violation_error_message="这位安全员已在负责这个村，不必再安排。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on", None), ("until_on__gte", models.F("since_on")), _connector="OR"
                        ),
                        name="village_duty_until_after_since",
                        violation_error_message="结束日期不能早于开始日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "on_duty"), ("until_on", None)),
                            models.Q(("state", "ended"), ("until_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="village_duty_ended_with_day",
                        violation_error_message="已结束的须写明结束日期，在岗的不写。",
                    ),
                ],
            },
        ),
        PlacedTogether("VillageDuty"),
        AuditTable("VillageDuty"),
    ]
