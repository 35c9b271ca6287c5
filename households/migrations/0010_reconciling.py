import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import core.sealing.numbers
import core.search
from accounts.audit_operations import AuditTable, PlacedTogether


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_new_rows_told_by_column"),
        ("households", "0009_planned_cases"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reconciliation",
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
                    "source",
                    models.CharField(
                        choices=[
                            ("gas", "燃气企业用户名单"),
                            ("power", "电力企业用户名单"),
                            ("payment", "补贴发放名单"),
                        ],
                        max_length=8,
                        verbose_name="名单",
                    ),
                ),
                ("as_of_on", models.DateField(verbose_name="名单截止日期")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "核对中"), ("closed", "已办结"), ("void", "已撤销")],
                        default="open",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("current", models.BooleanField(default=True, editable=False, verbose_name="最近一次")),
                ("agreeing", models.PositiveIntegerField(default=0, editable=False, verbose_name="相符")),
                ("differing", models.PositiveIntegerField(default=0, editable=False, verbose_name="有差异")),
                ("missing_here", models.PositiveIntegerField(default=0, editable=False, verbose_name="台账无此户")),
                ("missing_there", models.PositiveIntegerField(default=0, editable=False, verbose_name="对方无此户")),
                ("unclear", models.PositiveIntegerField(default=0, editable=False, verbose_name="认户不明")),
                ("import_act", models.UUIDField(editable=False, verbose_name="导入批次")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="办结时间")),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.division",
                        verbose_name="范围",
                    ),
                ),
                (
                    "brought_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="导入人",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                        verbose_name="企业",
                    ),
                ),
            ],
            options={
                "verbose_name": "对账",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ReconciliationRow",
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
                    "source",
                    models.CharField(
                        choices=[
                            ("gas", "燃气企业用户名单"),
                            ("power", "电力企业用户名单"),
                            ("payment", "补贴发放名单"),
                        ],
                        max_length=8,
                        verbose_name="名单",
                    ),
                ),
                ("as_of_on", models.DateField(verbose_name="名单截止日期")),
                ("line", models.PositiveIntegerField(null=True, verbose_name="名单行号")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("agrees", "相符"),
                            ("differs", "有差异"),
                            ("missing_here", "台账无此户"),
                            ("missing_there", "对方无此户"),
                            ("unclear", "认户不明"),
                        ],
                        max_length=14,
                        verbose_name="比对结果",
                    ),
                ),
                (
                    "known_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("account", "户号"),
                            ("user_code", "用户编码"),
                            ("meter", "表号"),
                            ("id_number", "身份证号"),
                            ("person", "村和姓名"),
                        ],
                        max_length=10,
                        verbose_name="认户依据",
                    ),
                ),
                ("differences", models.JSONField(default=dict, verbose_name="不同的栏")),
                ("remark", models.CharField(blank=True, max_length=120, verbose_name="比对说明")),
                ("name", models.CharField(blank=True, max_length=50, verbose_name="户主姓名")),
                (
                    "id_number",
                    core.sealing.numbers.SealedField(blank=True, editable=True, null=True, verbose_name="身份证号"),
                ),
                ("id_number_digest", core.sealing.numbers.DigestField("id_number")),
                ("gas_account", models.CharField(blank=True, max_length=30, verbose_name="燃气户号")),
                ("gas_user_code", models.CharField(blank=True, max_length=30, verbose_name="燃气用户编码")),
                ("gas_meter_number", models.CharField(blank=True, max_length=30, verbose_name="燃气表号")),
                ("power_account", models.CharField(blank=True, max_length=30, verbose_name="电力户号")),
                ("power_meter_number", models.CharField(blank=True, max_length=30, verbose_name="电表号")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="地址")),
                (
                    "usage_status",
                    models.CharField(
                        blank=True,
                        choices=[("in_use", "在用"), ("stopped", "停用")],
                        max_length=8,
                        verbose_name="用气状态",
                    ),
                ),
                (
                    "bank_account",
                    core.sealing.numbers.SealedField(blank=True, editable=True, null=True, verbose_name="银行账号"),
                ),
                ("bank_account_digest", core.sealing.numbers.DigestField("bank_account")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="金额(元)"
                    ),
                ),
                ("season_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="采暖季")),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("none_needed", "不需裁定"),
                            ("undecided", "待裁定"),
                            ("to_verify", "待核实"),
                            ("ours", "以台账为准"),
                            ("theirs", "以对方为准，待登记申请"),
                            ("filed", "以对方为准，已登记申请"),
                            ("same", "同户不同名，已核实一致"),
                        ],
                        default="undecided",
                        max_length=12,
                        verbose_name="裁定",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="裁定说明")),
                ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="裁定时间")),
                (
                    "application",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reconciliation_rows",
                        to="households.application",
                        verbose_name="登记的申请",
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
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="裁定人",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reconciliation_rows",
                        to="households.household",
                        verbose_name="住户",
                    ),
                ),
                (
                    "listed_village",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.division",
                        verbose_name="名单上的村（社区）",
                    ),
                ),
                (
                    "reconciliation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="households.reconciliation",
                        verbose_name="对账",
                    ),
                ),
                (
                    "served_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                        verbose_name="相关企业",
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
                "verbose_name": "对账明细",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="UsageAnomaly",
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
                    "energy",
                    models.CharField(choices=[("gas", "燃气"), ("power", "电")], max_length=6, verbose_name="能源"),
                ),
                ("season_year", models.PositiveSmallIntegerField(verbose_name="采暖季")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("zero", "零用量"),
                            ("stopped", "用量骤停"),
                            ("high", "用量过高"),
                            ("negative", "表底数倒走或换表"),
                        ],
                        max_length=8,
                        verbose_name="异常",
                    ),
                ),
                ("usage", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="用量")),
                ("compared", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="对照值")),
                (
                    "state",
                    models.CharField(
                        choices=[("found", "待走访核实"), ("explained", "已核实"), ("cleared", "数据已更正，不再异常")],
                        default="found",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("vacant", "房屋空置"),
                            ("coal", "返煤"),
                            ("faulty_meter", "表故障"),
                            ("meter_changed", "已换表"),
                            ("normal", "正常使用"),
                            ("repair", "设备故障，转维修"),
                            ("other", "其他"),
                        ],
                        max_length=14,
                        verbose_name="核实结果",
                    ),
                ),
                ("visited_on", models.DateField(blank=True, null=True, verbose_name="走访日期")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="核实说明")),
                ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="核实时间")),
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
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="核实人",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="anomalies",
                        to="households.household",
                        verbose_name="住户",
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
                "verbose_name": "异常用量",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="MeterReading",
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
                    "energy",
                    models.CharField(choices=[("gas", "燃气"), ("power", "电")], max_length=6, verbose_name="能源"),
                ),
                ("season_year", models.PositiveSmallIntegerField(help_text="开始的那一年", verbose_name="采暖季")),
                ("month", models.PositiveSmallIntegerField(default=0, verbose_name="月份")),
                (
                    "starts_at",
                    models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name="起始表底数"),
                ),
                ("ends_at", models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name="结束表底数")),
                ("usage", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="用量")),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                ("void", models.BooleanField(default=False, editable=False, verbose_name="作废")),
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
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="households.household",
                        verbose_name="住户",
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
                "verbose_name": "表底数",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["village", "-id"], name="meter_reading_village"),
                    models.Index(fields=["town", "-id"], name="meter_reading_town"),
                    models.Index(fields=["district", "-id"], name="meter_reading_district"),
                    models.Index(fields=["city", "-id"], name="meter_reading_city"),
                    models.Index(fields=["energy", "season_year", "month"], name="meter_reading_season"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("household", "energy", "season_year", "month"), name="meter_reading_once_a_month"
                    ),
                    models.CheckConstraint(condition=models.Q(("month__lte", 12)), name="meter_reading_of_a_month"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="reconciliation",
            index=models.Index(fields=["area", "-id"], name="reconciliation_area"),
        ),
        migrations.AddIndex(
            model_name="reconciliation",
            index=models.Index(fields=["company", "-id"], name="reconciliation_company"),
        ),
        migrations.AddIndex(
            model_name="reconciliation",
            index=models.Index(fields=["import_act"], name="reconciliation_imported"),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("current", True)),
                fields=("source", "area", "company"),
                name="reconciliation_current_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("state", "closed")),
                    models.Q(("state", "closed"), _negated=True),
                    _connector="OR",
                ),
                name="reconciliation_closed_with_time",
            ),
        ),
        migrations.AddIndex(
            model_name="reconciliationrow",
            index=models.Index(fields=["village", "-id"], name="reconciliation_row_village"),
        ),
        migrations.AddIndex(
            model_name="reconciliationrow",
            index=models.Index(fields=["town", "-id"], name="reconciliation_row_town"),
        ),
        migrations.AddIndex(
            model_name="reconciliationrow",
            index=models.Index(fields=["district", "-id"], name="reconciliation_row_district"),
        ),
        migrations.AddIndex(
            model_name="reconciliationrow",
            index=models.Index(fields=["city", "-id"], name="reconciliation_row_city"),
        ),
        migrations.AddIndex(
            model_name="reconciliationrow",
            index=models.Index(
                condition=models.Q(("served_by__isnull", False)),
                fields=["served_by", "-id"],
                name="reconciliation_row_company",
            ),
        ),
        migrations.AddIndex(
            model_name="reconciliationrow",
            index=models.Index(fields=["reconciliation", "outcome", "-id"], name="reconciliation_row_outcome"),
        ),
        migrations.AddIndex(
            model_name="reconciliationrow",
            index=models.Index(fields=["reconciliation", "decision", "-id"], name="reconciliation_row_decision"),
        ),
        migrations.AddIndex(
            model_name="reconciliationrow",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(core.search.Grams(models.F("name")), "array_ops"),
                name="reconciliation_row_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliationrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("line__isnull", False), ("household__isnull", False), _connector="OR"),
                name="reconciliation_row_of_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliationrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("household__isnull", False)),
                fields=("reconciliation", "household"),
                name="reconciliation_row_once_a_household",
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliationrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decision__in", ["none_needed", "undecided"])),
                    models.Q(
                        models.Q(("decision__in", ["none_needed", "undecided"]), _negated=True),
                        ("decided_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="reconciliation_row_decided_with_time",
            ),
        ),
        migrations.AddIndex(
            model_name="usageanomaly",
            index=models.Index(fields=["village", "-id"], name="usage_anomaly_village"),
        ),
        migrations.AddIndex(
            model_name="usageanomaly",
            index=models.Index(fields=["town", "-id"], name="usage_anomaly_town"),
        ),
        migrations.AddIndex(
            model_name="usageanomaly",
            index=models.Index(fields=["district", "-id"], name="usage_anomaly_district"),
        ),
        migrations.AddIndex(
            model_name="usageanomaly",
            index=models.Index(fields=["city", "-id"], name="usage_anomaly_city"),
        ),
        migrations.AddIndex(
            model_name="usageanomaly",
            index=models.Index(fields=["village", "state", "-id"], name="usage_anomaly_village_state"),
        ),
        migrations.AddIndex(
            model_name="usageanomaly",
            index=models.Index(fields=["town", "state", "-id"], name="usage_anomaly_town_state"),
        ),
        migrations.AddIndex(
            model_name="usageanomaly",
            index=models.Index(fields=["district", "state", "-id"], name="usage_anomaly_district_state"),
        ),
        migrations.AddIndex(
            model_name="usageanomaly",
            index=models.Index(fields=["city", "state", "-id"], name="usage_anomaly_city_state"),
        ),
        migrations.AddConstraint(
            model_name="usageanomaly",
            constraint=models.UniqueConstraint(
                fields=("household", "energy", "season_year", "kind"), name="usage_anomaly_once_a_season"
            ),
        ),
        migrations.AddConstraint(
            model_name="usageanomaly",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", False),
                        ("state", "explained"),
                        ("visited_on__isnull", False),
                        models.Q(("cause", ""), _negated=True),
                    ),
                    models.Q(("state", "explained"), _negated=True),
                    _connector="OR",
                ),
                name="usage_anomaly_explained_in_full",
                violation_error_message="请填写核实结果和走访日期。",
            ),
        ),
        PlacedTogether("ReconciliationRow"),
        PlacedTogether("MeterReading"),
        PlacedTogether("UsageAnomaly"),
        AuditTable("Reconciliation"),
        AuditTable("ReconciliationRow"),
        AuditTable("MeterReading", versions=True),
        AuditTable("UsageAnomaly"),
    ]
