"""重点人员统计: place by place how many are registered, cared for by nobody, not looked at this year (P109)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from accounts.pages import Menu
from core.figures.areas import Area
from core.figures.by_place import by_place, summed
from core.figures.sheets import Asked, Cell, Sheet, SheetPages
from core.views.declaration import Action
from households.caring import finding
from households.caring.filters import OVERDUE, UNREVIEWED
from households.caring.workflows import READERS
from households.models import Household, KeyPerson

REGISTERED = {"state": KeyPerson.State.registered()}
# What is counted of people: its heading, and the filters of the list that give them.
COUNTED: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "registered": ("在册人数", REGISTERED),
    "uncared": ("没有帮扶人", {**REGISTERED, "uncared": "on"}),
    "unreviewed": ("本年未复核", {"review": UNREVIEWED}),
    "overdue": ("已过复核期限", {"review": OVERDUE}),
    "unflagged": ("台账没有相应标记", {"unflagged": "on"}),
}
FLAGGED = "flagged"
Counts = Mapping[str, int]


def build(area: Area, asked: Asked) -> Sheet:
    _, label = area.below
    headings = (label, *(heading for heading, _ in COUNTED.values()), "有标记未登记的户")
    return Sheet(
        headings,
        list(_rows(area, asked)),
        notes=(
            "本年未复核：今年既没有登记，也没有复核过的在册人员；已过复核期限：待复核、且过了期限的。",
            "有标记未登记的户：台账“重点人员”栏有标记、名册上没有在册人员的在用住户。台账的栏只随申请变动。",
        ),
        actions=[Action("重点人员台账", reverse("key-persons-list"))],
    )


def _rows(area: Area, asked: Asked) -> Iterator[list[Cell]]:
    found = _counted(area)
    if found:
        yield _row(Cell("合计"), summed(found.values()), area.filters)
    for name, counts, place in by_place(area, asked, found):
        yield _row(name, counts, place)


def _counted(area: Area) -> dict[int, dict[str, int]]:
    tier, _ = area.below
    people = KeyPerson.objects.visible_to(area.post).filter(area.within()).registered()
    narrowed = {
        "registered": people,
        "uncared": people.filter(carer=""),
        "unreviewed": people.unreviewed(),
        "overdue": finding.overdue(people),
        "unflagged": finding.unflagged(people),
    }
    counts = {name: Count("pk", filter=Q(pk__in=rows.order_by().values("pk"))) for name, rows in narrowed.items()}
    found: dict[int, dict[str, int]] = {row.pop(tier): row for row in people.order_by().values(tier).annotate(**counts)}
    households = Household.objects.visible_to(area.post).filter(area.within())
    flagged = finding.flagged_without_anybody(households).order_by().values_list(tier).annotate(Count("pk"))
    for pk, count in flagged:
        found.setdefault(pk, {})[FLAGGED] = count
    return found


def _row(name: Cell, counts: Counts, place: Mapping[str, Any]) -> list[Cell]:
    people = [
        Cell.of_rows(counts.get(key, 0), "key-persons", **place, **filters) for key, (_, filters) in COUNTED.items()
    ]
    return [name, *people, Cell.of_rows(counts.get(FLAGGED, 0), "households", **place, unregistered="on")]


KEY_PERSONS = SheetPages(
    slug="key-person-figures",
    title="重点人员统计",
    menu=Menu("统计", "重点人员统计", "heart-pulse"),
    readers=READERS,
    lede="各地方的在册重点人员、没有帮扶人的和本年未复核的。点数字查看这些人，点地方查看其下各处。",
    empty="名册上还没有重点人员，台账里也没有重点人员标记。",
    hint="请在住户的页面上点“登记重点人员”，或由街镇用表格导入。",
    described="下一级各地方的在册人数、没有帮扶人、本年未复核、已过复核期限、台账没有相应标记的人数，和有标记未登记的户数。",
    build=build,
)
