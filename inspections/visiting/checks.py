"""What a visit must bring along whatever its checklist asks: by its outcome, and by who hands it in."""

from __future__ import annotations

from collections.abc import Iterator

from inspections.models import Inspection
from inspections.visiting.photos import DOOR, PURPOSES, SIGNATURE
from inspections.visiting.visits import Outcome, Visit

UNSIGNED = "请住户签字；住户不愿签或不能签的，请在“说明”里写明原因。"
LEFT_ALONE = frozenset({Outcome.VACANT, Outcome.CLOSED})


def faults_of(visit: Visit) -> dict[str, str]:
    """Field → what is wrong."""
    return dict(_faults(visit))


def _faults(visit: Visit) -> Iterator[tuple[str, str]]:
    if visit.outcome not in Outcome.values:
        yield "outcome", "请选择到访结果。"
    if visit.kind not in Inspection.Kind.values:
        yield "kind", "请选择安检类别。"
    if visit.begun_at and visit.begun_at > visit.ended_at:
        yield "ended_at", "完成时间不能早于开始时间。"
    if visit.outcome == Outcome.REFUSED and not visit.witness:
        yield "witness", "拒绝安检须写明见证人（村干部或协管员）的姓名。"
    if visit.outcome in LEFT_ALONE and not visit.valve_closed:
        yield "valve_closed", "请先关闭表前阀，确认不会漏气后再登记。"
    if any(photo.purpose not in PURPOSES.keys() - {SIGNATURE} for photo in visit.photos):
        yield "photos", f"照片种类应是其中之一：{'、'.join(PURPOSES.keys() - {SIGNATURE})}。"
    if visit.at_the_door:
        yield from _lacking_at_the_door(visit)


def _lacking_at_the_door(visit: Visit) -> Iterator[tuple[str, str]]:
    if visit.outcome == Outcome.DONE:
        if visit.signature is None and not visit.note:
            yield "signature", UNSIGNED
        if visit.signature is not None and not visit.signed_by:
            yield "signed_by", "请填写签字人的姓名。"
    elif visit.outcome == Outcome.NOT_HOME and not _shows(visit, DOOR):
        yield "photos", "到访不遇请拍门牌照片，要看得清门牌号。"
    elif visit.outcome in LEFT_ALONE and not visit.photos:
        yield "photos", "请拍已关闭的表前阀。"


def _shows(visit: Visit, purpose: str) -> bool:
    return any(photo.purpose == purpose for photo in visit.photos)
