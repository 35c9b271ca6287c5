import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_new_rows_told_by_column"),
        ("core", "0012_new_rows_told_by_column"),
    ]

    operations = [
        migrations.CreateModel(
            name="FilterAlert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "known",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="上次已有的记录"
                    ),
                ),
                ("looked_at", models.DateTimeField(verbose_name="上次比对时间")),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="按哪个岗位的范围",
                    ),
                ),
                (
                    "view",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alert",
                        to="core.savedview",
                        verbose_name="筛选",
                    ),
                ),
            ],
            options={
                "verbose_name": "筛选的新增提醒",
            },
        ),
    ]
