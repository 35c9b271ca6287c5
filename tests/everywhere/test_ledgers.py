"""Every ledger: its template opens, what it exports comes in again unchanged, a bad cell is named by its place."""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.audit import System, acting
from accounts.loading import load_divisions
from accounts.models import Division, Organization, Post
from accounts.roles import FACTS, Role, Tier
from core.ledgers.base import Ledger, ledgers
from core.ledgers.checking import Task, check
from core.ledgers.columns import Column
from core.ledgers.context import Context
from core.ledgers.export import Order, export
from core.ledgers.importing import import_workbook
from core.ledgers.template import template_file
from core.ledgers.texts import Bad, Doubtful, Mended
from tests.conftest import MakePost
from tests.factories import PostFactory, Tree

ROOT = Path(__file__).parents[2]
DIVISIONS = ROOT / "accounts" / "data" / "130102.csv"
SAMPLES = {"households": ROOT / "tests" / "data" / "household_ledger.xlsx"}
every_ledger = pytest.mark.parametrize("ledger", ledgers(), ids=lambda ledger: ledger.name)
every_lasting_ledger = pytest.mark.parametrize(
    "ledger", [ledger for ledger in ledgers() if ledger.lasting], ids=lambda ledger: ledger.name
)
every_column = pytest.mark.parametrize(
    "column", [column for ledger in ledgers() for column in ledger.columns], ids=lambda column: column.heading
)
cells: st.SearchStrategy[Any] = st.one_of(
    st.text(max_size=30),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
)


@pytest.fixture
def changan_office(db: None) -> Post:
    """Of the real district, with the suppliers of its sample workbook."""
    with acting(System.DEMO):
        load_divisions(DIVISIONS)
        district = Division.objects.get(code="130102")
        for name in ("示范燃气一公司", "示范燃气二公司"):
            Organization.objects.create(name=name, kind=Organization.Kind.GAS, division=district)
    return PostFactory(role=Role.DISTRICT_OFFICE, division=district)


@pytest.fixture
def officer(tree: Tree, post: MakePost) -> Post:
    return post(Role.DISTRICT_OFFICE)


def importers(ledger: Ledger, post: MakePost) -> list[Post]:
    return [post(role) for mode in ledger.modes for role in mode.roles]


@every_ledger
def test_a_template_opens_for_everyone_who_imports(ledger: Ledger, tree: Tree, post: MakePost) -> None:
    for importer in importers(ledger, post):
        sheet = openpyxl.load_workbook(template_file(ledger, importer))[ledger.title]

        columns = task(ledger, importer).columns
        assert [cell.value for cell in sheet[1]] == [column.heading for column in columns if column.imported]


@every_ledger
def test_headings_and_their_other_names_mean_one_column(ledger: Ledger) -> None:
    meant: dict[str, str] = {}
    for column in (*ledger.columns, *(column for mode in ledger.modes for column in mode.columns)):
        for spelling in column.spellings:
            assert meant.setdefault(spelling, column.name) == column.name


@every_ledger
def test_columns_and_modes_can_be_told_apart(ledger: Ledger) -> None:
    assert len({column.name for column in ledger.columns}) == len(ledger.columns)
    assert len({column.heading for column in ledger.columns}) == len(ledger.columns)
    assert len({mode.name for mode in ledger.modes}) == len(ledger.modes)
    assert set(ledger.keys) <= {column.name for column in ledger.columns}


@every_ledger
def test_who_imports_a_ledger_may_read_it(ledger: Ledger) -> None:
    assert {role for mode in ledger.modes for role in mode.roles} <= ledger.readers


@every_lasting_ledger
def test_what_goes_into_a_ledger_itself_is_confirmed_by_a_second_person(ledger: Ledger) -> None:
    for mode in ledger.modes:
        tiers = {FACTS[role].tier for role in mode.roles}
        assert mode.second_person or Tier.DISTRICT not in tiers


@every_lasting_ledger
@pytest.mark.parametrize("in_full", [False, True])
def test_what_is_exported_comes_in_again_without_a_change(ledger: Ledger, in_full: bool, changan_office: Post) -> None:
    fill(ledger, changan_office)
    file = io.BytesIO()
    with acting(changan_office):
        rows = export(Order(ledger, {}, in_full=in_full, reason="年度核对"), changan_office, file)

    found = check(file.getvalue(), task(ledger, changan_office))

    assert rows > 0
    assert (found.findings, found.added, found.changed, found.unchanged) == ([], [], {}, rows)


@every_lasting_ledger
def test_a_bad_cell_is_named_by_sheet_row_and_heading(ledger: Ledger, changan_office: Post) -> None:
    workbook = openpyxl.load_workbook(SAMPLES[ledger.name])
    sheet = workbook.worksheets[0]
    key = ledger.column(ledger.keys[-1])
    place = next(cell.column for cell in sheet[1] if cell.value == key.heading)
    sheet.cell(7, place).value = "不是号码"
    file = io.BytesIO()
    workbook.save(file)

    (finding,) = check(file.getvalue(), task(ledger, changan_office)).findings

    assert (finding.sheet, finding.row, finding.column) == (sheet.title, 7, key.heading)


@every_column
@given(cell=cells)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_stands_in_a_cell_is_judged(column: Column, cell: Any, officer: Post) -> None:
    """A value, a refusal, a mending or a doubt; never an exception."""
    assert officer.division.district is not None
    context = Context(officer.division.district, officer.division, datetime.date(2026, 11, 22))

    result = column.cleaner(context)(cell)

    if isinstance(result, (Bad, Mended, Doubtful)):
        assert result.code.isidentifier()
        assert result.message.endswith(("。", "”", "）"))


def task(ledger: Ledger, by: Post, *, locked: bool = False) -> Task:
    mode = ledger.mode_for(by)
    assert mode is not None
    return Task(ledger, mode, by, {}, locked=locked)


def fill(ledger: Ledger, by: Post) -> None:
    import_workbook(
        SAMPLES[ledger.name].read_bytes(),
        task(ledger, by, locked=True),
        approve=lambda found: not found.findings,
        why="样表",
        finish=lambda done: None,
    )
