from decimal import Decimal

import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import core.search
import households.models.checks
from accounts.audit_operations import AuditTable, PlacedTogether

# What a district begins with; it changes the list on the page 验收项目. 0: every kind, 1: 电代煤, 2: 气代煤, 3: others.
FIRST_ITEMS = (
    ("01", "施工单位资质、作业人员证件齐全有效", 10, False, 0),
    ("02", "设备品牌、型号、功率与计划和铭牌一致", 15, True, 0),
    ("03", "设备安装牢固，位置、间距和排烟排水合规", 15, False, 0),
    ("04", "隐蔽工程做法与照片、记录一致", 10, True, 0),
    ("05", "气密性试验合格，现场检查无漏气", 10, True, 2),
    ("06", "报警器、切断阀（自闭阀）齐全，联动正常", 10, True, 2),
    ("07", "线路容量、接地和漏电保护合格", 20, True, 1),
    ("08", "系统严密，安全附件齐全有效", 20, True, 3),
    ("09", "末端散热和保温完好，试运行室温达标", 15, False, 0),
    ("10", "旧设备处置符合先立后破要求", 5, False, 0),
    ("11", "现场清理恢复到位", 5, False, 0),
    ("12", "农户会使用，安全告知已送达", 5, False, 0),
)


def make_first_items(apps, editor):
    item = apps.get_model("households", "AcceptanceItem")
    item.objects.bulk_create(
        item(code=code, text=text, points=points, obligatory=obligatory, concerns=concerns, position=place)
        for place, (code, text, points, obligatory, concerns) in enumerate(FIRST_ITEMS, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_new_rows_told_by_column"),
        ("households", "0013_plans"),
    ]

    operations = [
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
                ("position", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("points", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="得分")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
            ],
            options={
                "verbose_name": "验收项得分",
                "ordering": ["acceptance", "position"],
            },
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
            },
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
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("contractor__isnull", False)),
                fields=["contractor", "-id"],
                name="application_contractor",
            ),
        ),
        migrations.AddField(
            model_name="acceptance",
            name="city",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.division",
                verbose_name="市",
            ),
        ),
        migrations.AddField(
            model_name="acceptance",
            name="contractor",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organization",
                verbose_name="施工单位",
            ),
        ),
        migrations.AddField(
            model_name="acceptance",
            name="district",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.division",
                verbose_name="区县",
            ),
        ),
        migrations.AddField(
            model_name="acceptance",
            name="town",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.division",
                verbose_name="街镇",
            ),
        ),
        migrations.AddField(
            model_name="acceptance",
            name="village",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.division",
                verbose_name="村（社区）",
            ),
        ),
        migrations.AddConstraint(
            model_name="acceptanceitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_at", None)),
                fields=("code",),
                name="acceptance_item_one_version",
                violation_error_message="这个编码已有在用的验收项目。",
            ),
        ),
        migrations.AddField(
            model_name="acceptancescore",
            name="acceptance",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="scores",
                to="households.acceptance",
                verbose_name="验收单",
            ),
        ),
        migrations.AddField(
            model_name="acceptancescore",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="households.acceptanceitem",
                verbose_name="验收项目",
            ),
        ),
        migrations.AddField(
            model_name="construction",
            name="application",
            field=models.OneToOneField(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="construction",
                to="households.application",
                verbose_name="申请",
            ),
        ),
        migrations.AddField(
            model_name="construction",
            name="city",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.division",
                verbose_name="市",
            ),
        ),
        migrations.AddField(
            model_name="construction",
            name="contractor",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organization",
                verbose_name="施工单位",
            ),
        ),
        migrations.AddField(
            model_name="construction",
            name="district",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.division",
                verbose_name="区县",
            ),
        ),
        migrations.AddField(
            model_name="construction",
            name="town",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.division",
                verbose_name="街镇",
            ),
        ),
        migrations.AddField(
            model_name="construction",
            name="village",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.division",
                verbose_name="村（社区）",
            ),
        ),
        migrations.AddField(
            model_name="acceptance",
            name="construction",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="acceptances",
                to="households.construction",
                verbose_name="施工记录",
            ),
        ),
        migrations.AddField(
            model_name="heatgap",
            name="application",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="heat_gaps",
                to="households.application",
                verbose_name="申请",
            ),
        ),
        migrations.AddField(
            model_name="heatgap",
            name="city",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.division",
                verbose_name="市",
            ),
        ),
        migrations.AddField(
            model_name="heatgap",
            name="district",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.division",
                verbose_name="区县",
            ),
        ),
        migrations.AddField(
            model_name="heatgap",
            name="household",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="heat_gaps",
                to="households.household",
                verbose_name="住户",
            ),
        ),
        migrations.AddField(
            model_name="heatgap",
            name="town",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.division",
                verbose_name="街镇",
            ),
        ),
        migrations.AddField(
            model_name="heatgap",
            name="village",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.division",
                verbose_name="村（社区）",
            ),
        ),
        migrations.AddField(
            model_name="qualification",
            name="district",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.division",
                verbose_name="区县",
            ),
        ),
        migrations.AddField(
            model_name="qualification",
            name="organization",
            field=models.ForeignKey(
                limit_choices_to={"active": True, "kind": "contractor"},
                on_delete=django.db.models.deletion.PROTECT,
                related_name="qualifications",
                to="accounts.organization",
                verbose_name="施工单位",
            ),
        ),
        migrations.AddConstraint(
            model_name="acceptancescore",
            constraint=models.UniqueConstraint(fields=("acceptance", "position"), name="acceptance_score_once"),
        ),
        migrations.AddIndex(
            model_name="construction",
            index=models.Index(fields=["village", "-id"], name="construction_village"),
        ),
        migrations.AddIndex(
            model_name="construction",
            index=models.Index(fields=["town", "-id"], name="construction_town"),
        ),
        migrations.AddIndex(
            model_name="construction",
            index=models.Index(fields=["district", "-id"], name="construction_district"),
        ),
        migrations.AddIndex(
            model_name="construction",
            index=models.Index(fields=["city", "-id"], name="construction_city"),
        ),
        migrations.AddIndex(
            model_name="construction",
            index=models.Index(fields=["village", "state", "-id"], name="construction_village_state"),
        ),
        migrations.AddIndex(
            model_name="construction",
            index=models.Index(fields=["town", "state", "-id"], name="construction_town_state"),
        ),
        migrations.AddIndex(
            model_name="construction",
            index=models.Index(fields=["district", "state", "-id"], name="construction_district_state"),
        ),
        migrations.AddIndex(
            model_name="construction",
            index=models.Index(fields=["city", "state", "-id"], name="construction_city_state"),
        ),
        migrations.AddIndex(
            model_name="construction",
            index=models.Index(fields=["contractor", "-id"], name="construction_contractor"),
        ),
        migrations.AddIndex(
            model_name="construction",
            index=models.Index(fields=["number"], name="construction_number"),
        ),
        migrations.AddIndex(
            model_name="construction",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(core.search.Grams(models.F("householder")), "array_ops"),
                name="construction_words",
            ),
        ),
        migrations.AddIndex(
            model_name="construction",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "building", "reported", "accepted"])),
                fields=["state"],
                name="construction_unheated",
            ),
        ),
        migrations.AddConstraint(
            model_name="construction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("planned_from_on", None),
                    ("planned_until_on", None),
                    ("planned_until_on__gte", models.F("planned_from_on")),
                    _connector="OR",
                ),
                name="construction_planned_in_order",
                violation_error_message="计划完工不能早于计划开工。",
            ),
        ),
        migrations.AddConstraint(
            model_name="construction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["waiting", "cancelled"]), ("begun_on__isnull", False), _connector="OR"
                ),
                name="construction_begun_with_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="construction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["waiting", "building", "cancelled"]), ("finished_on__isnull", False), _connector="OR"
                ),
                name="construction_finished_with_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="construction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "commissioned"), _negated=True),
                    ("device_commissioned_on__isnull", False),
                    _connector="OR",
                ),
                name="construction_commissioned_with_day",
            ),
        ),
        migrations.AddIndex(
            model_name="acceptance",
            index=models.Index(fields=["village", "-id"], name="acceptance_village"),
        ),
        migrations.AddIndex(
            model_name="acceptance",
            index=models.Index(fields=["town", "-id"], name="acceptance_town"),
        ),
        migrations.AddIndex(
            model_name="acceptance",
            index=models.Index(fields=["district", "-id"], name="acceptance_district"),
        ),
        migrations.AddIndex(
            model_name="acceptance",
            index=models.Index(fields=["city", "-id"], name="acceptance_city"),
        ),
        migrations.AddIndex(
            model_name="acceptance",
            index=models.Index(fields=["village", "state", "-id"], name="acceptance_village_state"),
        ),
        migrations.AddIndex(
            model_name="acceptance",
            index=models.Index(fields=["town", "state", "-id"], name="acceptance_town_state"),
        ),
        migrations.AddIndex(
            model_name="acceptance",
            index=models.Index(fields=["district", "state", "-id"], name="acceptance_district_state"),
        ),
        migrations.AddIndex(
            model_name="acceptance",
            index=models.Index(fields=["city", "state", "-id"], name="acceptance_city_state"),
        ),
        migrations.AddIndex(
            model_name="acceptance",
            index=models.Index(fields=["contractor", "-id"], name="acceptance_contractor"),
        ),
        migrations.AddIndex(
            model_name="acceptance",
            index=models.Index(fields=["number"], name="acceptance_number"),
        ),
        migrations.AddIndex(
            model_name="acceptance",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(core.search.Grams(models.F("householder")), "array_ops"),
                name="acceptance_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="acceptance",
            constraint=models.UniqueConstraint(fields=("construction", "attempt"), name="acceptance_attempt_once"),
        ),
        migrations.AddConstraint(
            model_name="acceptance",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")), fields=("construction",), name="acceptance_one_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="acceptance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "passed"), _negated=True),
                    models.Q(("accepted_on__isnull", False), ("total__isnull", False)),
                    _connector="OR",
                ),
                name="acceptance_passed_with_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="acceptance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "rework"), _negated=True), ("rework_until_on__isnull", False), _connector="OR"
                ),
                name="acceptance_rework_with_day",
            ),
        ),
        migrations.AddIndex(
            model_name="heatgap",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["village", "-id"], name="heat_gap_village"
            ),
        ),
        migrations.AddIndex(
            model_name="heatgap",
            index=models.Index(condition=models.Q(("closed_at", None)), fields=["town", "-id"], name="heat_gap_town"),
        ),
        migrations.AddIndex(
            model_name="heatgap",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["district", "-id"], name="heat_gap_district"
            ),
        ),
        migrations.AddIndex(
            model_name="heatgap",
            index=models.Index(condition=models.Q(("closed_at", None)), fields=["city", "-id"], name="heat_gap_city"),
        ),
        migrations.AddIndex(
            model_name="heatgap",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(core.search.Grams(models.F("householder")), "array_ops"),
                condition=models.Q(("closed_at", None)),
                name="heat_gap_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="heatgap",
            constraint=models.CheckConstraint(
                condition=models.Q(("application__isnull", False), ("household__isnull", False), _connector="OR"),
                name="heat_gap_of_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="heatgap",
            constraint=models.UniqueConstraint(
                condition=models.Q(("application__isnull", False), ("closed_at", None)),
                fields=("application",),
                name="heat_gap_once_an_application",
            ),
        ),
        migrations.AddConstraint(
            model_name="heatgap",
            constraint=models.UniqueConstraint(
                condition=models.Q(("application", None), ("closed_at", None)),
                fields=("household",),
                name="heat_gap_once_a_household",
            ),
        ),
        migrations.AddConstraint(
            model_name="heatgap",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddIndex(
            model_name="qualification",
            index=models.Index(fields=["district", "-id"], name="qualification_district"),
        ),
        migrations.AddConstraint(
            model_name="qualification",
            constraint=models.UniqueConstraint(
                fields=("organization", "certificate_number"),
                name="qualification_certificate_once",
                violation_error_message="这个单位已登记这一证书编号。",
            ),
        ),
        migrations.AddConstraint(
            model_name="qualification",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_on__gt", models.F("issued_on"))),
                name="qualification_expires_after_issue",
                violation_error_message="证书有效期应晚于发证日期。",
            ),
        ),
        migrations.RunPython(make_first_items, migrations.RunPython.noop),
        AuditTable("Application"),
        *[PlacedTogether(model) for model in ("Construction", "Acceptance", "HeatGap")],
        *[
            AuditTable(model)
            for model in (
                "Qualification",
                "Construction",
                "Acceptance",
                "AcceptanceItem",
                "AcceptanceScore",
                "HeatGap",
            )
        ],
    ]
