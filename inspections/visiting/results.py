"""What a filed visit found, and what the inspector does about it before he leaves (P98, F31)."""

from __future__ import annotations

from django.db.models import Q

from core.addresses import page_url
from inspections.models import Hazard, Inspection, Level

STOP_NOW = "发现重大隐患：请立即关闭表前阀、停气，当场告知住户，再登记停气，不要离开后再办。"


def hazards_in(inspection: Inspection) -> list[Hazard]:
    """New ones, and those that were open and seen again; the gravest first."""
    found = Hazard.objects.filter(Q(inspection=inspection) | Q(seen_again__inspection=inspection)).distinct()
    order = Level.values
    return sorted(found, key=lambda one: (order.index(one.level), one.pk))


def gas_stop_url(inspection: Inspection) -> str:
    """Where 停气 is registered; "" of a house that the ledger does not know yet."""
    return page_url("gas-stops-new", household=inspection.household_id) if inspection.household_id else ""


def notice_url(inspection: Inspection) -> str:
    """Where a 整改通知书 is begun: likewise."""
    asked = {"household": inspection.household_id, "inspection": inspection.pk}
    return page_url("rectification-notices-new", **asked) if inspection.household_id else ""
