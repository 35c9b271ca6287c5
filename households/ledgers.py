"""确户台账 as a workbook: its columns, under the names of the city's template and of everyday use (domain.md 7.1)."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from accounts.models import Division, Organization, Post
from accounts.roles import LEDGER_READERS, Role
from core.ledgers.base import Ledger
from core.ledgers.columns import (
    BankAccountColumn,
    ChoiceColumn,
    Column,
    DateColumn,
    DistrictColumn,
    FlagsColumn,
    IdentifierColumn,
    IdNumberColumn,
    IntegerColumn,
    NameColumn,
    NumberColumn,
    OrganizationColumn,
    PhoneColumn,
    TownColumn,
    VillageColumn,
    YearColumn,
)
from core.ledgers.table import Table
from households.caring import ledgers as caring  # noqa: F401 - registers its list
from households.consistency import judge_subsidy
from households.first_filling import FirstFillingOfLedger
from households.models import Equipment, Household
from households.models.choices import (
    Batch,
    CancelReason,
    Care,
    Category,
    DataSource,
    HouseUse,
    Kind,
    MeterType,
    SafetyDevice,
    Status,
    SubsidyMethod,
    UserClass,
)
from households.models.facts import FIRST_YEAR, MAX_AREA
from households.reconciling import ledgers as reconciling  # noqa: F401 - registers its lists
from households.surveying import ledgers as surveying  # noqa: F401 - registers its list
from households.township_import import TownshipApplications

PLACE: tuple[Column, ...] = (
    IdentifierColumn(
        "户编号", "number", code="number", assigned=True, once=True, listed=True, width=17,
        aliases=("台账编号",), note="系统编定。新户留空；填了户编号的行按它认户。",
    ),
    DistrictColumn("所属市", "city", level=Division.Level.CITY, kept=True, aliases=("市", "地市")),
    DistrictColumn(
        "所属区县", "district", level=Division.Level.DISTRICT, kept=True, aliases=("区县", "县区", "所属县区"),
    ),
    TownColumn(
        "所属乡镇", "town", required=True, listed=True,
        aliases=(
            "乡镇", "街镇", "所属街镇", "街道", "所属街道", "乡镇（街道）", "所属乡镇（街道）",
            "乡镇/街道", "所属乡镇/街道",
        ),
    ),
    VillageColumn(
        "所属村", "village", required=True, listed=True, width=18,
        aliases=(
            "所属村名称", "村", "村名", "村名称", "社区", "村（社区）", "所属村（社区）", "所属社区", "行政村",
            "村/社区", "所属村/社区",
        ),
        note="村名、社区名、通称都可以；先选乡镇再选村。",
    ),
    Column("地址", "address", required=True, width=28, aliases=("住址", "详细地址", "家庭住址", "安装地址")),
)  # fmt: skip

PERSON: tuple[Column, ...] = (
    NameColumn(
        "户主姓名", "name", required=True, listed=True, max_length=50, width=11,
        aliases=("姓名", "户主", "农户姓名"),
    ),
    IdNumberColumn(
        "身份证号", "id_number", required=True, once=True, listed=True, width=22,
        aliases=("身份证号码", "户主身份证号", "公民身份号码", "身份证", "户主身份证号码", "户主身份证", "证件号码"),
        note="18 位，最后一位可以是 X。没有户编号时按身份证号认户。",
    ),
    PhoneColumn(
        "联系方式", "phone", listed=True, width=15,
        aliases=("联系电话", "电话", "手机", "手机号", "手机号码", "户主电话"),
        note="11 位手机号，或 0311-85012345 式的固定电话。",
    ),
)  # fmt: skip

CONVERSION: tuple[Column, ...] = (
    NumberColumn(
        "采暖面积(㎡)", "heated_area", code="area", required=True, listed=True, highest=MAX_AREA, width=12,
        units=("㎡", "m²", "m2", "平方米", "平方", "平米", "平"), aliases=("采暖面积", "取暖面积", "供暖面积", "面积"),
    ),
    YearColumn(
        "改造年份", "converted_year", code="year", required=True, listed=True, first=FIRST_YEAR, width=10,
        aliases=("改造年限", "改造年限(年份)", "改造年度", "改造时间"),
    ),
    ChoiceColumn("改造类别", "category", required=True, choices=Category, width=12, listed=True),
    ChoiceColumn("改造类型", "kind", code="type", required=True, choices=Kind, width=16, listed=True),
    ChoiceColumn("改造批次", "batch", required=True, choices=Batch, width=18),
    ChoiceColumn("发放补贴方式", "subsidy_method", choices=SubsidyMethod, width=14, aliases=("补贴方式",)),
    BankAccountColumn(
        "银行账号", "bank_account", width=24, aliases=("银行卡号", "账号", "一卡通账号", "银行账户", "补贴账号"),
        note="16 至 19 位数字。",
    ),
    NameColumn("开户人姓名", "account_name", max_length=50, width=12, aliases=("开户人", "开户名", "户名")),
    ChoiceColumn("房屋用途", "house_use", required=True, choices=HouseUse, width=12),
    ChoiceColumn("用户分类", "user_class", required=True, choices=UserClass, width=10),
    ChoiceColumn(
        "使用状态", "status", choices=Status, given_by_system=(Status.VOID,), kept=True, width=10, listed=True,
        note="留空为正常。销户只能在首次建账时导入，平时请办理销户申请。",
    ),
    DateColumn("销户日期", "cancelled_on", width=12),
    ChoiceColumn("销户原因", "cancel_reason", choices=CancelReason, width=16),
)  # fmt: skip

SUPPLY: tuple[Column, ...] = (
    OrganizationColumn(
        "供气企业", "gas_supplier", code="supplier", kind=Organization.Kind.GAS, width=22,
        aliases=("燃气企业", "燃气公司", "供气单位", "供气公司"),
    ),
    IdentifierColumn("燃气户号", "gas_account", width=16),
    IdentifierColumn("燃气用户编码", "gas_user_code", width=16, aliases=("燃气用户编号",)),
    IdentifierColumn(
        "燃气表号", "gas_meter_number", code="meter", once=True, width=16, aliases=("燃气表具号", "气表号"),
    ),
    ChoiceColumn("燃气表类型", "gas_meter_type", choices=MeterType, width=12),
    ChoiceColumn("安全装置配备", "safety_device", choices=SafetyDevice, width=16, aliases=("安全装置",)),
    IdentifierColumn("电力户号", "power_account", width=16, aliases=("用电户号",)),
    IdentifierColumn("电表号", "power_meter_number", width=16, aliases=("电表编号",)),
)  # fmt: skip

DEVICE: tuple[Column, ...] = (
    Column("设备编码", "device_code", compact=True, max_length=40),
    Column("生产厂家", "device_maker", max_length=60, width=20, aliases=("厂家", "设备厂家")),
    Column("设备品牌", "device_brand", max_length=40, aliases=("品牌",)),
    Column("设备型号", "device_model", max_length=60, aliases=("型号", "规格型号")),
    NumberColumn(
        "额定功率(kW)", "device_power", code="power", highest=9999, width=12,
        units=("kW", "千瓦"), aliases=("功率", "功率(kW)"),
    ),
    Column("能效等级", "device_efficiency", max_length=10, width=10),
    IntegerColumn(
        "额定电压(V)", "device_voltage", code="voltage", lowest=1, highest=1000,
        units=("V", "伏"), width=12,
    ),
    NumberColumn(
        "运行噪声(dB)", "device_noise", code="noise", places=1, highest=200, width=12,
        units=("dB", "分贝"),
    ),
    DateColumn("生产日期", "device_made_on", width=12),
    IntegerColumn(
        "使用年限(年)", "device_service_years", code="service_years",
        lowest=1, highest=50, units=("年",), width=12,
    ),
    DateColumn("安装日期", "device_installed_on", width=12),
    DateColumn("投运日期", "device_commissioned_on", width=12),
    DateColumn(
        "质保到期日", "device_warranty_until", future=True, width=12,
        aliases=("质保期至", "质保到期"),
    ),
    Column("安装单位", "device_installer", max_length=60, width=20),
)  # fmt: skip

REST: tuple[Column, ...] = (
    IntegerColumn("常住人口", "residents", lowest=0, highest=99, units=("口人", "人", "口"), width=10),
    FlagsColumn("重点人员", "care", choices=Care, width=18, note="可填多项，用顿号隔开，如“独居老人、低保”。"),
    NumberColumn("经度", "longitude", places=6, lowest=73, highest=136, width=12),
    NumberColumn("纬度", "latitude", places=6, lowest=3, highest=54, width=12),
    Column("备注", "remark", max_length=500, width=24),
    ChoiceColumn("数据来源", "data_source", choices=DataSource, imported=False, width=12),
    IntegerColumn("完整度(%)", "completeness", imported=False, width=10),
)  # fmt: skip


class HouseholdLedger(Ledger):
    name = "households"
    title = "确户台账"
    model = Household
    columns = (*PLACE, *PERSON, *CONVERSION, *SUPPLY, *DEVICE, *REST)
    keys = ("number", "id_number")
    prefers = "status"
    modes = (FirstFillingOfLedger(), TownshipApplications())
    foremost = True
    readers = LEDGER_READERS | {Role.SAFETY_OFFICER}

    def records(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """With the columns of the newest device in use; of rows of the past, of the device that was newest then."""
        if moment := getattr(queryset, "moment", None):
            return _with_past_device(queryset, moment)
        in_use = Equipment.objects.in_use().filter(household=OuterRef("pk"))
        newest = Q(equipment__pk=Subquery(in_use.order_by("-pk").values("pk")[:1]))
        described = {column.name: F(f"device__{column.name}") for column in DEVICE}
        return queryset.alias(device=FilteredRelation("equipment", condition=newest)).annotate(**described)

    def known(self, post: Post) -> QuerySet[Any]:
        return Household.objects.visible_to(post).exclude(status=Status.VOID)

    def examine(self, table: Table) -> None:
        judge_subsidy(table)
        _refuse_another_town(table)
        _refuse_kind_of_another_category(table)


def _refuse_another_town(table: Table) -> None:
    """The village says the town; a town alone that is not the known household's contradicts the ledger."""
    villages = table.values.get("village") or [None] * len(table.rows)
    for index, town in enumerate(table.values.get("town", ())):
        known = table.known_value(index, "town")
        if isinstance(town, int) and villages[index] is None and known not in (None, town):
            sentence = "与台账中这户所在的街镇不同；户要迁到别的村，请填写所属村。"
            if (index, "village") not in table.bad_cells:
                table.refuse(index, "town", "village_wrong_town", sentence)


def _refuse_kind_of_another_category(table: Table) -> None:
    """改造类型 belongs to its 改造类别."""
    if "kind" not in table.values and "category" not in table.values:
        return
    blamed = "kind" if "kind" in table.values else "category"
    pairs = zip(table.standing("category"), table.standing("kind"), strict=True)
    for index, (category, kind) in enumerate(pairs):
        if category and kind and Kind(kind).category != category:
            right = Kind(kind).category.label
            sentence = f"“{Kind(kind).label}”不属于“{Category(category).label}”，它的改造类别是“{right}”。"
            table.refuse(index, blamed, "type_not_of_category", sentence)


def _with_past_device(queryset: QuerySet[Any], moment: datetime.datetime) -> QuerySet[Any]:
    """Column by column: a filtered relation joins the table as it is now."""
    then = Equipment.objects.as_of(moment).in_use().filter(household=OuterRef("pk"))
    newest = then.order_by("-pk")
    return queryset.annotate(**{column.name: Subquery(newest.values(column.name)[:1]) for column in DEVICE})
