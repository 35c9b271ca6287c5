"""What a filed visit found, and what the inspector does about it before he leaves (P98, F31)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Q

from core.parameters import Parameter
from inspections.hazards.panels import new_url
from inspections.models import Hazard, Inspection, Level

SOON = Parameter(
    "inspections.device_expiry_warning",
    "安全装置到期提前提醒",
    60,
    unit="天",
    lowest=1,
    highest=365,
    basis="没有文件规定，平台假定值，请按本区实际另行规定。",
)
STOP_NOW = "发现重大隐患：请立即关闭表前阀、停气，当场告知住户，再登记停气，不要离开后再办。"
EXPIRING = {"alarm_expires_on": "报警器", "hose_expires_on": "连接管"}


@dataclass(frozen=True)
class Expiring:
    """A safety device by the day that was read off it."""

    name: str
    expires_on: datetime.date
    expired: bool


def hazards_in(inspection: Inspection) -> list[Hazard]:
    """New ones, and those that were open and seen again; the gravest first."""
    found = Hazard.objects.filter(Q(inspection=inspection) | Q(seen_again__inspection=inspection)).distinct()
    order = Level.values
    return sorted(found, key=lambda one: (order.index(one.level), one.pk))


def expiring_in(inspection: Inspection) -> list[Expiring]:
    """Those read off that have expired by the day of the inspection or will within the days of warning."""
    day = inspection.inspected_on
    soon = day + datetime.timedelta(days=int(SOON.on(day)))
    read = ((label, getattr(inspection, field)) for field, label in EXPIRING.items())
    return [Expiring(label, on, on < day) for label, on in read if on is not None and on <= soon]


def gas_stop_url(inspection: Inspection) -> str:
    """Where 停气 is registered; "" of a house that the ledger does not know yet."""
    return new_url("gas-stops", household=inspection.household_id) if inspection.household_id else ""


def notice_url(inspection: Inspection) -> str:
    """Where a 整改通知书 is begun: likewise."""
    asked = {"household": inspection.household_id, "inspection": inspection.pk}
    return new_url("rectification-notices", **asked) if inspection.household_id else ""
