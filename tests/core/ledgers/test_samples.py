"""The city's sample workbooks: every planted fault is found where it stands, and nothing else."""

from __future__ import annotations

import csv

from accounts.models import Post
from core.ledgers.findings import Level
from households.models import Equipment, Household
from tests.core.ledgers.workbooks import DATA, checked, imported

CLEAN = DATA / "household_ledger.xlsx"
FAULTS = DATA / "household_ledger_with_faults.xlsx"
KEY = DATA / "household_ledger_with_faults.key.csv"


def test_the_clean_sample_has_no_finding_at_all(office: Post) -> None:
    found = checked(CLEAN.read_bytes(), office)

    assert found.findings == []
    assert (len(found.added), len(found.changed), found.unchanged) == (3000, 0, 0)


def test_each_planted_fault_is_found_and_nothing_else(office: Post) -> None:
    with KEY.open(encoding="utf-8") as file:
        planted = sorted((int(row["row"]), row["heading"], row["kind"], row["expect"]) for row in csv.DictReader(file))

    found = checked(FAULTS.read_bytes(), office)

    said = sorted((one.row, one.column, one.code, one.level.value) for one in found.findings)
    assert said == planted


def test_rows_with_errors_are_held_and_mended_rows_are_good(office: Post) -> None:
    found = checked(FAULTS.read_bytes(), office)

    wrong = {one.row for one in found.findings if one.level == Level.ERROR}
    assert {found.table.rows[index] for index in found.table.bad} == wrong
    assert len(found.added) == 600 - len(wrong)


def test_the_clean_sample_fills_the_ledger_and_changes_nothing_the_second_time(office: Post) -> None:
    imported(CLEAN.read_bytes(), office)

    again = checked(CLEAN.read_bytes(), office)

    assert Household.objects.count() == 3000
    assert Equipment.objects.count() == 3000
    assert (again.findings, again.added, again.changed, again.unchanged) == ([], [], {}, 3000)
