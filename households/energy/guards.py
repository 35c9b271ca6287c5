"""What stands in the way of handing out fuel, of a move, of a pilot: each a claim, with the sentence for those that
don't fulfil it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.audit import Actor
from core.models import Attachment
from households.energy.documents import FuelDocument, PilotDocument
from households.energy.stock import stocks
from households.models import EmergencyFuelIssue, FuelMove, Pilot, PilotHousehold

Refusals = dict[int, str]
IN_FUTURE = "日期不能晚于今天。"


def handed_out_until_today(issues: Sequence[EmergencyFuelIssue], by: Actor) -> Refusals:
    """发放日期不晚于今天。"""
    return {issue.pk: IN_FUTURE for issue in issues if _is_ahead(issue.issued_on)}


def signed_for(issues: Sequence[EmergencyFuelIssue], by: Actor) -> Refusals:
    """领用签字单（扫描件或照片）已上传。"""
    signed = _with_document(issues, FuelDocument.SIGNED)
    return {issue.pk: "还缺材料：领用签字单。请先上传。" for issue in issues if issue.pk not in signed}


def point_has_enough(issues: Sequence[EmergencyFuelIssue], by: Actor) -> Refusals:
    """供应点现存数量足够发放。"""
    left = stocks({issue.point_id for issue in issues})
    refused: Refusals = {}
    for issue in issues:
        if issue.tonnes > left[issue.point_id]:
            refused[issue.pk] = _too_little(issue, left[issue.point_id])
        else:
            left[issue.point_id] -= issue.tonnes
    return refused


def _too_little(issue: EmergencyFuelIssue, left: Decimal) -> str:
    return f"供应点现存 {left:f} 吨，不够发放 {issue.tonnes:f} 吨，请先登记入库。"


def point_serves_the_district(issues: Sequence[EmergencyFuelIssue], by: Actor) -> Refusals:
    """供应点在本区，且在启用中。"""
    prefetch_related_objects(issues, "point")
    return {
        issue.pk: "所选供应点已停用或不在本区，请另选一个。"
        for issue in issues
        if not issue.point.active or issue.point.district_id != issue.district_id
    }


def moved_until_today(moves: Sequence[FuelMove], by: Actor) -> Refusals:
    """出入库日期不晚于今天。"""
    return {move.pk: IN_FUTURE for move in moves if _is_ahead(move.moved_on)}


def leaves_some(moves: Sequence[FuelMove], by: Actor) -> Refusals:
    """出库数量不超过现存数量。"""
    return {
        move.pk: f"供应点现存 {move.stock_after - move.change:f} 吨，不够出库 {move.tonnes:f} 吨，请核对数量。"
        for move in moves
        if move.stock_after < 0
    }


def pilot_is_planned(pilots: Sequence[Pilot], by: Actor) -> Refusals:
    """试点方案已上传。"""
    planned = _with_document(pilots, PilotDocument.PLAN)
    return {pilot.pk: "还缺材料：试点方案。请先上传。" for pilot in pilots if pilot.pk not in planned}


def pilot_is_reported(pilots: Sequence[Pilot], by: Actor) -> Refusals:
    """评估报告已上传。"""
    reported = _with_document(pilots, PilotDocument.REPORT)
    return {pilot.pk: "还缺材料：评估报告。请先上传。" for pilot in pilots if pilot.pk not in reported}


def pilot_has_households(pilots: Sequence[Pilot], by: Actor) -> Refusals:
    """已登记试点户。"""
    members = PilotHousehold.objects.filter(pilot__in=[pilot.pk for pilot in pilots])
    populated = set(members.values_list("pilot", flat=True))
    return {pilot.pk: "还没有试点户，请先登记。" for pilot in pilots if pilot.pk not in populated}


def _is_ahead(day: datetime.date | None) -> bool:
    return day is not None and day > timezone.localdate()


def _with_document(records: Sequence[EmergencyFuelIssue] | Sequence[Pilot], purpose: str) -> set[int]:
    kind = records[0]._meta.label_lower
    found = Attachment.objects.filter(
        kind=kind, record_id__in=[record.pk for record in records], purpose=purpose, removed_at=None
    )
    return set(found.values_list("record_id", flat=True))
