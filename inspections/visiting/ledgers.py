"""安检记录 as a workbook."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet

from accounts.models import Post
from core.ledgers.base import Ledger
from core.ledgers.columns import (
    ChoiceColumn,
    Column,
    DateColumn,
    IdentifierColumn,
    IntegerColumn,
    NameColumn,
    NumberColumn,
    TownColumn,
    VillageColumn,
)
from households.by_number import NUMBER, household_column
from inspections.models import Inspection, Level
from inspections.visiting.importing import PastInspections
from inspections.visiting.panels import READERS


class InspectionLedger(Ledger):
    name = "inspections"
    title = "安检记录"
    model = Inspection
    unit = "条记录"
    columns = (
        IdentifierColumn(
            "企业安检编号", "external_number", required=True, kept=True, width=18,
            note="企业自己的编号，每次安检一个；同一编号只登记一次。",
        ),
        household_column(),
        NameColumn("户主姓名", "householder", imported=False, listed=True, width=11),
        DateColumn("安检日期", "inspected_on", required=True, listed=True, width=12),
        ChoiceColumn("结果", "outcome", choices=Inspection.Outcome, required=True, listed=True, width=14),
        ChoiceColumn("类别", "kind", choices=Inspection.Kind, listed=True, width=16),
        IntegerColumn("隐患数", "found", lowest=0, highest=1000, imported=False, listed=True, width=8),
        ChoiceColumn("最高隐患等级", "worst", choices=Level, imported=False, listed=True, width=12),
        TownColumn("所属乡镇", "town", imported=False, listed=True),
        VillageColumn("所属村", "village", imported=False, listed=True, width=18),
        NameColumn("安检员", "inspector_name", required=True, listed=True, max_length=50, width=11),
        NumberColumn("燃气表读数", "meter_reading", places=2, lowest=0, highest=10**10 - 1, width=12),
        DateColumn("燃气表生产日期", "meter_made_on", width=14),
        DateColumn("采暖热水炉生产日期", "boiler_made_on", width=16),
        DateColumn("报警器有效期至", "alarm_expires_on", future=True, width=14),
        DateColumn("连接管有效期至", "hose_expires_on", future=True, width=14),
        NameColumn("签字人", "signed_by", max_length=50, width=11),
        NameColumn("见证人", "witness", max_length=50, width=11, note="拒绝安检的必填。"),
        Column("说明", "note", max_length=500, width=30),
        ChoiceColumn("来源", "source", choices=Inspection.Source, imported=False, width=10),
        ChoiceColumn("状态", "state", choices=Inspection.State, imported=False, width=8),
    )  # fmt: skip
    keys = ("external_number",)
    modes = (PastInspections(),)
    readers = READERS

    @property
    def newcomer(self) -> str:
        return "每条记录"

    def known(self, post: Post) -> QuerySet[Any]:
        return Inspection.objects.visible_to(post).filter(state=Inspection.State.FILED).exclude(external_number="")

    def records(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.annotate(**{NUMBER: F("household__number")})
