"""What a list becomes when it is written: a reconciliation for each company that it names (F10)."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.utils import timezone

from accounts.models import Organization, Post
from accounts.roles import Reach, Role
from core.ledgers.base import Addition, Alteration, Mode, Undone, Writing
from core.ledgers.table import Table
from core.workflow import StepRefused
from households.models import Reconciliation
from households.models.reconciliations import Source
from households.reconciling.matching import lay_against_the_ledger
from households.reconciling.workflows import Reconcile


class List(Mode):
    name = "reconcile"
    title = "对账"
    source: ClassVar[Source]

    def examine(self, table: Table, post: Post) -> None:
        """Nothing of a list contradicts the ledger: what differs is what it is brought for."""

    def write(self, additions: Iterable[Addition], alterations: Iterable[Alteration], writing: Writing) -> None:
        lines: dict[int | None, list[Mapping[str, Any]]] = defaultdict(list)
        for one in additions:
            lines[self.company_of(one.values, writing.post)].append({"line": one.row, **one.values})
        done = 0
        for company, rows in lines.items():
            lay_against_the_ledger(self._begun(company, rows, writing), rows)
            done += len(rows)
            writing.progress(done)

    def company_of(self, values: Mapping[str, Any], post: Post) -> int | None:
        """Whose list the row is of."""
        return None

    def _begun(self, company: int | None, rows: Iterable[Mapping[str, Any]], writing: Writing) -> Reconciliation:
        same = {"source": self.source, "area": writing.post.division, "company_id": company}
        Reconciliation.objects.filter(**same, current=True).update(current=False)
        days = [row["as_of_on"] for row in rows if "as_of_on" in row]
        day = max(days, default=timezone.localdate())
        begun = Reconciliation(**same, as_of_on=day, brought_by=writing.post, import_act=writing.act)
        outcome = Reconcile.begin.begin_all([begun], by=writing.post)
        for sentence in outcome.refused.values():
            raise StepRefused(sentence)
        return begun

    def undo(self, act: uuid.UUID, by: Post) -> Undone:
        """As a whole, unless a row was decided since; the list before it counts again."""
        brought = Reconciliation.objects.filter(import_act=act)
        rows = {one.pk: one.rows.count() for one in brought}
        outcome = Reconcile.take_back.take_all(brought, by=by)
        for one in brought.filter(pk__in=outcome.taken):
            _give_way_to_the_one_before(one)
        refused = {str(one): outcome.refused[one.pk] for one in brought if one.pk in outcome.refused}
        return Undone(sum(rows[pk] for pk in outcome.taken), refused)


def _give_way_to_the_one_before(taken_back: Reconciliation) -> None:
    Reconciliation.objects.filter(pk=taken_back.pk).update(current=False)
    same = {name: getattr(taken_back, name) for name in ("source", "area_id", "company_id")}
    others = Reconciliation.objects.filter(**same).exclude(state=Reconciliation.State.VOID)
    if taken_back.current and (before := others.order_by("pk").last()):
        Reconciliation.objects.filter(pk=before.pk).update(current=True)


class CompanyList(List):
    """A company brings its own; the district names the company, unless the district has one only."""

    kind: ClassVar[Organization.Kind]

    def examine(self, table: Table, post: Post) -> None:
        named = table.values.get("company") or [None] * len(table.rows)
        own = self._own(post)
        for index in list(table.good()):
            if post.reach is Reach.COMPANY and named[index] not in (None, own):
                table.refuse(index, "company", "company_other", "这是别的企业的户，本企业只能导入自己的名单。")
            elif own is None and named[index] is None and (index, "company") not in table.bad_cells:
                blamed = "company" if "company" in table.values else "name"
                sentence = "区内不止一家这类企业，请填写是哪一家企业的名单。"
                table.refuse(index, blamed, "missing_company", sentence)

    def company_of(self, values: Mapping[str, Any], post: Post) -> int | None:
        named: int | None = values.get("company")
        return named or self._own(post)

    def _own(self, post: Post) -> int | None:
        if post.reach is Reach.COMPANY:
            return post.organization_id
        known = Organization.objects.in_use().filter(kind=self.kind).values_list("pk", flat=True)[:2]
        return known[0] if len(known) == 1 else None


class GasList(CompanyList):
    source, kind = Source.GAS, Organization.Kind.GAS
    roles = frozenset({Role.DISTRICT_OFFICE, Role.GAS_COMPANY})


class PowerList(CompanyList):
    source, kind = Source.POWER, Organization.Kind.POWER
    roles = frozenset({Role.DISTRICT_OFFICE, Role.POWER_COMPANY})


class PaymentList(List):
    source = Source.PAYMENT
    roles = frozenset({Role.DISTRICT_OFFICE, Role.FINANCE})
