import datetime

import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

from accounts.audit_operations import AuditTable

YEARS = range(2021, 2028)


def enter(apps, schema_editor):
    """15 November to 15 March, until the district says otherwise."""
    seasons = apps.get_model("core", "HeatingSeason")
    seasons.objects.bulk_create(
        seasons(year=year, starts_on=datetime.date(year, 11, 15), ends_on=datetime.date(year + 1, 3, 15), basis="默认")
        for year in YEARS
    )


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0008_backup_runs"),
    ]

    operations = [
        migrations.CreateModel(
            name="HeatingSeason",
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
                        error_messages={"unique": "已有这一采暖季，请改那一行。"},
                        help_text="开始的那一年",
                        unique=True,
                        verbose_name="采暖季年份",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("ends_on", models.DateField(verbose_name="结束日期")),
                ("extended_to_on", models.DateField(blank=True, null=True, verbose_name="延长至")),
                ("basis", models.CharField(blank=True, max_length=100, verbose_name="依据")),
            ],
            options={
                "verbose_name": "采暖季",
                "ordering": ["-year"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on__year", models.F("year")),
                            ("ends_on__gt", models.F("starts_on")),
                            (
                                "ends_on__year",
                                django.db.models.expressions.CombinedExpression(models.F("year"), "+", models.Value(1)),
                            ),
                        ),
                        name="heating_season_over_the_winter",
                        violation_error_message="采暖季应在采暖季年份当年开始、次年结束。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("extended_to_on", None),
                            models.Q(
                                ("extended_to_on__gt", models.F("ends_on")),
                                (
                                    "extended_to_on__year",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("year"), "+", models.Value(1)
                                    ),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="heating_season_extended_after_its_end",
                        violation_error_message="延长后的日期应晚于结束日期，仍在次年之内。",
                    ),
                ],
            },
        ),
        migrations.RunPython(enter, migrations.RunPython.noop),
        AuditTable("HeatingSeason"),
    ]
