"""取暖费用: of every household with readings its season's usage times the price, reckoned by the set (P27).

Of a 气代煤 household the gas counts, of an 电代煤 household the power. A reading of the whole season goes before
those of its months.
"""

from __future__ import annotations

import datetime

from django.db import connection, transaction
from django.utils import timezone

from core.figures.sheets import Asked, Option
from core.models import HeatingSeason
from core.timekeeping.seasons import season_of
from households.energy.parameters import GAS_PRICE, POWER_PRICE
from households.models import HeatingCost
from households.models.choices import Category
from households.models.readings import Energy, season_said

# A season begins in autumn; until the next one does, the last is looked at.
FIRST_MONTH, FIRST_DAY = 11, 1
SEASONS_SHOWN = 6
# What was reckoned before and has lost its readings goes.
RECKON = """
WITH used AS (
    SELECT household_id, energy,
        coalesce(max(usage) FILTER (WHERE month = 0), sum(usage) FILTER (WHERE month > 0)) AS usage
    FROM households_meterreading
    WHERE season_year = %(year)s AND NOT void
    GROUP BY household_id, energy
), costing AS (
    SELECT h.id, h.village_id, h.town_id, h.district_id, h.city_id, h.category, used.usage,
        CASE h.category WHEN %(gas)s THEN %(gas_price)s ELSE %(power_price)s END AS price
    FROM used JOIN households_household h ON h.id = used.household_id
        AND h.category = CASE used.energy WHEN %(of_gas)s THEN %(gas)s ELSE %(electric)s END
    WHERE used.usage >= 0
), gone AS (
    DELETE FROM households_heatingcost c
    WHERE c.season_year = %(year)s AND NOT EXISTS (SELECT FROM costing WHERE costing.id = c.household_id)
)
INSERT INTO households_heatingcost AS c (household_id, season_year, category, usage, price, cost,
    village_id, town_id, district_id, city_id)
SELECT id, %(year)s, category, usage, price, round(usage * price, 2), village_id, town_id, district_id, city_id
FROM costing
ON CONFLICT (household_id, season_year) DO UPDATE
SET category = excluded.category, usage = excluded.usage, price = excluded.price, cost = excluded.cost,
    village_id = excluded.village_id, town_id = excluded.town_id,
    district_id = excluded.district_id, city_id = excluded.city_id
WHERE (c.category, c.usage, c.price, c.village_id) IS DISTINCT FROM
    (excluded.category, excluded.usage, excluded.price, excluded.village_id)
"""


def reckon_seasons() -> None:
    """The season that runs, or ran last, and the one before: readings come late and are put right."""
    latest = latest_season()
    for year in (latest - 1, latest):
        reckon(year)


def reckon(year: int) -> int:
    """How many households' costs are new or other than before."""
    day = begins_on(year)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            RECKON,
            {
                "year": year,
                "of_gas": Energy.GAS,
                "gas": Category.GAS,
                "electric": Category.ELECTRIC,
                "gas_price": GAS_PRICE.on(day),
                "power_price": POWER_PRICE.on(day),
            },
        )
        return int(cursor.rowcount)


def begins_on(year: int) -> datetime.date:
    """The first day of the season that begins in this year, by which prices and factors are chosen."""
    entered = HeatingSeason.objects.filter(year=year).values_list("starts_on", flat=True).first()
    return entered or datetime.date(year, FIRST_MONTH, FIRST_DAY)


def latest_season() -> int:
    today = timezone.localdate()
    running = season_of(today)
    if running:
        return running.year
    return today.year if today >= datetime.date(today.year, FIRST_MONTH, FIRST_DAY) else today.year - 1


def season_to_show() -> int:
    """The newest for which something was reckoned: of a season just begun there are no readings yet."""
    newest = HeatingCost.objects.order_by("-season_year").values_list("season_year", flat=True).first()
    return newest or latest_season()


def season_options(asked: Asked, year: int) -> list[Option]:
    """The seasons that are entered, the newest first, and the one that is looked at."""
    known = HeatingSeason.objects.order_by("-year").values_list("year", flat=True)[:SEASONS_SHOWN]
    return asked.years(known, year, season_said)
