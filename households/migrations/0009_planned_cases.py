from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_new_rows_told_by_column"),
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
    ]
