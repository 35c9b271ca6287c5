"""What stands in the way of a hazard's steps."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.utils import timezone

from accounts.audit import Actor, System
from core.models import Attachment
from core.workflow import refusals
from inspections.hazards.deadlines import latest_extension
from inspections.models import Hazard, Level

Refusals = dict[int, str]
Hazards = Sequence[Hazard]

# Attachments of a hazard.
BEFORE, AFTER, RECHECK, TRANSFER = "before", "after", "recheck", "transfer"
# Of these one looks at the work of another.
BY_TWO = frozenset({Level.SEVERE.value, Level.MAJOR.value})
NO_COMPANY = "请选择负责整改的燃气企业：这户没有登记供气企业，或这是不在住户家里的隐患。"
NO_AFTER = "请先上传整改后的照片（从发现时的同一角度拍），再报整改完成。"
NO_RECHECK = "请先上传现场复查的照片（从发现时的同一角度拍），再销号。"
NO_PAPER = "请先上传移交执法的函件，再移交。"
SAME_PERSON = "重大、较大隐患须由报整改完成以外的人到现场复查，请换一人办理。"
NOT_SEVERE = "只有重大隐患需要办理这一步。"
ALREADY_STOPPED = "这户已经停气，不必再写明不停气的原因。"


def has_a_company(hazards: Hazards, by: Actor) -> Refusals:
    """有负责整改的燃气企业。"""
    return refusals(hazards, lambda one: "" if one.company_id else NO_COMPANY)


def rectified_since_found(hazards: Hazards, by: Actor) -> Refusals:
    """整改完成日期不早于发现日期，也不晚于今天。"""
    today = timezone.localdate()

    def why_not(one: Hazard) -> str:
        day = one.rectified_on or today
        if day > today:
            return "整改完成日期不能晚于今天。"
        return f"整改完成日期不能早于发现日期 {one.found_on:%Y-%m-%d}。" if day < one.found_on else ""

    return refusals(hazards, why_not)


def photographed_after(hazards: Hazards, by: Actor) -> Refusals:
    """有整改后的照片；复查不合格的，有之后重拍的。"""
    return _documented(hazards, AFTER, NO_AFTER, {one.pk: one.sent_back_at for one in hazards})


def photographed_at_recheck(hazards: Hazards, by: Actor) -> Refusals:
    """有报整改完成之后现场复查的照片。"""
    return _documented(hazards, RECHECK, NO_RECHECK, {one.pk: one.reported_at for one in hazards})


def handed_over_on_paper(hazards: Hazards, by: Actor) -> Refusals:
    """有移交执法的函件。"""
    return _documented(hazards, TRANSFER, NO_PAPER, {})


def _documented(hazards: Hazards, purpose: str, sentence: str, since: dict[int, datetime.datetime | None]) -> Refusals:
    found = Attachment.objects.filter(
        kind=Hazard._meta.label_lower,
        record_id__in=[one.pk for one in hazards],
        purpose=purpose,
        removed_at=None,
    )
    newest: dict[int, datetime.datetime] = {}
    for pk, at in found.values_list("record_id", "uploaded_at"):
        newest[pk] = max(at, newest.get(pk, at))

    def why_not(one: Hazard) -> str:
        begun = since.get(one.pk)
        there = one.pk in newest and (begun is None or newest[one.pk] >= begun)
        return "" if there else sentence

    return refusals(hazards, why_not)


def rechecked_after_report(hazards: Hazards, by: Actor) -> Refusals:
    """复查日期不早于整改完成日期，也不晚于今天。"""
    today = timezone.localdate()
    return refusals(hazards, lambda one: _why_not_rechecked(one, today))


def _why_not_rechecked(hazard: Hazard, today: datetime.date) -> str:
    if hazard.rechecked_on is None or hazard.rechecked_on > today:
        return "复查日期不能晚于今天。"
    if hazard.rectified_on and hazard.rechecked_on < hazard.rectified_on:
        return f"复查日期不能早于整改完成日期 {hazard.rectified_on:%Y-%m-%d}。"
    return ""


def rechecked_by_another(hazards: Hazards, by: Actor) -> Refusals:
    """重大、较大隐患由报整改完成以外的人复查。"""
    user = None if isinstance(by, System) else by.user_id

    def why_not(one: Hazard) -> str:
        same = one.level in BY_TWO and one.reported_by is not None and one.reported_by.user_id == user
        return SAME_PERSON if same else ""

    return refusals(hazards, why_not)


# Extension


def extended_never_before(hazards: Hazards, by: Actor) -> Refusals:
    """有期限、没有过期，没有延过期。"""
    today = timezone.localdate()

    def why_not(one: Hazard) -> str:
        if one.due_on is None:
            return "提示类隐患没有期限，不用延期。"
        if one.extended_on:
            return f"整改期限只能延一次，{one.extended_on:%Y-%m-%d} 已经延过。"
        return "整改期限已过，不能再延期，请尽快整改。" if one.due_on < today else ""

    return refusals(hazards, why_not)


def extended_as_long_at_most(hazards: Hazards, by: Actor) -> Refusals:
    """延期不超过原来的期限长度。"""

    def why_not(one: Hazard) -> str:
        latest = latest_extension(one)
        if one.extension_until_on is None:
            return "没有待批的延期申请。"
        if one.due_on is None or latest is None:
            return "提示类隐患没有期限，不用延期。"
        if not one.due_on < one.extension_until_on <= latest:
            return f"只能延到 {one.due_on:%Y-%m-%d} 之后、{latest:%Y-%m-%d} 以前：最多再延一个同样长的期限。"
        return ""

    return refusals(hazards, why_not)


def extension_is_asked(hazards: Hazards, by: Actor) -> Refusals:
    """有待批的延期申请。"""
    asked = "没有待批的延期申请。"
    return refusals(hazards, lambda one: "" if one.extension_until_on and not one.extended_on else asked)


# Levels


def graded_otherwise(hazards: Hazards, by: Actor) -> Refusals:
    """新的等级和现在的不同。"""
    now = dict(Hazard.objects.filter(pk__in=[one.pk for one in hazards]).values_list("pk", "level"))
    return refusals(hazards, lambda one: "请选择和现在不同的等级。" if one.level == now.get(one.pk) else "")


def is_severe(hazards: Hazards, by: Actor) -> Refusals:
    """是重大隐患。"""
    return refusals(hazards, lambda one: "" if one.level == Level.SEVERE else NOT_SEVERE)


def gas_is_on(hazards: Hazards, by: Actor) -> Refusals:
    """还没有为它停气。"""
    return refusals(hazards, lambda one: ALREADY_STOPPED if one.gas_stop_id else "")
