"""The demo district's households with their devices, written by COPY: a million take minutes."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.utils import timezone

from accounts.models import Division, Organization
from core.ledgers.writing import copy_in, take_ids
from core.search import initials_of, pinyin_of
from households.demo import people
from households.models import Equipment, Household
from households.models.choices import (
    Batch,
    CancelReason,
    Care,
    DataSource,
    HouseUse,
    Kind,
    MeterType,
    SafetyDevice,
    Status,
    SubsidyMethod,
    UserClass,
)
from households.models.numbers import household_numbers

CHUNK = 10_000
# For the stories of the one village that has an account.
ENOUGH = 60
FIRST_YEAR, YEARS = 2016, 8
ELECTRIC = (
    Kind.AIR_FAN,
    Kind.AIR_PUMP,
    Kind.WALL_BOILER,
    Kind.STORAGE_HEATER,
    Kind.GRAPHENE,
    Kind.DIRECT_HEATER,
    Kind.GROUND_PUMP,
)
OTHER = (Kind.DISTRICT_HEATING, Kind.SOLAR_THERMAL, Kind.BIOMASS)
BRANDS = {
    Kind.GAS: ("小松鼠", "万和", "迪森", "美的"),
    Kind.AIR_FAN: ("格力", "海尔", "美的"),
    Kind.AIR_PUMP: ("纽恩泰", "中广欧特斯", "格力"),
}
USUAL_BRANDS = ("海尔", "艾默生", "美的")
POWERS = {Kind.GAS: "20.00", Kind.AIR_FAN: "2.50", Kind.AIR_PUMP: "9.00", Kind.WALL_BOILER: "12.00"}
CARE = ([Care.LIVES_ALONE], [Care.LOW_INCOME], [Care.DISABLED], [Care.LIVES_ALONE, Care.LOW_INCOME], [Care.ILL])
PLACE = ("village_id", "town_id", "district_id", "city_id")
HOUSEHOLD = (
    "id", "number", "status", "cancelled_on", "cancel_reason", "data_source", "created_at", "updated_at", *PLACE,
    "name", "name_pinyin", "name_initials", "id_number", "phone", "address", "heated_area", "converted_year",
    "category", "kind", "batch", "subsidy_method", "bank_account", "account_name", "house_use", "user_class",
    "gas_supplier_id", "gas_account", "gas_meter_number", "gas_meter_type", "safety_device", "power_account",
    "power_meter_number", "residents", "care", "longitude", "latitude", "remark",
)  # fmt: skip
EQUIPMENT = (
    "id", "household_id", *PLACE, "kind", "state", "stopped_on", "replaced_by_id", "created_at", "updated_at",
    "device_code", "device_maker", "device_brand", "device_model", "device_power", "device_made_on",
    "device_service_years", "device_installed_on", "device_commissioned_on", "device_warranty_until",
)  # fmt: skip


def fill(villages: Sequence[Division], count: int, progress: Callable[[int], None], *, first: Division | None) -> None:
    """`count` households spread over the villages, the first sixty in `first`; the k-th is the same every time."""
    suppliers = list(Organization.objects.gas_suppliers().order_by("pk").values_list("pk", flat=True))
    for start in range(0, count, CHUNK):
        ks = range(start, min(start + CHUNK, count))
        places = [first if first and k < ENOUGH else villages[k % len(villages)] for k in ks]
        ids = take_ids(Household, len(ks))
        numbers = household_numbers([village.pk for village in places])
        copy_in(
            Household, HOUSEHOLD, (_household(*row, suppliers) for row in zip(ks, ids, numbers, places, strict=True))
        )
        copy_in(Equipment, EQUIPMENT, _devices(ks, ids, places))
        progress(ks.stop)


def kind_of(k: int) -> Kind:
    """Sixty in a hundred gas, thirty-six electric, four other."""
    share = k * 61 % 100
    if share < 60:
        return Kind.GAS
    return ELECTRIC[k // 3 % len(ELECTRIC)] if share < 96 else OTHER[k // 3 % len(OTHER)]


def year_of(k: int) -> int:
    return FIRST_YEAR + k // 5 % YEARS


def came_at(k: int) -> datetime.datetime:
    """In the November and December of the year of conversion."""
    return _moment(year_of(k), k % 55, 9 + k % 8, k % 60)


@cache
def _moment(year: int, days: int, hour: int, minute: int) -> datetime.datetime:
    day = datetime.date(year, 11, 1) + datetime.timedelta(days=days)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))


def is_cancelled(k: int) -> bool:
    return k % 53 == 17


def _place(village: Division) -> tuple[Any, ...]:
    return (village.pk, village.town_id, village.district_id, village.city_id)


def _household(k: int, pk: int, number: str, village: Division, suppliers: Sequence[int]) -> list[Any]:
    name, kind = people.name(k), kind_of(k)
    return [
        pk,
        number,
        *_standing(k),
        DataSource.FIRST_FILLING,
        came_at(k),
        came_at(k),
        *_place(village),
        name,
        pinyin_of(name),
        initials_of(name),
        people.id_number(k),
        "" if k % 37 == 5 else people.phone(k),
        f"{village}{k % 9 + 1}组{k // 9 % 150 + 1}号",
        people.heated_area(k),
        year_of(k),
        kind.category,
        kind,
        tuple(Batch)[k // 2 % 4],
        *_subsidy(k, name),
        HouseUse.LIVING if k % 11 else HouseUse.BOTH,
        UserClass.NORMAL if k % 13 else UserClass.IDLE,
        *(_gas(k, suppliers) if kind == Kind.GAS else (None, "", "", None, None)),
        f"0311{k:010d}",
        f"DB{k:010d}" if k % 3 else "",
        k % 6 + 1,
        CARE[k // 12 % len(CARE)] if k % 12 == 7 else [],
        *_position(k, village),
        "",
    ]


def _standing(k: int) -> tuple[Any, ...]:
    if not is_cancelled(k):
        return (Status.NORMAL, None, "")
    return (Status.CANCELLED, came_at(k).date() + datetime.timedelta(days=400), tuple(CancelReason)[k % 5])


def _subsidy(k: int, name: str) -> tuple[Any, ...]:
    if k % 19 == 3:
        return (SubsidyMethod.GAS_METER if kind_of(k) == Kind.GAS else SubsidyMethod.POWER_METER, None, "")
    return (SubsidyMethod.ONE_CARD if k % 2 else SubsidyMethod.BANK_CARD, people.bank_account(k), name)


def _gas(k: int, suppliers: Sequence[int]) -> tuple[Any, ...]:
    device = None if k % 10 == 1 else tuple(SafetyDevice)[k % 3]
    return (suppliers[k % len(suppliers)], f"31{k:010d}", f"QB{k:010d}", tuple(MeterType)[k % 3], device)


def _position(k: int, village: Division) -> tuple[float | None, float | None]:
    if village.longitude is None or village.latitude is None or k % 4 == 0:
        return (None, None)
    return (round(village.longitude + (k % 41 - 20) / 8000, 6), round(village.latitude + (k % 37 - 18) / 8000, 6))


def _devices(ks: Sequence[int], households: Sequence[int], places: Sequence[Division]) -> list[list[Any]]:
    """One each, and for every twentieth the old one that it replaced. A list: while COPY runs no id can be taken."""
    ids = take_ids(Equipment, len(ks))
    rows = [_device(*row, None) for row in zip(ks, ids, households, places, strict=True)]
    replaced = [row for row in zip(ks, ids, households, places, strict=True) if row[0] % 20 == 9]
    old_ids = take_ids(Equipment, len(replaced))
    for old, (k, pk, household, village) in zip(old_ids, replaced, strict=True):
        rows.append(_device(k, old, household, village, pk))
    return rows


def _device(k: int, pk: int, household: int, village: Division, replaced_by: int | None) -> list[Any]:
    kind = kind_of(k)
    installed_on = datetime.date(year_of(k) - (3 if replaced_by else 0), 9, 1) + datetime.timedelta(days=k % 45)
    state, stopped_on = Equipment.State.IN_USE, None
    if replaced_by:
        state, stopped_on = Equipment.State.REPLACED, datetime.date(year_of(k), 9, 1)
    elif is_cancelled(k):
        state, stopped_on = Equipment.State.STOPPED, came_at(k).date() + datetime.timedelta(days=400)
    brands = BRANDS.get(kind, USUAL_BRANDS)
    brand = brands[(k + bool(replaced_by)) % len(brands)]
    return [
        pk,
        household,
        *_place(village),
        kind,
        state,
        stopped_on,
        replaced_by,
        came_at(k),
        came_at(k),
        f"SB{k:010d}{'J' if replaced_by else ''}",
        f"{brand}暖通设备有限公司",
        brand,
        f"L{k % 3 + 1}P{17 + k % 10}",
        POWERS.get(kind, "6.00"),
        installed_on - datetime.timedelta(days=60 + k % 90),
        8 if kind == Kind.GAS else 10,
        installed_on,
        installed_on + datetime.timedelta(days=20),
        installed_on.replace(year=installed_on.year + 3, day=min(installed_on.day, 28)),
    ]
