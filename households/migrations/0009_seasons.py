from decimal import Decimal

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

import core.sealing.numbers
import households.models.checks
from accounts.audit_operations import AppendOnly, AuditTable, AuditTableAgain, KeptFrom

# What one row of the ledger counts for: see households/models/tallies.py. The masks are those of the rules of 准确 and of
# 规范 (households/models/quality.py), all that there may be.
ACCURACY, REGULARITY = 0x0000FFFF, 0x7FFF0000
NEWLY_COUNTED = f"""
        ('quality', village_id * 8 + CASE WHEN completeness >= 100 THEN 4 ELSE 0 END
            + CASE WHEN faults & {ACCURACY} = 0 THEN 2 ELSE 0 END
            + CASE WHEN faults & {REGULARITY} = 0 THEN 1 ELSE 0 END, status = 1),
        ('faults', faults::bigint, status = 1)
"""
COUNTED = """
    LATERAL (VALUES
        ('status', status::bigint, status <> 9),
        ('village', village_id, status = 1),
        ('category', coalesce(category, 0), status = 1),
        ('kind', coalesce(kind, 0), status = 1),
        ('converted_year', coalesce(converted_year, 0), status = 1),
        ('completeness', CASE WHEN completeness >= 100 THEN 100 WHEN completeness >= 80 THEN 80
            WHEN completeness >= 60 THEN 60 ELSE 0 END, status = 1)
        {more}
    ) AS counted(dimension, value, counts)
    WHERE counts
"""
FUNCTION = """
CREATE OR REPLACE FUNCTION households_tally_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO households_tally (town_id, dimension, value, households)
    SELECT town_id, dimension, value, sum(one) FROM ({rows}) AS moved GROUP BY 1, 2, 3 HAVING sum(one) <> 0;
    RETURN NULL;
END $$
"""


def functions(more: str) -> list[str]:
    counted = COUNTED.format(more=more)
    came = f"SELECT town_id, dimension, value, 1 AS one FROM new_rows, {counted}"
    went = f"SELECT town_id, dimension, value, -1 AS one FROM old_rows, {counted}"
    events = {"insert": came, "update": f"{came} UNION ALL {went}", "delete": went}
    return [FUNCTION.format(event=event, rows=rows) for event, rows in events.items()]


COUNT_WHAT_IS_THERE = f"""
    INSERT INTO households_tally (town_id, dimension, value, households)
    SELECT town_id, dimension, value, count(*) FROM households_household,
        LATERAL (VALUES {NEWLY_COUNTED}) AS counted(dimension, value, counts)
    WHERE counts GROUP BY 1, 2, 3
"""
FORGET_IT = "DELETE FROM households_tally WHERE dimension IN ('quality', 'faults')"

