import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import core.search
from accounts.audit_operations import AuditTable, PlacedTogether


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_city_is_an_actor"),
        ("households", "0018_caring"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ventilation",
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
                    "occasion",
                    models.CharField(
                        choices=[("first", "首次通气"), ("again", "重新通气")],
                        help_text="长期无人居住、停气后恢复供气的，是重新通气。",
                        max_length=5,
                        verbose_name="通气类别",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "待通气"), ("ventilated", "已通气"), ("cancelled", "已取消")],
                        default="waiting",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("householder", models.CharField(editable=False, max_length=50, verbose_name="户主")),
                ("address", models.CharField(blank=True, editable=False, max_length=200, verbose_name="地址")),
                ("ventilated_on", models.DateField(blank=True, null=True, verbose_name="通气日期")),
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
                    "construction",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ventilations",
                        to="households.construction",
                        verbose_name="施工记录",
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
                    "household",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ventilations",
                        to="households.household",
                        verbose_name="住户",
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                        verbose_name="供气企业",
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
                    "ventilated_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="登记通气的人",
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
                "verbose_name": "通气登记",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["village", "-id"], name="ventilation_village"),
                    models.Index(fields=["town", "-id"], name="ventilation_town"),
                    models.Index(fields=["district", "-id"], name="ventilation_district"),
                    models.Index(fields=["city", "-id"], name="ventilation_city"),
                    models.Index(fields=["village", "state", "-id"], name="ventilation_village_state"),
                    models.Index(fields=["town", "state", "-id"], name="ventilation_town_state"),
                    models.Index(fields=["district", "state", "-id"], name="ventilation_district_state"),
                    models.Index(fields=["city", "state", "-id"], name="ventilation_city_state"),
                    models.Index(fields=["supplier", "-id"], name="ventilation_supplier"),
                    models.Index(
                        condition=models.Q(("ventilated_on__isnull", False)),
                        fields=["ventilated_on"],
                        name="ventilation_ventilated_on",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            core.search.Grams(models.F("householder")), "array_ops"
                        ),
                        name="ventilation_words",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("household__isnull", False), ("construction__isnull", False), _connector="OR"
                        ),
                        name="ventilation_of_somebody",
                        violation_error_message="请先选定要通气的住户或施工记录。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("occasion", "again"), _negated=True),
                            ("household__isnull", False),
                            _connector="OR",
                        ),
                        name="ventilation_again_in_ledger",
                        violation_error_message="重新通气只登记台账内的住户；新改造的户，请登记首次通气。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ventilated"), ("ventilated_on__isnull", False)),
                            models.Q(models.Q(("state", "ventilated"), _negated=True), ("ventilated_on", None)),
                            _connector="OR",
                        ),
                        name="ventilation_with_day",
                        violation_error_message="已通气的须有通气日期，没有通气的不填。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("household__isnull", False), ("state", "waiting")),
                        fields=("household",),
                        name="ventilation_waiting_once",
                        violation_error_message="这户已有一条待通气的登记，请在那一条上登记通气；不再通气的，请先取消。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), _negated=True), ("construction__isnull", False)
                        ),
                        fields=("construction",),
                        name="ventilation_once_for_works",
                        violation_error_message="这条施工记录已有通气登记，请在那一条上办理。",
                    ),
                ],
            },
        ),
        PlacedTogether("Ventilation"),
        AuditTable("Ventilation"),
    ]
