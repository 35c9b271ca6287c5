"""用能需求表: households that heat with gas or electricity and the rated power of their devices, place by place, for
who secures supply (P44)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When

from accounts.models import Division
from accounts.pages import Menu
from accounts.roles import LEDGER_READERS
from core.figures.areas import Area
from core.figures.sheets import Asked, Cell, Sheet, SheetPages
from households.models import Equipment, Household
from households.models.choices import Category, Kind, Status

HEADINGS = ("地方", "气代煤户数", "燃气设备功率(kW)", "电代煤户数", "用电设备功率(kW)", "功率未填的设备")
OF_CATEGORY = Case(
    When(kind=Kind.GAS, then=Value(int(Category.GAS))),
    default=Value(int(Category.ELECTRIC)),
    output_field=IntegerField(),
)


@dataclass
class Demand:
    """Of one place; `filters` give its households. Power in kW, of devices in use whose power is known."""

    place: Cell
    filters: dict[str, Any]
    gas_households: int = 0
    gas_power: Decimal = Decimal(0)
    electric_households: int = 0
    electric_power: Decimal = Decimal(0)
    without_power: int = 0

    def row(self) -> list[Cell]:
        return [
            self.place,
            self._households(self.gas_households, Category.GAS),
            Cell(f"{self.gas_power.normalize():,f}"),
            self._households(self.electric_households, Category.ELECTRIC),
            Cell(f"{self.electric_power.normalize():,f}"),
            Cell(f"{self.without_power:,}"),
        ]

    def _households(self, count: int, category: Category) -> Cell:
        filters = {**self.filters, "status": Status.NORMAL, "category": category}
        return Cell.of_rows(count, "households", **filters) if count else Cell("0")


def build(area: Area, asked: Asked) -> Sheet:
    rows = demand_of(area, asked)
    return Sheet(HEADINGS, [one.row() for one in [*rows, _total(rows, area)]] if rows else ())


def demand_of(area: Area, asked: Asked) -> list[Demand]:
    """In the order of the places' codes; those without such a household are left out."""
    households = Household.objects.visible_to(area.post).filter(area.within()).in_use()
    devices = Equipment.objects.visible_to(area.post).filter(area.within()).in_use()
    tier = _tier_of(area.division)
    heated = households.filter(category__in=[Category.GAS, Category.ELECTRIC])
    counted = list(heated.order_by().values_list(tier, "category").annotate(Count("pk")))
    places = Division.objects.filter(pk__in={pk for pk, _, _ in counted}).select_related("town").order_by("code")
    found = {place.pk: Demand(_named(place, asked), {tier: place.pk}) for place in places}
    for pk, category, count in counted:
        setattr(found[pk], "gas_households" if category == Category.GAS else "electric_households", count)
    for pk, category, power, blank in _powers(devices.filter(kind__lte=Kind.GROUND_PUMP), tier):
        if one := found.get(pk):
            one.without_power += blank
            setattr(one, "gas_power" if category == Category.GAS else "electric_power", power or Decimal(0))
    return list(found.values())


def _tier_of(division: Division) -> str:
    """Villages up to a district, above it districts."""
    return "district" if division.level in {Division.Level.CITY, Division.Level.PROVINCE} else "village"


def _powers(devices: QuerySet[Equipment], tier: str) -> QuerySet[Any, Any]:
    by_place = devices.order_by().annotate(heats_with=OF_CATEGORY).values_list(tier, "heats_with")
    return by_place.annotate(power=Sum("device_power"), blank=Count("pk", filter=Q(device_power=None)))


def _named(place: Division, asked: Asked) -> Cell:
    """A district leads to its villages."""
    if place.level == Division.Level.COMMUNITY:
        return Cell(f"{place.town} {place}")
    return Cell(str(place), asked.address(place=place.pk))


def _total(rows: Sequence[Demand], area: Area) -> Demand:
    return Demand(
        Cell("合计"),
        area.filters,
        sum(one.gas_households for one in rows),
        sum((one.gas_power for one in rows), Decimal(0)),
        sum(one.electric_households for one in rows),
        sum((one.electric_power for one in rows), Decimal(0)),
        sum(one.without_power for one in rows),
    )


DEMAND = SheetPages(
    slug="energy-demand",
    title="用能需求",
    menu=Menu("统计", "用能需求", "plug-zap"),
    readers=LEDGER_READERS,
    lede="在用的气代煤、电代煤户和取暖设备的额定功率，供安排气源、电源；点户数查看对应的住户。",
    empty="您的管辖范围内还没有气代煤、电代煤户。",
    hint="台账中有住户后，这里按村列出户数和功率。",
    described="各村（市级是各区县）的气代煤、电代煤户数，在用设备额定功率合计（kW）和功率未填的设备数。",
    build=build,
)
