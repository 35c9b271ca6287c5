from decimal import Decimal

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

import core.sealing.numbers
import core.search
import households.models.checks


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_city_is_an_actor"),
        ("core", "0014_parameters"),
        ("households", "0008_new_rows_told_by_column"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="application",
            name="application_names_its_household",
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="application_added_has_household",
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="application_one_of_a_case",
        ),
        migrations.RemoveIndex(
            model_name="application",
            name="application_under_way",
        ),
        migrations.RemoveIndex(
            model_name="household",
            name="household_village",
        ),
        migrations.RemoveIndex(
            model_name="household",
            name="household_town",
        ),
        migrations.RemoveIndex(
            model_name="household",
            name="household_district",
        ),
        migrations.RemoveIndex(
            model_name="household",
            name="household_city",
        ),
        migrations.RemoveIndex(
            model_name="household",
            name="household_kind",
        ),
        migrations.RemoveIndex(
            model_name="household",
            name="household_converted_year",
        ),
        migrations.RemoveIndex(
            model_name="household",
            name="household_batch",
        ),
        migrations.RemoveIndex(
            model_name="household",
            name="household_completeness",
        ),
        migrations.CreateModel(
            name="Construction",
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
                ("device_code", models.CharField(blank=True, max_length=40, verbose_name="设备编码")),
                ("device_maker", models.CharField(blank=True, max_length=60, verbose_name="生产厂家")),
                ("device_brand", models.CharField(blank=True, max_length=40, verbose_name="设备品牌")),
                ("device_model", models.CharField(blank=True, max_length=60, verbose_name="设备型号")),
                (
                    "device_power",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=6,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="额定功率(kW)",
                    ),
                ),
                ("device_efficiency", models.CharField(blank=True, max_length=10, verbose_name="能效等级")),
                ("device_voltage", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="额定电压(V)")),
                (
                    "device_noise",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="运行噪声(dB)"
                    ),
                ),
                ("device_made_on", models.DateField(blank=True, null=True, verbose_name="生产日期")),
                (
                    "device_service_years",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="使用年限(年)"),
                ),
                ("device_installed_on", models.DateField(blank=True, null=True, verbose_name="安装日期")),
                ("device_commissioned_on", models.DateField(blank=True, null=True, verbose_name="投运日期")),
                ("device_warranty_until", models.DateField(blank=True, null=True, verbose_name="质保到期日")),
                ("device_installer", models.CharField(blank=True, max_length=60, verbose_name="安装单位")),
                (
                    "application",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="construction",
                        to="households.application",
                        verbose_name="申请",
                    ),
                ),
                ("number", models.CharField(db_collation="C", editable=False, max_length=24, verbose_name="受理编号")),
                (
                    "case",
                    models.CharField(
                        choices=[
                            ("add", "增户"),
                            ("change", "变更"),
                            ("cancel", "销户"),
                            ("convert", "改造类型变更"),
                            ("upgrade", "设备更新升级"),
                            ("plan_add", "计划增户"),
                            ("plan_upgrade", "计划更新改造"),
                            ("split", "分户"),
                            ("merge", "并户"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="申请类别",
                    ),
                ),
                ("householder", models.CharField(editable=False, max_length=50, verbose_name="户主")),
                ("address", models.CharField(blank=True, editable=False, max_length=200, verbose_name="地址")),
                (
                    "kind",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "气代煤"),
                            (2, "直热式电锅炉"),
                            (3, "蓄热式电锅炉"),
                            (4, "电壁挂炉"),
                            (5, "直热式电暖器"),
                            (6, "蓄热式电暖器"),
                            (7, "石墨烯"),
                            (8, "聚能"),
                            (9, "空气源热风机"),
                            (10, "空气源热泵"),
                            (11, "地源热泵"),
                            (12, "集中供热"),
                            (13, "光伏"),
                            (14, "光热"),
                            (15, "醇基燃料"),
                            (16, "生物质"),
                        ],
                        editable=False,
                        verbose_name="改造类型",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(editable=False, verbose_name="施工年度")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "未开工"),
                            ("building", "施工中"),
                            ("reported", "已报验"),
                            ("accepted", "合格待投用"),
                            ("commissioned", "已投用"),
                            ("cancelled", "已取消"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "contractor",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                        verbose_name="施工单位",
                    ),
                ),
                ("supervisor", models.CharField(blank=True, max_length=50, verbose_name="监理")),
                (
                    "supervisor_phone",
                    models.CharField(
                        blank=True, max_length=20, validators=[households.models.checks.phone], verbose_name="监理电话"
                    ),
                ),
                ("planned_from_on", models.DateField(blank=True, null=True, verbose_name="计划开工")),
                ("planned_until_on", models.DateField(blank=True, null=True, verbose_name="计划完工")),
                ("begun_on", models.DateField(blank=True, null=True, verbose_name="开工日期")),
                (
                    "materials",
                    models.CharField(
                        blank=True, help_text="管材、线缆、保温等的品牌和规格", max_length=500, verbose_name="主要材料"
                    ),
                ),
                (
                    "old_removed_on",
                    models.DateField(
                        blank=True,
                        help_text="先立后破：新设备投用前尽量不拆。",
                        null=True,
                        verbose_name="旧设备拆除日期",
                    ),
                ),
                (
                    "hidden_works",
                    models.CharField(
                        blank=True, help_text="穿墙、埋地、暗敷的部位和做法", max_length=500, verbose_name="隐蔽工程"
                    ),
                ),
                ("tested_on", models.DateField(blank=True, null=True, verbose_name="打压日期")),
                (
                    "test_pressure",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=6,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="试验压力(kPa)",
                    ),
                ),
                (
                    "test_minutes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(1440)],
                        verbose_name="稳压时间(分钟)",
                    ),
                ),
                (
                    "test_drop",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=6,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="压力降(kPa)",
                    ),
                ),
                (
                    "test_result",
                    models.CharField(
                        blank=True,
                        choices=[("passed", "合格"), ("failed", "不合格")],
                        max_length=6,
                        verbose_name="打压结果",
                    ),
                ),
                ("tested_by", models.CharField(blank=True, max_length=50, verbose_name="试验人")),
                ("electric_checked_on", models.DateField(blank=True, null=True, verbose_name="电气安全检查日期")),
                (
                    "electric_result",
                    models.CharField(
                        blank=True,
                        choices=[("passed", "合格"), ("failed", "不合格")],
                        max_length=6,
                        verbose_name="电气安全检查结果",
                    ),
                ),
                ("electric_checked_by", models.CharField(blank=True, max_length=50, verbose_name="电气检查人")),
                (
                    "gas_account",
                    models.CharField(
                        blank=True,
                        max_length=30,
                        validators=[households.models.checks.identifier],
                        verbose_name="燃气户号",
                    ),
                ),
                (
                    "gas_meter_number",
                    models.CharField(
                        blank=True,
                        max_length=30,
                        validators=[households.models.checks.identifier],
                        verbose_name="燃气表号",
                    ),
                ),
                (
                    "gas_meter_type",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "物联网"), (2, "IC卡"), (3, "膜式"), (4, "其他")],
                        null=True,
                        verbose_name="燃气表类型",
                    ),
                ),
                (
                    "safety_device",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "报警器+切断阀"), (2, "自闭阀"), (3, "两者都有")],
                        null=True,
                        verbose_name="安全装置配备",
                    ),
                ),
                (
                    "power_meter_number",
                    models.CharField(
                        blank=True,
                        max_length=30,
                        validators=[households.models.checks.identifier],
                        verbose_name="电表号",
                    ),
                ),
                ("self_check", models.CharField(blank=True, max_length=300, verbose_name="自检结论")),
                ("finished_on", models.DateField(blank=True, null=True, verbose_name="完工日期")),
                ("rework_until_on", models.DateField(blank=True, editable=False, null=True, verbose_name="整改期限")),
                (
                    "trial_hours",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(720),
                        ],
                        verbose_name="试运行时长(小时)",
                    ),
                ),
                (
                    "heating_temperature",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=4,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(40),
                        ],
                        verbose_name="室内采暖温度(℃)",
                    ),
                ),
                ("trained_person", models.CharField(blank=True, max_length=50, verbose_name="接受使用培训的人")),
            ],
            options={
                "verbose_name": "施工记录",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["village", "-id"], name="construction_village"),
                    models.Index(fields=["town", "-id"], name="construction_town"),
                    models.Index(fields=["district", "-id"], name="construction_district"),
                    models.Index(fields=["city", "-id"], name="construction_city"),
                    models.Index(fields=["village", "state", "-id"], name="construction_village_state"),
                    models.Index(fields=["town", "state", "-id"], name="construction_town_state"),
                    models.Index(fields=["district", "state", "-id"], name="construction_district_state"),
                    models.Index(fields=["city", "state", "-id"], name="construction_city_state"),
                    models.Index(fields=["contractor", "-id"], name="construction_contractor"),
                    models.Index(fields=["number"], name="construction_number"),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            core.search.Grams(models.F("householder")), "array_ops"
                        ),
                        name="construction_words",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "building", "reported", "accepted"])),
                        fields=["state"],
                        name="construction_unheated",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("planned_from_on", None),
                            ("planned_until_on", None),
                            ("planned_until_on__gte", models.F("planned_from_on")),
                            _connector="OR",
                        ),
                        name="construction_planned_in_order",
                        violation_error_message="计划完工不能早于计划开工。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "cancelled"]), ("begun_on__isnull", False), _connector="OR"
                        ),
                        name="construction_begun_with_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "building", "cancelled"]),
                            ("finished_on__isnull", False),
                            _connector="OR",
                        ),
                        name="construction_finished_with_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "commissioned"), _negated=True),
                            ("device_commissioned_on__isnull", False),
                            _connector="OR",
                        ),
                        name="construction_commissioned_with_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Acceptance",
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
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acceptances",
                        to="households.construction",
                        verbose_name="施工记录",
                    ),
                ),
                (
                    "contractor",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                        verbose_name="施工单位",
                    ),
                ),
                ("number", models.CharField(db_collation="C", editable=False, max_length=24, verbose_name="受理编号")),
                ("householder", models.CharField(editable=False, max_length=50, verbose_name="户主")),
                ("attempt", models.PositiveSmallIntegerField(editable=False, verbose_name="第几次验收")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "待验收"), ("passed", "合格"), ("rework", "整改")],
                        default="waiting",
                        editable=False,
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("planned_on", models.DateField(blank=True, null=True, verbose_name="约定验收日期")),
                ("inspected_on", models.DateField(blank=True, null=True, verbose_name="查验日期")),
                ("total", models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="得分")),
                (
                    "heat_only",
                    models.BooleanField(
                        default=False,
                        help_text="地源热泵：承诺书已签，井水全部回灌，不取用地下水。",
                        verbose_name="取热不取水承诺",
                    ),
                ),
                ("reinjection_checked_on", models.DateField(blank=True, null=True, verbose_name="回灌检查日期")),
                ("reinjection_passed", models.BooleanField(default=False, verbose_name="回灌检查合格")),
                ("signed_by_household", models.CharField(blank=True, max_length=50, verbose_name="农户签字")),
                ("signed_by_household_on", models.DateField(blank=True, null=True, verbose_name="农户签字日期")),
                ("signed_by_village", models.CharField(blank=True, max_length=50, verbose_name="村（居）委会签字")),
                ("signed_by_village_on", models.DateField(blank=True, null=True, verbose_name="村（居）委会签字日期")),
                ("signed_by_contractor", models.CharField(blank=True, max_length=50, verbose_name="施工单位签字")),
                ("signed_by_contractor_on", models.DateField(blank=True, null=True, verbose_name="施工单位签字日期")),
                ("signed_by_town", models.CharField(blank=True, max_length=50, verbose_name="街镇签字")),
                ("signed_by_town_on", models.DateField(blank=True, null=True, verbose_name="街镇签字日期")),
                ("accepted_on", models.DateField(blank=True, null=True, verbose_name="验收合格日期")),
                ("rework_until_on", models.DateField(blank=True, null=True, verbose_name="整改期限")),
            ],
            options={
                "verbose_name": "验收单",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["village", "-id"], name="acceptance_village"),
                    models.Index(fields=["town", "-id"], name="acceptance_town"),
                    models.Index(fields=["district", "-id"], name="acceptance_district"),
                    models.Index(fields=["city", "-id"], name="acceptance_city"),
                    models.Index(fields=["village", "state", "-id"], name="acceptance_village_state"),
                    models.Index(fields=["town", "state", "-id"], name="acceptance_town_state"),
                    models.Index(fields=["district", "state", "-id"], name="acceptance_district_state"),
                    models.Index(fields=["city", "state", "-id"], name="acceptance_city_state"),
                    models.Index(fields=["contractor", "-id"], name="acceptance_contractor"),
                    models.Index(fields=["number"], name="acceptance_number"),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            core.search.Grams(models.F("householder")), "array_ops"
                        ),
                        name="acceptance_words",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("construction", "attempt"), name="acceptance_attempt_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("construction",),
                        name="acceptance_one_waiting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "passed"), _negated=True),
                            models.Q(("accepted_on__isnull", False), ("total__isnull", False)),
                            _connector="OR",
                        ),
                        name="acceptance_passed_with_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "rework"), _negated=True),
                            ("rework_until_on__isnull", False),
                            _connector="OR",
                        ),
                        name="acceptance_rework_with_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AcceptanceItem",
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
                ("code", models.CharField(max_length=10, verbose_name="编码")),
                ("text", models.CharField(max_length=200, verbose_name="验收内容")),
                (
                    "points",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="分值",
                    ),
                ),
                (
                    "obligatory",
                    models.BooleanField(
                        default=False, help_text="必达项得 0 分的，不能验收合格。", verbose_name="必达项"
                    ),
                ),
                (
                    "concerns",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "各类改造"), (1, "电代煤"), (2, "气代煤"), (3, "其他清洁能源")],
                        default=0,
                        verbose_name="适用于",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                ("retired_at", models.DateTimeField(editable=False, null=True, verbose_name="停用时间")),
            ],
            options={
                "verbose_name": "验收项目",
                "ordering": ["position", "code"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)),
                        fields=("code",),
                        name="acceptance_item_one_version",
                        violation_error_message="这个编码已有在用的验收项目。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AcceptanceScore",
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
                    "acceptance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="households.acceptance",
                        verbose_name="验收单",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="households.acceptanceitem",
                        verbose_name="验收项目",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("points", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="得分")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
            ],
            options={
                "verbose_name": "验收项得分",
                "ordering": ["acceptance", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("acceptance", "position"), name="acceptance_score_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RenovationPlan",
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
                    "town",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.division",
                        verbose_name="街镇",
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="计划名称")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2023),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="年度",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="计划开工日期")),
                ("ends_on", models.DateField(verbose_name="计划完工日期")),
                ("remark", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                ("gas_document_number", models.CharField(blank=True, max_length=60, verbose_name="整村气代煤批准文号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("asked", "待确认"),
                            ("submitted", "待区批准"),
                            ("approved", "已批准"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="登记人",
                    ),
                ),
                (
                    "sent_back_reason",
                    models.CharField(blank=True, editable=False, max_length=500, verbose_name="退回意见"),
                ),
                ("approved_at", models.DateTimeField(editable=False, null=True, verbose_name="批准时间")),
                (
                    "approved_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="批准人",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度改造计划",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["town", "-id"], name="plan_town"),
                    models.Index(fields=["town", "year"], name="plan_town_year"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="plan_ends_after_it_starts",
                        violation_error_message="完工日期不能早于开工日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_at__isnull", False), ("approved_by__isnull", False), ("state", "approved")
                            ),
                            models.Q(
                                models.Q(("state", "approved"), _negated=True),
                                ("approved_at", None),
                                ("approved_by", None),
                            ),
                            _connector="OR",
                        ),
                        name="plan_approved_with_who_and_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetLine",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="households.renovationplan",
                        verbose_name="改造计划",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("in_force", "有效"), ("void", "已作废")],
                        default="in_force",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                (
                    "kind",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "气代煤"),
                            (2, "直热式电锅炉"),
                            (3, "蓄热式电锅炉"),
                            (4, "电壁挂炉"),
                            (5, "直热式电暖器"),
                            (6, "蓄热式电暖器"),
                            (7, "石墨烯"),
                            (8, "聚能"),
                            (9, "空气源热风机"),
                            (10, "空气源热泵"),
                            (11, "地源热泵"),
                            (12, "集中供热"),
                            (13, "光伏"),
                            (14, "光热"),
                            (15, "醇基燃料"),
                            (16, "生物质"),
                        ],
                        verbose_name="改造类型",
                    ),
                ),
                (
                    "unit_cost",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=10,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="每户预算(元)",
                    ),
                ),
            ],
            options={
                "verbose_name": "计划预算",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "in_force")),
                        fields=("plan", "kind"),
                        name="budget_line_once_a_kind",
                        violation_error_message="这个计划已有这一类型的预算；要改的，请先作废原来的一条。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CityExchange",
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
                    "district",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.division",
                        verbose_name="区县",
                    ),
                ),
                ("number", models.CharField(db_collation="C", editable=False, max_length=24, verbose_name="报送编号")),
                (
                    "period",
                    models.CharField(help_text="写在封面上，如“2026年11月”。", max_length=60, verbose_name="报送期间"),
                ),
                (
                    "month",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        help_text="只报送这个月已核实月报里的申请，如 2026-11；留空不限月份。",
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A20\\d\\d-(0[1-9]|1[0-2])\\Z", "月份写作 2026-11。"
                            )
                        ],
                        verbose_name="月报月份",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "待提交"),
                            ("under_review", "审核中"),
                            ("passed", "已通过"),
                            ("partly", "部分通过"),
                            ("rejected", "已驳回"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="prepared",
                        editable=False,
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("rows", models.PositiveIntegerField(default=0, editable=False, verbose_name="行数")),
                ("in_full", models.BooleanField(default=False, verbose_name="文件中写完整号码")),
                ("purpose", models.CharField(blank=True, max_length=300, verbose_name="完整号码的用途")),
                (
                    "prepared_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="制作人",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.job",
                        verbose_name="任务",
                    ),
                ),
                ("submitted_at", models.DateTimeField(editable=False, null=True, verbose_name="提交时间")),
                ("replied_at", models.DateTimeField(editable=False, null=True, verbose_name="回执办结时间")),
            ],
            options={
                "verbose_name": "市平台报送",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("number",),
                        name="exchange_number_once",
                        violation_error_message="这个报送编号已经用过。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_full", False), models.Q(("purpose", ""), _negated=True), _connector="OR"
                        ),
                        name="exchange_in_full_for_a_purpose",
                        violation_error_message="文件中写完整号码的，须写明用途。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CityExchangeRow",
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
                    "exchange",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sent",
                        to="households.cityexchange",
                        verbose_name="市平台报送",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sent_to_city",
                        to="households.application",
                        verbose_name="台账申请",
                    ),
                ),
                ("row_number", models.PositiveIntegerField(editable=False, verbose_name="序号")),
                (
                    "case",
                    models.CharField(
                        choices=[
                            ("add", "增户"),
                            ("change", "变更"),
                            ("cancel", "销户"),
                            ("convert", "改造类型变更"),
                            ("upgrade", "设备更新升级"),
                            ("plan_add", "计划增户"),
                            ("plan_upgrade", "计划更新改造"),
                            ("split", "分户"),
                            ("merge", "并户"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="变动类别",
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("prepared", "待提交"),
                            ("sent", "审核中"),
                            ("passed", "已通过"),
                            ("returned", "退回修改"),
                            ("rejected", "未通过"),
                            ("missing", "回执中没有"),
                            ("taken_out", "已撤回"),
                        ],
                        default="prepared",
                        editable=False,
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                ("name", models.CharField(editable=False, max_length=50, verbose_name="户主姓名")),
                ("id_number", core.sealing.numbers.SealedField(editable=True, null=True, verbose_name="身份证号")),
                ("id_number_digest", core.sealing.numbers.DigestField("id_number")),
                ("content", models.BinaryField(verbose_name="报送内容")),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("passed", "通过"), ("returned", "退回修改"), ("rejected", "不通过")],
                        editable=False,
                        max_length=8,
                        verbose_name="审核结果",
                    ),
                ),
                ("opinion", models.CharField(blank=True, editable=False, max_length=300, verbose_name="审核意见")),
                ("differences", models.JSONField(default=dict, editable=False, verbose_name="与回执不同的栏")),
                ("not_done", models.CharField(blank=True, editable=False, max_length=300, verbose_name="未办原因")),
            ],
            options={
                "verbose_name": "报送行",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["village", "-id"], name="exchange_row_village"),
                    models.Index(fields=["town", "-id"], name="exchange_row_town"),
                    models.Index(fields=["district", "-id"], name="exchange_row_district"),
                    models.Index(fields=["city", "-id"], name="exchange_row_city"),
                    models.Index(fields=["id_number_digest"], name="exchange_row_id_digest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("id_number__isnull", True), ("id_number_digest__isnull", True)),
                            models.Q(("id_number__isnull", False), ("id_number_digest__isnull", False)),
                            _connector="OR",
                        ),
                        name="exchange_row_id_number_whole",
                    ),
                    models.UniqueConstraint(
                        fields=("exchange", "row_number"),
                        name="exchange_row_once",
                        violation_error_message="一个报送包里序号不能重复。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("standing", "sent")),
                        fields=("application",),
                        name="application_with_the_city_once",
                        violation_error_message="有申请已在另一个审核中的报送包里，不能重复报送。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FuelPoint",
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
                ("name", models.CharField(max_length=60, verbose_name="供应点名称")),
                ("address", models.CharField(max_length=200, verbose_name="地址")),
                ("keeper", models.CharField(max_length=50, verbose_name="负责人")),
                (
                    "phone",
                    models.CharField(
                        max_length=20, validators=[households.models.checks.phone], verbose_name="联系电话"
                    ),
                ),
                (
                    "minimum",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0"),
                        help_text="低于这个数时，提醒街镇和区双代办补充。",
                        max_digits=9,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="最低储量(吨)",
                    ),
                ),
                ("active", models.BooleanField(default=True, verbose_name="启用")),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="备注")),
            ],
            options={
                "verbose_name": "洁净煤供应点",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["village", "-id"], name="fuel_point_village"),
                    models.Index(fields=["town", "-id"], name="fuel_point_town"),
                    models.Index(fields=["district", "-id"], name="fuel_point_district"),
                    models.Index(fields=["city", "-id"], name="fuel_point_city"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("town", "name"),
                        name="fuel_point_named_once",
                        violation_error_message="本街镇已有同名的供应点。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minimum__gte", 0)),
                        name="fuel_point_minimum_is_some",
                        violation_error_message="最低储量不能小于 0。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmergencyFuelIssue",
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
                    "given_to",
                    models.CharField(
                        choices=[("ledger", "台账住户"), ("other", "台账外农户")],
                        editable=False,
                        max_length=6,
                        verbose_name="发放对象",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("filed", "待街镇批准"),
                            ("approved", "待发放"),
                            ("issued", "已发放"),
                            ("refused", "不予发放"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="filed",
                        max_length=9,
                        verbose_name="状态",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fuel_issues",
                        to="households.household",
                        verbose_name="住户",
                    ),
                ),
                ("name", models.CharField(max_length=50, verbose_name="户主姓名")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="地址")),
                ("fuel_reason", models.CharField(max_length=60, verbose_name="应急用煤原因")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="情况说明")),
                (
                    "tonnes",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=9,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="数量(吨)",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issues",
                        to="households.fuelpoint",
                        verbose_name="供应点",
                    ),
                ),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="发放日期")),
                (
                    "filed_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="登记人",
                    ),
                ),
                ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="办结时间")),
            ],
            options={
                "verbose_name": "应急发放",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["village", "-id"], name="fuel_issue_village"),
                    models.Index(fields=["town", "-id"], name="fuel_issue_town"),
                    models.Index(fields=["district", "-id"], name="fuel_issue_district"),
                    models.Index(fields=["city", "-id"], name="fuel_issue_city"),
                    models.Index(fields=["village", "state", "-id"], name="fuel_issue_village_state"),
                    models.Index(fields=["town", "state", "-id"], name="fuel_issue_town_state"),
                    models.Index(fields=["district", "state", "-id"], name="fuel_issue_district_state"),
                    models.Index(fields=["city", "state", "-id"], name="fuel_issue_city_state"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("given_to", "ledger"), ("household__isnull", False)),
                            models.Q(("given_to", "other"), ("household", None), models.Q(("name", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="fuel_issue_to_somebody",
                        violation_error_message="请选定住户；不在台账里的，请填写户主姓名。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tonnes__gt", 0)),
                        name="fuel_issue_of_some",
                        violation_error_message="发放数量应大于 0 吨。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("issued_on__isnull", False), ("state", "issued")),
                            models.Q(models.Q(("state", "issued"), _negated=True), ("issued_on", None)),
                            _connector="OR",
                        ),
                        name="fuel_issue_issued_with_day",
                        violation_error_message="已发放的须有发放日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", False), ("state__in", ["issued", "refused", "withdrawn"])),
                            models.Q(("decided_at", None), ("state__in", ["filed", "approved"])),
                            _connector="OR",
                        ),
                        name="fuel_issue_decided_with_time",
                        violation_error_message="办结的须有办结时间。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EnergyConfirmation",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to="households.renovationplan",
                        verbose_name="改造计划",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        limit_choices_to={"active": True, "kind__in": ["gas", "power"]},
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                        verbose_name="供能企业",
                    ),
                ),
                (
                    "energy",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "供电"), (2, "供气")], editable=False, verbose_name="供能类别"
                    ),
                ),
                (
                    "households",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="保障户数"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "待企业确认"),
                            ("confirmed", "已确认"),
                            ("declined", "不能保障"),
                            ("void", "已撤销"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=60, verbose_name="复函文号")),
                ("confirmed_on", models.DateField(blank=True, null=True, verbose_name="确认日期")),
            ],
            options={
                "verbose_name": "供能确认",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["company", "-id"], name="confirmation_company")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            models.Q(models.Q(("reference", ""), _negated=True), ("confirmed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="confirmation_with_reference_and_day",
                        violation_error_message="已确认的，须有复函文号和确认日期。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EnergyTarget",
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
                    "town",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.division",
                        verbose_name="街镇",
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2000),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="年度",
                    ),
                ),
                (
                    "category",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "电代煤"), (2, "气代煤"), (3, "其他清洁能源")], verbose_name="改造类别"
                    ),
                ),
                (
                    "kind",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (1, "气代煤"),
                            (2, "直热式电锅炉"),
                            (3, "蓄热式电锅炉"),
                            (4, "电壁挂炉"),
                            (5, "直热式电暖器"),
                            (6, "蓄热式电暖器"),
                            (7, "石墨烯"),
                            (8, "聚能"),
                            (9, "空气源热风机"),
                            (10, "空气源热泵"),
                            (11, "地源热泵"),
                            (12, "集中供热"),
                            (13, "光伏"),
                            (14, "光热"),
                            (15, "醇基燃料"),
                            (16, "生物质"),
                        ],
                        help_text="不填：这一类别各类型合计的目标。",
                        null=True,
                        verbose_name="改造类型",
                    ),
                ),
                ("households", models.PositiveIntegerField(verbose_name="目标户数")),
                (
                    "basis",
                    models.CharField(blank=True, help_text="下达目标的文件", max_length=200, verbose_name="依据"),
                ),
            ],
            options={
                "verbose_name": "能源结构目标",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("town", "year", "category", "kind"),
                        name="energy_target_once",
                        nulls_distinct=False,
                        violation_error_message="这个街镇这一年度已有同一类别、类型的目标，请改那一条。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", None),
                            models.Q(("category", 2), ("kind", 1)),
                            models.Q(("category", 1), ("kind__range", (2, 11))),
                            models.Q(("category", 3), ("kind__gte", 12)),
                            _connector="OR",
                        ),
                        name="energy_target_kind_of_category",
                        violation_error_message="改造类型不属于所选的改造类别。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExcludedVillage",
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
                    "reason",
                    models.CharField(
                        choices=[("demolition", "列入拆迁"), ("district_heating", "纳入集中供热"), ("other", "其他")],
                        max_length=20,
                        verbose_name="原因",
                    ),
                ),
                ("document_number", models.CharField(max_length=60, verbose_name="依据文号")),
                ("since_on", models.DateField(verbose_name="起始日期")),
                (
                    "until_on",
                    models.DateField(
                        blank=True, help_text="当日起恢复；不填的一直有效。", null=True, verbose_name="截止日期"
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="备注")),
            ],
            options={
                "verbose_name": "不改造的村",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["village", "-id"], name="excluded_village"),
                    models.Index(fields=["town", "-id"], name="excluded_town"),
                    models.Index(fields=["district", "-id"], name="excluded_district"),
                    models.Index(fields=["city", "-id"], name="excluded_city"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_on", None), ("until_on__gt", models.F("since_on")), _connector="OR"),
                        name="excluded_until_after_since",
                        violation_error_message="截止日期应晚于起始日期。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FuelMove",
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
                    "point",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="households.fuelpoint",
                        verbose_name="供应点",
                    ),
                ),
                ("number", models.PositiveIntegerField(editable=False, verbose_name="序号")),
                (
                    "kind",
                    models.CharField(
                        choices=[("in", "入库"), ("out", "出库"), ("count", "盘点")],
                        editable=False,
                        max_length=5,
                        verbose_name="类别",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("recorded", "已记账")],
                        default="recorded",
                        editable=False,
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                (
                    "tonnes",
                    models.DecimalField(
                        decimal_places=2,
                        help_text="盘点填实际存量。",
                        max_digits=9,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="数量(吨)",
                    ),
                ),
                (
                    "change",
                    models.DecimalField(decimal_places=2, editable=False, max_digits=9, verbose_name="增减(吨)"),
                ),
                (
                    "stock_after",
                    models.DecimalField(decimal_places=2, editable=False, max_digits=9, verbose_name="结存(吨)"),
                ),
                ("moved_on", models.DateField(verbose_name="日期")),
                (
                    "issue",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="move",
                        to="households.emergencyfuelissue",
                        verbose_name="应急发放",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "moved_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="经办人",
                    ),
                ),
            ],
            options={
                "verbose_name": "洁净煤出入库",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("point", "number"),
                        name="fuel_move_in_order",
                        violation_error_message="这个供应点刚有另一笔出入库，请再提交一次。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stock_after__gte", 0)),
                        name="fuel_move_leaves_some",
                        violation_error_message="出库数量超过现存数量，请核对后再填，或先登记入库、盘点。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("change", models.F("tonnes")), ("kind", "in"), ("tonnes__gt", 0)),
                            models.Q(
                                (
                                    "change",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("tonnes"), "*", models.Value(-1)
                                    ),
                                ),
                                ("kind", "out"),
                                ("tonnes__gt", 0),
                            ),
                            models.Q(("kind", "count"), ("stock_after", models.F("tonnes"))),
                            _connector="OR",
                        ),
                        name="fuel_move_of_its_kind",
                        violation_error_message="入库、出库的数量应大于 0 吨。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FundLine",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="households.renovationplan",
                        verbose_name="改造计划",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("in_force", "有效"), ("void", "已作废")],
                        default="in_force",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("central", "中央资金"),
                            ("province", "省级资金"),
                            ("city", "市级资金"),
                            ("district", "区级资金"),
                            ("town", "街镇资金"),
                            ("households", "农户自筹"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="资金来源",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="金额(元)",
                    ),
                ),
                ("document_number", models.CharField(max_length=60, verbose_name="资金文号")),
            ],
            options={
                "verbose_name": "计划资金",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="HeatGap",
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
                    "application",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="heat_gaps",
                        to="households.application",
                        verbose_name="申请",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="heat_gaps",
                        to="households.household",
                        verbose_name="住户",
                    ),
                ),
                ("householder", models.CharField(editable=False, max_length=50, verbose_name="户主")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("removed", "旧设备已拆除，新设备还没有投用"),
                            ("late", "计划增户已过投用期限，还没有投用"),
                            ("no_device", "台账内没有在用的取暖设备"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="原因",
                    ),
                ),
                ("since_on", models.DateField(editable=False, verbose_name="自何日起")),
                (
                    "fallback",
                    models.CharField(
                        blank=True,
                        help_text="如配发洁净煤、电暖器，或安排集中过冬。",
                        max_length=200,
                        verbose_name="兜底措施",
                    ),
                ),
                ("fallback_provider", models.CharField(blank=True, max_length=60, verbose_name="由谁提供")),
                ("fallback_from_on", models.DateField(blank=True, null=True, verbose_name="兜底自")),
                ("fallback_until_on", models.DateField(blank=True, null=True, verbose_name="兜底至")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="解决时间")),
            ],
            options={
                "verbose_name": "空档户",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at", None)), fields=["village", "-id"], name="heat_gap_village"
                    ),
                    models.Index(condition=models.Q(("closed_at", None)), fields=["town", "-id"], name="heat_gap_town"),
                    models.Index(
                        condition=models.Q(("closed_at", None)), fields=["district", "-id"], name="heat_gap_district"
                    ),
                    models.Index(condition=models.Q(("closed_at", None)), fields=["city", "-id"], name="heat_gap_city"),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            core.search.Grams(models.F("householder")), "array_ops"
                        ),
                        condition=models.Q(("closed_at", None)),
                        name="heat_gap_words",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("application__isnull", False), ("household__isnull", False), _connector="OR"
                        ),
                        name="heat_gap_of_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("application__isnull", False), ("closed_at", None)),
                        fields=("application",),
                        name="heat_gap_once_an_application",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("application", None), ("closed_at", None)),
                        fields=("household",),
                        name="heat_gap_once_a_household",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("fallback", ""), ("fallback_provider", ""), ("fallback_until_on", None)),
                            models.Q(
                                models.Q(("fallback", ""), _negated=True),
                                models.Q(("fallback_provider", ""), _negated=True),
                                ("fallback_until_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="heat_gap_fallback_whole",
                        violation_error_message="兜底措施须写明做什么、由谁提供、到哪一天。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HeatingCost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="heating_costs",
                        to="households.household",
                        verbose_name="住户",
                    ),
                ),
                ("season_year", models.PositiveSmallIntegerField(help_text="开始的那一年", verbose_name="采暖季")),
                (
                    "category",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "电代煤"), (2, "气代煤"), (3, "其他清洁能源")], verbose_name="改造类别"
                    ),
                ),
                ("usage", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="用量")),
                ("price", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="单价(元)")),
                ("cost", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="取暖费用(元)")),
            ],
            options={
                "verbose_name": "取暖费用",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["village", "-id"], name="heating_cost_village"),
                    models.Index(fields=["town", "-id"], name="heating_cost_town"),
                    models.Index(fields=["district", "-id"], name="heating_cost_district"),
                    models.Index(fields=["city", "-id"], name="heating_cost_city"),
                    models.Index(fields=["village", "cost", "id"], name="heating_cost_village_by_cost"),
                    models.Index(fields=["town", "cost", "id"], name="heating_cost_town_by_cost"),
                    models.Index(fields=["district", "cost", "id"], name="heating_cost_district_by_cost"),
                    models.Index(fields=["city", "cost", "id"], name="heating_cost_city_by_cost"),
                    models.Index(
                        fields=["village", "season_year"],
                        include=("category", "usage", "cost"),
                        name="heating_cost_village_sum",
                    ),
                    models.Index(
                        fields=["town", "season_year"],
                        include=("category", "usage", "cost"),
                        name="heating_cost_town_sum",
                    ),
                    models.Index(
                        fields=["district", "season_year"],
                        include=("category", "usage", "cost"),
                        name="heating_cost_district_sum",
                    ),
                    models.Index(
                        fields=["city", "season_year"],
                        include=("category", "usage", "cost"),
                        name="heating_cost_city_sum",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("household", "season_year"),
                        name="heating_cost_once_a_season",
                        violation_error_message="这户这一采暖季的取暖费用已经算过。",
                    )
                ],
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
        migrations.CreateModel(
            name="MonthlySummary",
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
                    "town",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.division",
                        verbose_name="街镇",
                    ),
                ),
                (
                    "month",
                    models.CharField(
                        db_collation="C",
                        help_text="如 2026-11。",
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A20\\d\\d-(0[1-9]|1[0-2])\\Z", "月份写作 2026-11。"
                            )
                        ],
                        verbose_name="月份",
                    ),
                ),
                ("ends_on", models.DateField(editable=False, verbose_name="月末")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待确认"),
                            ("returned", "已退回"),
                            ("submitted", "已上报"),
                            ("verified", "已核实"),
                        ],
                        default="open",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("rows", models.PositiveIntegerField(default=0, editable=False, verbose_name="件数")),
                ("counts", models.JSONField(default=dict, editable=False, verbose_name="各类件数")),
                ("reported", models.JSONField(editable=False, null=True, verbose_name="上次上报的各类件数")),
                (
                    "previous",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="households.monthlysummary",
                        verbose_name="上一份月报",
                    ),
                ),
                ("submitted_at", models.DateTimeField(editable=False, null=True, verbose_name="上报时间")),
                (
                    "submitted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="上报人",
                    ),
                ),
                ("verified_at", models.DateTimeField(editable=False, null=True, verbose_name="核实时间")),
                (
                    "sent_back_reason",
                    models.CharField(blank=True, editable=False, max_length=500, verbose_name="退回意见"),
                ),
                (
                    "at_fault",
                    models.TextField(
                        blank=True, help_text="一行一个。抽查不属实的不必写，一并退回。", verbose_name="有误的受理编号"
                    ),
                ),
                (
                    "faults",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("name", "户主姓名"),
                                ("id_number", "身份证号"),
                                ("phone", "联系方式"),
                                ("address", "地址"),
                                ("heated_area", "采暖面积"),
                                ("converted_year", "改造年份"),
                                ("kind", "改造类型"),
                                ("batch", "改造批次"),
                                ("subsidy_method", "发放补贴方式"),
                                ("bank_account", "银行账号"),
                                ("gas_meter_number", "燃气表号"),
                                ("power_account", "电力户号"),
                                ("device_model", "设备型号"),
                            ],
                            max_length=40,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="需改的栏",
                    ),
                ),
                (
                    "sample_rate",
                    models.DecimalField(
                        decimal_places=2, editable=False, max_digits=5, null=True, verbose_name="抽查比例(%)"
                    ),
                ),
                ("sample_seed", models.BigIntegerField(editable=False, null=True, verbose_name="抽查随机数")),
            ],
            options={
                "verbose_name": "增户月报",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("town", "month"),
                        name="summary_once_a_month",
                        violation_error_message="这个街镇这个月的月报已经有了，请打开它重新汇总。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["submitted", "verified"]), ("submitted_at__isnull", False)),
                            models.Q(("state__in", ["submitted", "verified"]), _negated=True),
                            _connector="OR",
                        ),
                        name="summary_reported_with_time",
                        violation_error_message="上报的月报须有上报时间。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sample_rate", None), ("sample_seed", None)),
                            models.Q(("sample_rate__isnull", False), ("sample_seed__isnull", False)),
                            _connector="OR",
                        ),
                        name="summary_sample_can_be_drawn_again",
                        violation_error_message="抽查比例和随机数须一并留存。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Publicity",
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
                    "town",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.division",
                        verbose_name="街镇",
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="标题")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="公示文号")),
                (
                    "villages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="公示的村（社区）",
                    ),
                ),
                (
                    "posting_place",
                    models.CharField(
                        help_text="如“各村村务公开栏、镇政府公示栏”。", max_length=200, verbose_name="张贴地点"
                    ),
                ),
                (
                    "objection_phone",
                    models.CharField(
                        help_text="群众提出异议时拨打，公示页上显示。", max_length=20, verbose_name="监督电话"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("running", "公示中"),
                            ("expired", "期满待办结"),
                            ("ended", "已结束"),
                            ("stopped", "已终止"),
                        ],
                        default="draft",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="登记人",
                    ),
                ),
                ("begun_on", models.DateField(editable=False, null=True, verbose_name="公示开始日")),
                ("ends_on", models.DateField(editable=False, null=True, verbose_name="公示截止日")),
                ("ended_at", models.DateTimeField(editable=False, null=True, verbose_name="办结时间")),
                ("token", models.CharField(blank=True, editable=False, max_length=32, verbose_name="公示页编号")),
            ],
            options={
                "verbose_name": "改造名单公示",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["town", "-id"], name="publicity_town"),
                    models.Index(
                        condition=models.Q(("state", "running")), fields=["ends_on"], name="publicity_running"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("token", ""), _negated=True), fields=("token",), name="publicity_token_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(
                                ("begun_on__isnull", False),
                                ("ends_on__isnull", False),
                                models.Q(("token", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="publicity_begun_with_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["ended", "stopped"]), ("ended_at__isnull", False)),
                            models.Q(models.Q(("state__in", ["ended", "stopped"]), _negated=True), ("ended_at", None)),
                            _connector="OR",
                        ),
                        name="publicity_ended_with_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
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
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="households.application",
                        verbose_name="申请",
                    ),
                ),
                (
                    "publicity",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="households.publicity",
                        verbose_name="公示",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("not_entitled", "不符合改造条件"),
                            ("served", "已享受过改造"),
                            ("vacant", "房屋空置或无人居住"),
                            ("wrong", "公示内容有误"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="异议类别",
                    ),
                ),
                ("statement", models.CharField(max_length=500, verbose_name="异议内容")),
                (
                    "channel",
                    models.CharField(
                        choices=[("visit", "来访"), ("phone", "来电"), ("letter", "来信"), ("web", "公示页")],
                        default="visit",
                        max_length=6,
                        verbose_name="来源",
                    ),
                ),
                (
                    "objector",
                    models.CharField(blank=True, help_text="可以不填。", max_length=50, verbose_name="异议人"),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True, max_length=20, validators=[households.models.checks.phone], verbose_name="联系方式"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待查"),
                            ("upheld", "成立"),
                            ("dismissed", "不成立"),
                            ("lapsed", "公示已终止"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("finding", models.CharField(blank=True, editable=False, max_length=500, verbose_name="核查结论")),
                ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="核查时间")),
            ],
            options={
                "verbose_name": "公示异议",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["village", "-id"], name="objection_village"),
                    models.Index(fields=["town", "-id"], name="objection_town"),
                    models.Index(fields=["district", "-id"], name="objection_district"),
                    models.Index(fields=["city", "-id"], name="objection_city"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("state", "open")),
                            models.Q(models.Q(("state", "open"), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="objection_decided_with_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Pilot",
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
                ("name", models.CharField(max_length=80, verbose_name="项目名称")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待区批准实施"),
                            ("running", "实施中"),
                            ("evaluated", "待区决定推广"),
                            ("promoted", "已推广"),
                            ("stopped", "已终止"),
                        ],
                        default="proposed",
                        max_length=9,
                        verbose_name="状态",
                    ),
                ),
                ("site", models.CharField(help_text="涉及的村、小区或建筑", max_length=200, verbose_name="试点地点")),
                ("technology", models.CharField(help_text="如光热+空气源热泵", max_length=60, verbose_name="试点技术")),
                (
                    "investment",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="总投资(元)",
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="试点开始日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="试点结束日期")),
                (
                    "cost_before",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="原取暖费(元/户·季)",
                    ),
                ),
                (
                    "cost_after",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="按实测用量计算。",
                        max_digits=9,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="试点取暖费(元/户·季)",
                    ),
                ),
                ("conclusion", models.CharField(blank=True, max_length=500, verbose_name="评估结论")),
                ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="办结时间")),
            ],
            options={
                "verbose_name": "试点项目",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["village", "-id"], name="pilot_village"),
                    models.Index(fields=["town", "-id"], name="pilot_town"),
                    models.Index(fields=["district", "-id"], name="pilot_district"),
                    models.Index(fields=["city", "-id"], name="pilot_city"),
                    models.Index(fields=["village", "state", "-id"], name="pilot_village_state"),
                    models.Index(fields=["town", "state", "-id"], name="pilot_town_state"),
                    models.Index(fields=["district", "state", "-id"], name="pilot_district_state"),
                    models.Index(fields=["city", "state", "-id"], name="pilot_city_state"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on", None),
                            ("ends_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="pilot_ends_after_it_starts",
                        violation_error_message="试点结束日期不能早于开始日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["evaluated", "promoted"]), _negated=True),
                            models.Q(
                                ("cost_after__isnull", False),
                                ("cost_before__isnull", False),
                                models.Q(("conclusion", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="pilot_evaluated_in_full",
                        violation_error_message="评估须有原取暖费、试点取暖费和结论。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", False), ("state__in", ["promoted", "stopped"])),
                            models.Q(
                                models.Q(("state__in", ["promoted", "stopped"]), _negated=True), ("decided_at", None)
                            ),
                            _connector="OR",
                        ),
                        name="pilot_decided_with_time",
                        violation_error_message="办结的须有办结时间。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PilotHousehold",
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
                    "pilot",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="households.pilot",
                        verbose_name="试点项目",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pilots",
                        to="households.household",
                        verbose_name="住户",
                    ),
                ),
            ],
            options={
                "verbose_name": "试点户",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["village", "-id"], name="pilot_household_village"),
                    models.Index(fields=["town", "-id"], name="pilot_household_town"),
                    models.Index(fields=["district", "-id"], name="pilot_household_district"),
                    models.Index(fields=["city", "-id"], name="pilot_household_city"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("pilot", "household"),
                        name="pilot_household_once",
                        violation_error_message="这户已在这个试点项目里。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Qualification",
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
                    "organization",
                    models.ForeignKey(
                        limit_choices_to={"active": True, "kind": "contractor"},
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="qualifications",
                        to="accounts.organization",
                        verbose_name="施工单位",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.division",
                        verbose_name="区县",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="资质名称")),
                ("level", models.CharField(blank=True, max_length=20, verbose_name="资质等级")),
                ("certificate_number", models.CharField(max_length=40, verbose_name="证书编号")),
                ("issued_on", models.DateField(verbose_name="发证日期")),
                ("expires_on", models.DateField(verbose_name="证书有效期至")),
                ("licence_number", models.CharField(max_length=40, verbose_name="安全生产许可证号")),
                ("licence_expires_on", models.DateField(verbose_name="安全生产许可证有效期至")),
                (
                    "active",
                    models.BooleanField(default=True, help_text="被吊销、撤回的，取消勾选。", verbose_name="有效"),
                ),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="备注")),
            ],
            options={
                "verbose_name": "施工单位资质",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["district", "-id"], name="qualification_district")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "certificate_number"),
                        name="qualification_certificate_once",
                        violation_error_message="这个单位已登记这一证书编号。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_on__gt", models.F("issued_on"))),
                        name="qualification_expires_after_issue",
                        violation_error_message="证书有效期应晚于发证日期。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QualificationReview",
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
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="households.application",
                        verbose_name="申请",
                    ),
                ),
                ("results", models.JSONField(verbose_name="审定结果")),
                ("met_all", models.BooleanField(verbose_name="各项均符合")),
                ("override_reason", models.CharField(blank=True, max_length=500, verbose_name="特批理由")),
                ("reviewed_at", models.DateTimeField(verbose_name="审定时间")),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="审定人",
                    ),
                ),
            ],
            options={
                "verbose_name": "资格审定",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["village", "-id"], name="review_village"),
                    models.Index(fields=["town", "-id"], name="review_town"),
                    models.Index(fields=["district", "-id"], name="review_district"),
                    models.Index(fields=["city", "-id"], name="review_city"),
                ],
            },
        ),
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
                ("import_act", models.UUIDField(editable=False, verbose_name="导入批次")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="办结时间")),
            ],
            options={
                "verbose_name": "对账",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["area", "-id"], name="reconciliation_area"),
                    models.Index(fields=["company", "-id"], name="reconciliation_company"),
                    models.Index(fields=["import_act"], name="reconciliation_imported"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("current", True)),
                        fields=("source", "area", "company"),
                        name="reconciliation_current_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            models.Q(("state", "closed"), _negated=True),
                            _connector="OR",
                        ),
                        name="reconciliation_closed_with_time",
                    ),
                ],
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
            ],
            options={
                "verbose_name": "对账明细",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["village", "-id"], name="reconciliation_row_village"),
                    models.Index(fields=["town", "-id"], name="reconciliation_row_town"),
                    models.Index(fields=["district", "-id"], name="reconciliation_row_district"),
                    models.Index(fields=["city", "-id"], name="reconciliation_row_city"),
                    models.Index(
                        condition=models.Q(("served_by__isnull", False)),
                        fields=["served_by", "-id"],
                        name="reconciliation_row_company",
                    ),
                    models.Index(fields=["reconciliation", "outcome", "-id"], name="reconciliation_row_outcome"),
                    models.Index(fields=["reconciliation", "decision", "-id"], name="reconciliation_row_decision"),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(core.search.Grams(models.F("name")), "array_ops"),
                        name="reconciliation_row_name",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("id_number__isnull", True), ("id_number_digest__isnull", True)),
                            models.Q(("id_number__isnull", False), ("id_number_digest__isnull", False)),
                            _connector="OR",
                        ),
                        name="reconciliation_row_id_number_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("bank_account__isnull", True), ("bank_account_digest__isnull", True)),
                            models.Q(("bank_account__isnull", False), ("bank_account_digest__isnull", False)),
                            _connector="OR",
                        ),
                        name="reconciliation_row_bank_account_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("line__isnull", False), ("household__isnull", False), _connector="OR"),
                        name="reconciliation_row_of_something",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("household__isnull", False)),
                        fields=("reconciliation", "household"),
                        name="reconciliation_row_once_a_household",
                    ),
                    models.CheckConstraint(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="SeasonClose",
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
                ("sha256", models.CharField(blank=True, editable=False, max_length=64, verbose_name="校验值")),
                (
                    "district",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.division",
                        verbose_name="区县",
                    ),
                ),
                (
                    "season",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.heatingseason",
                        verbose_name="采暖季",
                    ),
                ),
                (
                    "as_of_on",
                    models.DateField(
                        help_text="按这一天结束时的台账封账；选今天的，按确认封账时的台账。", verbose_name="台账日期"
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待确认"),
                            ("freezing", "正在封账"),
                            ("frozen", "已封账"),
                            ("rejected", "不予封账"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("proposed_at", models.DateTimeField(editable=False, verbose_name="提出时间")),
                (
                    "proposed_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="提出人",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="确认人",
                    ),
                ),
                ("frozen_at", models.DateTimeField(editable=False, null=True, verbose_name="封账时间")),
                ("households", models.PositiveIntegerField(editable=False, null=True, verbose_name="封存户数")),
                ("first_row", models.BigIntegerField(editable=False, null=True)),
                ("last_row", models.BigIntegerField(editable=False, null=True)),
                (
                    "hashed_columns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, editable=False, size=None
                    ),
                ),
            ],
            options={
                "verbose_name": "采暖季封账",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["rejected"]), _negated=True),
                        fields=("district", "season"),
                        name="season_close_once",
                        violation_error_message="本区这一采暖季已经提出封账或已封账。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "frozen"), _negated=True),
                            models.Q(
                                ("confirmed_by__isnull", False),
                                ("frozen_at__isnull", False),
                                ("households__isnull", False),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="season_close_frozen_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SeasonCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "close",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="households.seasonclose",
                        verbose_name="封账",
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="核对时间"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="核对人",
                    ),
                ),
                ("villages", models.PositiveIntegerField(verbose_name="核对村数")),
                (
                    "faulty",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None, verbose_name="不一致的村"
                    ),
                ),
                ("whole", models.BooleanField(verbose_name="总校验值一致")),
            ],
            options={
                "verbose_name": "封账核对",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="SeasonCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                    "close",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counts",
                        to="households.seasonclose",
                        verbose_name="封账",
                    ),
                ),
                (
                    "status",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "正常"), (2, "销户"), (9, "作废")], verbose_name="使用状态"
                    ),
                ),
                (
                    "category",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "电代煤"), (2, "气代煤"), (3, "其他清洁能源")], null=True, verbose_name="改造类别"
                    ),
                ),
                (
                    "kind",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "气代煤"),
                            (2, "直热式电锅炉"),
                            (3, "蓄热式电锅炉"),
                            (4, "电壁挂炉"),
                            (5, "直热式电暖器"),
                            (6, "蓄热式电暖器"),
                            (7, "石墨烯"),
                            (8, "聚能"),
                            (9, "空气源热风机"),
                            (10, "空气源热泵"),
                            (11, "地源热泵"),
                            (12, "集中供热"),
                            (13, "光伏"),
                            (14, "光热"),
                            (15, "醇基燃料"),
                            (16, "生物质"),
                        ],
                        null=True,
                        verbose_name="改造类型",
                    ),
                ),
                ("households", models.PositiveIntegerField(verbose_name="封存户数")),
            ],
            options={
                "verbose_name": "封账计数",
            },
        ),
        migrations.CreateModel(
            name="SeasonRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("address", models.CharField(blank=True, max_length=200, verbose_name="地址")),
                ("name", models.CharField(blank=True, max_length=50, verbose_name="户主姓名")),
                ("name_pinyin", models.CharField(blank=True, db_collation="C", editable=False, max_length=400)),
                ("name_initials", models.CharField(blank=True, db_collation="C", editable=False, max_length=50)),
                (
                    "id_number",
                    core.sealing.numbers.SealedField(
                        blank=True,
                        editable=True,
                        null=True,
                        validators=[households.models.checks.id_number],
                        verbose_name="身份证号",
                    ),
                ),
                ("id_number_digest", core.sealing.numbers.DigestField("id_number")),
                ("id_number_tail", core.sealing.numbers.TailField("id_number")),
                ("birth_year", core.sealing.numbers.BirthYearField("id_number", verbose_name="出生年份")),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        max_length=20,
                        validators=[households.models.checks.phone],
                        verbose_name="联系方式",
                    ),
                ),
                (
                    "heated_area",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.01")),
                            django.core.validators.MaxValueValidator(Decimal("2000")),
                        ],
                        verbose_name="采暖面积(㎡)",
                    ),
                ),
                (
                    "converted_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(2000),
                            households.models.checks.not_in_future,
                        ],
                        verbose_name="改造年份",
                    ),
                ),
                (
                    "category",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "电代煤"), (2, "气代煤"), (3, "其他清洁能源")],
                        null=True,
                        verbose_name="改造类别",
                    ),
                ),
                (
                    "kind",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (1, "气代煤"),
                            (2, "直热式电锅炉"),
                            (3, "蓄热式电锅炉"),
                            (4, "电壁挂炉"),
                            (5, "直热式电暖器"),
                            (6, "蓄热式电暖器"),
                            (7, "石墨烯"),
                            (8, "聚能"),
                            (9, "空气源热风机"),
                            (10, "空气源热泵"),
                            (11, "地源热泵"),
                            (12, "集中供热"),
                            (13, "光伏"),
                            (14, "光热"),
                            (15, "醇基燃料"),
                            (16, "生物质"),
                        ],
                        null=True,
                        verbose_name="改造类型",
                    ),
                ),
                (
                    "batch",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "国家部委下达"), (2, "省下达"), (3, "市级自定完成"), (4, "市级自定-农户自改")],
                        null=True,
                        verbose_name="改造批次",
                    ),
                ),
                (
                    "subsidy_method",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "银行卡"), (2, "一卡通"), (3, "现金"), (4, "气表"), (5, "电表")],
                        null=True,
                        verbose_name="发放补贴方式",
                    ),
                ),
                (
                    "bank_account",
                    core.sealing.numbers.SealedField(
                        blank=True,
                        editable=True,
                        null=True,
                        validators=[households.models.checks.bank_account],
                        verbose_name="银行账号",
                    ),
                ),
                ("bank_account_digest", core.sealing.numbers.DigestField("bank_account")),
                ("account_name", models.CharField(blank=True, max_length=50, verbose_name="开户人姓名")),
                (
                    "house_use",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "居住"), (2, "经营"), (3, "商住两用")],
                        null=True,
                        verbose_name="房屋用途",
                    ),
                ),
                (
                    "user_class",
                    models.PositiveSmallIntegerField(
                        blank=True, choices=[(1, "正常"), (2, "闲置"), (3, "其他")], null=True, verbose_name="用户分类"
                    ),
                ),
                (
                    "gas_account",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        max_length=30,
                        validators=[households.models.checks.identifier],
                        verbose_name="燃气户号",
                    ),
                ),
                (
                    "gas_user_code",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        max_length=30,
                        validators=[households.models.checks.identifier],
                        verbose_name="燃气用户编码",
                    ),
                ),
                (
                    "gas_meter_number",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        max_length=30,
                        validators=[households.models.checks.identifier],
                        verbose_name="燃气表号",
                    ),
                ),
                (
                    "gas_meter_type",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "物联网"), (2, "IC卡"), (3, "膜式"), (4, "其他")],
                        null=True,
                        verbose_name="燃气表类型",
                    ),
                ),
                (
                    "safety_device",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "报警器+切断阀"), (2, "自闭阀"), (3, "两者都有")],
                        null=True,
                        verbose_name="安全装置配备",
                    ),
                ),
                (
                    "power_account",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        max_length=30,
                        validators=[households.models.checks.identifier],
                        verbose_name="电力户号",
                    ),
                ),
                (
                    "power_meter_number",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        max_length=30,
                        validators=[households.models.checks.identifier],
                        verbose_name="电表号",
                    ),
                ),
                ("residents", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="常住人口")),
                (
                    "care",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("lives_alone", "独居老人"),
                                ("low_income", "低保"),
                                ("five_guarantees", "五保"),
                                ("disabled", "残疾"),
                                ("child", "留守儿童"),
                                ("ill", "重病"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="重点人员",
                    ),
                ),
                (
                    "longitude",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(73),
                            django.core.validators.MaxValueValidator(136),
                        ],
                        verbose_name="经度",
                    ),
                ),
                (
                    "latitude",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(3),
                            django.core.validators.MaxValueValidator(54),
                        ],
                        verbose_name="纬度",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                ("device_code", models.CharField(blank=True, max_length=40, verbose_name="设备编码")),
                ("device_maker", models.CharField(blank=True, max_length=60, verbose_name="生产厂家")),
                ("device_brand", models.CharField(blank=True, max_length=40, verbose_name="设备品牌")),
                ("device_model", models.CharField(blank=True, max_length=60, verbose_name="设备型号")),
                (
                    "device_power",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=6,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="额定功率(kW)",
                    ),
                ),
                ("device_efficiency", models.CharField(blank=True, max_length=10, verbose_name="能效等级")),
                ("device_voltage", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="额定电压(V)")),
                (
                    "device_noise",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="运行噪声(dB)"
                    ),
                ),
                ("device_made_on", models.DateField(blank=True, null=True, verbose_name="生产日期")),
                (
                    "device_service_years",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="使用年限(年)"),
                ),
                ("device_installed_on", models.DateField(blank=True, null=True, verbose_name="安装日期")),
                ("device_commissioned_on", models.DateField(blank=True, null=True, verbose_name="投运日期")),
                ("device_warranty_until", models.DateField(blank=True, null=True, verbose_name="质保到期日")),
                ("device_installer", models.CharField(blank=True, max_length=60, verbose_name="安装单位")),
                (
                    "close",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="households.seasonclose",
                        verbose_name="封账",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="season_rows",
                        to="households.household",
                        verbose_name="住户",
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="版本")),
                ("number", models.CharField(db_collation="C", max_length=20, verbose_name="户编号")),
                (
                    "status",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "正常"), (2, "销户"), (9, "作废")], verbose_name="使用状态"
                    ),
                ),
                ("cancelled_on", models.DateField(null=True, verbose_name="销户日期")),
                (
                    "cancel_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("demolished", "房屋拆迁"),
                            ("vacant", "户主去世且无人居住"),
                            ("district_heating", "接入集中供热"),
                            ("moved", "迁出本村"),
                            ("voluntary", "农户自愿退出"),
                            ("duplicate", "重复登记"),
                            ("other", "其他"),
                            ("merged", "并户"),
                        ],
                        max_length=20,
                        verbose_name="销户原因",
                    ),
                ),
                (
                    "data_source",
                    models.CharField(
                        choices=[("first_filling", "首次建账"), ("application", "申请"), ("city", "市平台")],
                        max_length=20,
                        verbose_name="数据来源",
                    ),
                ),
                ("second_house", models.BooleanField(verbose_name="同一人第二处住房")),
                ("completeness", models.SmallIntegerField(verbose_name="完整度(%)")),
                (
                    "gas_supplier",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                        verbose_name="供气企业",
                    ),
                ),
                ("sha256", models.BinaryField(max_length=32, verbose_name="校验值")),
            ],
            options={
                "verbose_name": "封账住户",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        fields=["village", "-id"], include=("status", "category", "kind"), name="season_row_village"
                    ),
                    models.Index(
                        fields=["town", "-id"], include=("status", "category", "kind"), name="season_row_town"
                    ),
                    models.Index(
                        fields=["district", "-id"], include=("status", "category", "kind"), name="season_row_district"
                    ),
                    models.Index(
                        fields=["city", "-id"], include=("status", "category", "kind"), name="season_row_city"
                    ),
                    models.Index(
                        condition=models.Q(("gas_supplier__isnull", False)),
                        fields=["gas_supplier", "-id"],
                        name="season_row_supplier",
                    ),
                    models.Index(fields=["id_number_digest"], name="season_row_id_digest"),
                    models.Index(fields=["name_initials"], name="season_row_initials"),
                    models.Index(
                        condition=models.Q(("phone", ""), _negated=True), fields=["phone"], name="season_row_phone"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("id_number__isnull", True),
                                ("id_number_digest__isnull", True),
                                ("id_number_tail__isnull", True),
                            ),
                            models.Q(
                                ("id_number__isnull", False),
                                ("id_number_digest__isnull", False),
                                ("id_number_tail__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="season_row_id_number_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("bank_account__isnull", True), ("bank_account_digest__isnull", True)),
                            models.Q(("bank_account__isnull", False), ("bank_account_digest__isnull", False)),
                            _connector="OR",
                        ),
                        name="season_row_bank_account_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SeasonVillage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("sha256", models.CharField(blank=True, editable=False, max_length=64, verbose_name="校验值")),
                (
                    "close",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="villages",
                        to="households.seasonclose",
                        verbose_name="封账",
                    ),
                ),
                ("households", models.PositiveIntegerField(verbose_name="封存户数")),
            ],
            options={
                "verbose_name": "封账村",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["village", "-id"], name="season_village_village"),
                    models.Index(fields=["town", "-id"], name="season_village_town"),
                    models.Index(fields=["district", "-id"], name="season_village_district"),
                    models.Index(fields=["city", "-id"], name="season_village_city"),
                ],
                "constraints": [models.UniqueConstraint(fields=("close", "village"), name="season_village_once")],
            },
        ),
        migrations.CreateModel(
            name="StrangeReply",
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
                    "exchange",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="strange",
                        to="households.cityexchange",
                        verbose_name="市平台报送",
                    ),
                ),
                ("row", models.PositiveIntegerField(editable=False, verbose_name="回执行号")),
                ("name", models.CharField(blank=True, editable=False, max_length=50, verbose_name="户主姓名")),
                ("said", models.CharField(blank=True, editable=False, max_length=40, verbose_name="审核结果")),
                ("opinion", models.CharField(blank=True, editable=False, max_length=300, verbose_name="审核意见")),
            ],
            options={
                "verbose_name": "回执中的未知行",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="TechOption",
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
                    "kind",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "气代煤"),
                            (2, "直热式电锅炉"),
                            (3, "蓄热式电锅炉"),
                            (4, "电壁挂炉"),
                            (5, "直热式电暖器"),
                            (6, "蓄热式电暖器"),
                            (7, "石墨烯"),
                            (8, "聚能"),
                            (9, "空气源热风机"),
                            (10, "空气源热泵"),
                            (11, "地源热泵"),
                            (12, "集中供热"),
                            (13, "光伏"),
                            (14, "光热"),
                            (15, "醇基燃料"),
                            (16, "生物质"),
                        ],
                        error_messages={"unique": "目录中已有这一类型，请修改那一条。"},
                        unique=True,
                        verbose_name="改造类型",
                    ),
                ),
                (
                    "season_cost_from",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=8,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="一季费用自(元)",
                    ),
                ),
                (
                    "season_cost_to",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=8,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="一季费用至(元)",
                    ),
                ),
                (
                    "own_share",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=8,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="改造时农户自付(元)",
                    ),
                ),
                (
                    "suitability",
                    models.CharField(
                        help_text="住房、面积、收入、资源等，写给农户看。", max_length=300, verbose_name="适宜条件"
                    ),
                ),
                (
                    "offered",
                    models.BooleanField(
                        default=True, help_text="不再推进的取消勾选，农户选了须特批。", verbose_name="可选"
                    ),
                ),
            ],
            options={
                "verbose_name": "技术路线",
                "ordering": ["kind"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("season_cost_to__gte", models.F("season_cost_from"))),
                        name="technology_costs_in_order",
                        violation_error_message="一季费用的“至”不能小于“自”。",
                    )
                ],
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
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="anomalies",
                        to="households.household",
                        verbose_name="住户",
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
                ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="核实时间")),
            ],
            options={
                "verbose_name": "异常用量",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["village", "-id"], name="usage_anomaly_village"),
                    models.Index(fields=["town", "-id"], name="usage_anomaly_town"),
                    models.Index(fields=["district", "-id"], name="usage_anomaly_district"),
                    models.Index(fields=["city", "-id"], name="usage_anomaly_city"),
                    models.Index(fields=["village", "state", "-id"], name="usage_anomaly_village_state"),
                    models.Index(fields=["town", "state", "-id"], name="usage_anomaly_town_state"),
                    models.Index(fields=["district", "state", "-id"], name="usage_anomaly_district_state"),
                    models.Index(fields=["city", "state", "-id"], name="usage_anomaly_city_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("household", "energy", "season_year", "kind"), name="usage_anomaly_once_a_season"
                    ),
                    models.CheckConstraint(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="VerificationSample",
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
                    "summary",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="samples",
                        to="households.monthlysummary",
                        verbose_name="增户月报",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="samples",
                        to="households.application",
                        verbose_name="台账申请",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "待核实"), ("done", "已核实")],
                        default="pending",
                        editable=False,
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[("phone", "电话"), ("visit", "入户")],
                        max_length=6,
                        verbose_name="核实方式",
                    ),
                ),
                ("verified_on", models.DateField(blank=True, null=True, verbose_name="核实日期")),
                (
                    "verified_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="核实人",
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("true", "属实"), ("not_true", "不属实"), ("unreachable", "联系不上")],
                        max_length=12,
                        verbose_name="核实结果",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="核实情况")),
            ],
            options={
                "verbose_name": "抽查核实",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["village", "-id"], name="sample_village"),
                    models.Index(fields=["town", "-id"], name="sample_town"),
                    models.Index(fields=["district", "-id"], name="sample_district"),
                    models.Index(fields=["city", "-id"], name="sample_city"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("summary", "application"),
                        name="sample_once",
                        violation_error_message="这件申请已在这份月报的抽查名单里。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("result", ""), ("state", "pending")),
                            models.Q(
                                ("state", "done"),
                                models.Q(("result", ""), _negated=True),
                                models.Q(("way", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="sample_done_with_result",
                        violation_error_message="登记核实须有方式和结果。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="YearBase",
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
                ("year", models.PositiveSmallIntegerField(editable=False, verbose_name="年度")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待填报"),
                            ("filled", "待街镇确认"),
                            ("confirmed", "待区接收"),
                            ("received", "已接收"),
                        ],
                        default="open",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("found_added", models.PositiveIntegerField(default=0, editable=False, verbose_name="平台增户数")),
                ("found_cancelled", models.PositiveIntegerField(default=0, editable=False, verbose_name="平台销户数")),
                (
                    "added",
                    models.PositiveIntegerField(
                        blank=True, help_text="本村摸底的数，没有填 0。", null=True, verbose_name="增户数"
                    ),
                ),
                (
                    "cancelled",
                    models.PositiveIntegerField(
                        blank=True, help_text="本村摸底的数，没有填 0。", null=True, verbose_name="销户数"
                    ),
                ),
                (
                    "net",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            models.F("added"), "-", models.F("cancelled")
                        ),
                        output_field=models.IntegerField(null=True),
                        verbose_name="净增户数",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="与平台的数不同的，写明原因。", max_length=300, verbose_name="差异说明"
                    ),
                ),
                (
                    "filled_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="填报人",
                    ),
                ),
                ("filled_at", models.DateTimeField(editable=False, null=True, verbose_name="填报时间")),
                ("received_at", models.DateTimeField(editable=False, null=True, verbose_name="接收时间")),
                (
                    "sent_back_reason",
                    models.CharField(blank=True, editable=False, max_length=500, verbose_name="退回意见"),
                ),
            ],
            options={
                "verbose_name": "增销户底数表",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["village", "-id"], name="year_base_village"),
                    models.Index(fields=["town", "-id"], name="year_base_town"),
                    models.Index(fields=["district", "-id"], name="year_base_district"),
                    models.Index(fields=["city", "-id"], name="year_base_city"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("village", "year"),
                        name="year_base_once",
                        violation_error_message="这个村今年的底数表已经有了。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"),
                            models.Q(("added__isnull", False), ("cancelled__isnull", False)),
                            _connector="OR",
                        ),
                        name="year_base_filled_with_numbers",
                        violation_error_message="填报须写明增户数和销户数，没有填 0。",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="application",
            name="consented_on",
            field=models.DateField(
                blank=True, help_text="农户在意愿确认书上签字的日期。", null=True, verbose_name="意愿确认日期"
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="contractor",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                limit_choices_to={"active": True, "kind": "contractor"},
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organization",
                verbose_name="施工单位",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="counterpart",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="applications_beside",
                to="households.household",
                verbose_name="另一户",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="devices_go",
            field=models.CharField(
                blank=True,
                choices=[("along", "转到存续户"), ("stopped", "停用")],
                max_length=10,
                verbose_name="另一户的在用设备",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="householder_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("inherited", "继承"),
                    ("sold", "买卖"),
                    ("given", "赠与"),
                    ("divorced", "离异"),
                    ("within_family", "家庭内部变更"),
                    ("corrected", "更正"),
                    ("other", "其他"),
                ],
                max_length=20,
                verbose_name="户主变更原因",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="override_reason",
            field=models.CharField(blank=True, editable=False, max_length=500, verbose_name="资格特批理由"),
        ),
        migrations.AddField(
            model_name="application",
            name="remaining_area",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="分户以后原户还剩的采暖面积。",
                max_digits=7,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(Decimal("0.01")),
                    django.core.validators.MaxValueValidator(Decimal("2000")),
                ],
                verbose_name="原户采暖面积(㎡)",
            ),
        ),
        migrations.AddField(
            model_name="household",
            name="came_from",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="split_off",
                to="households.household",
                verbose_name="分自",
            ),
        ),
        migrations.AddField(
            model_name="household",
            name="merged_into",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="households.household",
                verbose_name="并入",
            ),
        ),
        migrations.AlterField(
            model_name="application",
            name="case",
            field=models.CharField(
                choices=[
                    ("add", "增户"),
                    ("change", "变更"),
                    ("cancel", "销户"),
                    ("convert", "改造类型变更"),
                    ("upgrade", "设备更新升级"),
                    ("plan_add", "计划增户"),
                    ("plan_upgrade", "计划更新改造"),
                    ("split", "分户"),
                    ("merge", "并户"),
                ],
                max_length=12,
                verbose_name="申请类别",
            ),
        ),
        migrations.AlterField(
            model_name="application",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "草稿"),
                    ("willing", "待资格审定"),
                    ("qualified", "待公示"),
                    ("publicised", "公示中"),
                    ("eligible", "待列入计划"),
                    ("planned", "待施工"),
                    ("building", "施工中"),
                    ("built", "待验收"),
                    ("accepted", "待上报"),
                    ("submitted", "待街镇核实"),
                    ("verified", "待区初审"),
                    ("reviewed", "待市核查"),
                    ("in_ledger", "已入台账"),
                    ("rejected", "未通过"),
                    ("withdrawn", "已撤回"),
                ],
                default="draft",
                max_length=12,
                verbose_name="状态",
            ),
        ),
        migrations.AlterField(
            model_name="household",
            name="cancel_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("demolished", "房屋拆迁"),
                    ("vacant", "户主去世且无人居住"),
                    ("district_heating", "接入集中供热"),
                    ("moved", "迁出本村"),
                    ("voluntary", "农户自愿退出"),
                    ("duplicate", "重复登记"),
                    ("other", "其他"),
                    ("merged", "并户"),
                ],
                max_length=20,
                verbose_name="销户原因",
            ),
        ),
        migrations.AlterField(
            model_name="tally",
            name="dimension",
            field=models.CharField(
                choices=[
                    ("status", "使用状态"),
                    ("village", "村（社区）"),
                    ("category", "改造类别"),
                    ("kind", "改造类型"),
                    ("converted_year", "改造年份"),
                    ("completeness", "完整度"),
                    ("quality", "台账质量"),
                    ("faults", "质量问题"),
                ],
                max_length=14,
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="summary",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="applications",
                to="households.monthlysummary",
                verbose_name="增户月报",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="publicity",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="applications",
                to="households.publicity",
                verbose_name="公示",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="plan",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                limit_choices_to={"state": "draft"},
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="applications",
                to="households.renovationplan",
                verbose_name="改造计划",
            ),
        ),
        migrations.AddField(
            model_name="household",
            name="faults",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.expressions.CombinedExpression(
                    django.db.models.expressions.CombinedExpression(
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    django.db.models.expressions.CombinedExpression(
                                                        django.db.models.expressions.CombinedExpression(
                                                            django.db.models.expressions.CombinedExpression(
                                                                django.db.models.expressions.CombinedExpression(
                                                                    django.db.models.expressions.CombinedExpression(
                                                                        models.Case(
                                                                            models.When(
                                                                                models.Q(
                                                                                    (
                                                                                        "birth_year__gt",
                                                                                        models.F("converted_year"),
                                                                                    ),
                                                                                    (
                                                                                        "birth_year__lt",
                                                                                        django.db.models.expressions.CombinedExpression(
                                                                                            models.F("converted_year"),
                                                                                            "-",
                                                                                            models.Value(110),
                                                                                        ),
                                                                                    ),
                                                                                    _connector="OR",
                                                                                ),
                                                                                then=models.Value(1),
                                                                            ),
                                                                            default=models.Value(0),
                                                                            output_field=models.IntegerField(),
                                                                        ),
                                                                        "+",
                                                                        models.Case(
                                                                            models.When(
                                                                                models.Q(
                                                                                    ("heated_area__lt", 10),
                                                                                    ("heated_area__gt", 500),
                                                                                    _connector="OR",
                                                                                ),
                                                                                then=models.Value(2),
                                                                            ),
                                                                            default=models.Value(0),
                                                                            output_field=models.IntegerField(),
                                                                        ),
                                                                    ),
                                                                    "+",
                                                                    models.Case(
                                                                        models.When(
                                                                            models.Q(
                                                                                ("category__in", [1, 3]),
                                                                                models.Q(
                                                                                    ("gas_supplier__isnull", False),
                                                                                    models.Q(
                                                                                        ("gas_account", ""),
                                                                                        _negated=True,
                                                                                    ),
                                                                                    models.Q(
                                                                                        ("gas_user_code", ""),
                                                                                        _negated=True,
                                                                                    ),
                                                                                    models.Q(
                                                                                        ("gas_meter_number", ""),
                                                                                        _negated=True,
                                                                                    ),
                                                                                    _connector="OR",
                                                                                ),
                                                                            ),
                                                                            then=models.Value(4),
                                                                        ),
                                                                        default=models.Value(0),
                                                                        output_field=models.IntegerField(),
                                                                    ),
                                                                ),
                                                                "+",
                                                                models.Case(
                                                                    models.When(
                                                                        models.Q(
                                                                            ("category", 2), ("gas_meter_number", "")
                                                                        ),
                                                                        then=models.Value(8),
                                                                    ),
                                                                    default=models.Value(0),
                                                                    output_field=models.IntegerField(),
                                                                ),
                                                            ),
                                                            "+",
                                                            models.Case(
                                                                models.When(
                                                                    models.Q(
                                                                        models.Q(
                                                                            ("category", 1), ("subsidy_method", 4)
                                                                        ),
                                                                        models.Q(
                                                                            ("category", 2), ("subsidy_method", 5)
                                                                        ),
                                                                        _connector="OR",
                                                                    ),
                                                                    then=models.Value(16),
                                                                ),
                                                                default=models.Value(0),
                                                                output_field=models.IntegerField(),
                                                            ),
                                                        ),
                                                        "+",
                                                        models.Case(
                                                            models.When(
                                                                models.Q(
                                                                    models.Q(
                                                                        ("gas_account", models.F("gas_meter_number")),
                                                                        models.Q(("gas_account", ""), _negated=True),
                                                                    ),
                                                                    models.Q(
                                                                        (
                                                                            "power_account",
                                                                            models.F("power_meter_number"),
                                                                        ),
                                                                        models.Q(("power_account", ""), _negated=True),
                                                                    ),
                                                                    _connector="OR",
                                                                ),
                                                                then=models.Value(32),
                                                            ),
                                                            default=models.Value(0),
                                                            output_field=models.IntegerField(),
                                                        ),
                                                    ),
                                                    "+",
                                                    models.Case(
                                                        models.When(
                                                            models.Q(
                                                                (
                                                                    "converted_year__gt",
                                                                    django.db.models.functions.datetime.ExtractYear(
                                                                        "cancelled_on"
                                                                    ),
                                                                )
                                                            ),
                                                            then=models.Value(64),
                                                        ),
                                                        default=models.Value(0),
                                                        output_field=models.IntegerField(),
                                                    ),
                                                ),
                                                "+",
                                                models.Case(
                                                    models.When(
                                                        models.Q(("residents__gt", 20)), then=models.Value(128)
                                                    ),
                                                    default=models.Value(0),
                                                    output_field=models.IntegerField(),
                                                ),
                                            ),
                                            "+",
                                            models.Case(
                                                models.When(
                                                    models.Q(
                                                        ("account_name", ""), ("bank_account_digest__isnull", False)
                                                    ),
                                                    then=models.Value(256),
                                                ),
                                                default=models.Value(0),
                                                output_field=models.IntegerField(),
                                            ),
                                        ),
                                        "+",
                                        models.Case(
                                            models.When(
                                                models.Q(
                                                    models.Q(("latitude__isnull", False), ("longitude__isnull", True)),
                                                    models.Q(("latitude__isnull", True), ("longitude__isnull", False)),
                                                    _connector="OR",
                                                ),
                                                then=models.Value(512),
                                            ),
                                            default=models.Value(0),
                                            output_field=models.IntegerField(),
                                        ),
                                    ),
                                    "+",
                                    models.Case(
                                        models.When(
                                            models.Q(("address__regex", "(市|区|县|街道|镇|乡).+(村|社区)")),
                                            then=models.Value(65536),
                                        ),
                                        default=models.Value(0),
                                        output_field=models.IntegerField(),
                                    ),
                                ),
                                "+",
                                models.Case(
                                    models.When(
                                        models.Q(
                                            ("address__contains", " "), ("address__contains", "\u3000"), _connector="OR"
                                        ),
                                        then=models.Value(131072),
                                    ),
                                    default=models.Value(0),
                                    output_field=models.IntegerField(),
                                ),
                            ),
                            "+",
                            models.Case(
                                models.When(
                                    models.Q(("name__regex", "[0-9０-９()（）,，、/.。*+-]")), then=models.Value(262144)
                                ),
                                default=models.Value(0),
                                output_field=models.IntegerField(),
                            ),
                        ),
                        "+",
                        models.Case(
                            models.When(
                                models.Q(
                                    models.Q(("phone", ""), _negated=True),
                                    models.Q(("phone__regex", "^(1[3-9]\\d{9}|0\\d{2,3}-?\\d{7,8})$"), _negated=True),
                                ),
                                then=models.Value(524288),
                            ),
                            default=models.Value(0),
                            output_field=models.IntegerField(),
                        ),
                    ),
                    "+",
                    models.Case(
                        models.When(models.Q(("remark__regex", "\\d{15}")), then=models.Value(1048576)),
                        default=models.Value(0),
                        output_field=models.IntegerField(),
                    ),
                ),
                output_field=models.IntegerField(),
                verbose_name="质量问题",
            ),
        ),
        migrations.AddIndex(
            model_name="equipment",
            index=models.Index(fields=["created_at"], name="equipment_created"),
        ),
        migrations.AddIndex(
            model_name="household",
            index=models.Index(
                fields=["village", "-id"],
                include=(
                    "status",
                    "category",
                    "kind",
                    "converted_year",
                    "batch",
                    "user_class",
                    "completeness",
                    "faults",
                    "gas_supplier",
                ),
                name="household_village",
            ),
        ),
        migrations.AddIndex(
            model_name="household",
            index=models.Index(
                fields=["town", "-id"],
                include=(
                    "status",
                    "category",
                    "kind",
                    "converted_year",
                    "batch",
                    "user_class",
                    "completeness",
                    "faults",
                    "gas_supplier",
                ),
                name="household_town",
            ),
        ),
        migrations.AddIndex(
            model_name="household",
            index=models.Index(
                fields=["district", "-id"],
                include=(
                    "status",
                    "category",
                    "kind",
                    "converted_year",
                    "batch",
                    "user_class",
                    "completeness",
                    "faults",
                    "gas_supplier",
                ),
                name="household_district",
            ),
        ),
        migrations.AddIndex(
            model_name="household",
            index=models.Index(
                fields=["city", "-id"],
                include=(
                    "status",
                    "category",
                    "kind",
                    "converted_year",
                    "batch",
                    "user_class",
                    "completeness",
                    "faults",
                    "gas_supplier",
                ),
                name="household_city",
            ),
        ),
        migrations.AddIndex(
            model_name="household",
            index=models.Index(
                fields=["kind", "id"],
                include=(
                    "status",
                    "town",
                    "district",
                    "city",
                    "category",
                    "converted_year",
                    "batch",
                    "user_class",
                    "completeness",
                    "faults",
                ),
                name="household_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="household",
            index=models.Index(
                fields=["converted_year", "id"],
                include=(
                    "status",
                    "town",
                    "district",
                    "city",
                    "category",
                    "kind",
                    "batch",
                    "user_class",
                    "completeness",
                    "faults",
                ),
                name="household_converted_year",
            ),
        ),
        migrations.AddIndex(
            model_name="household",
            index=models.Index(
                fields=["batch", "id"],
                include=(
                    "status",
                    "town",
                    "district",
                    "city",
                    "category",
                    "kind",
                    "converted_year",
                    "user_class",
                    "completeness",
                    "faults",
                ),
                name="household_batch",
            ),
        ),
        migrations.AddIndex(
            model_name="household",
            index=models.Index(
                fields=["completeness", "id"],
                include=(
                    "status",
                    "town",
                    "district",
                    "city",
                    "category",
                    "kind",
                    "converted_year",
                    "batch",
                    "user_class",
                    "faults",
                ),
                name="household_completeness",
            ),
        ),
        migrations.AddIndex(
            model_name="household",
            index=models.Index(
                condition=models.Q(("faults__gt", 0)),
                fields=["-id"],
                include=("faults", "status", "town", "district", "city"),
                name="household_faulty",
            ),
        ),
        migrations.AddIndex(
            model_name="household",
            index=models.Index(fields=["created_at"], name="household_created"),
        ),
        migrations.AddIndex(
            model_name="household",
            index=models.Index(
                condition=models.Q(("came_from__isnull", False)), fields=["came_from"], name="household_split_off"
            ),
        ),
        migrations.AddIndex(
            model_name="household",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name="household_merged"
            ),
        ),
        migrations.AddIndex(
            model_name="household",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)), fields=["name"], name="household_merged_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="household",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None), models.Q(("cancel_reason", "merged"), ("status", 2)), _connector="OR"
                ),
                name="household_merged_is_cancelled",
                violation_error_message="并入另一户的，使用状态为销户，原因为并户。",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("counterpart__isnull", False)),
                fields=["counterpart"],
                name="application_counterpart",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("contractor__isnull", False)),
                fields=["contractor", "-id"],
                name="application_contractor",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "draft",
                            "willing",
                            "qualified",
                            "publicised",
                            "eligible",
                            "planned",
                            "building",
                            "built",
                            "accepted",
                            "submitted",
                            "verified",
                            "reviewed",
                        ],
                    )
                ),
                fields=["state"],
                name="application_under_way",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("summary__isnull", False)), fields=["summary", "-id"], name="application_of_summary"
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("publicity__isnull", False)),
                fields=["publicity", "-id"],
                name="application_publicity",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("plan__isnull", False)), fields=["plan", "-id"], name="application_plan"
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(("case__in", ["add", "plan_add"]), ("household__isnull", False), _connector="OR"),
                name="application_names_its_household",
                violation_error_message="请先选定要办理的住户。",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case__in", ["add", "plan_add"]), ("state", "in_ledger"), _negated=True),
                    ("household__isnull", False),
                    _connector="OR",
                ),
                name="application_added_has_household",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("household__isnull", False),
                    (
                        "state__in",
                        [
                            "draft",
                            "willing",
                            "qualified",
                            "publicised",
                            "eligible",
                            "planned",
                            "building",
                            "built",
                            "accepted",
                            "submitted",
                            "verified",
                            "reviewed",
                        ],
                    ),
                ),
                fields=("household", "case"),
                name="application_one_of_a_case",
                violation_error_message="这户已有一件同类申请正在办理。",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case", "merge"), _negated=True),
                    models.Q(
                        ("counterpart__isnull", False), models.Q(("counterpart", models.F("household")), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="application_merges_two",
                violation_error_message="请填写要并入的另一户，不能是这一户自己。",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case", "split"), ("state", "in_ledger"), _negated=True),
                    ("counterpart__isnull", False),
                    _connector="OR",
                ),
                name="application_split_has_household",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("case", "merge"),
                    (
                        "state__in",
                        [
                            "draft",
                            "willing",
                            "qualified",
                            "publicised",
                            "eligible",
                            "planned",
                            "building",
                            "built",
                            "accepted",
                            "submitted",
                            "verified",
                            "reviewed",
                        ],
                    ),
                ),
                fields=("counterpart",),
                name="application_merged_once",
                violation_error_message="另一户已有一件并户申请正在办理。",
            ),
        ),
    ]
