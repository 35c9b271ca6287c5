"""市级回执: the city's workbook, laid against the rows that were sent (P57, P176).

It comes in as every workbook does: read, checked, mended in the browser, confirmed by a second officer. Writing it
notes what the city said of each row; then a job carries it out (carrying_out.py).
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from accounts.models import Division, Post
from accounts.roles import Role
from core.ledgers.base import Addition, Alteration, Ledger, Mode, Undone, Writing
from core.ledgers.columns import (
    ChoiceColumn,
    Column,
    DistrictColumn,
    IdNumberColumn,
    IntegerColumn,
    NameColumn,
    TownColumn,
    VillageColumn,
)
from core.ledgers.table import Table
from core.ledgers.texts import squeeze
from core.ledgers.writing import update_in
from households.models import CityExchange, CityExchangeRow, StrangeReply
from households.reporting.carrying_out import Standing, Verdict
from households.reporting.packaging import start_carrying_out

# What the city writes of a row; everything else is a value that may differ from ours.
ANSWER = ("verdict", "opinion")
SPELLED = {
    Verdict.PASSED: ("审核通过", "已通过", "合格", "同意"),
    Verdict.RETURNED: ("退回", "退回整改", "待修改"),
    Verdict.REJECTED: ("未通过", "审核不通过", "驳回", "已驳回", "不合格", "不同意"),
}


class VerdictColumn(ChoiceColumn):
    """In the words of the platform, which has several for each."""

    def _by_spelling(self) -> dict[str, Any]:
        others = {squeeze(word): verdict.value for verdict, words in SPELLED.items() for word in words}
        return super()._by_spelling() | others


class CityReply(Mode):
    name = "city_reply"
    title = "市级回执"
    roles = frozenset({Role.DISTRICT_OFFICE})
    # The city's word moves the ledger: what is read out of its sheet is looked at by two.
    second_person = True

    def closed(self, post: Post) -> str:
        waiting = CityExchange.objects.visible_to(post).filter(state=CityExchange.State.UNDER_REVIEW)
        return "" if waiting.exists() else "没有审核中的报送包，收到市级回执之前请先提交报送。"

    def why_not_undo(self, post: Post) -> str:
        return "回执已据以办理，不能整批撤销；有误的请逐件办理。"

    def examine(self, table: Table, post: Post) -> None:
        """A reply is of one package; one that knows none of our rows is no reply."""
        packages = _packages_of(table)
        if not packages:
            for index in list(table.good()):
                table.refuse(
                    index, next(iter(table.values)), "unknown_package", "这份表里没有一行是审核中的报送包里的。"
                )
            return
        [(meant, _)] = Counter(packages.values()).most_common(1)
        for index, package in packages.items():
            if package != meant:
                table.refuse(index, _blamed(table), "another_package", "这一行属于另一个报送包，请分开导入。")

    def write(self, additions: Iterable[Addition], alterations: Iterable[Alteration], writing: Writing) -> None:
        altered = list(alterations)
        if not altered:
            return
        exchange = CityExchange.objects.get(sent=altered[0].record_id)
        update_in(CityExchangeRow, {one.record_id: _said(one) for one in altered})
        StrangeReply.objects.bulk_create(_strange(exchange, one) for one in additions)
        writing.progress(len(altered))
        exchange.job = start_carrying_out(exchange, writing.post)
        exchange.save(update_fields=["job"])

    def undo(self, act: uuid.UUID, by: Post) -> Undone:
        """Never: see `why_not_undo`."""
        return Undone()


def _packages_of(table: Table) -> dict[int, int]:
    """Of each known row its package."""
    known = {index: row.pk for index in table.good() if (row := table.known[index]) is not None}
    rows = CityExchangeRow.objects.filter(pk__in=list(known.values()))
    packages = dict(rows.values_list("pk", "exchange"))
    return {index: packages[pk] for index, pk in known.items()}


def _blamed(table: Table) -> str:
    return next(name for name in ("id_number", "row_number") if name in table.values)


def _said(one: Alteration) -> dict[str, Any]:
    answer = {name: one.changes[name][1] or "" for name in ANSWER if name in one.changes}
    return answer | {"differences": dict(_differences(one))}


def _differences(one: Alteration) -> Iterator[tuple[str, list[str]]]:
    for name, (ours, theirs) in one.changes.items():
        if name not in ANSWER:
            column = CityReplyLedger.columns_by_name[name]
            yield column.heading, [_shown(column, ours), _shown(column, theirs)]


def _shown(column: Column, value: Any) -> str:
    if isinstance(column, TownColumn | VillageColumn) and value:
        return str(Division.objects.get(pk=value))
    return column.shown(value)


def _strange(exchange: CityExchange, one: Addition) -> StrangeReply:
    verdict = one.values.get("verdict")
    said = str(Verdict(verdict).label) if verdict else ""
    return StrangeReply(
        exchange=exchange,
        row=one.row,
        name=one.values.get("name", ""),
        said=said,
        opinion=one.values.get("opinion", ""),
    )


class CityReplyLedger(Ledger):
    """Rows as they were sent; of a reply either on the ledger's template or on the sheet of adjustments."""

    name = "city_reply"
    title = "市级回执"
    model = CityExchangeRow
    columns = (
        IntegerColumn("序号", "row_number", lowest=1, highest=1_000_000, listed=True, width=8),
        DistrictColumn("所属市", "city", level=Division.Level.CITY, aliases=("市",)),
        DistrictColumn("所属区县", "district", level=Division.Level.DISTRICT, aliases=("区县",)),
        TownColumn("所属乡镇", "town", listed=True, aliases=("乡镇",)),
        VillageColumn("所属村", "village", listed=True, aliases=("所属村名称", "村")),
        NameColumn("户主姓名", "name", max_length=50, listed=True, aliases=("原户主姓名",)),
        IdNumberColumn("身份证号", "id_number", listed=True, width=22, aliases=("原身份证号", "身份证号码")),
        VerdictColumn(
            "审核结果", "verdict", choices=Verdict, listed=True, aliases=("审核结论", "审核状态", "市级审核结果"),
        ),
        Column(
            "审核意见", "opinion", max_length=300, width=30, listed=True,
            aliases=("意见", "驳回原因", "退回原因", "审核说明"),
        ),
    )  # fmt: skip
    columns_by_name = {column.name: column for column in columns}
    keys = ("id_number", "row_number")
    modes = (CityReply(),)
    readers = frozenset({Role.DISTRICT_OFFICE, Role.CITY_OFFICE})

    def known(self, post: Post) -> QuerySet[Any]:
        return CityExchangeRow.objects.visible_to(post).filter(standing=Standing.SENT)
