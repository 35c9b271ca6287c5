"""特殊时期 that a district begins with, two years of them; it enters the others itself."""

import datetime

from django.db import migrations

from accounts.audit import System, acting

BY_RULE = "《推进方案》三(一)：汛期、节假日、取暖期等特殊时期要加强巡查巡检；起止日期为平台假定，请按本区规定修改。"
OF_HOLIDAYS = "按日历推算，以国务院办公厅放假安排为准，请核对后修改。"
PERIODS = (
    ("flood", "2026 年汛期", (2026, 6, 1), (2026, 9, 30), BY_RULE),
    ("preparing", "2026 年取暖准备期", (2026, 9, 15), (2026, 11, 14), BY_RULE),
    ("holiday", "2026 年国庆", (2026, 10, 1), (2026, 10, 7), OF_HOLIDAYS),
    ("heating", "2026–2027 采暖期", (2026, 11, 15), (2027, 3, 15), BY_RULE),
    ("holiday", "2027 年春节", (2027, 2, 5), (2027, 2, 12), OF_HOLIDAYS),
    ("flood", "2027 年汛期", (2027, 6, 1), (2027, 9, 30), BY_RULE),
    ("preparing", "2027 年取暖准备期", (2027, 9, 15), (2027, 11, 14), BY_RULE),
    ("holiday", "2027 年国庆", (2027, 10, 1), (2027, 10, 7), OF_HOLIDAYS),
    ("heating", "2027–2028 采暖期", (2027, 11, 15), (2028, 3, 15), BY_RULE),
)


def enter(apps, editor):
    period = apps.get_model("inspections", "SpecialPeriod")
    with acting(System.MIGRATION):
        period.objects.bulk_create(
            period(kind=kind, name=name, starts_on=datetime.date(*start), ends_on=datetime.date(*end), basis=basis)
            for kind, name, start, end, basis in PERIODS
        )


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0009_planning"),
    ]

    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
