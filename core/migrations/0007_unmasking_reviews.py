import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from accounts.audit_operations import AuditTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_account_measures"),
        ("core", "0006_webhooks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="UnmaskingReview",
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
                    "week_from_on",
                    models.DateField(error_messages={"unique": "这一周已经列出。"}, unique=True, verbose_name="周一"),
                ),
                ("shown", models.PositiveIntegerField(verbose_name="显示次数")),
                (
                    "state",
                    models.CharField(
                        choices=[("due", "待复核"), ("reviewed", "已复核")],
                        default="due",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("reviewed_at", models.DateTimeField(blank=True, null=True, verbose_name="复核时间")),
                ("opinion", models.CharField(blank=True, max_length=500, verbose_name="复核意见")),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.division",
                        verbose_name="区县",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复核人",
                    ),
                ),
            ],
            options={
                "verbose_name": "显示完整号码的复核",
                "ordering": ["-week_from_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reviewed_at", None), ("reviewed_by", None), ("state", "due")),
                            models.Q(
                                ("reviewed_at__isnull", False), ("reviewed_by__isnull", False), ("state", "reviewed")
                            ),
                            _connector="OR",
                        ),
                        name="unmasking_review_with_who_and_when",
                        violation_error_message="已复核的，应有复核人和时间。",
                    )
                ],
            },
        ),
        AuditTable("UnmaskingReview"),
    ]
