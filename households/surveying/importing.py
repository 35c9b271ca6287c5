"""采暖设备需求 by workbook: the answer of a year, of which a later workbook corrects the earlier (P34)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from core.chunks import chunks
from core.ledgers.base import Addition, Alteration, Mode, Undone, Writing
from core.ledgers.table import CLEAR, Table
from core.ledgers.undo import added_by, put_back, touched_since
from core.ledgers.writing import update_in
from households.by_number import NUMBER, households_numbered, judge_households
from households.guards import why_not_in_use
from households.models import DemandSurvey, Equipment, Household
from households.models.choices import Category

CHUNK = 1_000
DEVICE = "device_code"
OF_A_DEVICE = frozenset({DemandSurvey.Wants.REPAIR, DemandSurvey.Wants.REPLACEMENT})
# Household number and year.
Slot: TypeAlias = tuple[str, int]


class EnterAnswers(Mode):
    name = "demand_surveys"
    title = "登记采暖设备需求"
    roles = frozenset({Role.TOWN_OFFICE})

    def examine(self, table: Table, post: Post) -> None:
        judge_households(table, post, why_not_surveyed)
        _refuse_what_others_entered(table, post)
        _refuse_strange_devices(table, post)

    def write(self, additions: Iterable[Addition], alterations: Iterable[Alteration], writing: Writing) -> None:
        done = 0
        for some in chunks(additions, CHUNK):
            _enter([one.values for one in some], writing.post)
            done += len(some)
            writing.progress(done)

    def undo(self, act: uuid.UUID, by: Post) -> Undone:
        """New answers become void, corrected ones get back what they had; not those that were corrected again."""
        touched = touched_since(DemandSurvey, act)
        restored = put_back(DemandSurvey, act, touched)
        added = added_by(DemandSurvey, act) - touched
        update_in(DemandSurvey, {pk: {"void": True} for pk in sorted(added)})
        kept = DemandSurvey.objects.filter(pk__in=touched).select_related("household")
        return Undone(restored + len(added), {f"{one.household} {one}": "导入之后又有更正。" for one in kept})


def why_not_surveyed(household: Household) -> str:
    """Of whom nothing is asked."""
    if household.category != Category.ELECTRIC:
        return "这户不是电代煤户，不在采暖设备需求调查的范围内。"
    return why_not_in_use(household)


def answers_of(slots: Iterable[Slot]) -> dict[Slot, DemandSurvey]:
    """What is known of these households and years, with who entered it."""
    numbers = {number for number, _ in slots}
    rows = DemandSurvey.objects.filter(household__number__in=numbers, void=False)
    found = rows.select_related("household", "entered_by__organization")
    return {(one.household.number, one.year): one for one in found}


def _refuse_what_others_entered(table: Table, post: Post) -> None:
    """Each answer once in a file, and only by the office that entered it."""
    good = list(table.good())
    slots = {index: _slot(_row(table, index)) for index in good}
    known = answers_of(slots.values())
    first: dict[Slot, int] = {}
    for index in good:
        entered = known.get(slots[index])
        if (earlier := first.setdefault(slots[index], index)) != index:
            sentence = f"与第 {table.rows[earlier]} 行是同一户、同一年度的答复。"
            table.refuse(index, NUMBER, "answer_twice", sentence)
        elif entered and entered.entered_by.organization_id != post.organization_id:
            sentence = f"这户 {entered.year} 年的答复由{entered.entered_by.organization}填报，请由该单位修改。"
            table.refuse(index, NUMBER, "entered_elsewhere", sentence)


def _refuse_strange_devices(table: Table, post: Post) -> None:
    """Which device it is, is said of a repair or a replacement alone, and it is one of the household's own."""
    good = [index for index in table.good() if _row(table, index).get(DEVICE)]
    rows = {index: _row(table, index) for index in good}
    devices = _devices(list(rows.values()))
    for index, row in rows.items():
        if row["wants"] not in OF_A_DEVICE:
            table.refuse(index, DEVICE, "device_of_nothing", "只有维修、更换才填设备编码。")
        elif (row[NUMBER], row[DEVICE]) not in devices:
            table.refuse(index, DEVICE, "unknown_device", "这户没有这个编码的在用设备，请核对，或留空。")


def _row(table: Table, index: int) -> dict[str, Any]:
    return {name: None if values[index] is CLEAR else values[index] for name, values in table.values.items()}


def _slot(row: Mapping[str, Any]) -> Slot:
    return row[NUMBER], row.get("year") or timezone.localdate().year


def _devices(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], int]:
    """By household and code, those in use; under "" the only one of a household."""
    in_use = Equipment.objects.in_use().filter(household__number__in={row[NUMBER] for row in rows})
    found: dict[tuple[str, str], int] = {}
    of_household: dict[str, list[int]] = {}
    for pk, number, code in in_use.order_by("pk").values_list("pk", "household__number", "device_code"):
        of_household.setdefault(number, []).append(pk)
        if code:
            found[number, code] = pk
    return found | {(number, ""): pks[0] for number, pks in of_household.items() if len(pks) == 1}


def _enter(rows: Sequence[Mapping[str, Any]], post: Post) -> None:
    known = answers_of(_slot(row) for row in rows)
    made = dict(zip(map(_slot, rows), _answers(rows, post), strict=True))
    corrected = {known[slot].pk: answer for slot, answer in made.items() if slot in known}
    DemandSurvey.objects.bulk_create([answer for slot, answer in made.items() if slot not in known])
    update_in(DemandSurvey, {pk: _said(answer) for pk, answer in corrected.items()})


def _answers(rows: Sequence[Mapping[str, Any]], post: Post) -> Iterator[DemandSurvey]:
    households = households_numbered((row[NUMBER] for row in rows), post)
    villages = Household.objects.filter(pk__in=[one.pk for one in households.values()])
    placed = {one.number: one.village for one in villages.select_related("village")}
    devices = _devices(rows)
    for row in rows:
        number, year = _slot(row)
        device = devices.get((number, row.get(DEVICE) or "")) if row["wants"] in OF_A_DEVICE else None
        answer = DemandSurvey(
            household=households[number],
            year=year,
            village=placed[number],
            wants=row["wants"],
            equipment_id=device,
            description=row.get("description") or "",
            asked_on=row.get("asked_on") or timezone.localdate(),
            asked_by=row["asked_by"],
            entered_by=post,
        )
        answer.place()
        yield answer


def _said(answer: DemandSurvey) -> dict[str, Any]:
    return {
        "wants": answer.wants,
        "equipment_id": answer.equipment_id,
        "description": answer.description,
        "asked_on": answer.asked_on,
        "asked_by": answer.asked_by,
    }
