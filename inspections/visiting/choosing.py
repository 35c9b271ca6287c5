"""Which checklist a visit is filled in by, and which version of it still holds (F16, F17)."""

from __future__ import annotations

from django.utils import timezone

from core.workflow import StepRefused
from inspections.models import Campaign, Checklist
from inspections.visiting.visits import Kind, Visit

PURPOSES = {
    Kind.ROUTINE: Checklist.Purpose.ROUTINE,
    Kind.FIRST_GAS: Checklist.Purpose.FIRST_GAS,
    Kind.SEVENTH_DAY: Checklist.Purpose.FIRST_GAS,
    Kind.CAMPAIGN: Checklist.Purpose.ROUTINE,
}
NONE_IN_FORCE = "还没有在用的“{}”检查表，不能填报。请联系区燃气主管部门启用检查表。"
OUTDATED = "检查表已有新的版本，这份是在旧版停用以后才开始填的。请刷新页面，按新的检查表重新填写。"
ANOTHER = "所填的不是这类安检的检查表。请返回今日安检，重新打开这一户。"


def checklist_for(kind: str, campaign: Campaign | None) -> Checklist:
    """The one in force: the campaign's own, else that of the kind. Raises StepRefused."""
    if campaign is not None and campaign.checklist is not None:
        return campaign.checklist
    purpose = PURPOSES[Kind(kind)]
    found = Checklist.objects.in_force(purpose).first()
    if found is None:
        raise StepRefused(NONE_IN_FORCE.format(purpose.label))
    return found


def checklist_of(visit: Visit) -> Checklist:
    """The version that was filled in: one that has been replaced holds for what was begun before. Raises
    StepRefused."""
    in_force = checklist_for(visit.kind, visit.campaign)
    shown = visit.checklist
    if shown is None or shown.pk == in_force.pk:
        return in_force
    if shown.purpose != in_force.purpose or shown.retired_at is None:
        raise StepRefused(ANOTHER)
    if (visit.begun_at or visit.ended_at) > shown.retired_at:
        raise StepRefused(OUTDATED)
    return shown


def why_not_in_campaign(visit: Visit) -> str:
    """What was filled in while it ran is taken also when it comes late, over a weak line."""
    campaign = visit.campaign
    if campaign is None:
        return "请选择是哪一次专项排查。" if visit.kind == Kind.CAMPAIGN else ""
    if campaign.state == Campaign.State.DRAFT:
        return "这次专项排查还没有下发。"
    if campaign.concluded_at and visit.ended_at > campaign.concluded_at:
        return f"这次专项排查已在 {timezone.localdate(campaign.concluded_at):%Y-%m-%d} 总结，请按定期安检填报。"
    if visit.house.district_id != campaign.district_id or campaign.towns and visit.house.town_id not in campaign.towns:
        return "这户不在这次专项排查的街镇范围内。"
    return ""
