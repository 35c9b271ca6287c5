"""安检记录 of the past by workbook: a company's own, each number of theirs once; filed by the same step as those of
today (P92, P93)."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from core.chunks import chunks
from core.ledgers.base import Addition, Alteration, Mode, Undone, Writing
from core.ledgers.table import Table
from core.ledgers.undo import added_by, touched_since
from households.by_number import NUMBER, judge_households
from households.models import Household
from households.models.choices import Category
from inspections.models import Inspection
from inspections.visiting.filing import file_together
from inspections.visiting.visits import Kind, Outcome, Source, Visit
from inspections.visiting.workflows import FACTS, FileInspection

CHUNK = 1_000
# The workbook knows the day alone.
NOON = datetime.time(12)
SAID = ("inspector_name", "signed_by", "witness", "note", "external_number")


class PastInspections(Mode):
    name = "past_inspections"
    title = "补录以前的安检记录"
    roles = frozenset({Role.GAS_COMPANY})

    def examine(self, table: Table, post: Post) -> None:
        _refuse_what_is_known(table)
        judge_households(table, post, _why_not_gas)
        _refuse_unwitnessed(table)

    def write(self, additions: Iterable[Addition], alterations: Iterable[Alteration], writing: Writing) -> None:
        done = 0
        for added in chunks(additions, CHUNK):
            file_together(list(_visits(added, writing.post)), by=writing.post)
            done += len(added)
            writing.progress(done)

    def undo(self, act: uuid.UUID, by: Post) -> Undone:
        """They become void, and their numbers may come again."""
        touched = touched_since(Inspection, act)
        added = Inspection.objects.filter(pk__in=added_by(Inspection, act) - touched)
        outcome = FileInspection.void.take_all(added, by=by, reason="撤销导入")
        kept = Inspection.objects.in_bulk(touched | outcome.refused.keys())
        refused = {pk: outcome.refused.get(pk, "导入之后又有改动。") for pk in kept}
        return Undone(len(outcome.taken), {f"{one}（{one.external_number}）": refused[pk] for pk, one in kept.items()})


def _why_not_gas(household: Household) -> str:
    return "" if household.category == Category.GAS else "这户不是气代煤户，没有入户安检。"


def _refuse_what_is_known(table: Table) -> None:
    """As an export has it, it passes; otherwise it would change what was filed."""
    for index in list(table.good()):
        if table.known[index] is not None and any(table.differs(index, name) for name in table.values):
            sentence = "这个企业安检编号已登记过，不能用表格修改；登记错了的，请先在安检记录里作废。"
            table.refuse(index, "external_number", "known_inspection", sentence)


def _refuse_unwitnessed(table: Table) -> None:
    outcomes, witnesses = table.values.get("outcome", ()), table.standing("witness")
    for index, outcome in enumerate(outcomes):
        if outcome == Outcome.REFUSED and not witnesses[index]:
            table.refuse(index, "outcome", "unwitnessed", "拒绝安检的，请填写见证人。")


def _visits(rows: Sequence[Addition], post: Post) -> Iterator[Visit]:
    numbers = [row.values[NUMBER] for row in rows]
    households = Household.objects.visible_to(post).in_ledger().filter(number__in=numbers).select_related("village")
    by_number = {one.number: one for one in households}
    for row in rows:
        yield _visit(row.values, by_number[row.values[NUMBER]])


def _visit(given: dict[str, Any], household: Household) -> Visit:
    said: dict[str, Any] = {name: given.get(name) or "" for name in SAID}
    at = timezone.make_aware(datetime.datetime.combine(given["inspected_on"], NOON))
    return Visit(
        house=household,
        outcome=given["outcome"],
        kind=given.get("kind") or Kind.ROUTINE,
        ended_at=min(at, timezone.now()),
        source=Source.IMPORTED,
        # What nobody wrote down then is taken as seen to.
        valve_closed=given["outcome"] in (Outcome.VACANT, Outcome.CLOSED),
        facts={name: given.get(name) for name in FACTS},
        **said,
    )
