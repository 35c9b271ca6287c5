"""统一社会信用代码 as GB 32100 makes it, reckoned here anew."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.credit_codes import is_credit_code

# The standard's table: a sign's place is its value.
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PLACES = 17


def with_check(body: str) -> str:
    """C18 = MOD(31 − MOD(ΣCi × Wi, 31), 31), Wi = 3^(i−1) mod 31."""
    weighed = sum(SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + SIGNS[(31 - weighed % 31) % 31]


def signs(count: int) -> st.SearchStrategy[str]:
    return st.text(SIGNS, min_size=count, max_size=count)


codes = st.builds(
    lambda office, area, own: with_check(f"{office}{area:06d}{own}"), signs(2), st.integers(0, 999_999), signs(9)
)


@given(codes)
def test_a_code_made_by_the_standard_is_one(code: str) -> None:
    assert is_credit_code(code)


@given(codes, st.integers(0, PLACES), st.sampled_from(SIGNS))
def test_one_changed_character_is_always_found(code: str, place: int, other: str) -> None:
    assume(other != code[place])

    assert not is_credit_code(code[:place] + other + code[place + 1 :])


@given(codes, st.integers(0, PLACES), st.characters(exclude_characters=SIGNS))
def test_a_sign_that_the_standard_leaves_out_is_found(code: str, place: int, other: str) -> None:
    assert not is_credit_code(code[:place] + other + code[place + 1 :])


@given(codes, st.integers(0, PLACES - 1))
def test_two_characters_changed_over_are_always_found(code: str, place: int) -> None:
    assume(code[place] != code[place + 1])

    assert not is_credit_code(code[:place] + code[place + 1] + code[place] + code[place + 2 :])


@given(st.text(max_size=20))
def test_any_text_is_judged_without_an_exception(text: str) -> None:
    assume(len(text) != PLACES + 1)

    assert not is_credit_code(text)


@pytest.mark.parametrize("code", ["91110000600037341L", "91 110000600037341L", ""])
def test_a_known_code_is_one_as_it_is_written(code: str) -> None:
    assert is_credit_code(code) == (len(code) == PLACES + 1)
