import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import core.sealing.numbers
from accounts.audit_operations import AuditTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_change_log"),
        ("core", "0005_office_hours"),
    ]

    operations = [
        migrations.CreateModel(
            name="Webhook",
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
                    "name",
                    models.CharField(
                        error_messages={"unique": "已有同名的推送，请换一个名称。"},
                        max_length=60,
                        unique=True,
                        verbose_name="名称",
                    ),
                ),
                ("address", models.CharField(max_length=300, verbose_name="接收网址")),
                ("secret", core.sealing.numbers.SealedField(editable=True, verbose_name="签名密钥")),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), size=None, verbose_name="事件"
                    ),
                ),
                ("active", models.BooleanField(default=True, verbose_name="启用")),
                ("failures", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="连续失败")),
                ("retry_at", models.DateTimeField(editable=False, null=True, verbose_name="下次再试")),
                ("stopped_at", models.DateTimeField(editable=False, null=True, verbose_name="因失败停推")),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="按哪个岗位的范围",
                    ),
                ),
            ],
            options={
                "verbose_name": "事件推送",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("active", False), ("stopped_at", None), _connector="OR"),
                        name="webhook_stopped_is_off",
                        violation_error_message="因失败停推的，须重新启用后才能推送。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("events__len__gt", 0)),
                        name="webhook_of_some_event",
                        violation_error_message="请至少选择一种事件。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event", models.CharField(max_length=80, verbose_name="事件")),
                ("kind", models.CharField(max_length=60, verbose_name="类别")),
                ("record_id", models.BigIntegerField(verbose_name="记录编号")),
                ("payload", models.JSONField(verbose_name="内容")),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="发生时间"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待推送"),
                            ("delivered", "已送达"),
                            ("given_up", "已放弃"),
                            ("withheld", "不予推送"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="已试次数")),
                ("tried_at", models.DateTimeField(null=True, verbose_name="最近一次")),
                ("status", models.PositiveSmallIntegerField(null=True, verbose_name="答复码")),
                ("result", models.CharField(blank=True, max_length=200, verbose_name="结果")),
                (
                    "webhook",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="core.webhook",
                        verbose_name="事件推送",
                    ),
                ),
            ],
            options={
                "verbose_name": "推送记录",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["webhook", "-id"], name="delivery_of_webhook"),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["webhook", "attempts", "id"],
                        name="delivery_waiting",
                    ),
                    django.contrib.postgres.indexes.BrinIndex(
                        autosummarize=True, fields=["created_at"], name="delivery_by_time"
                    ),
                ],
            },
        ),
        AuditTable("Webhook"),
    ]
