"""What stands in the way of 举一反三 and 督导检查."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.audit import Actor
from core.workflow import refusals
from inspections.models import ClosureSample, Hazard, Rectification, RectificationVillage, Supervision
from inspections.rectifying import sampling

Refused = dict[int, str]
MOST_NAMED = 5


def is_a_town(records: Sequence[Rectification | Supervision], by: Actor) -> Refused:
    """选的是街镇。"""
    return refusals(records, lambda one: "" if one.town.is_town else "请选到街镇一级。")


def hazard_is_of_the_town(records: Sequence[Rectification], by: Actor) -> Refused:
    """起因的隐患在所选街镇。"""

    def why_not(one: Rectification) -> str:
        elsewhere = one.hazard is not None and one.hazard.town_id != one.town_id
        return "起因的隐患不在所选街镇，请改选街镇，或不填起因的隐患。" if elsewhere else ""

    return refusals(records, why_not)


def every_village_is_done(records: Sequence[Rectification], by: Actor) -> Refused:
    """各村都已排查整改完成。"""
    rows = RectificationVillage.objects.filter(rectification__in=records).exclude(state=RectificationVillage.State.DONE)
    waiting: dict[int, list[str]] = {}
    for row in rows.select_related("village").order_by("village__code"):
        waiting.setdefault(row.rectification_id, []).append(str(row.village))
    return {pk: f"还有 {len(names)} 个村没有完成：{_first_of(names)}。请各村先办完。" for pk, names in waiting.items()}


def _first_of(names: Sequence[str]) -> str:
    return "、".join(names[:MOST_NAMED]) + ("等" if len(names) > MOST_NAMED else "")


def dated_until_today(records: Sequence[RectificationVillage | ClosureSample], by: Actor) -> Refused:
    """日期不晚于今天。"""
    today = timezone.localdate()

    def why_not(one: RectificationVillage | ClosureSample) -> str:
        days = [one.checked_on, getattr(one, "finished_on", None)]
        return "日期不能晚于今天。" if any(day and day > today for day in days) else ""

    return refusals(records, why_not)


def found_something(records: Sequence[RectificationVillage], by: Actor) -> Refused:
    """发现问题数大于零。"""
    return refusals(records, lambda one: "" if one.found else "没有发现问题的，请办理“排查无此问题”。")


def rectified_in_full(records: Sequence[RectificationVillage], by: Actor) -> Refused:
    """发现的问题全部整改，完成日期不早于排查日期。"""

    def why_not(one: RectificationVillage) -> str:
        if one.rectified != one.found:
            return f"发现 {one.found} 个问题，全部整改了才能办理完成。"
        early = one.finished_on and one.checked_on and one.finished_on < one.checked_on
        return "完成日期不能早于排查日期。" if early else ""

    return refusals(records, why_not)


def something_was_closed(records: Sequence[Supervision], by: Actor) -> Refused:
    """这段时间有销号的隐患。"""
    sentence = "这个街镇在这段时间里没有销号的隐患，没有可抽查的。请换一段时间。"
    return refusals(records, lambda one: "" if sampling.closed_in(one).exists() else sentence)


def every_sample_is_checked(records: Sequence[Supervision], by: Actor) -> Refused:
    """样本逐条检查完。"""
    waiting = ClosureSample.objects.filter(supervision__in=records, state=ClosureSample.State.WAITING)
    pks = set(waiting.values_list("supervision", flat=True))
    return refusals(records, lambda one: "还有没检查的样本，请先在“销号抽查”里逐条办理。" if one.pk in pks else "")


def something_failed(records: Sequence[Supervision], by: Actor) -> Refused:
    """有不属实的样本。"""
    failed = _with_failed(records)
    return refusals(records, lambda one: "" if one.pk in failed else "样本全部属实，请办理“全部属实，办结”。")


def nothing_failed(records: Sequence[Supervision], by: Actor) -> Refused:
    """没有不属实的样本。"""
    failed = _with_failed(records)
    return refusals(records, lambda one: "有不属实的样本，请办理“反馈街镇”。" if one.pk in failed else "")


def failed_hazards_are_closed(records: Sequence[Supervision], by: Actor) -> Refused:
    """不属实的隐患已重新销号。"""
    failed = ClosureSample.objects.filter(supervision__in=records, state=ClosureSample.State.FAILED)
    still = failed.filter(hazard__in=Hazard.objects.unsettled())
    open_at = dict(still.values_list("supervision", "hazard__number"))
    sentence = "不属实的隐患还没有重新销号，如 {}。请等它销号后再办理。"
    return refusals(records, lambda one: sentence.format(open_at[one.pk]) if one.pk in open_at else "")


def not_found_anew(hazards: QuerySet[Hazard]) -> QuerySet[Hazard]:
    """Without those of which an open one stands already: a household has one of an item."""
    same = Hazard.objects.unsettled().filter(household=OuterRef("household"), item_code=OuterRef("item_code"))
    return hazards.exclude(Exists(same.exclude(item_code="")))


def _with_failed(records: Sequence[Supervision]) -> set[int]:
    failed = ClosureSample.objects.filter(supervision__in=records, state=ClosureSample.State.FAILED)
    return set(failed.values_list("supervision", flat=True))
