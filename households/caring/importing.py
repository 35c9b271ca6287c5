"""重点人员 by workbook: new ones are registered by the same step as those entered one by one, known ones put right."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from core.chunks import chunks
from core.ledgers.base import Addition, Alteration, Mode, Undone, Writing
from core.ledgers.table import Table
from core.ledgers.undo import added_by, put_back, touched_since
from core.ledgers.writing import update_in
from core.workflow import StepRefused
from households.by_number import NUMBER, households_numbered, judge_households
from households.caring.workflows import PARTICULARS, CareForPerson
from households.guards import why_not_in_use
from households.models import KeyPerson

CHUNK = 1_000


class RegisterPeople(Mode):
    name = "key_persons"
    title = "登记重点人员"
    roles = frozenset({Role.TOWN_OFFICE})

    def examine(self, table: Table, post: Post) -> None:
        _refuse_who_left(table)
        _refuse_other_households(table)
        judge_households(table, post, why_not_in_use)
        _refuse_namesakes(table)

    def write(self, additions: Iterable[Addition], alterations: Iterable[Alteration], writing: Writing) -> None:
        done = 0
        for added in chunks(additions, CHUNK):
            _register(added, writing.post)
            done += len(added)
            writing.progress(done)
        for altered in chunks(alterations, CHUNK):
            update_in(KeyPerson, {row.record_id: _put_right(row) for row in altered})
            done += len(altered)
            writing.progress(done)

    def undo(self, act: uuid.UUID, by: Post) -> Undone:
        """Those that it registered leave as registered by mistake; those that it changed get back what they had."""
        touched = touched_since(KeyPerson, act)
        restored = put_back(KeyPerson, act, touched)
        added = KeyPerson.objects.filter(pk__in=added_by(KeyPerson, act) - touched)
        outcome = CareForPerson.leave.take_all(
            added, by=by, leave_reason=KeyPerson.LeaveReason.MISTAKEN, left_on=timezone.localdate()
        )
        kept = KeyPerson.objects.in_bulk(touched | outcome.refused.keys())
        refused = {pk: outcome.refused.get(pk, "导入之后又有改动。") for pk in kept}
        return Undone(restored + len(outcome.taken), {f"{one}（登记号 {pk}）": refused[pk] for pk, one in kept.items()})


def _refuse_who_left(table: Table) -> None:
    """As an export has them, they pass."""
    known = [row.pk for row in table.known if row is not None]
    left = set(KeyPerson.objects.filter(pk__in=known, state=KeyPerson.State.LEFT).values_list("pk", flat=True))
    for index, row in enumerate(table.known):
        if row is not None and row.pk in left and any(table.differs(index, name) for name in _said(table)):
            sentence = "这个人已迁出，不能用表格修改；又在册的，请先重新登记。"
            table.refuse(index, "id", "person_left", sentence)


def _said(table: Table) -> list[str]:
    return [name for name in PARTICULARS if name in table.values]


def _refuse_other_households(table: Table) -> None:
    for index in list(table.good()):
        if table.known[index] is not None and NUMBER in table.values and table.differs(index, NUMBER):
            number = table.known_value(index, NUMBER)
            sentence = f"这个登记号是住户 {number} 的人；到了别的户的，请办理迁出，再在那一户登记。"
            table.refuse(index, NUMBER, "another_household", sentence)


def _refuse_namesakes(table: Table) -> None:
    """Of new rows and of those that change a name: one registered entry a household and name."""
    pairs = list(zip(table.standing(NUMBER), table.standing("name"), strict=True))
    claiming = [index for index in table.good() if _claims(table, index)]
    registered = _registered({pairs[index][0] for index in claiming})
    for index in claiming:
        if pairs[index] in registered:
            sentence = f"这户已登记了{pairs[index][1]}；要改的请填他的登记号，不再重复登记。"
            table.refuse(index, "name" if "name" in table.values else NUMBER, "name_twice", sentence)
        registered.add(pairs[index])


def _claims(table: Table, index: int) -> bool:
    return table.known[index] is None or ("name" in table.values and table.differs(index, "name"))


def _registered(numbers: Iterable[Any]) -> set[tuple[Any, Any]]:
    rows = KeyPerson.objects.registered().filter(household__number__in=list(numbers)).order_by()
    return set(rows.values_list("household__number", "name"))


def _register(rows: Sequence[Addition], post: Post) -> None:
    outcome = CareForPerson.register.begin_all(list(_people(rows, post)), by=post)
    for sentence in outcome.refused.values():
        raise StepRefused(sentence)


def _people(rows: Sequence[Addition], post: Post) -> Iterator[KeyPerson]:
    households = households_numbered((row.values[NUMBER] for row in rows), post)
    for row in rows:
        given = {name: value for name, value in row.values.items() if name in PARTICULARS}
        yield KeyPerson(household=households[row.values[NUMBER]], **given)


def _put_right(row: Alteration) -> dict[str, Any]:
    new = {name: after for name, (_, after) in row.changes.items()}
    return {name: _blank(name) if value is None else value for name, value in new.items()}


def _blank(name: str) -> str | None:
    field: Any = KeyPerson._meta.get_field(name)
    return None if field.null else ""
