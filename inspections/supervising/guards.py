"""What stands in the way of a check's steps."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.audit import Actor
from core.workflow import refusals
from inspections.checklists.answering import judgement_of, photographed
from inspections.models import ServicePointCheck
from inspections.models.checks import Check

Checks = Sequence[Check]
FILL_IN = "请先点“修改”，按检查表填写检查结果。"


def filled_in(checks: Checks, by: Actor) -> dict[int, str]:
    """检查日期、检查人员已填，检查表逐项填完，该拍照的已拍照。"""
    prefetch_related_objects(checks, "checklist__items")
    photos = photographed(checks)
    return refusals(checks, lambda one: _why_not_filled_in(one, photos[one.pk]))


def _why_not_filled_in(check: Check, photos: set[str]) -> str:
    if check.checked_on is None or not check.checkers or check.checklist is None:
        return FILL_IN
    if check.checked_on > timezone.localdate():
        return "检查日期不能晚于今天。"
    return next(iter(judgement_of(check, photos, check.checked_on).problems.values()), "")


def signed_by_both(checks: Checks, by: Actor) -> dict[int, str]:
    """检查方、被检查方都已签字。"""
    return refusals(
        checks,
        lambda one: "" if one.signed_by_checkers and one.signed_by_checked else "检查方和被检查方都签字后再办。",
    )


def nothing_found(checks: Checks, by: Actor) -> dict[int, str]:
    """检查表没有不合格项。"""
    return refusals(checks, lambda one: "检查表有不合格项，请办理“限期整改”。" if _bad(one) else "")


def something_found(checks: Checks, by: Actor) -> dict[int, str]:
    """检查表有不合格项。"""
    return refusals(checks, lambda one: "" if _bad(one) else "检查表没有不合格项，请办理“检查合格”。")


def _bad(check: Check) -> bool:
    return any(one.get("result") == "bad" for one in check.answers.values())


def ordered_ahead(checks: Checks, by: Actor) -> dict[int, str]:
    """整改期限晚于检查（复查）日期。"""
    return refusals(checks, _why_not_ordered)


def _why_not_ordered(check: Check) -> str:
    seen_on = check.rechecked_on or check.checked_on
    if check.rectify_until_on is None or seen_on is None or check.rectify_until_on > seen_on:
        return ""
    return f"整改期限应晚于检查日期 {seen_on:%Y-%m-%d}。"


def rectified_in_order(checks: Checks, by: Actor) -> dict[int, str]:
    """整改完成日期不早于检查日期，也不晚于今天。"""
    return refusals(checks, lambda one: _out_of_order("整改完成日期", one.rectified_on, one.checked_on))


def rechecked_in_order(checks: Checks, by: Actor) -> dict[int, str]:
    """复查日期不早于整改完成日期，也不晚于今天。"""
    # Of one that is ordered again the day of rectifying has just been emptied.
    return refusals(checks, lambda one: _out_of_order("复查日期", one.rechecked_on, one.rectified_on or one.checked_on))


def _out_of_order(label: str, day: datetime.date | None, after: datetime.date | None) -> str:
    if day is None:
        return ""
    if day > timezone.localdate():
        return f"{label}不能晚于今天。"
    return f"{label}不能早于 {after:%Y-%m-%d}。" if after and day < after else ""


def every_finding_answered(checks: Checks, by: Actor) -> dict[int, str]:
    """每个问题都写明了整改情况。"""
    prefetch_related_objects(checks, "findings")
    return refusals(checks, _unanswered)


def _unanswered(check: Check) -> str:
    silent = [one for one in check.findings.all() if one.cleared_on is None and not one.rectification]
    return f"还有 {len(silent)} 个问题没有写整改情况，请逐条打开填写后再报。" if silent else ""


def point_is_open(checks: Sequence[ServicePointCheck], by: Actor) -> dict[int, str]:
    """网点没有停业。"""
    return refusals(checks, lambda one: "这个网点已停业，不用再检查。" if one.point.closed_on else "")
