"""Invented people, the same ones every time: the k-th has the k-th name, ID number, phone and account."""

from __future__ import annotations

import datetime
from decimal import Decimal

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
OF_MEN = "建国志强永军海涛树林文明福贵振华立新春生保田玉柱长顺双喜铁栓"
OF_WOMEN = "秀英桂兰淑珍玉梅凤霞丽娟春花素芬彩云红艳翠平爱琴小香月娥"
# No living person has a number of this area: the code was never given to a district.
AREA = "130198"
FIRST_BORN = datetime.date(1940, 1, 1)
DAYS = 21_185
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
# Steps that share no factor with what they go round in, so that neighbours differ and nobody comes twice.
DAY_STEP, ORDER_STEP, PHONE_STEP = 7_919, 37, 104_729
PHONES = 1_000_000_000


def name(k: int) -> str:
    """Of two characters for every sixth, else of three; a man's where the ID number is a man's."""
    given = OF_MEN if _order(k) % 2 else OF_WOMEN
    pairs = len(given) // 2
    surname = SURNAMES[k * 13 % len(SURNAMES)]
    first, second = given[k // 3 % pairs * 2], given[k // 7 % pairs * 2 + 1]
    return surname + second if k % 6 == 0 else surname + first + second


def id_number(k: int) -> str:
    """Well-formed, another one for each k below 21 million."""
    born_on = FIRST_BORN + datetime.timedelta(days=k * DAY_STEP % DAYS)
    body = f"{AREA}{born_on:%Y%m%d}{_order(k):03d}"
    return body + CHECKS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def phone(k: int) -> str:
    return f"1{'35789'[k % 5]}{k * PHONE_STEP % PHONES:09d}"


def bank_account(k: int) -> str:
    return f"622848010{k:010d}"


def heated_area(k: int) -> Decimal:
    return Decimal(55 + k * 29 % 110) + Decimal(k % 2) / 2


def _order(k: int) -> int:
    return (k // DAYS + k * DAY_STEP % DAYS * ORDER_STEP) % 1000
