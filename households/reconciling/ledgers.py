"""The workbooks that are laid against the ledger, and those of meter readings (domain.md 3.11): their columns."""

from __future__ import annotations

from accounts.models import Organization
from accounts.roles import Role
from core.ledgers.base import Ledger
from core.ledgers.columns import (
    BankAccountColumn,
    ChoiceColumn,
    Column,
    DateColumn,
    IdentifierColumn,
    IdNumberColumn,
    IntegerColumn,
    NameColumn,
    NumberColumn,
    OrganizationColumn,
    TownColumn,
    VillageColumn,
    YearColumn,
)
from households.models import MeterReading, ReconciliationRow
from households.models.facts import FIRST_YEAR
from households.models.reconciliations import UsageStatus
from households.reconciling.lists import GasList, PaymentList, PowerList
from households.reconciling.readings import GasReadings, PowerReadings

TOWN = TownColumn("所属乡镇", "town", aliases=("乡镇", "街镇", "街道", "所属街镇"))
VILLAGE = VillageColumn(
    "所属村", "village", required=True, width=18, aliases=("村", "村名", "社区", "村（社区）"),
    note="村名、社区名、通称都可以；几个街镇有同名的村时请填所属乡镇。",
)  # fmt: skip
NAME = NameColumn("户主姓名", "name", required=True, max_length=50, width=11, aliases=("户主", "姓名", "用户姓名"))
ADDRESS = Column("地址", "address", width=28, aliases=("用气地址", "用电地址", "住址"))
ID_NUMBER = IdNumberColumn("身份证号", "id_number", width=22, aliases=("身份证号码", "证件号码"))
AS_OF = DateColumn("截止日期", "as_of_on", width=12, note="名单截至哪一天；不填为导入当日。")
SEASON = YearColumn(
    "采暖季", "season_year", first=FIRST_YEAR, width=10, aliases=("采暖季年份",), note="开始的那一年，如 2025。"
)
GAS_ACCOUNT = IdentifierColumn("燃气户号", "gas_account", width=16, aliases=("户号",))
GAS_USER_CODE = IdentifierColumn("燃气用户编码", "gas_user_code", width=16, aliases=("用户编码", "燃气用户编号"))
GAS_METER = IdentifierColumn("燃气表号", "gas_meter_number", width=16, aliases=("表号", "燃气表具号", "气表号"))
POWER_ACCOUNT = IdentifierColumn("电力户号", "power_account", width=16, aliases=("户号", "用电户号"))
POWER_METER = IdentifierColumn("电表号", "power_meter_number", width=16, aliases=("表号", "电表编号"))


class GasCustomers(Ledger):
    name = "gas_customers"
    title = "燃气企业用户名单"
    model = ReconciliationRow
    lasting = False
    columns = (
        GAS_ACCOUNT, GAS_USER_CODE, GAS_METER, NAME, ID_NUMBER, ADDRESS, TOWN, VILLAGE,
        ChoiceColumn("用气状态", "usage_status", choices=UsageStatus, width=10, aliases=("状态",)),
        OrganizationColumn(
            "供气企业", "company", kind=Organization.Kind.GAS, width=22, aliases=("燃气企业", "燃气公司"),
            note="由区双代办导入、区内不止一家燃气企业时必填。",
        ),
        AS_OF,
    )  # fmt: skip
    keys = ("gas_account", "gas_user_code", "gas_meter_number")
    modes = (GasList(),)
    readers = frozenset({Role.DISTRICT_OFFICE, Role.GAS_COMPANY})


class PowerCustomers(Ledger):
    name = "power_customers"
    title = "电力企业用户名单"
    model = ReconciliationRow
    lasting = False
    columns = (
        POWER_ACCOUNT, POWER_METER, NAME, ADDRESS, TOWN, VILLAGE,
        OrganizationColumn(
            "供电企业", "company", kind=Organization.Kind.POWER, width=22, aliases=("电力企业", "供电公司"),
            note="由区双代办导入、区内不止一家电力企业时必填。",
        ),
        AS_OF,
    )  # fmt: skip
    keys = ("power_account", "power_meter_number")
    modes = (PowerList(),)
    readers = frozenset({Role.DISTRICT_OFFICE, Role.POWER_COMPANY})


class Payments(Ledger):
    name = "payments"
    title = "补贴发放名单"
    model = ReconciliationRow
    lasting = False
    columns = (
        IdNumberColumn(
            "身份证号", "id_number", required=True, once=True, width=22, aliases=("身份证号码", "证件号码"),
        ),
        NAME,
        BankAccountColumn("银行账号", "bank_account", width=24, aliases=("银行卡号", "账号", "一卡通账号")),
        NumberColumn("金额(元)", "amount", lowest=0, width=12, units=("元",), aliases=("金额", "补贴金额")),
        SEASON, TOWN, VILLAGE, AS_OF,
    )  # fmt: skip
    keys = ("id_number",)
    modes = (PaymentList(),)
    readers = frozenset({Role.DISTRICT_OFFICE, Role.FINANCE})


def _reading_columns(unit: str) -> tuple[Column, ...]:
    highest = 10**9
    return (
        YearColumn(
            "采暖季", "season_year", required=True, first=FIRST_YEAR, width=10, aliases=("采暖季年份",),
            note="开始的那一年，如 2025。",
        ),
        IntegerColumn("月份", "month", lowest=1, highest=12, units=("月",), width=8, note="分月抄表的填；全季的不填。"),
        NumberColumn(
            "采暖季起始表底数", "starts_at", lowest=0, highest=highest, width=18,
            aliases=("起始表底数", "期初表底数", "上次表底数"),
        ),
        NumberColumn(
            "采暖季结束表底数", "ends_at", lowest=0, highest=highest, width=18,
            aliases=("结束表底数", "期末表底数", "本次表底数", "表底数"),
        ),
        NumberColumn(
            f"合计用量({unit})", "usage", lowest=0, highest=highest, width=14, units=(unit,),
            aliases=("合计用量", "用量", "采暖季合计用气量", "采暖季合计用电量"),
            note="不填的按两个表底数相减。",
        ),
        Column("备注", "remark", max_length=200, width=24),
    )  # fmt: skip


class GasMeterReadings(Ledger):
    name = "gas_readings"
    title = "燃气表底数"
    model = MeterReading
    lasting = False
    columns = (GAS_ACCOUNT, GAS_USER_CODE, GAS_METER, *_reading_columns("m³"))
    keys = ("gas_account", "gas_user_code", "gas_meter_number")
    modes = (GasReadings(),)
    readers = frozenset({Role.DISTRICT_OFFICE, Role.GAS_COMPANY})


class PowerMeterReadings(Ledger):
    name = "power_readings"
    title = "电表底数"
    model = MeterReading
    lasting = False
    columns = (POWER_ACCOUNT, POWER_METER, *_reading_columns("kWh"))
    keys = ("power_account", "power_meter_number")
    modes = (PowerReadings(),)
    readers = frozenset({Role.DISTRICT_OFFICE, Role.POWER_COMPANY})
