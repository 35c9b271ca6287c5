"""用能需求表: households that heat with gas or electricity and the rated power of their devices, place by place, for
who secures supply (P44)."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.access import log_access
from accounts.audit import AccessLog
from accounts.models import Division, Post
from accounts.pages import Menu, PortalRequest, page
from accounts.roles import LEDGER_READERS
from core.ledgers.look import made_by
from core.ledgers.plain import write_plain_list
from households.dashboard import rows_url
from households.models import Equipment, Household
from households.models.choices import Category, Kind, Status

TITLE = "用能需求"
HEADINGS = ("气代煤户数", "燃气设备功率(kW)", "电代煤户数", "用电设备功率(kW)", "功率未填的设备")
OF_CATEGORY = Case(
    When(kind=Kind.GAS, then=Value(int(Category.GAS))),
    default=Value(int(Category.ELECTRIC)),
    output_field=IntegerField(),
)


@dataclass
class Demand:
    """Of one place; `filters` give its households. Power in kW, of devices in use whose power is known."""

    place: str
    filters: dict[str, Any]
    gas_households: int = 0
    gas_power: Decimal = Decimal(0)
    electric_households: int = 0
    electric_power: Decimal = Decimal(0)
    without_power: int = 0

    @property
    def gas_url(self) -> str:
        return self._url(Category.GAS)

    @property
    def electric_url(self) -> str:
        return self._url(Category.ELECTRIC)

    @property
    def texts(self) -> list[str]:
        powers = f"{self.gas_power.normalize():f}", f"{self.electric_power.normalize():f}"
        counts = [str(one) for one in (self.gas_households, self.electric_households, self.without_power)]
        return [self.place, counts[0], powers[0], counts[1], powers[1], counts[2]]

    def _url(self, category: Category) -> str:
        return rows_url({**self.filters, "status": Status.NORMAL, "category": category})


def tier_of(post: Post) -> str:
    """Villages up to a district, above it districts."""
    return "district" if post.division.level in {Division.Level.CITY, Division.Level.PROVINCE} else "village"


def demand_of(post: Post) -> list[Demand]:
    """In the order of the places' codes; those without such a household are left out."""
    tier = tier_of(post)
    households = Household.objects.visible_to(post).in_use().filter(category__in=[Category.GAS, Category.ELECTRIC])
    devices = Equipment.objects.visible_to(post).filter(state=Equipment.State.IN_USE, kind__lte=Kind.GROUND_PUMP)
    found: dict[int, Demand] = {}
    counted = list(households.order_by().values_list(tier, "category").annotate(Count("pk")))
    places = Division.objects.filter(pk__in={pk for pk, _, _ in counted}).select_related("town").order_by("code")
    for place in places:
        found[place.pk] = Demand(_name_of(place), {tier: place.pk})
    for pk, category, count in counted:
        setattr(found[pk], "gas_households" if category == Category.GAS else "electric_households", count)
    for pk, category, power, blank in _powers(devices, tier):
        if one := found.get(pk):
            one.without_power += blank
            setattr(one, "gas_power" if category == Category.GAS else "electric_power", power or Decimal(0))
    return list(found.values())


def _powers(devices: QuerySet[Equipment], tier: str) -> QuerySet[Any, Any]:
    by_place = devices.order_by().annotate(heats_with=OF_CATEGORY).values_list(tier, "heats_with")
    return by_place.annotate(power=Sum("device_power"), blank=Count("pk", filter=Q(device_power=None)))


def _name_of(place: Division) -> str:
    return f"{place.town} {place}" if place.level == Division.Level.COMMUNITY else str(place)


def total(rows: Sequence[Demand]) -> Demand:
    return Demand(
        "合计",
        {},
        sum(one.gas_households for one in rows),
        sum((one.gas_power for one in rows), Decimal(0)),
        sum(one.electric_households for one in rows),
        sum((one.electric_power for one in rows), Decimal(0)),
        sum(one.without_power for one in rows),
    )


@page(readers=LEDGER_READERS, menu=Menu("统计", TITLE, "plug-zap"))
def demand_page(request: PortalRequest) -> HttpResponse:
    rows = demand_of(request.post)
    shown = [*rows, total(rows)] if rows else []
    context = {"rows": shown, "headings": ("地方", *HEADINGS), "export_url": reverse("energy-demand-export")}
    return render(request, "households/demand.html", context)


@page(readers=LEDGER_READERS)  # type: ignore[arg-type]  # a streamed response
def demand_file(request: PortalRequest) -> HttpResponseBase:
    """A few hundred rows of figures, at once."""
    rows, now, mark = demand_of(request.post), timezone.localtime(), made_by(request.post, "导出")
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    write_plain_list(file, TITLE, ("地方", *HEADINGS), [one.texts for one in [*rows, total(rows)]], mark)
    file.seek(0)
    log_access(request, AccessLog.Act.EXPORT, kind=Household._meta.label_lower, detail=f"{TITLE} {len(rows):,} 行")
    answer = FileResponse(file, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{TITLE}{now:%Y%m%d}.xlsx')}"
    return answer
