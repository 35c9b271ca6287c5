"""What is left of numbers that somebody typed, before it is logged or kept."""

from __future__ import annotations

import pytest

from accounts.hiding import without_numbers


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("130199195001010016", "**************0016"),
        ("13019919500101001X", "**************001X"),
        ("１３０１９９１９５００１０１００１６", "**************００１６"),
        ("１３０１９９１９５００１０１００１Ｘ", "**************００１Ｘ"),
        ("130199 19500101 0016", "**************0016"),
        ("138-1234-5678", "*******5678"),
        ("138 1234—5678", "*******5678"),
        ("1 3 8 1 2 3 4 5 6 7 8", "*******5678"),
        ("138\u200b12345678", "*******5678"),
        ("138****5678", "*******5678"),
        ("٠١٢٣٤٥٦٧٨٩", "******٦٧٨٩"),
        ("王建国 130199195001010016 店上村", "王建国 **************0016 店上村"),
        ("QB7654321", "QB***4321"),
        ("130199 1950-01-01 0016", "**************0016"),
        ("1950-01-01 13812345678", "***************5678"),
    ],
)
def test_of_a_long_number_the_last_four_are_kept_however_it_was_typed(typed: str, kept: str) -> None:
    assert without_numbers(typed) == kept


@pytest.mark.parametrize("typed", ["建国", "0016", "8号楼 2单元", "zjg", "幸福路12-3", "2026-5-1到期，2026.12.31换", "2014/03/01出厂", ""])
def test_what_is_no_long_number_stays(typed: str) -> None:
    assert without_numbers(typed) == typed
