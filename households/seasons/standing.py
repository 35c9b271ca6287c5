"""The ledger as a source of rows for one SQL statement: each household with its newest device in use, as it stands, as
it stood when a day ended, or as a close froze it. All of them give the same columns.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from django.utils import timezone

from households.models import Equipment, Household, SeasonRow
from households.models.equipment import EquipmentQuerySet
from households.models.facts import DeviceFacts

DEVICE = tuple(field.name for field in DeviceFacts._meta.local_fields)
NULLABLE = {field.name for field in DeviceFacts._meta.local_fields if field.null}
_ONLY_FROZEN = {"id", "close_id", "household_id", "sha256", *DEVICE}
OWN = tuple(field.column for field in SeasonRow._meta.concrete_fields if field.column not in _ONLY_FROZEN)
COLUMNS = (*OWN, *DEVICE)


@dataclass(frozen=True)
class Source:
    """A SELECT of `household_id` and COLUMNS, with its parameters."""

    sql: str
    params: tuple[Any, ...]


def on(day: datetime.date) -> tuple[Any, Any]:
    """Households and devices as they stood when the day ended; of today as they stand."""
    if day >= timezone.localdate():
        return Household.objects.all(), Equipment.objects.all()
    return Household.objects.as_of(day), Equipment.objects.as_of(day)


def standing(households: QuerySet[Any], devices: EquipmentQuerySet) -> Source:
    """`devices`: of these households, perhaps of others too."""
    in_use = devices.in_use().order_by("household_id", "-pk").distinct("household_id")
    own, own_params = _sql(households.order_by().values_list("pk", *OWN))
    device, device_params = _sql(in_use.values_list("household_id", *DEVICE))
    chosen = ", ".join([*(f"h.{name}" for name in OWN), *(_blank_unless_there(name) for name in DEVICE)])
    sql = (
        f"SELECT h.household_id, {chosen} FROM ({own}) AS h (household_id, {', '.join(OWN)})"
        f" LEFT JOIN ({device}) AS d (household_id, {', '.join(DEVICE)}) ON d.household_id = h.household_id"
    )
    return Source(sql, (*own_params, *device_params))


def frozen(rows: QuerySet[SeasonRow]) -> Source:
    return Source(*_sql(rows.order_by().values_list("household_id", *COLUMNS)))


def _blank_unless_there(name: str) -> str:
    """A household without a device has blank texts, as everywhere."""
    is_text = name not in NULLABLE
    return f"coalesce(d.{name}, '') AS {name}" if is_text else f"d.{name}"


def _sql(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        # Of rows that there cannot be the ORM makes no SQL.
        return _sql(rows.model._default_manager.extra(where=["FALSE"]).values_list(*rows.query.values_select))
    return sql, tuple(params)
