"""Properties of the numbers that name people and accounts."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.iso7064 import mod_11_2

from core.ledgers.columns.identity import check_character, id_number_fault, passes_luhn, written_either_way
from core.ledgers.texts import tidy, tidy_number

TODAY = datetime.date(2026, 11, 22)
bodies = st.builds(
    lambda area, born, order: f"{area:06d}{born:%Y%m%d}{order:03d}",
    st.integers(110000, 839999),
    st.dates(datetime.date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)


@given(bodies)
def test_a_well_formed_id_number_has_no_fault(body: str) -> None:
    assert id_number_fault(body + check_character(body), TODAY) is None


@given(bodies)
def test_the_check_character_is_the_librarys(body: str) -> None:
    assert check_character(body) == mod_11_2.calc_check_digit(body)


@given(bodies, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(body: str, place: int, add: int) -> None:
    number = body + check_character(body)
    wrong = number[:place] + str((int(number[place]) + add) % 10) + number[place + 1 :]

    assert id_number_fault(wrong, TODAY) is not None


@given(bodies, st.integers(0, 15))
def test_two_digits_changed_over_are_always_found(body: str, place: int) -> None:
    number = body + check_character(body)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert swapped == number or id_number_fault(swapped, TODAY) is not None


@given(st.text(max_size=20))
def test_any_text_is_judged_without_an_exception(text: str) -> None:
    id_number_fault(text, TODAY)


@given(st.dates(TODAY + datetime.timedelta(days=1), datetime.date(2999, 1, 1)))
def test_nobody_is_born_in_the_future(born: datetime.date) -> None:
    body = f"130199{born:%Y%m%d}001"

    assert id_number_fault(body + check_character(body), TODAY) == ("birth", "其中的出生日期不存在或还没有到。")


@given(bodies)
def test_both_ways_of_writing_lead_to_the_same_number(body: str) -> None:
    number = body + check_character(body)
    ways = written_either_way(number)

    assert ways[0] == number
    assert all(written_either_way(way)[0] == number for way in ways)


@given(st.from_regex(r"[0-9]{16,19}", fullmatch=True))
def test_luhn_is_the_librarys(number: str) -> None:
    assert passes_luhn(number) == luhn.is_valid(number)


@given(st.text(max_size=40), st.booleans())
def test_tidying_twice_is_tidying_once(text: str, compact: bool) -> None:
    once, _ = tidy(text, compact=compact)

    assert tidy(once, compact=compact) == (once, None)


@given(st.from_regex(r"[0-9]{6,20}", fullmatch=True))
def test_full_width_digits_are_the_digits(digits: str) -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in digits)

    assert tidy_number(wide)[0] == digits
    assert tidy_number(digits) == (digits, None)
