"""Codes of the city's ledger workbook: statutory, so in code, with the numbers that the workbook uses."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices


class Category(IntegerChoices):
    """改造类别."""

    ELECTRIC = 1, "电代煤"
    GAS = 2, "气代煤"
    OTHER = 3, "其他清洁能源"


class Kind(IntegerChoices):
    """改造类型."""

    GAS = 1, "气代煤"
    DIRECT_BOILER = 2, "直热式电锅炉"
    STORAGE_BOILER = 3, "蓄热式电锅炉"
    WALL_BOILER = 4, "电壁挂炉"
    DIRECT_HEATER = 5, "直热式电暖器"
    STORAGE_HEATER = 6, "蓄热式电暖器"
    GRAPHENE = 7, "石墨烯"
    CONCENTRATED = 8, "聚能"
    AIR_FAN = 9, "空气源热风机"
    AIR_PUMP = 10, "空气源热泵"
    GROUND_PUMP = 11, "地源热泵"
    DISTRICT_HEATING = 12, "集中供热"
    PHOTOVOLTAIC = 13, "光伏"
    SOLAR_THERMAL = 14, "光热"
    ALCOHOL = 15, "醇基燃料"
    BIOMASS = 16, "生物质"

    @property
    def category(self) -> Category:
        if self == Kind.GAS:
            return Category.GAS
        return Category.ELECTRIC if self <= Kind.GROUND_PUMP else Category.OTHER

    @property
    def may_become(self) -> frozenset[Kind]:
        """By what a device of this kind may be replaced when it is renewed: what is not electric, also by its like."""
        return UPGRADE_TARGETS if self.category == Category.ELECTRIC else UPGRADE_TARGETS | {self}


# 热泵、“光热+”等节能设备: what an upgrade may lead to (P31).
UPGRADE_TARGETS = frozenset({Kind.AIR_FAN, Kind.AIR_PUMP, Kind.GROUND_PUMP, Kind.PHOTOVOLTAIC, Kind.SOLAR_THERMAL})
# 功率大、效果差的电暖器、电锅炉、石墨烯等: what is to be upgraded (P30).
TO_BE_UPGRADED = frozenset(kind for kind in Kind if kind.category == Category.ELECTRIC) - UPGRADE_TARGETS


class Batch(IntegerChoices):
    """改造批次."""

    NATIONAL = 1, "国家部委下达"
    PROVINCIAL = 2, "省下达"
    CITY = 3, "市级自定完成"
    CITY_SELF = 4, "市级自定-农户自改"


class SubsidyMethod(IntegerChoices):
    """发放补贴方式."""

    BANK_CARD = 1, "银行卡"
    ONE_CARD = 2, "一卡通"
    CASH = 3, "现金"
    GAS_METER = 4, "气表"
    POWER_METER = 5, "电表"

    def fits(self, category: int | None) -> bool:
        """Nobody is paid through the meter of what he does not heat with."""
        other = {SubsidyMethod.GAS_METER: Category.ELECTRIC, SubsidyMethod.POWER_METER: Category.GAS}
        return other.get(self) != category


class HouseUse(IntegerChoices):
    """房屋用途."""

    LIVING = 1, "居住"
    BUSINESS = 2, "经营"
    BOTH = 3, "商住两用"


class UserClass(IntegerChoices):
    """用户分类."""

    NORMAL = 1, "正常"
    IDLE = 2, "闲置"
    OTHER = 3, "其他"


class Status(IntegerChoices):
    """使用状态. 作废 is ours: a row that an undone import had added."""

    NORMAL = 1, "正常"
    CANCELLED = 2, "销户"
    VOID = 9, "作废"


class MeterType(IntegerChoices):
    """燃气表类型."""

    IOT = 1, "物联网"
    IC_CARD = 2, "IC卡"
    MEMBRANE = 3, "膜式"
    OTHER = 4, "其他"


class SafetyDevice(IntegerChoices):
    """安全装置配备."""

    ALARM = 1, "报警器+切断阀"
    SELF_CLOSING = 2, "自闭阀"
    BOTH = 3, "两者都有"


class Care(TextChoices):
    """重点人员 (P109)."""

    LIVES_ALONE = "lives_alone", "独居老人"
    LOW_INCOME = "low_income", "低保"
    FIVE_GUARANTEES = "five_guarantees", "五保"
    DISABLED = "disabled", "残疾"
    CHILD = "child", "留守儿童"
    ILL = "ill", "重病"


class CancelReason(TextChoices):
    """销户原因 (P54)."""

    DEMOLISHED = "demolished", "房屋拆迁"
    VACANT = "vacant", "户主去世且无人居住"
    DISTRICT_HEATING = "district_heating", "接入集中供热"
    MOVED = "moved", "迁出本村"
    VOLUNTARY = "voluntary", "农户自愿退出"
    DUPLICATE = "duplicate", "重复登记"
    OTHER = "other", "其他"
    MERGED = "merged", "并户"

    @classmethod
    def of_cancellations(cls) -> list[tuple[str, str]]:
        """A household that is merged into another is not cancelled by itself."""
        return [(value, label) for value, label in cls.choices if value != cls.MERGED]


class HouseholderReason(TextChoices):
    """户主变更原因. 更正 alone names no other person."""

    INHERITED = "inherited", "继承"
    SOLD = "sold", "买卖"
    GIVEN = "given", "赠与"
    DIVORCED = "divorced", "离异"
    WITHIN_FAMILY = "within_family", "家庭内部变更"
    CORRECTED = "corrected", "更正"
    OTHER = "other", "其他"


class DevicesGo(TextChoices):
    """What becomes of the devices of a household that is merged into another."""

    ALONG = "along", "转到存续户"
    STOPPED = "stopped", "停用"


class DataSource(TextChoices):
    """数据来源."""

    FIRST_FILLING = "first_filling", "首次建账"
    APPLICATION = "application", "申请"
    CITY = "city", "市平台"
