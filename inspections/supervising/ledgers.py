"""燃烧器具服务网点 as a workbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.roles import TOWN_AND_ABOVE
from core.credit_codes import is_credit_code
from core.ledgers.base import Ledger
from core.ledgers.columns import (
    Column,
    DateColumn,
    FlagsColumn,
    IdentifierColumn,
    IntegerColumn,
    PhoneColumn,
    TownColumn,
    VillageColumn,
)
from core.ledgers.context import Context
from core.ledgers.table import Table
from core.ledgers.texts import Bad, Note
from inspections.models import ServicePoint
from inspections.supervising.importing import RegisterPoints

MOST_POINTS, MOST_PEOPLE = 10**15, 1_000


@dataclass(frozen=True)
class CreditCodeColumn(IdentifierColumn):
    """18 signs, the last of which checks the others."""

    max_length: int = 18

    def plain(self, context: Context) -> Callable[[str], object]:
        return is_credit_code

    def _judged(self, text: str, mended: Note, context: Context) -> Any:
        return super()._judged(text.upper(), mended, context)

    def _fault(self, text: str) -> Bad | None:
        if is_credit_code(text):
            return None
        return Bad("wrong_credit_code", "统一社会信用代码不正确：应为 18 位，并符合校验规则。")


class ServicePointLedger(Ledger):
    name = "service_points"
    title = "燃烧器具服务网点"
    model = ServicePoint
    unit = "个网点"
    columns = (
        IntegerColumn(
            "登记号", "id", code="number", assigned=True, once=True, lowest=1, highest=MOST_POINTS, width=10,
            note="系统编定，新登记的留空。",
        ),
        Column("网点名称", "name", required=True, listed=True, max_length=80, width=24),
        Column("所属企业", "company_name", required=True, listed=True, max_length=100, width=26, aliases=("企业名称",)),
        CreditCodeColumn("统一社会信用代码", "credit_code", required=True, width=22, aliases=("信用代码",)),
        Column("品牌", "brands", required=True, listed=True, width=16, note="多个用顿号隔开。"),
        FlagsColumn(
            "器具种类", "kinds", choices=ServicePoint.Kind, required=True, listed=True, width=22,
            note="可填多项，用顿号隔开，如“采暖热水炉、灶具”。",
        ),
        Column("安装维修资质证书号", "licence_number", max_length=60, width=20, aliases=("资质证书号",)),
        DateColumn("资质有效期至", "licence_expires_on", future=True, listed=True, width=14),
        IntegerColumn("持证人员数", "certified_count", lowest=0, highest=MOST_PEOPLE, listed=True, width=11),
        Column("持证人员", "certified_names", max_length=300, width=20, note="姓名，用顿号隔开。"),
        PhoneColumn("服务电话", "phone", required=True, listed=True, mask=None, width=16, aliases=("电话",)),
        TownColumn("所属乡镇", "town", listed=True, aliases=("街镇", "乡镇")),
        VillageColumn("所属村", "village", required=True, listed=True, width=18, aliases=("村（社区）", "村")),
        Column("地址", "address", required=True, width=28),
        DateColumn("停业日期", "closed_on", listed=True, width=12, note="还在营业的不填。"),
        Column("备注", "remark", max_length=300, width=24),
    )  # fmt: skip
    keys = ("id",)
    modes = (RegisterPoints(),)
    readers = TOWN_AND_ABOVE

    @property
    def newcomer(self) -> str:
        return "新登记的网点"

    def examine(self, table: Table) -> None:
        """A certificate and its end stand together."""
        numbers, days = table.standing("licence_number"), table.standing("licence_expires_on")
        for index in list(table.good()):
            if bool(numbers[index]) != bool(days[index]):
                name = "licence_number" if "licence_number" in table.values else "licence_expires_on"
                table.refuse(index, name, "half_a_licence", "资质证书号和有效期要一起填；没有资质的，两栏都留空。")

    def describe(self, record: ServicePoint) -> str:
        return f"{record}（登记号 {record.pk}）"
