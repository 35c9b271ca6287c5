"""The district, and the factory that all others are: rows are made in the name of System.DEMO, whoever acts in the
test."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import factory
from factory.django import DjangoModelFactory
from stdnum.iso7064 import mod_11_2

from accounts.audit import System, acting
from accounts.models import Division

PASSWORD = "Warm-homes-2026"


def id_number(sequence: int) -> str:
    """A well-formed ID number of the unassigned area 130199, another one for every sequence."""
    born_on = datetime.date(1945, 1, 1) + datetime.timedelta(days=sequence * 37 % 20000)
    body = f"130199{born_on:%Y%m%d}{(sequence + sequence // 20000) % 1000:03d}"
    return body + mod_11_2.calc_check_digit(body)


_by_the_demo: ContextVar[bool] = ContextVar("by_the_demo", default=False)


@contextmanager
def by_the_demo() -> Iterator[None]:
    """Named once for all that is made within: to name it for each row anew takes longer than to write the row."""
    if _by_the_demo.get():
        yield
        return
    token = _by_the_demo.set(True)
    try:
        with acting(System.DEMO):
            yield
    finally:
        _by_the_demo.reset(token)


class RowFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    @classmethod
    def _setup_next_sequence(cls) -> int:
        """Beyond the numbers that tests write themselves: a factory's row never has the ID number of a workbook's."""
        return 10_000

    @classmethod
    def _generate(cls, strategy: str, params: Any) -> Any:
        """With all that it brings along."""
        with by_the_demo() if strategy == factory.CREATE_STRATEGY else nullcontext():
            return super()._generate(strategy, params)


@dataclass
class Tree:
    """A city with one district, two towns of two villages each. What is `other_` lies outside the first town."""

    city: Division
    district: Division
    town: Division
    village: Division
    next_village: Division
    other_town: Division
    other_village: Division
    other_next_village: Division


def grow(parent: Division | None, code: str, name: str, level: str, **rest: Any) -> Division:
    with by_the_demo():
        return Division.objects.create(code=code, name=name, level=level, parent=parent, **rest)


@by_the_demo()
def grow_tree() -> Tree:
    level = Division.Level
    city = grow(grow(None, "13", "河北省", level.PROVINCE), "1301", "石家庄市", level.CITY)
    district = grow(city, "130102", "长安区", level.DISTRICT)
    town = grow(district, "130102100", "西兆通镇", level.TOWN, dual=True)
    other = grow(district, "130102101", "南村镇", level.TOWN, dual=True)

    def village(parent: Division, code: str, name: str) -> Division:
        return grow(parent, code, f"{name}社区居民委员会", level.COMMUNITY, alias=f"{name}村", dual=True)

    return Tree(
        city=city,
        district=district,
        town=town,
        village=village(town, "130102100204", "店上"),
        next_village=village(town, "130102100206", "西庄"),
        other_town=other,
        other_village=village(other, "130102101206", "北五女"),
        other_next_village=village(other, "130102101207", "南五女"),
    )