# Rows are added to a close while it is being frozen, and at no other moment.
ONLY_WHILE_FREEZING = """
CREATE FUNCTION households_only_while_freezing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT close_id FROM new_rows) AS added
            LEFT JOIN households_seasonclose AS c ON c.id = added.close_id WHERE c.state IS DISTINCT FROM 'freezing') THEN
        RAISE EXCEPTION '已封账的采暖季不能再增加内容（%）。', TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$
"""
PARTS = ("seasonvillage", "seasoncount")
# Of the rows themselves the keys say whose they are, and every key of a close is taken: what came later would lie
# outside. To look at a million new rows once more would cost a third of writing them.
ONLY_WHILE_ONE_FREEZES = """
CREATE FUNCTION households_only_while_one_freezes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM households_seasonclose WHERE state = 'freezing') THEN
        RAISE EXCEPTION '已封账的采暖季不能再增加内容（%）。', TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$
"""
GUARD = [
    ONLY_WHILE_FREEZING,
    ONLY_WHILE_ONE_FREEZES,
    """CREATE TRIGGER households_only_while_one_freezes BEFORE INSERT ON households_seasonrow
    FOR EACH STATEMENT EXECUTE FUNCTION households_only_while_one_freezes()""",
    *(
        f"""CREATE TRIGGER households_only_while_freezing AFTER INSERT ON households_{part}
        REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION households_only_while_freezing()"""
        for part in PARTS
    ),
]
# Of a past day the list is searched by name, address and numbers as today's is (households/models/households.py).
PAST_NUMBERS = ("gas_meter_number", "gas_account", "gas_user_code", "power_account", "power_meter_number")
PAST_SEARCH = [
    "CREATE INDEX households_household_past_id_digest ON households_household_version (id_number_digest)",
    """CREATE INDEX households_household_past_words ON households_household_version
    USING gin (portal_grams((name || ' ' || address)) array_ops) WITH (fastupdate = on, gin_pending_list_limit = 256)""",
    *(
        f"CREATE INDEX households_household_past_{name} ON households_household_version ({name}) WHERE {name} <> ''"
        for name in PAST_NUMBERS
    ),
]
# What changed between two moments is found by the moment at which a version ended.
PAST_CHANGES = [
    f"CREATE INDEX households_{table}_past_changes ON households_{table}_version (valid_to) INCLUDE ({key})"
    for table, key in {"household": "id", "equipment": "household_id"}.items()
]


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_new_rows_told_by_column"),
        ("core", "0013_filter_alerts"),
        ("households", "0008_new_rows_told_by_column"),
    ]

    operations = [
        migrations.CreateModel(
            name="SeasonCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="核对时间"),
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
            },
        ),
        migrations.CreateModel(
            name="SeasonCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("sha256", models.BinaryField(max_length=32, verbose_name="校验值")),
            ],
            options={
                "verbose_name": "封账住户",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="SeasonVillage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(blank=True, editable=False, max_length=64, verbose_name="校验值")),
                ("households", models.PositiveIntegerField(verbose_name="封存户数")),
            ],
            options={
                "verbose_name": "封账村",
                "ordering": ["-id"],
            },
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
        migrations.AddField(
            model_name="seasoncheck",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post", verbose_name="核对人"
            ),
        ),
        migrations.AddField(
            model_name="seasonclose",
            name="confirmed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.post",
                verbose_name="确认人",
            ),
        ),
        migrations.AddField(
            model_name="seasonclose",
            name="district",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.division",
                verbose_name="区县",
            ),
        ),
        migrations.AddField(
            model_name="seasonclose",
            name="proposed_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.post",
                verbose_name="提出人",
            ),
        ),
        migrations.AddField(
            model_name="seasonclose",
            name="season",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.heatingseason",
                verbose_name="采暖季",
            ),
        ),
        migrations.AddField(
            model_name="seasoncheck",
            name="close",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="checks",
                to="households.seasonclose",
                verbose_name="封账",
            ),
        ),
        migrations.AddField(
            model_name="seasoncount",
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
            model_name="seasoncount",
            name="close",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="counts",
                to="households.seasonclose",
                verbose_name="封账",
            ),
        ),
        migrations.AddField(
            model_name="seasoncount",
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
            model_name="seasoncount",
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
            model_name="seasoncount",
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
            model_name="seasonrow",
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
            model_name="seasonrow",
            name="close",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rows",
                to="households.seasonclose",
                verbose_name="封账",
            ),
        ),
        migrations.AddField(
            model_name="seasonrow",
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
            model_name="seasonrow",
            name="gas_supplier",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organization",
                verbose_name="供气企业",
            ),
        ),
        migrations.AddField(
            model_name="seasonrow",
            name="household",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="season_rows",
                to="households.household",
                verbose_name="住户",
            ),
        ),
        migrations.AddField(
            model_name="seasonrow",
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
            model_name="seasonrow",
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
            model_name="seasonvillage",
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
            model_name="seasonvillage",
            name="close",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="villages",
                to="households.seasonclose",
                verbose_name="封账",
            ),
        ),
        migrations.AddField(
            model_name="seasonvillage",
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
            model_name="seasonvillage",
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
            model_name="seasonvillage",
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
            model_name="seasonclose",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["rejected"]), _negated=True),
                fields=("district", "season"),
                name="season_close_once",
                violation_error_message="本区这一采暖季已经提出封账或已封账。",
            ),
        ),
        migrations.AddConstraint(
            model_name="seasonclose",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddIndex(
            model_name="seasonrow",
            index=models.Index(
                fields=["village", "-id"], include=("status", "category", "kind"), name="season_row_village"
            ),
        ),
        migrations.AddIndex(
            model_name="seasonrow",
            index=models.Index(fields=["town", "-id"], include=("status", "category", "kind"), name="season_row_town"),
        ),
        migrations.AddIndex(
            model_name="seasonrow",
            index=models.Index(
                fields=["district", "-id"], include=("status", "category", "kind"), name="season_row_district"
            ),
        ),
        migrations.AddIndex(
            model_name="seasonrow",
            index=models.Index(fields=["city", "-id"], include=("status", "category", "kind"), name="season_row_city"),
        ),
        migrations.AddIndex(
            model_name="seasonrow",
            index=models.Index(
                condition=models.Q(("gas_supplier__isnull", False)),
                fields=["gas_supplier", "-id"],
                name="season_row_supplier",
            ),
        ),
        migrations.AddIndex(
            model_name="seasonrow",
            index=models.Index(fields=["id_number_digest"], name="season_row_id_digest"),
        ),
        migrations.AddIndex(
            model_name="seasonrow",
            index=models.Index(fields=["name_initials"], name="season_row_initials"),
        ),
        migrations.AddIndex(
            model_name="seasonrow",
            index=models.Index(
                condition=models.Q(("phone", ""), _negated=True), fields=["phone"], name="season_row_phone"
            ),
        ),
        migrations.AddIndex(
            model_name="seasonvillage",
            index=models.Index(fields=["village", "-id"], name="season_village_village"),
        ),
        migrations.AddIndex(
            model_name="seasonvillage",
            index=models.Index(fields=["town", "-id"], name="season_village_town"),
        ),
        migrations.AddIndex(
            model_name="seasonvillage",
            index=models.Index(fields=["district", "-id"], name="season_village_district"),
        ),
        migrations.AddIndex(
            model_name="seasonvillage",
            index=models.Index(fields=["city", "-id"], name="season_village_city"),
        ),
        migrations.AddConstraint(
            model_name="seasonvillage",
            constraint=models.UniqueConstraint(fields=("close", "village"), name="season_village_once"),
        ),
        AuditTableAgain("Household", versions=True),
        AuditTable("SeasonClose"),
        KeptFrom("SeasonClose", "frozen"),
        AppendOnly("SeasonRow", resealed=["id_number", "bank_account"]),
        AppendOnly("SeasonVillage"),
        AppendOnly("SeasonCount"),
        AppendOnly("SeasonCheck"),
        migrations.RunSQL(
            GUARD, "DROP FUNCTION households_only_while_freezing(), households_only_while_one_freezes() CASCADE"
        ),
        migrations.RunSQL([*functions(f", {NEWLY_COUNTED}"), COUNT_WHAT_IS_THERE], [*functions(""), FORGET_IT]),
        migrations.RunSQL(
            [*PAST_CHANGES, *PAST_SEARCH],
            [
                f"DROP INDEX households_{index}"
                for index in (
                    "household_past_changes",
                    "equipment_past_changes",
                    *(f"household_past_{name}" for name in ("id_digest", "words", *PAST_NUMBERS)),
                )
            ],
        ),
    ]
