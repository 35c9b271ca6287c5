"""台账质量: 准确 and 规范, each a set of rules that a row can break by itself (P42).

Completeness stands in households/models/completeness.py. Every rule is one bit of the generated column `faults`, kept
by PostgreSQL whoever writes the row; so a rule looks at the row's own columns alone. What is refused at entry (the
check digit of an ID number, a type of another category) needs no rule. A bit once given is never given to another rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, F, Func, IntegerField, Q, TextChoices, Value, When
from django.db.models.functions import ExtractYear
from django.db.models.lookups import GreaterThan

from households.models.choices import Category, SubsidyMethod

# Of a householder at the time of the conversion.
OLDEST = 110
SMALLEST_AREA, LARGEST_AREA = 10, 500
MOST_RESIDENTS = 20
OF_GAS = ("gas_account", "gas_user_code", "gas_meter_number")


class Group(TextChoices):
    ACCURACY = "accuracy", "准确"
    REGULARITY = "regularity", "规范"


@dataclass(frozen=True)
class Rule:
    """`says`: what is wrong with the row; `do`: what to do about it. A row without the columns that the condition
    compares does not break it."""

    bit: int
    group: Group
    says: str
    do: str
    broken: Q

    @property
    def mask(self) -> int:
        return 1 << self.bit


def _any_given(*columns: str) -> Q:
    return reduce(or_, (~Q(**{column: ""}) for column in columns))


RULES: tuple[Rule, ...] = (
    Rule(
        0, Group.ACCURACY, "出生年份不可信", "核对身份证号：改造时户主未出生，或已超过 110 岁。",
        Q(birth_year__gt=F("converted_year")) | Q(birth_year__lt=F("converted_year") - OLDEST),
    ),
    Rule(
        1, Group.ACCURACY, "采暖面积异常", "核对采暖面积：小于 10 或大于 500 平方米。",
        Q(heated_area__lt=SMALLEST_AREA) | Q(heated_area__gt=LARGEST_AREA),
    ),
    Rule(
        2, Group.ACCURACY, "不是气代煤却有燃气资料", "核对改造类别；确已不用气的，变更时清空供气企业、燃气户号和表号。",
        Q(category__in=[Category.ELECTRIC, Category.OTHER]) & (Q(gas_supplier__isnull=False) | _any_given(*OF_GAS)),
    ),
    Rule(
        3, Group.ACCURACY, "气代煤户没有燃气表号", "到户抄录燃气表号，办理变更。",
        Q(category=Category.GAS, gas_meter_number=""),
    ),
    Rule(
        4, Group.ACCURACY, "补贴方式与改造类别不符", "电代煤户不用气表、气代煤户不用电表发放补贴，请更正补贴方式。",
        Q(category=Category.ELECTRIC, subsidy_method=SubsidyMethod.GAS_METER)
        | Q(category=Category.GAS, subsidy_method=SubsidyMethod.POWER_METER),
    ),
    Rule(
        5, Group.ACCURACY, "户号与表号相同", "户号和表号是两个号码，请到户或向企业核对。",
        (Q(gas_account=F("gas_meter_number")) & ~Q(gas_account=""))
        | (Q(power_account=F("power_meter_number")) & ~Q(power_account="")),
    ),
    Rule(
        6, Group.ACCURACY, "销户早于改造", "核对销户日期和改造年份。",
        Q(converted_year__gt=ExtractYear("cancelled_on")),
    ),
    Rule(
        7, Group.ACCURACY, "常住人口异常", "核对常住人口：一户超过 20 人。",
        Q(residents__gt=MOST_RESIDENTS),
    ),
    Rule(
        8, Group.ACCURACY, "有账号没有开户人", "补填开户人姓名，补贴才能核对到人。",
        Q(bank_account_digest__isnull=False, account_name=""),
    ),
    Rule(
        9, Group.ACCURACY, "经纬度只有一个", "在地图上重新定位，经度、纬度一并填写。",
        Q(longitude__isnull=True, latitude__isnull=False) | Q(longitude__isnull=False, latitude__isnull=True),
    ),
    Rule(
        16, Group.REGULARITY, "地址重复写了上级地名", "地址只写村以下的门牌、组号，所属市、区县、街镇、村另有栏目。",
        Q(address__regex="(市|区|县|街道|镇|乡).+(村|社区)"),
    ),
    Rule(
        17, Group.REGULARITY, "地址里有空格", "去掉地址里的空格。",
        Q(address__contains=" ") | Q(address__contains="\u3000"),
    ),
    Rule(
        18, Group.REGULARITY, "户主姓名里有数字或符号", "户主姓名只写一个人的姓名，说明写在备注里。",
        Q(name__regex="[0-9０-９()（）,，、/.。*+-]"),
    ),
    Rule(
        19, Group.REGULARITY, "联系方式不合格式", "填 11 位手机号，或带区号的固定电话。",
        ~Q(phone="") & ~Q(phone__regex=r"^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})$"),
    ),
    Rule(
        20, Group.REGULARITY, "备注里写了个人号码", "身份证号、银行账号填到各自的栏里，从备注中删去。",
        Q(remark__regex=r"\d{15}"),
    ),
)  # fmt: skip


def mask_of(group: Group) -> int:
    return sum(rule.mask for rule in RULES if rule.group == group)


class Masked(Func):
    """The bits of a number that a mask has too."""

    template = "(%(expressions)s)"
    arg_joiner = " & "
    output_field = IntegerField()


def broken(mask: int) -> Q:
    """Rows that break any of the mask's rules; said so that the index of rows with any fault serves."""
    return Q(GreaterThan(Masked(F("faults"), Value(mask)), 0), faults__gt=0)


MASKS = {group: mask_of(group) for group in Group}


def broken_by(faults: int | None) -> Sequence[Rule]:
    """The rules that a row breaks; None of a version from before there were any."""
    return [rule for rule in RULES if (faults or 0) & rule.mask]


def faults() -> Any:
    """The sum of the bits of all rules that the row breaks."""
    bits = [
        Case(When(rule.broken, then=Value(rule.mask)), default=Value(0), output_field=IntegerField()) for rule in RULES
    ]
    return sum(bits[1:], start=bits[0])
