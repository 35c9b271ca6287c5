"""燃烧器具服务网点 by workbook: a township registers its points together (P104)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence

from accounts.models import Division, Post
from accounts.roles import Role
from core.chunks import chunks
from core.files.attachments import attachments_of
from core.ledgers.base import Addition, Alteration, Mode, Undone, Writing
from core.ledgers.table import Table
from core.ledgers.undo import added_by, touched_since
from inspections.models import ServicePoint

CHUNK = 1_000
ONCE = ("credit_code", "village", "name")
CHANGED = "导入之后又有改动。"
IN_USE = "已安排过检查或上传过材料，不能撤销；停业的请填停业日期。"


class RegisterPoints(Mode):
    name = "service_points"
    title = "登记服务网点"
    roles = frozenset({Role.TOWN_GAS_OFFICE})

    def examine(self, table: Table, post: Post) -> None:
        _refuse_what_is_known(table)
        _refuse_twins(table)

    def write(self, additions: Iterable[Addition], alterations: Iterable[Alteration], writing: Writing) -> None:
        done = 0
        for added in chunks(additions, CHUNK):
            ServicePoint.objects.bulk_create(_points(added))
            done += len(added)
            writing.progress(done)

    def undo(self, act: uuid.UUID, by: Post) -> Undone:
        """Those that it registered are gone again, but for those with which something was done."""
        touched = touched_since(ServicePoint, act)
        added = ServicePoint.objects.filter(pk__in=added_by(ServicePoint, act))
        kept = [one for one in added if one.pk in touched or _in_use(one)]
        gone, _ = added.exclude(pk__in=[one.pk for one in kept]).delete()
        why = {one: CHANGED if one.pk in touched else IN_USE for one in kept}
        return Undone(gone, {f"{one}（登记号 {one.pk}）": sentence for one, sentence in why.items()})


def _in_use(point: ServicePoint) -> bool:
    return point.visits.exists() or attachments_of(point).exists()


def _refuse_what_is_known(table: Table) -> None:
    """As an export has it, it passes."""
    for index in list(table.good()):
        if table.known[index] is not None and any(table.differs(index, name) for name in table.values):
            sentence = "这个网点已登记，不能用表格修改；要改的，请在它的页面上点“修改”。"
            table.refuse(index, "id", "known_point", sentence)


def _refuse_twins(table: Table) -> None:
    """One point of a name a company and village; the constraint says the same."""
    whole = list(zip(*(table.standing(name) for name in ONCE), strict=True))
    claiming = [index for index in table.good() if table.known[index] is None]
    codes = {whole[index][0] for index in claiming}
    known = set(ServicePoint.objects.filter(credit_code__in=codes).order_by().values_list(*ONCE))
    for index in claiming:
        if whole[index] in known:
            sentence = "这家企业在这个村（社区）的同名网点已经登记了，不再重复登记。"
            table.refuse(index, "name" if "name" in table.values else "credit_code", "point_twice", sentence)
        known.add(whole[index])


def _points(rows: Sequence[Addition]) -> Iterator[ServicePoint]:
    villages = Division.objects.in_bulk({row.values["village"] for row in rows})
    for row in rows:
        given = {name: value for name, value in row.values.items() if value is not None and name not in ("id", "town")}
        point = ServicePoint(**{**given, "village": villages[row.values["village"]]})
        point.place()
        yield point
