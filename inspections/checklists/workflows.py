"""检查表: who draws one up, when it comes into force, how it is followed by a new version (F16). Read this first.

编制、修订 → 启用，or 作废; 在用 → 停用, or by the new version that follows it. What has been in force is never changed:
results name its items. The database keeps it so too (migration 0005_keep_checklists).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Max

from accounts.audit import Actor
from accounts.roles import Role
from core.workflow import ACTOR, LED, NOW, Answers, Step, Workflow, follow, refusals
from inspections.models import Checklist, ChecklistItem

State = Checklist.State
Purpose = Checklist.Purpose
KEEPERS = frozenset({Role.DISTRICT_OFFICE, Role.GAS_AUTHORITY})
# Of these there may be several at once, told apart by their names.
SEVERAL = frozenset({Purpose.CAMPAIGN, Purpose.ASSESSMENT})
STOOD = frozenset({State.IN_FORCE, State.RETIRED})
NOT_A_DRAFT = "“{}”{}，不能再改；要改的，请在它的页面上点“修订”，改好新版后启用。"


def begins_or_follows(checklists: Sequence[Checklist], by: Actor) -> dict[int, str]:
    """新表的名称没有用过；修订的是启用过的一版，而且没有另一份草稿在改。"""
    versions = list(
        Checklist.objects.filter(name__in=[one.name for one in checklists])
        .exclude(pk__in=[one.pk for one in checklists])
        .exclude(state=State.DROPPED)
    )
    return refusals(
        checklists, lambda one: _why_not_begin(one, [other for other in versions if other.name == one.name])
    )


def _why_not_begin(checklist: Checklist, versions: Sequence[Checklist]) -> str:
    former = checklist.follows
    if draft := next((one for one in versions if one.state == State.DRAFT), None):
        return f"“{draft}”还是草稿，请在那一份上修改。"
    if former is None:
        return f"已有“{checklist.name}”，请换个名称；要改它的，请在它的页面上点“修订”。" if versions else ""
    if former.state not in STOOD:
        return f"“{former}”还没有启用过，请直接修改它。"
    if (former.name, former.purpose) != (checklist.name, checklist.purpose):
        return "修订的检查表名称和用途不变；名称或用途不同的，请另编一张。"
    return ""


def has_items(checklists: Sequence[Checklist], by: Actor) -> dict[int, str]:
    """至少有一项。"""
    filled = set(ChecklistItem.objects.filter(checklist__in=checklists).values_list("checklist", flat=True))
    return refusals(checklists, lambda one: "" if one.pk in filled else "检查表还是空的，请先加检查项。")


def conditions_stand_before(checklists: Sequence[Checklist], by: Actor) -> dict[int, str]:
    """各项的条件所指的那一项排在它前面。"""
    return refusals(checklists, lambda one: _dangling(one.items.all()))


def _dangling(items: Any) -> str:
    before: set[str] = set()
    for item in items:
        if item.shown_if_code and item.shown_if_code not in before:
            return f"“{item.code}”的条件所指的“{item.shown_if_code}”不在它前面，请改条件或调整顺序。"
        before.add(item.code)
    return ""


def purpose_is_free(checklists: Sequence[Checklist], by: Actor) -> dict[int, str]:
    """同一用途没有另一张在用；专项排查和第三方评估可以有几张。"""
    standing = Checklist.objects.filter(state=State.IN_FORCE).exclude(purpose__in=SEVERAL)
    names = dict(standing.values_list("purpose", "name"))
    return refusals(checklists, lambda one: _taken(one, names.get(one.purpose, one.name)))


def _taken(checklist: Checklist, name: str) -> str:
    if name == checklist.name:
        return ""
    return f"“{checklist.get_purpose_display()}”已有在用的“{name}”，请先停用它，或修订它。"


def copy_items(checklists: Sequence[Checklist], by: Actor, answers: Answers) -> None:
    """A new version begins with the items of the former one."""
    followed = {one.follows_id: one.pk for one in checklists if one.follows_id}
    items = list(ChecklistItem.objects.filter(checklist__in=followed))
    for item in items:
        item.pk, item.version, item.checklist_id = None, 1, followed[item.checklist_id]
    ChecklistItem.objects.bulk_create(items)


def replace_the_former(checklists: Sequence[Checklist], by: Actor, answers: Answers) -> None:
    names = [one.name for one in checklists]
    follow(Checklist.objects.filter(name__in=names, state=State.IN_FORCE), "replace", answers)


class KeepChecklist(Workflow):
    title = "检查表"
    model, state = Checklist, State

    # The portal's own, of no place: nobody's inbox waits for it, so every way on is aside.
    draft = Step(
        "编制检查表",
        None,
        State.DRAFT,
        by=KEEPERS,
        asks=["name", "purpose"],
        accepts=["basis", "follows"],
        requires=[begins_or_follows],
        then=[copy_items],
        stamps={"made_by": ACTOR},
    )
    publish = Step(
        "启用",
        State.DRAFT,
        State.IN_FORCE,
        by=KEEPERS,
        aside=True,
        requires=[has_items, conditions_stand_before, purpose_is_free],
        then=[replace_the_former],
        stamps={"in_force_from_at": NOW},
        singly=True,
    )
    discard = Step("作废", State.DRAFT, State.DROPPED, by=KEEPERS, aside=True, reason=True, singly=True)
    replace = Step("由新版替代", State.IN_FORCE, State.RETIRED, by=LED, aside=True, stamps={"retired_at": NOW})
    retire = Step(
        "停用",
        State.IN_FORCE,
        State.RETIRED,
        by=KEEPERS,
        aside=True,
        reason=True,
        stamps={"retired_at": NOW},
        singly=True,
    )

    @classmethod
    def prepare(cls, records: Sequence[Checklist]) -> None:
        for one in records:
            last = Checklist.objects.filter(name=one.name).aggregate(last=Max("number"))["last"]
            one.number = (last or 0) + 1


def why_not_change_items(checklist: Checklist) -> str:
    """ "" while it is drawn up."""
    if checklist.state == State.DRAFT:
        return ""
    return NOT_A_DRAFT.format(checklist, "已作废" if checklist.state == State.DROPPED else "已启用过")
