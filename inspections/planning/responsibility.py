"""计划覆盖率: in which villages with gas households a safety officer of their company is responsible (P101)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.urls import reverse

from accounts.models import VillageDuty
from core.figures.areas import Area
from core.figures.by_place import by_place
from core.figures.sheets import Asked, Cell, Sheet, share
from core.people.duties import ASSIGNERS
from core.people.duty_pages import VillageDutyPages
from core.views.declaration import Action
from inspections.models import InspectionDue

NOTE = "村里每家燃气企业都有负责这个村的驻村安全员，才算有人负责；没有登记供气企业的户，算没有人负责。"


@dataclass
class Served:
    """Villages with gas households; those where some have nobody; how many households, and of these how many."""

    villages: set[int] = field(default_factory=set)
    unserved: set[int] = field(default_factory=set)
    households: int = 0
    without: int = 0

    def add(self, village: int, households: int, has_officer: bool) -> None:
        self.villages.add(village)
        self.households += households
        if not has_officer:
            self.unserved.add(village)
            self.without += households


def build(area: Area, asked: Asked) -> Sheet:
    tier, label = area.below
    found, whole = _served(area, tier)
    places = list(by_place(area, asked, found))
    lines = [_line(Cell("合计"), whole, area.filters)] if whole.villages else []
    lines += [_line(*place) for place in places]
    headings = [label, "有气代煤户的村", "有责任安全员的村", "计划覆盖率", "应检户", "没有人负责的户"]
    notes = [NOTE]
    if lines and tier == "village" and area.post.role in ASSIGNERS:
        headings.append("责任安全员")
        officers = [Cell(f"未安排 {len(whole.unserved)} 个村"), *(_officer(one) for _, one, _ in places)]
        lines = [[*line, officer] for line, officer in zip(lines, officers, strict=True)]
        notes.append("点“未安排”，给这个村安排责任安全员。")
    return Sheet(headings, lines, notes, actions=[Action("责任村", reverse("village-duties-list"))])


def _served(area: Area, tier: str) -> tuple[dict[int, Served], Served]:
    """By place, and all together. A village of a company is one row, so there are few."""
    rows = InspectionDue.objects.visible_to(area.post).filter(area.within()).of_households()
    counts = list(rows.order_by().values_list(tier, "village", "company").annotate(Count("pk")))
    duties = VillageDuty.objects.in_force().filter(village__in={village for _, village, _, _ in counts})
    served = set(duties.values_list("village", "post__organization"))
    found: dict[int, Served] = defaultdict(Served)
    whole = Served()
    for place, village, company, households in counts:
        for one in (found[place], whole):
            one.add(village, households, (village, company) in served)
    return found, whole


def _officer(village: Served) -> Cell:
    """One that lacks an officer leads to the form that gives it to one."""
    if not village.unserved:
        return Cell("已安排")
    return Cell("未安排", form=VillageDutyPages.url("new", village=list(village.unserved)))


def _line(name: Cell, one: Served, place: Mapping[str, Any]) -> list[Cell]:
    villages, served = len(one.villages), len(one.villages - one.unserved)
    return [
        name,
        Cell(f"{villages:,}"),
        Cell(f"{served:,}"),
        Cell(share(served, villages)),
        Cell.of_rows(one.households, "inspection-dues", **place, listed="on"),
        Cell.of_rows(one.without, "inspection-dues", **place, listed="on", unassigned="on"),
    ]
