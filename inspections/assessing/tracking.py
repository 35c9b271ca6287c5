"""采暖季跟踪检查 (P39): every week of the heating season a small assessment of each township, begun by the clock."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.utils import timezone

from accounts.audit import System
from accounts.models import Division
from core.parameters import Parameter
from core.timekeeping.seasons import season_of
from inspections.assessing.sampling import TRACKING_SAMPLE
from inspections.assessing.workflows import Assess
from inspections.models import Assessment, AssessorContract, Topic

EVERY = Parameter(
    "inspections.tracking_days", "跟踪检查间隔", 7, unit="天", lowest=1, highest=60,
    basis="对采暖季期间农村取暖设施设备安全运行情况进行跟踪检查；方案未定次数，取每周一次",
)  # fmt: skip
METHOD = "按抽样名单入户，查看取暖设施设备的运行和安全情况，当场记录问题。"


def begin_tracking(today: datetime.date | None = None) -> int:
    """Of every running contract on safe operation, for each of its townships that has had none for so long; how many.
    Asked again it finds nothing to do."""
    day = today or timezone.localdate()
    season = season_of(day)
    if season is None:
        return 0
    # Where there is no checklist in force the task is refused; it comes as soon as there is one.
    tasks = list(_lacking(day, season.year))
    begun_at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(1)))
    return len(Assess.track.begin_all(tasks, by=System.CLOCK, at=begun_at).taken)


def _lacking(day: datetime.date, year: int) -> Iterator[Assessment]:
    every = datetime.timedelta(days=int(EVERY.on(day)))
    contracts = AssessorContract.objects.running().filter(
        topics__contains=[Topic.SAFETY], conflicted=False, qualification_expires_on__gte=day
    )
    for contract in contracts.select_related("area"):
        # One that was cancelled counts: whoever hires has decided about this week.
        had = Assessment.objects.filter(
            contract=contract, kind=Assessment.Kind.TRACKING, planned_from_on__gt=day - every
        )
        towns = Division.objects.below(contract.area).towns().dual().valid_on(day)
        for town in towns.exclude(pk__in=had.values("town")):
            yield Assessment(
                contract=contract,
                town=town,
                kind=Assessment.Kind.TRACKING,
                year=year,
                topics=[Topic.SAFETY],
                planned_from_on=day,
                planned_until_on=min(day + every - datetime.timedelta(days=1), contract.ends_on or day + every),
                method=METHOD,
                sample_size=int(TRACKING_SAMPLE.on(day)),
            )
