import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import core.search
import households.models.checks
from accounts.audit_operations import AuditTable, PlacedTogether


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_city_is_an_actor"),
        ("households", "0017_ageing"),
    ]

    operations = [
        migrations.CreateModel(
            name="DemandSurvey",
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
                    "wants",
                    models.CharField(
                        choices=[
                            ("repair", "维修"),
                            ("replacement", "更换"),
                            ("addition", "新增"),
                            ("nothing", "无需求"),
                        ],
                        max_length=11,
                        verbose_name="需求",
                    ),
                ),
                ("description", models.CharField(blank=True, max_length=300, verbose_name="需求说明")),
                ("asked_on", models.DateField(verbose_name="调查日期")),
                ("asked_by", models.CharField(max_length=50, verbose_name="调查人")),
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
                    "entered_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="填报人",
                    ),
                ),
                (
                    "equipment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="households.equipment",
                        verbose_name="涉及设备",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="demand_surveys",
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
                "verbose_name": "采暖设备需求",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["village", "-id"], name="demand_survey_village"),
                    models.Index(fields=["town", "-id"], name="demand_survey_town"),
                    models.Index(fields=["district", "-id"], name="demand_survey_district"),
                    models.Index(fields=["city", "-id"], name="demand_survey_city"),
                    models.Index(
                        fields=["village", "year", "wants"],
                        include=("household", "void"),
                        name="demand_survey_village_year",
                    ),
                    models.Index(
                        fields=["town", "year", "wants"], include=("household", "void"), name="demand_survey_town_year"
                    ),
                    models.Index(
                        fields=["district", "year", "wants"],
                        include=("household", "void"),
                        name="demand_survey_district_year",
                    ),
                    models.Index(
                        fields=["city", "year", "wants"], include=("household", "void"), name="demand_survey_city_year"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("void", False)),
                        fields=("household", "year"),
                        name="demand_survey_once_a_year",
                        violation_error_message="这户这一年度已有答复，请修改那一条。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("equipment", None), ("wants__in", ["repair", "replacement"]), _connector="OR"
                        ),
                        name="demand_survey_of_a_device",
                        violation_error_message="只有维修、更换才写明是哪一台设备。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeyPerson",
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
                    "state",
                    models.CharField(
                        choices=[("registered", "在册"), ("due", "在册，待年度复核"), ("left", "已迁出")],
                        default="registered",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("name", models.CharField(max_length=50, verbose_name="姓名")),
                (
                    "kinds",
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
                        size=None,
                        verbose_name="人员类别",
                    ),
                ),
                (
                    "birth_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1900),
                            households.models.checks.not_in_future,
                        ],
                        verbose_name="出生年份",
                    ),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True, max_length=20, validators=[households.models.checks.phone], verbose_name="联系电话"
                    ),
                ),
                (
                    "mobility",
                    models.CharField(
                        choices=[("able", "自理"), ("partly", "半自理"), ("bedridden", "卧床")],
                        max_length=9,
                        verbose_name="行动能力",
                    ),
                ),
                ("contact_name", models.CharField(blank=True, max_length=50, verbose_name="紧急联系人")),
                ("contact_relation", models.CharField(blank=True, max_length=20, verbose_name="与本人关系")),
                (
                    "contact_phone",
                    models.CharField(
                        blank=True,
                        max_length=20,
                        validators=[households.models.checks.phone],
                        verbose_name="紧急联系人电话",
                    ),
                ),
                ("carer", models.CharField(blank=True, max_length=50, verbose_name="帮扶人")),
                (
                    "carer_role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("village", "村干部"),
                            ("grid", "网格员"),
                            ("safety_officer", "驻村安全员"),
                            ("relative", "亲属"),
                            ("volunteer", "志愿者"),
                        ],
                        max_length=14,
                        verbose_name="帮扶人身份",
                    ),
                ),
                (
                    "carer_phone",
                    models.CharField(
                        blank=True,
                        max_length=20,
                        validators=[households.models.checks.phone],
                        verbose_name="帮扶人电话",
                    ),
                ),
                (
                    "reviewed_on",
                    models.DateField(editable=False, help_text="登记、重新登记也算一次。", verbose_name="最近复核日期"),
                ),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="迁出日期")),
                (
                    "leave_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("moved", "迁出"),
                            ("died", "去世"),
                            ("no_longer", "不再符合条件"),
                            ("mistaken", "登记有误"),
                        ],
                        max_length=10,
                        verbose_name="迁出原因",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="备注")),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="key_persons",
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
                "verbose_name": "重点人员",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["village", "-id"], name="key_person_village"),
                    models.Index(fields=["town", "-id"], name="key_person_town"),
                    models.Index(fields=["district", "-id"], name="key_person_district"),
                    models.Index(fields=["city", "-id"], name="key_person_city"),
                    models.Index(fields=["village", "state", "-id"], name="key_person_village_state"),
                    models.Index(fields=["town", "state", "-id"], name="key_person_town_state"),
                    models.Index(fields=["district", "state", "-id"], name="key_person_district_state"),
                    models.Index(fields=["city", "state", "-id"], name="key_person_city_state"),
                    models.Index(
                        condition=models.Q(("state", "left"), _negated=True),
                        fields=["reviewed_on"],
                        name="key_person_reviewed",
                    ),
                    django.contrib.postgres.indexes.GinIndex(fields=["kinds"], name="key_person_kinds"),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(core.search.Grams(models.F("name")), "array_ops"),
                        name="key_person_words",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "left"), _negated=True),
                        fields=("household", "name"),
                        name="key_person_once",
                        violation_error_message="这户已登记了同名的重点人员，请在那一条上修改。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kinds", []), _negated=True),
                        name="key_person_of_some_kind",
                        violation_error_message="请至少选一个人员类别。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("carer", ""), ("carer_phone", ""), ("carer_role", "")),
                            models.Q(
                                models.Q(("carer", ""), _negated=True), models.Q(("carer_role", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="key_person_carer_whole",
                        violation_error_message="帮扶人须写明姓名和身份；还没有的，三栏都留空。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("left_on__isnull", False),
                                ("state", "left"),
                                models.Q(("leave_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "left"), _negated=True), ("leave_reason", ""), ("left_on", None)
                            ),
                            _connector="OR",
                        ),
                        name="key_person_left_with_reason",
                        violation_error_message="迁出须写明日期和原因。",
                    ),
                ],
            },
        ),
        PlacedTogether("DemandSurvey"),
        PlacedTogether("KeyPerson"),
        AuditTable("DemandSurvey", versions=True),
        AuditTable("KeyPerson", versions=True),
    ]
