"""安全装置到期: when what was read off at a household comes to its end (F31)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.parameters import Parameter
from households.ageing.parameters import SERVICE_YEARS
from households.models import Household
from households.models.choices import Kind
from inspections.models import Inspection

SOON = Parameter(
    "inspections.device_expiry_warning",
    "安全装置到期提前提醒",
    60,
    unit="天",
    lowest=1,
    highest=365,
    basis="没有文件规定，平台假定值，请按本区实际另行规定。",
)
METER_YEARS = Parameter(
    "inspections.meter_years",
    "燃气表使用年限",
    10,
    unit="年",
    lowest=1,
    highest=20,
    basis="《膜式燃气表》检定规程（JJG 577-2012）：使用天然气的膜式燃气表不超过 10 年。",
)


@dataclass(frozen=True)
class Device:
    """`years`: how long it serves from the day that was read; None: the day read is its last."""

    name: str
    field: str
    years: Parameter | None = None

    def ends_on(self, read: datetime.date, day: datetime.date) -> datetime.date:
        return read if self.years is None else _years_from(read, int(self.years.on(day)))

    def read_until(self, day: datetime.date, today: datetime.date) -> datetime.date:
        """Those with this day read, or an earlier one, have ended by `day`."""
        return day if self.years is None else _years_from(day, -int(self.years.on(today)))


DEVICES: Mapping[str, Device] = {
    "alarm": Device("报警器", "alarm_expires_on"),
    "hose": Device("连接管", "hose_expires_on"),
    "boiler": Device("采暖热水炉", "boiler_made_on", SERVICE_YEARS[Kind.GAS]),
    "meter": Device("燃气表", "meter_made_on", METER_YEARS),
}


@dataclass(frozen=True)
class Expiring:
    name: str
    expires_on: datetime.date
    expired: bool


def expiring_in(inspection: Inspection) -> list[Expiring]:
    """Those read off that had ended by the day of the inspection, or would within the days of warning."""
    return _expiring(inspection, inspection.inspected_on)


def expiring_at(household: Household, day: datetime.date) -> list[Expiring]:
    """By what was last read off there until that day."""
    visits = Inspection.objects.valid().filter(household=household, inspected_on__lte=day)
    last = visits.filter(_anything_read()).order_by("-inspected_on", "-pk").first()
    return _expiring(last, day) if last else []


def _expiring(inspection: Inspection, day: datetime.date) -> list[Expiring]:
    soon = day + datetime.timedelta(days=int(SOON.on(day)))
    read = ((device, getattr(inspection, device.field)) for device in DEVICES.values())
    ends = [(device.name, device.ends_on(on, day)) for device, on in read if on is not None]
    return [Expiring(name, on, on < day) for name, on in ends if on <= soon]


def ending_by(
    rows: QuerySet[Inspection], day: datetime.date, today: datetime.date, devices: Iterable[str] = DEVICES
) -> QuerySet[Inspection]:
    """Of the latest reading at each household those by which one of the devices has ended by that day."""
    ended = Q()
    for code in devices:
        device = DEVICES[code]
        ended |= Q(**{f"{device.field}__lte": device.read_until(day, today)})
    return rows.filter(ended)


def latest_readings(rows: QuerySet[Inspection]) -> QuerySet[Inspection]:
    """The last inspection of each household at which anything was read off."""
    later = Q(inspected_on__gt=OuterRef("inspected_on")) | Q(
        inspected_on=OuterRef("inspected_on"), pk__gt=OuterRef("pk")
    )
    newer = Inspection.objects.valid().filter(_anything_read(), later, household=OuterRef("household"))
    return rows.filter(household__isnull=False).exclude(Exists(newer))


def _anything_read() -> Q:
    read = Q()
    for device in DEVICES.values():
        read |= Q(**{f"{device.field}__isnull": False})
    return read


def _years_from(day: datetime.date, years: int) -> datetime.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
