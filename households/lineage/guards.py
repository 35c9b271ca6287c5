"""What stands in the way of 分户, 并户 and a change of the householder; and what a 并户 stands in the way of."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Q, QuerySet, prefetch_related_objects

from accounts.audit import Actor, System
from accounts.prepared import Prepared
from core.workflow import refusals
from households.columns import differing_columns, has_device
from households.models import Application, Household

Refusals = dict[int, str]
Applications = Sequence[Application]
Case = Application.Case
State = Application.State
# Of the ledger: who the householder is.
HOLDER = frozenset({"name", "id_number"})


def _on_the_way() -> QuerySet[Application]:
    """Handed in and not decided: a draft claims nothing yet."""
    return Application.objects.under_way().exclude(state=State.DRAFT)


CONCERNING = Prepared(
    lambda ids: (
        _on_the_way()
        .filter(Q(household__pk__among=ids) | Q(counterpart__pk__among=ids))
        .only("number", "case", "household", "counterpart")
    )
)


def change_of_householder_is_explained(applications: Applications, by: Actor) -> Refusals:
    """变更户主姓名或身份证号的，写明户主变更原因。"""
    silent = [one for one in applications if one.case == Case.CHANGE and not one.householder_reason]
    prefetch_related_objects(silent, "household")
    sentence = "户主姓名或身份证号有变更，请选择“户主变更原因”。"
    return {
        one.pk: sentence
        for one in silent
        if one.household and HOLDER & set(differing_columns(one, one.household, device=None))
    }


def areas_add_up(applications: Applications, by: Actor) -> Refusals:
    """分户后两户采暖面积之和不超过原户，并户后不超过两户之和。"""
    concerned = [one for one in applications if one.case in {Case.SPLIT, Case.MERGE}]
    prefetch_related_objects(concerned, "household", "counterpart")
    return refusals(concerned, _excess)


def _excess(application: Application) -> str:
    """Nothing where the ledger does not know an area."""
    household, other = application.household, application.counterpart
    assert household is not None
    if application.case == Case.SPLIT:
        asked = _sum(application.heated_area, application.remaining_area)
        return _exceeds(asked, household.heated_area, "两户采暖面积之和", "原户的采暖面积")
    assert other is not None
    known = _sum(household.heated_area, other.heated_area)
    return _exceeds(application.heated_area, known, "并户后的采暖面积", "两户采暖面积之和")


def _sum(*areas: Decimal | None) -> Decimal | None:
    known = [area for area in areas if area is not None]
    return sum(known, Decimal()) if len(known) == len(areas) else None


def _exceeds(asked: Decimal | None, known: Decimal | None, what: str, limit: str) -> str:
    if asked is None or known is None or asked <= known:
        return ""
    return f"{what} {asked} ㎡超过了{limit} {known} ㎡。台账面积不实的，请先办理变更。"


def device_comes_one_way(applications: Applications, by: Actor) -> Refusals:
    """新户的设备或从原户带走，或另行登记，二者取一。"""
    sentence = "已选定从原户带走的设备，请清空下面新设备的各栏；新户另装设备的，请不要选带走的设备。"
    return {one.pk: sentence for one in applications if one.case == Case.SPLIT and one.equipment_id and has_device(one)}


def both_households_are_seen(applications: Applications, by: Actor) -> Refusals:
    """要并入的另一户在本人管辖范围内。"""
    if isinstance(by, System):
        return {}
    others = [one.counterpart_id for one in applications]
    seen = set(Household.objects.visible_to(by).filter(pk__in=others).values_list("pk", flat=True))
    sentence = "没有找到要并入的另一户，或它不在您的管辖范围内。跨街镇的，请先由那一户所在地办理变更迁村，再并户。"
    return {one.pk: sentence for one in applications if one.counterpart_id not in seen}


def merges_alone(applications: Applications, by: Actor) -> Refusals:
    """被并的一户没有别的申请在办，存续的一户没有在办销户，也没有并入别户。"""
    merges = [one for one in applications if one.case == Case.MERGE]
    others = _concerning([pk for one in merges for pk in (one.household_id, one.counterpart_id)]) if merges else []
    prefetch_related_objects(merges, "counterpart", "household")
    return {
        one.pk: f"{about}还有一件{other} 正在办理，请先办结或撤回，再并户。"
        for one in merges
        for other in others
        if other.pk != one.pk and (about := _stands_in_the_way(other, one))
    }


def _stands_in_the_way(other: Application, merge: Application) -> str:
    """The household with which the other application would collide; empty: it would not."""
    if merge.counterpart_id in {other.household_id, other.counterpart_id}:
        return f"要并入的{merge.counterpart}"
    ends = other.counterpart_id == merge.household_id or other.case == Case.CANCEL
    return f"存续的{merge.household}" if ends else ""


def no_merge_is_under_way(applications: Applications, by: Actor) -> Refusals:
    """这户没有正在并入别户；销户的，也没有别户正在并入。"""
    concerned = [one for one in applications if one.household_id and one.case != Case.MERGE]
    merges = _concerning([one.household_id for one in concerned], Case.MERGE) if concerned else []
    return {
        one.pk: f"这户正在办理{merge}，请待并户办结或撤回后再提交。"
        for one in concerned
        for merge in merges
        if merge.counterpart_id == one.household_id
        or (one.case == Case.CANCEL and merge.household_id == one.household_id)
    }


def _concerning(households: Sequence[int | None], *cases: str) -> list[Application]:
    found = CONCERNING.rows(ids=list(set(households)))
    return [one for one in found if not cases or one.case in cases]
