"""What the pages of households and applications show besides their own columns."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from accounts.models import Post
from core.views.records import Shown
from core.wording.showing import label_of, shower
from households.columns import MASKS, changed_columns, is_given, value_of
from households.models import Application, DuplicatePair, Equipment, Household

# What a clerk looks at to tell two households apart.
COMPARED = (
    "name",
    "id_number",
    "phone",
    "town",
    "village",
    "address",
    "heated_area",
    "converted_year",
    "kind",
    "gas_supplier",
    "gas_meter_number",
    "power_account",
    "bank_account",
    "remark",
)
THEIR_PAGES: dict[type[Model], str] = {Household: "households", Application: "applications"}
# Of the other side outside the post's area: enough to ask the district.
ELSEWHERE = frozenset({"town", "village"})


def equipment(household: Household, post: Post) -> Shown | None:
    """Every device that the household has or had, the newest first; what replaced it beside the old one."""
    devices = list(_devices_of(household))
    by_key = {device.pk: device for device in devices}
    rows = [
        {
            "name": str(device),
            # The devices' own pages show the present.
            "url": "" if household.seen_on else reverse("equipment-detail", args=[device.pk]),
            "code": device.device_code,
            "power": device.device_power,
            "installed_on": device.device_installed_on,
            "stopped_on": device.stopped_on,
            "state": device.get_state_display(),
            "tone": "good" if device.state == Equipment.State.IN_USE else "neutral",
            "replaced_by": str(by_key.get(device.replaced_by_id or 0, "")),
        }
        for device in devices
    ]
    return Shown("取暖设备", "households/_equipment.html", {"devices": rows})


def _devices_of(household: Household) -> QuerySet[Equipment]:
    known = Equipment.objects.as_of(household.seen_on) if household.seen_on else Equipment.objects.all()
    return known.filter(household=household).exclude(state=Equipment.State.VOID).order_by("-pk")


def applications(household: Household, post: Post) -> Shown | None:
    """Not beside a past day: their states are today's."""
    if household.seen_on:
        return None
    concerning = Q(household=household) | Q(counterpart=household)
    found = Application.objects.visible_to(post).filter(concerning).order_by("-pk")
    rows = [
        {
            "number": application.number,
            "url": reverse("applications-detail", args=[application.pk]),
            "case": application.get_case_display(),
            "state": application.get_state_display(),
            "tone": TONES[application.state],
            "submitted_at": application.submitted_at,
            "decided_at": application.decided_at,
        }
        for application in found
    ]
    return Shown("办理过的申请", "households/_applications.html", {"applications": rows}) if rows else None


def changes(application: Application, post: Post) -> Shown | None:
    """台账现值 beside what the application makes of it; live, so that a ledger that moved on is seen."""
    household = application.amended
    if household is None or application.case in {*Application.Case.of_new_households(), Application.Case.CANCEL}:
        return None
    if application.case == Application.Case.MERGE and not changed_columns(application):
        return None
    device = application.equipment or household.equipment.in_use().first()
    rows = [_change(application, household, device, name) for name in changed_columns(application)]
    moved_on = application.state in Application.State.under_way() and household.version != application.household_version
    return Shown("与台账对照", "households/_changes.html", {"changes": rows, "moved_on": moved_on})


def _change(application: Application, household: Household, device: Equipment | None, name: str) -> dict[str, str]:
    if name == "moved_to":
        return {"label": "村（社区）", "before": str(household.village), "after": str(application.moved_to)}
    stands_in: Any = device if name.startswith("device_") else household
    before = _said(stands_in, name) if stands_in is not None else ""
    return {"label": label_of(Application, name), "before": before, "after": _said(application, name)}


def payee(application: Application, post: Post) -> Shown | None:
    """While it can still be put right: the subsidy would go to somebody else than the householder."""
    if application.state not in Application.State.under_way() or "account_name" in application.cleared:
        return None
    householder, holder = (getattr(_stands_in(application, name), name) for name in ("name", "account_name"))
    if not (householder and holder) or householder == holder:
        return None
    sentence = f"办结后户主是{householder}，补贴账户的开户人是{holder}。请核对补贴是否发给本户，需要时一并变更账户。"
    return Shown("补贴账户", "households/_payee.html", {"sentence": sentence})


def doubts(application: Application, post: Post) -> Shown | None:
    pairs = application.duplicates.exclude(decision=DuplicatePair.Decision.CLEARED)
    rows = [
        {
            "url": reverse("duplicates-detail", args=[pair.pk]),
            "grounds": _grounds(pair),
            "decision": pair.get_decision_display(),
            "tone": PAIR_TONES[pair.decision],
        }
        for pair in pairs
    ]
    return Shown("疑似重复", "households/_doubts.html", {"pairs": rows}) if rows else None


def comparison(pair: DuplicatePair, post: Post) -> Shown | None:
    return Shown("对照", "households/_comparison.html", compared(pair, post))


def compared(pair: DuplicatePair, post: Post) -> dict[str, Any]:
    """The application and what it resembles, side by side; the other side in full only for who may see it."""
    mine, theirs = pair.application, pair.resembled
    seen = type(theirs).objects.visible_to(post).filter(pk=theirs.pk).exists()
    rows = [_row(mine, theirs, name, seen=seen or name in ELSEWHERE) for name in COMPARED]
    headings = [str(mine), str(theirs) if seen else "管辖范围以外的住户"]
    url = reverse(f"{THEIR_PAGES[type(theirs)]}-detail", args=[theirs.pk]) if seen else ""
    return {"headings": headings, "rows": rows, "seen": seen, "theirs": theirs, "url": url}


def _row(mine: Application, theirs: Model, name: str, *, seen: bool) -> dict[str, Any]:
    left, right = _stands_in(mine, name), _stands_in(theirs, name)
    cells = [_said(left, name), _said(right, name) if seen else "由区双代办查看"]
    return {
        "name": name,
        "label": label_of(Household, name),
        "cells": cells,
        "differs": seen and value_of(left, name) != value_of(right, name),
    }


def _stands_in(record: Any, name: str) -> Any:
    """Of an application that leaves a column as it is: the household that has it."""
    household = record.amended if isinstance(record, Application) else None
    return household if household is not None and not is_given(record, name) else record


def _said(record: Any, name: str) -> str:
    return shower(type(record), name, MASKS)(record)


def _grounds(pair: DuplicatePair) -> str:
    return "；".join(DuplicatePair.Ground(ground).label for ground in pair.grounds)


State = Application.State
TONES: dict[str, str] = {
    State.DRAFT: "neutral",
    State.WILLING: "waiting",
    State.QUALIFIED: "waiting",
    State.PUBLICISED: "waiting",
    State.ELIGIBLE: "waiting",
    State.PLANNED: "waiting",
    State.BUILDING: "doing",
    State.BUILT: "waiting",
    State.ACCEPTED: "waiting",
    State.SUBMITTED: "waiting",
    State.VERIFIED: "waiting",
    State.REVIEWED: "waiting",
    State.IN_LEDGER: "good",
    State.REJECTED: "danger",
    State.WITHDRAWN: "neutral",
}
Decision = DuplicatePair.Decision
PAIR_TONES: dict[str, str] = {
    Decision.UNDECIDED: "warning",
    Decision.DIFFERENT: "good",
    Decision.SAME: "danger",
    Decision.SECOND_HOUSE: "good",
    Decision.CLEARED: "neutral",
}
