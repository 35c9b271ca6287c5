"""异常用量: which households' usage says that nobody is there, that coal burns again, or that the meter is wrong.

Found by one statement over the readings; what is there already is kept, and what was explained stays as it is. Looked
for after every import of readings, and nightly, so that a threshold changed from a day on holds from that day.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.audit import System, acting
from core.background.jobs import Work, job
from core.parameters import Parameter
from households.models import MeterReading, UsageAnomaly
from households.models.choices import Status, UserClass
from households.models.readings import Energy
from households.reconciling.workflows import ExplainUsage

JOB = "find_usage_anomalies"
SEASONS_LOOKED_AT = 2
NOT_OFFICIAL = "没有文件规定，按一般用量的经验值暂定"

ZERO = {
    Energy.GAS: Parameter(
        "households.gas_zero_usage", "燃气零用量上限", 1, unit="m³", lowest=0, highest=100, basis=NOT_OFFICIAL
    ),
    Energy.POWER: Parameter(
        "households.power_zero_usage", "用电零用量上限", 50, unit="kWh", lowest=0, highest=1000, basis=NOT_OFFICIAL
    ),
}
HIGH = {
    Energy.GAS: Parameter(
        "households.gas_high_usage",
        "燃气用量过高",
        3000,
        unit="m³",
        lowest=100,
        highest=100_000,
        basis="补贴封顶 1200 m³ 的 2.5 倍",
    ),
    Energy.POWER: Parameter(
        "households.power_high_usage",
        "用电量过高",
        25_000,
        unit="kWh",
        lowest=1000,
        highest=1_000_000,
        basis="补贴封顶 10000 kWh 的 2.5 倍",
    ),
}
STOPPED_SHARE = Parameter(
    "households.stopped_usage_share",
    "骤停：用量不到此前平均的",
    10,
    unit="%",
    lowest=1,
    highest=90,
    basis=NOT_OFFICIAL,
)

# Of the seasons asked for; the one before them says what a season without months is compared with.
FIND = f"""
WITH reading AS (
    SELECT r.*, (r.month + 4) %% 12 AS place, h.user_class IS DISTINCT FROM {UserClass.IDLE} AS lived_in
    FROM households_meterreading r JOIN households_household h ON h.id = r.household_id
    WHERE NOT r.void AND r.energy = %(energy)s AND h.status = {Status.NORMAL}
        AND (r.season_year = ANY(%(seasons)s) OR r.season_year + 1 = ANY(%(seasons)s))
), season AS (
    SELECT household_id, season_year, lived_in, min(usage) AS lowest, bool_or(month > 0) AS has_months,
        coalesce(sum(usage) FILTER (WHERE month = 0), sum(usage) FILTER (WHERE month > 0)) AS usage
    FROM reading GROUP BY 1, 2, 3
), monthly AS (
    SELECT household_id, season_year, usage, row_number() OVER (PARTITION BY household_id, season_year
            ORDER BY place DESC) AS from_last,
        avg(usage) OVER (PARTITION BY household_id, season_year
            ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
    FROM reading WHERE month > 0
), found AS (
    SELECT household_id, season_year, '{UsageAnomaly.Kind.ZERO.value}' AS kind, usage, %(zero)s AS compared
    FROM season WHERE lived_in AND lowest >= 0 AND usage <= %(zero)s
    UNION ALL
    SELECT household_id, season_year, '{UsageAnomaly.Kind.NEGATIVE.value}', lowest, 0 FROM season WHERE lowest < 0
    UNION ALL
    SELECT household_id, season_year, '{UsageAnomaly.Kind.HIGH.value}', usage, %(high)s
    FROM season WHERE usage >= %(high)s
    UNION ALL
    SELECT household_id, season_year, '{UsageAnomaly.Kind.STOPPED.value}', usage, before
    FROM monthly WHERE from_last = 1 AND before > %(zero)s AND usage >= 0 AND usage * 100 < before * %(share)s
    UNION ALL
    SELECT now.household_id, now.season_year, '{UsageAnomaly.Kind.STOPPED.value}', now.usage, past.usage
    FROM season now JOIN season past ON past.household_id = now.household_id AND past.season_year + 1 = now.season_year
    WHERE NOT now.has_months AND now.usage > %(zero)s AND past.usage > %(zero)s
        AND now.usage * 100 < past.usage * %(share)s
), written AS (
    INSERT INTO households_usageanomaly AS known (household_id, energy, season_year, kind, usage, compared, state,
        cause, note, village_id, town_id, district_id, city_id, version, created_at, updated_at)
    SELECT f.household_id, %(energy)s, f.season_year, f.kind, f.usage, f.compared, '{UsageAnomaly.State.FOUND.value}',
        '', '', h.village_id, h.town_id, h.district_id, h.city_id, 1, now(), now()
    FROM found f JOIN households_household h ON h.id = f.household_id
    WHERE f.season_year = ANY(%(seasons)s)
    ON CONFLICT (household_id, energy, season_year, kind) DO UPDATE
    SET usage = excluded.usage, compared = excluded.compared, version = known.version + 1, updated_at = now()
    WHERE known.state <> '{UsageAnomaly.State.EXPLAINED.value}'
        AND (known.usage, known.compared) IS DISTINCT FROM (excluded.usage, excluded.compared)
    RETURNING id
)
SELECT id FROM written
UNION
SELECT a.id FROM households_usageanomaly a JOIN found f USING (household_id, season_year, kind)
WHERE a.energy = %(energy)s
"""


def find(energy: Energy, seasons: Sequence[int]) -> int:
    """Bring the anomalies of these seasons up to what the readings say; how many stand now. Inside a transaction with
    a named actor."""
    given: dict[str, Any] = {
        "energy": energy.value,
        "seasons": list(seasons),
        "zero": ZERO[energy].on(),
        "high": HIGH[energy].on(),
        "share": STOPPED_SHARE.on(),
    }
    with connection.cursor() as cursor:
        cursor.execute(FIND, given)
        standing = [pk for (pk,) in cursor.fetchall()]
    known = UsageAnomaly.objects.filter(energy=energy, season_year__in=seasons)
    gone = known.filter(state=UsageAnomaly.State.FOUND).exclude(pk__in=standing)
    ExplainUsage.clear.take_all(gone, by=System.CLOCK)
    again = known.filter(state=UsageAnomaly.State.CLEARED, pk__in=standing)
    ExplainUsage.find_again.take_all(again, by=System.CLOCK)
    return len(standing)


@job(JOB, "比对异常用量")
def find_for(work: Work) -> None:
    params: dict[str, Any] = work.params
    energy = Energy(params["energy"])
    work.progress(0, None, "正在比对用量")
    with acting(System.CLOCK, why="比对异常用量"):
        count = find(energy, params["seasons"])
        work.finish(f"{energy.label}异常用量共 {count:,} 条，请在“异常用量”中核实。")


def find_all() -> None:
    """Of the seasons that are still looked into."""
    since = timezone.localdate().year - SEASONS_LOOKED_AT
    for energy in Energy:
        read = MeterReading.objects.standing().filter(energy=energy, season_year__gte=since)
        seasons = list(read.order_by().values_list("season_year", flat=True).distinct())
        with acting(System.CLOCK, why="比对异常用量"):
            find(energy, seasons)
