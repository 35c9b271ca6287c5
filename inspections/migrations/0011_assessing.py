from decimal import Decimal

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import core.sealing.numbers
import households.models.checks
import inspections.models.owners
from accounts.audit_operations import AppendOnly, AuditTable, PlacedTogether


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_village_duties"),
        ("households", "0019_ventilating"),
        ("inspections", "0010_special_periods"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assessment",
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
                    models.CharField(
                        choices=[
                            ("pre_season", "季前评估"),
                            ("in_season", "季中评估"),
                            ("end_season", "季末评估"),
                            ("tracking", "采暖季跟踪检查"),
                        ],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2023),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="采暖季年份",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("commissioned", "待报方案"),
                            ("planned", "现场评估"),
                            ("assessed", "待提交报告"),
                            ("reported", "待反馈意见"),
                            ("rectifying", "整改中"),
                            ("closed", "已结案"),
                            ("cancelled", "已取消"),
                        ],
                        default="commissioned",
                        editable=False,
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "topics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("safety", "双代安全运行"),
                                ("upkeep", "采暖设备维保服务"),
                                ("gas_service", "燃气企业经营服务"),
                            ],
                            max_length=11,
                        ),
                        size=None,
                        verbose_name="评估内容",
                    ),
                ),
                ("demands", models.TextField(blank=True, max_length=2000, verbose_name="委托要求")),
                ("planned_from_on", models.DateField(verbose_name="计划开始日期")),
                ("planned_until_on", models.DateField(verbose_name="计划完成日期")),
                ("method", models.TextField(blank=True, max_length=2000, verbose_name="评估方法")),
                (
                    "sample_size",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(2000),
                        ],
                        verbose_name="抽样户数",
                    ),
                ),
                ("sample_seed", models.BigIntegerField(editable=False, null=True, verbose_name="抽样种子")),
                ("assessed_on", models.DateField(blank=True, null=True, verbose_name="现场完成日期")),
                ("first_assessor", models.CharField(blank=True, max_length=50, verbose_name="评估人员一")),
                ("second_assessor", models.CharField(blank=True, max_length=50, verbose_name="评估人员二")),
                (
                    "score",
                    models.DecimalField(decimal_places=1, editable=False, max_digits=4, null=True, verbose_name="得分"),
                ),
                ("feedback", models.TextField(blank=True, max_length=2000, verbose_name="街镇反馈意见")),
                ("conclusion", models.TextField(blank=True, max_length=2000, verbose_name="结案说明")),
                (
                    "villages_without_officer",
                    models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="没有驻村安全员的村数"),
                ),
                (
                    "officers_required",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="两员应配人数"),
                ),
                (
                    "officers_on_post",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="两员在岗人数"),
                ),
                (
                    "officers_certified",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="持有效证书人数"),
                ),
                (
                    "trainings_planned",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="计划培训次数"),
                ),
                (
                    "trainings_held",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="已办培训次数"),
                ),
                (
                    "assessor",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                        verbose_name="评估机构",
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
            ],
            options={
                "verbose_name": "评估任务",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["town", "-id"], name="assessment_town"),
                    models.Index(fields=["assessor", "-id"], name="assessment_assessor"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("planned_until_on__gte", models.F("planned_from_on"))),
                        name="assessment_in_order",
                        violation_error_message="计划完成日期不能早于开始日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("topics", []), _negated=True),
                        name="assessment_of_some_topic",
                        violation_error_message="请至少选一项评估内容。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_assessor", ""),
                            models.Q(("first_assessor", models.F("second_assessor")), _negated=True),
                            _connector="OR",
                        ),
                        name="assessment_signed_by_two",
                        violation_error_message="两名评估人员不能是同一个人。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("officers_certified", None),
                            ("officers_on_post", None),
                            ("officers_certified__lte", models.F("officers_on_post")),
                            _connector="OR",
                        ),
                        name="assessment_certified_are_on_post",
                        violation_error_message="持有效证书的人数不能多于在岗人数。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssessmentPart",
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
                    "topic",
                    models.CharField(
                        choices=[
                            ("safety", "双代安全运行"),
                            ("upkeep", "采暖设备维保服务"),
                            ("gas_service", "燃气企业经营服务"),
                        ],
                        editable=False,
                        max_length=11,
                        verbose_name="评估内容",
                    ),
                ),
                ("answers", models.JSONField(default=dict, editable=False, verbose_name="检查结果")),
                (
                    "score",
                    models.DecimalField(decimal_places=1, editable=False, max_digits=4, null=True, verbose_name="得分"),
                ),
                ("remark", models.CharField(blank=True, max_length=500, verbose_name="综合说明")),
                (
                    "assessment",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="inspections.assessment",
                        verbose_name="评估任务",
                    ),
                ),
                (
                    "checklist",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inspections.checklist",
                        verbose_name="检查表",
                    ),
                ),
            ],
            options={
                "verbose_name": "评估打分表",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assessment", "topic"),
                        name="assessment_part_once",
                        violation_error_message="这次评估已有这一项内容的打分表。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssessmentSample",
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
                ("address", models.CharField(blank=True, editable=False, max_length=200, verbose_name="地址")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "待走访"), ("visited", "已走访"), ("missed", "没有见到")],
                        default="waiting",
                        editable=False,
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("visited_on", models.DateField(blank=True, null=True, verbose_name="走访日期")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="走访情况")),
                (
                    "assessment",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="samples",
                        to="inspections.assessment",
                        verbose_name="评估任务",
                    ),
                ),
                (
                    "assessor",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                        verbose_name="评估机构",
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
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessment_samples",
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
                "verbose_name": "评估抽样户",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["village", "-id"], name="assessment_sample_village"),
                    models.Index(fields=["town", "-id"], name="assessment_sample_town"),
                    models.Index(fields=["district", "-id"], name="assessment_sample_district"),
                    models.Index(fields=["city", "-id"], name="assessment_sample_city"),
                    models.Index(fields=["assessor", "-id"], name="assessment_sample_assessor"),
                    models.Index(fields=["household", "-id"], name="assessment_sample_household"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("assessment", "household"), name="assessment_sample_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "visited"), _negated=True),
                            ("visited_on__isnull", False),
                            _connector="OR",
                        ),
                        name="assessment_sample_visited_with_day",
                        violation_error_message="已走访的须有走访日期。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssessmentFinding",
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
                    "topic",
                    models.CharField(
                        choices=[
                            ("safety", "双代安全运行"),
                            ("upkeep", "采暖设备维保服务"),
                            ("gas_service", "燃气企业经营服务"),
                        ],
                        max_length=11,
                        verbose_name="评估内容",
                    ),
                ),
                (
                    "location",
                    models.CharField(
                        blank=True,
                        help_text="不在抽样户家里的，写明单位或地点。",
                        max_length=100,
                        verbose_name="问题在何处",
                    ),
                ),
                ("description", models.CharField(max_length=300, verbose_name="问题描述")),
                (
                    "level",
                    models.CharField(
                        choices=[("severe", "重大"), ("major", "较大"), ("minor", "一般"), ("hint", "提示")],
                        max_length=8,
                        verbose_name="等级",
                    ),
                ),
                ("demand", models.CharField(blank=True, max_length=300, verbose_name="整改要求")),
                ("found_on", models.DateField(verbose_name="发现日期")),
                ("in_season", models.BooleanField(default=False, editable=False, verbose_name="采暖季内发现")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待整改"),
                            ("rectified", "待核实"),
                            ("closed", "已销号"),
                            ("dismissed", "不成立"),
                        ],
                        default="open",
                        editable=False,
                        max_length=9,
                        verbose_name="状态",
                    ),
                ),
                ("rectified_on", models.DateField(blank=True, null=True, verbose_name="整改完成日期")),
                ("rectification", models.CharField(blank=True, max_length=300, verbose_name="整改情况")),
                (
                    "assessment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="inspections.assessment",
                        verbose_name="评估任务",
                    ),
                ),
                (
                    "assessor",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                        verbose_name="评估机构",
                    ),
                ),
                (
                    "hazard",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inspections.hazard",
                        verbose_name="隐患",
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
                (
                    "sample",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="inspections.assessmentsample",
                        verbose_name="抽样户",
                    ),
                ),
            ],
            options={
                "verbose_name": "评估问题",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["town", "-id"], name="assessment_finding_town"),
                    models.Index(fields=["assessor", "-id"], name="assessment_finding_assessor"),
                    models.Index(fields=["assessment", "-id"], name="assessment_finding_of"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sample__isnull", False), models.Q(("location", ""), _negated=True), _connector="OR"
                        ),
                        name="assessment_finding_somewhere",
                        violation_error_message="不在抽样户家里的问题，请写明单位或地点。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssessorContract",
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
                ("title", models.CharField(max_length=80, verbose_name="合同名称")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("selecting", "招选中"),
                            ("signed", "已签约"),
                            ("running", "履约中"),
                            ("ended", "待履约评价"),
                            ("evaluated", "待付清"),
                            ("settled", "已结清"),
                            ("terminated", "已终止"),
                        ],
                        default="selecting",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "procurement",
                    models.CharField(
                        choices=[
                            ("open", "公开招标"),
                            ("invited", "邀请招标"),
                            ("negotiated", "竞争性谈判"),
                            ("consulted", "竞争性磋商"),
                            ("quoted", "询价"),
                            ("single", "单一来源"),
                            ("framework", "框架协议"),
                            ("direct", "直接委托"),
                        ],
                        max_length=10,
                        verbose_name="采购方式",
                    ),
                ),
                (
                    "topics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("safety", "双代安全运行"),
                                ("upkeep", "采暖设备维保服务"),
                                ("gas_service", "燃气企业经营服务"),
                            ],
                            max_length=11,
                        ),
                        size=None,
                        verbose_name="评估内容",
                    ),
                ),
                ("services", models.TextField(max_length=2000, verbose_name="服务范围")),
                ("qualification_name", models.CharField(max_length=80, verbose_name="资质名称")),
                ("qualification_number", models.CharField(max_length=60, verbose_name="资质证书编号")),
                ("qualification_expires_on", models.DateField(verbose_name="资质有效期至")),
                (
                    "price",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="合同价款(元)",
                    ),
                ),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="签订日期")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="服务开始日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="服务结束日期")),
                ("conflicted", models.BooleanField(default=False, editable=False, verbose_name="有利益冲突")),
                ("doubts_ruled_out", models.JSONField(default=list, editable=False, verbose_name="已排除的疑点")),
                (
                    "score",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="履约评价得分",
                    ),
                ),
                ("evaluation", models.TextField(blank=True, max_length=2000, verbose_name="履约评价意见")),
                ("evaluated_on", models.DateField(editable=False, null=True, verbose_name="评价日期")),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="付清日期")),
                (
                    "paid_amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="实付金额(元)",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.division",
                        verbose_name="聘请的街镇或区县",
                    ),
                ),
                (
                    "assessor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                        verbose_name="评估机构",
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
            ],
            options={
                "verbose_name": "评估机构聘请",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["area", "-id"], name="assessor_contract_area"),
                    models.Index(fields=["assessor", "-id"], name="assessor_contract_assessor"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on", None),
                            ("ends_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="assessor_contract_in_order",
                        violation_error_message="服务结束日期不能早于开始日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("topics", []), _negated=True),
                        name="assessor_contract_of_some_topic",
                        violation_error_message="请至少选一项评估内容。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("score", None), ("score__lte", 100), _connector="OR"),
                        name="assessor_contract_score_of_hundred",
                        violation_error_message="履约评价最多 100 分。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paid_amount", None),
                            ("price", None),
                            ("paid_amount__lte", models.F("price")),
                            _connector="OR",
                        ),
                        name="assessor_contract_paid_within_price",
                        violation_error_message="实付金额不能超过合同价款。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConflictCheck",
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
                        choices=[
                            ("selected", "登记招选"),
                            ("asked", "人工检查"),
                            ("signed", "签约"),
                            ("owners", "股东或法定代表人变动"),
                            ("daily", "每日检查"),
                        ],
                        max_length=8,
                        verbose_name="何时检查",
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[("clear", "没有冲突"), ("doubtful", "有疑点"), ("conflict", "有冲突")],
                        max_length=8,
                        verbose_name="结果",
                    ),
                ),
                ("grounds", models.JSONField(default=list, verbose_name="依据")),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.division",
                        verbose_name="街镇或区县",
                    ),
                ),
                (
                    "assessor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                        verbose_name="评估机构",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="检查人",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="inspections.assessorcontract",
                        verbose_name="评估机构聘请",
                    ),
                ),
            ],
            options={
                "verbose_name": "利益冲突检查",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["area", "-id"], name="conflict_check_area"),
                    models.Index(fields=["contract", "-id"], name="conflict_check_contract"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganizationOwner",
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
                    models.CharField(
                        choices=[("legal", "法定代表人"), ("shareholder", "股东")], max_length=11, verbose_name="身份"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="姓名或名称")),
                (
                    "credit_code",
                    models.CharField(
                        blank=True,
                        max_length=18,
                        validators=[inspections.models.owners.credit_code],
                        verbose_name="统一社会信用代码",
                    ),
                ),
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
                (
                    "share",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("100")),
                        ],
                        verbose_name="出资比例(%)",
                    ),
                ),
                (
                    "current",
                    models.BooleanField(
                        default=True, help_text="已变更的，取消勾选；不删除，以便查考。", verbose_name="现任"
                    ),
                ),
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
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="owners",
                        to="accounts.organization",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "法定代表人和股东",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["district", "-id"], name="owner_district"),
                    models.Index(fields=["organization", "-id"], name="owner_organization"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("current", True), ("kind", "legal")),
                        fields=("organization",),
                        name="owner_one_legal_representative",
                        violation_error_message="这个单位已登记现任法定代表人；换人的，请先把原来的改为不是现任。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("current", True), ("id_number_digest", None)),
                        fields=("organization", "kind", "name", "credit_code"),
                        name="owner_once",
                        violation_error_message="这个单位已登记同名的法定代表人或股东；确是两个人的，请填身份证号。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("credit_code", ""), ("id_number_digest", None), _connector="OR"),
                        name="owner_person_or_company",
                        violation_error_message="个人填身份证号，企业填统一社会信用代码，不能两样都填。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "shareholder"), ("credit_code", ""), _connector="OR"),
                        name="owner_legal_representative_is_a_person",
                        violation_error_message="法定代表人是个人，不填统一社会信用代码。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("id_number__isnull", True), ("id_number_digest__isnull", True)),
                            models.Q(("id_number__isnull", False), ("id_number_digest__isnull", False)),
                            _connector="OR",
                        ),
                        name="owner_id_number_whole",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="hazard",
            name="assessor",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organization",
                verbose_name="评估机构",
            ),
        ),
        migrations.AddIndex(
            model_name="hazard",
            index=models.Index(
                condition=models.Q(("assessor__isnull", False)), fields=["assessor", "-id"], name="hazard_assessor"
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="contract",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assessments",
                to="inspections.assessorcontract",
                verbose_name="聘请合同",
            ),
        ),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(fields=["contract", "-id"], name="assessment_contract"),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "tracking")),
                fields=("contract", "town", "planned_from_on"),
                name="assessment_tracking_once",
                violation_error_message="这个街镇在这一天开始的跟踪检查已经有了。",
            ),
        ),
        PlacedTogether("AssessmentSample"),
        AuditTable("Assessment"),
        AuditTable("AssessmentFinding"),
        AuditTable("AssessmentPart"),
        AuditTable("AssessmentSample"),
        AuditTable("AssessorContract"),
        AuditTable("ConflictCheck"),
        AuditTable("OrganizationOwner"),
        AuditTable("Hazard", versions=True),
        AppendOnly("ConflictCheck"),
    ]
