"""采暖设备需求 as a workbook: a row is a household's answer of a year."""

from __future__ import annotations

from accounts.roles import Role
from core.ledgers.base import Ledger
from core.ledgers.columns import ChoiceColumn, Column, DateColumn, NameColumn, YearColumn
from households.by_number import NUMBER, household_column
from households.models import DemandSurvey
from households.models.facts import FIRST_YEAR
from households.surveying.importing import DEVICE, EnterAnswers


class DemandSurveys(Ledger):
    name = "demand_surveys"
    title = "采暖设备需求"
    model = DemandSurvey
    lasting = False
    columns = (
        household_column(),
        YearColumn(
            "年度", "year", first=FIRST_YEAR, width=10, note="不填为今年。同一户同一年度再次导入，以后一次为准。",
        ),
        ChoiceColumn(
            "需求", "wants", choices=DemandSurvey.Wants, required=True, width=12, aliases=("需求类别", "使用需求"),
        ),
        Column(
            "设备编码", DEVICE, compact=True, max_length=40, width=16,
            note="维修、更换的是哪一台；只有一台在用设备的可以不填。",
        ),
        Column("需求说明", "description", max_length=300, width=28, aliases=("说明", "备注")),
        DateColumn("调查日期", "asked_on", width=12, note="不填为导入当日。"),
        NameColumn("调查人", "asked_by", required=True, max_length=50, width=11, aliases=("调查员", "入户人员")),
    )  # fmt: skip
    keys = (NUMBER,)
    modes = (EnterAnswers(),)
    readers = frozenset({Role.TOWN_OFFICE})
