"""重点人员台账 as a workbook."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet

from core.ledgers.base import Ledger
from core.ledgers.columns import (
    ChoiceColumn,
    Column,
    DateColumn,
    FlagsColumn,
    IntegerColumn,
    NameColumn,
    PhoneColumn,
    TownColumn,
    VillageColumn,
    YearColumn,
)
from core.ledgers.table import Table
from households.by_number import NUMBER, household_column
from households.caring.importing import RegisterPeople
from households.caring.workflows import READERS
from households.models import KeyPerson
from households.models.choices import Care
from households.models.key_persons import FIRST_BORN

MOST = 10**15


class KeyPersonLedger(Ledger):
    name = "key_persons"
    title = "重点人员台账"
    model = KeyPerson
    unit = "人"
    columns = (
        IntegerColumn(
            "登记号", "id", code="number", assigned=True, once=True, lowest=1, highest=MOST, width=10,
            note="系统编定。新登记的留空；填了登记号的行按它认人。",
        ),
        household_column(),
        NameColumn("姓名", "name", required=True, listed=True, max_length=50, width=11, aliases=("重点人员姓名",)),
        FlagsColumn(
            "人员类别", "kinds", choices=Care, required=True, listed=True, width=18, aliases=("类别", "重点人员类别"),
            note="可填多项，用顿号隔开，如“独居老人、低保”。",
        ),
        YearColumn("出生年份", "birth_year", first=FIRST_BORN, width=10, aliases=("出生年",)),
        PhoneColumn("联系电话", "phone", listed=True, width=15, aliases=("本人电话", "电话")),
        ChoiceColumn("行动能力", "mobility", choices=KeyPerson.Mobility, required=True, listed=True, width=10),
        NameColumn("紧急联系人", "contact_name", max_length=50, width=12, aliases=("联系人", "紧急联系人姓名")),
        Column("与本人关系", "contact_relation", max_length=20, width=12, aliases=("关系",)),
        PhoneColumn("紧急联系人电话", "contact_phone", code="contact_phone", width=16, aliases=("联系人电话",)),
        NameColumn("帮扶人", "carer", listed=True, max_length=50, width=11, aliases=("帮扶人姓名",)),
        ChoiceColumn("帮扶人身份", "carer_role", choices=KeyPerson.CarerRole, listed=True, width=12),
        PhoneColumn("帮扶人电话", "carer_phone", code="carer_phone", width=15),
        Column("备注", "remark", max_length=300, width=24),
        TownColumn("所属乡镇", "town", imported=False, listed=True),
        VillageColumn("所属村", "village", imported=False, listed=True, width=18),
        ChoiceColumn("状态", "state", choices=KeyPerson.State, imported=False, listed=True, width=16),
        DateColumn("最近复核日期", "reviewed_on", imported=False, listed=True, width=14),
        DateColumn("迁出日期", "left_on", imported=False, width=12),
        ChoiceColumn("迁出原因", "leave_reason", choices=KeyPerson.LeaveReason, imported=False, width=14),
    )  # fmt: skip
    keys = ("id",)
    modes = (RegisterPeople(),)
    readers = READERS

    @property
    def newcomer(self) -> str:
        return "新登记的人"

    def records(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.annotate(**{NUMBER: F("household__number")})

    def examine(self, table: Table) -> None:
        _refuse_half_a_carer(table)

    def describe(self, record: KeyPerson) -> str:
        return f"{record}（登记号 {record.pk}）"


def _refuse_half_a_carer(table: Table) -> None:
    """Name and role stand together; a phone alone is nobody's."""
    whole = zip(*(table.standing(name) for name in ("carer", "carer_role", "carer_phone")), strict=True)
    for index, (carer, role, phone) in enumerate(whole):
        if (role or phone) and not carer or carer and not role:
            name = next(one for one in ("carer", "carer_role", "carer_phone") if one in table.values)
            table.refuse(index, name, "half_a_carer", "帮扶人须写明姓名和身份；还没有的，三栏都留空。")
