"""Names found by any part of them, by their spelling and their initials."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from core.search import grams_filter, initials_of, pinyin_of
from households.models import Household
from tests.factories import HouseholdFactory, Tree

NAMES = ["王建国", "李国强", "赵建", "欧阳建国", "国建"]


@pytest.fixture
def households(tree: Tree) -> None:
    for name in NAMES:
        HouseholdFactory(village=tree.village, name=name)


def found(text: str) -> set[str]:
    return set(Household.objects.filter(grams_filter("name", text)).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("建国", {"王建国", "欧阳建国"}),
        ("国", {"王建国", "李国强", "欧阳建国", "国建"}),
        (" 强 ", {"李国强"}),
        ("阳建国", {"欧阳建国"}),
        ("建建国", set()),
        ("欧阳国", set()),
        ("没有", set()),
        ("%", set()),
        ("_建", set()),
        ("", set(NAMES)),
    ],
)
def test_any_part_of_a_name_finds_it(households: None, text: str, names: set[str]) -> None:
    assert found(text) == names


@pytest.mark.django_db
@given(
    words=st.text(st.sampled_from("王李建国 a村"), max_size=12),
    text=st.text(st.sampled_from("王李建国 a"), min_size=1, max_size=4),
)
def test_the_index_never_misses_what_is_there(words: str, text: str) -> None:
    """A text that stands in the words has all its grams among theirs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_grams(%s) @> %s::text[]", [words, grams(text)])
        [narrowed] = cursor.fetchone()

    assert narrowed or text not in words


def grams(text: str) -> list[str]:
    return [text[place : place + 2] for place in range(len(text) - 1)] or [text]


@pytest.mark.parametrize(
    ("name", "spelling", "initials"),
    [
        ("李建国", "li jian guo", "ljg"),
        ("单雄信", "shan xiong xin", "sxx"),
        ("曾国藩", "zeng guo fan", "zgf"),
        ("仇和", "qiu he", "qh"),
        ("王单", "wang dan", "wd"),
        (" 张 三 ", "zhang san", "zs"),
        ("吕布", "lv bu", "lb"),
        ("阿A强", "a a qiang", "aaq"),
        ("", "", ""),
    ],
)
def test_names_are_spelled_as_people_say_them(name: str, spelling: str, initials: str) -> None:
    assert (pinyin_of(name), initials_of(name)) == (spelling, initials)


def test_an_unknown_character_stands_for_itself() -> None:
    assert pinyin_of("王🏠") == "wang 🏠"
