import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from accounts.audit_operations import AuditTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_administrators_hold_no_other_post"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="given_password_ends_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="初始口令有效至"),
        ),
        migrations.AlterField(
            model_name="change",
            name="system",
            field=models.CharField(
                choices=[
                    ("public", "群众（未登录）"),
                    ("clock", "系统定时任务"),
                    ("migration", "系统升级"),
                    ("demo", "演示数据"),
                    ("setup", "初始化"),
                    ("sign_in", "登录"),
                    ("seals", "更换封存密钥"),
                    ("released", "两人复核"),
                ],
                max_length=12,
                null=True,
                verbose_name="系统",
            ),
        ),
        migrations.CreateModel(
            name="AccountMeasure",
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
                    "what",
                    models.CharField(
                        choices=[
                            ("password", "重置口令"),
                            ("second_step", "重置二次验证"),
                            ("end_post", "收回管理员岗位"),
                        ],
                        max_length=12,
                        verbose_name="处置",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待复核"),
                            ("released", "已同意"),
                            ("refused", "不同意"),
                            ("withdrawn", "已撤回"),
                            ("done", "已办理"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("released_at", models.DateTimeField(blank=True, null=True, verbose_name="复核时间")),
                (
                    "ended_post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="要收回的岗位",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复核人",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "账户处置",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("user", "what"),
                        name="account_measure_proposed_once",
                        violation_error_message="已有人提出，正在等待复核。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("proposed_by", None),
                            models.Q(("proposed_by", models.F("user")), _negated=True),
                            _connector="OR",
                        ),
                        name="account_measure_not_for_oneself",
                        violation_error_message="不能对自己的账户提出。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released_by", None),
                            ("proposed_by", None),
                            models.Q(
                                models.Q(("released_by", models.F("proposed_by")), _negated=True),
                                models.Q(("released_by", models.F("user")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="account_measure_released_by_another",
                        violation_error_message="须由提出人和本人以外的另一位安全管理员同意。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("released_at", None), ("released_by", None)),
                            models.Q(("released_at__isnull", False), ("released_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="account_measure_released_with_time",
                        violation_error_message="复核应有复核人和时间。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("what", "end_post"), ("ended_post__isnull", False)),
                            models.Q(models.Q(("what", "end_post"), _negated=True), ("ended_post", None)),
                            _connector="OR",
                        ),
                        name="account_measure_ends_a_post",
                        violation_error_message="收回岗位的，应写明哪一个岗位。",
                    ),
                ],
            },
        ),
        AuditTable("User", hidden=["password"]),
        AuditTable("AccountMeasure"),
    ]
