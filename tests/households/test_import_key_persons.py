"""重点人员 by workbook: registered, put right and taken back by rows; who left comes in no more."""

from __future__ import annotations

import io
from typing import Any

import pytest

from accounts.audit import acting
from core.ledgers.base import ledger
from core.ledgers.checking import check
from core.ledgers.export import Order, export
from households.caring.workflows import CareForPerson
from households.models import Household, KeyPerson
from tests.factories import HouseholdFactory, Tree
from tests.households.conftest import TODAY, Chain
from tests.households.key_persons import State, register
from tests.households.reconciling.workbooks import bring, checked, task


@pytest.fixture
def household(tree: Tree) -> Household:
    made: Household = HouseholdFactory(village=tree.village, care=["lives_alone"])
    return made


def row(household: Household, **cells: Any) -> dict[str, Any]:
    return {"户编号": household.number, "姓名": "孙秀英", "人员类别": "独居老人、低保", "行动能力": "自理", **cells}


def test_a_workbook_registers_people(chain: Chain, household: Household) -> None:
    bring("key_persons", [row(household, 帮扶人="刘振华", 帮扶人身份="网格员", 出生年份="1948年")], chain.town)

    person = KeyPerson.objects.get()
    assert (person.household, person.kinds, person.carer_role) == (household, ["lives_alone", "low_income"], "grid")
    assert (person.birth_year, person.state, person.reviewed_on) == (1948, State.REGISTERED, TODAY)
    assert list(CareForPerson.history(person).values_list("step", flat=True)) == ["register"]


def test_a_workbook_puts_right_whom_it_names_by_his_number(chain: Chain, household: Household) -> None:
    person = register(chain, household, carer="刘振华", carer_role="grid", remark="有气喘")

    bring("key_persons", [{"登记号": person.pk, "行动能力": "卧床", "备注": "清空"}], chain.town)

    person.refresh_from_db()
    assert (person.mobility, person.remark, person.carer) == ("bedridden", "", "刘振华")


def test_who_left_comes_in_again_as_an_export_has_him_and_is_changed_no_more(
    chain: Chain, household: Household
) -> None:
    person = register(chain, household)
    CareForPerson.leave(person, by=chain.village, leave_reason="moved", left_on=TODAY)
    exported = {"登记号": person.pk, "户编号": household.number, "姓名": person.name}

    found = checked("key_persons", [exported], chain.town)
    changed = checked("key_persons", [{**exported, "行动能力": "卧床"}], chain.town)

    assert (found.findings, found.unchanged) == ([], 1)
    assert [finding.code for finding in changed.findings] == ["person_left"]


def test_what_is_exported_comes_in_again_without_a_change(chain: Chain, household: Household) -> None:
    """Phones masked as they are."""
    register(chain, household, phone="13912345678", carer="刘振华", carer_role="grid", birth_year=1948)
    file = io.BytesIO()
    with acting(chain.town):
        export(Order(ledger("key_persons"), {}), chain.town, file)

    found = check(file.getvalue(), task("key_persons", chain.town))

    assert (found.findings, found.added, found.changed, found.unchanged) == ([], [], {}, 1)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"户编号": "130102999999"}, "unknown_household"),
        ({"帮扶人": "刘振华"}, "half_a_carer"),
        ({"姓名": "已登记"}, "name_twice"),
        ({"人员类别": "富户"}, "unknown_kinds"),
        ({"联系电话": "139****5678"}, "masked_number"),
    ],
)
def test_a_row_that_cannot_be_registered_says_why(
    cells: dict[str, Any], code: str, chain: Chain, household: Household
) -> None:
    register(chain, household, name="已登记")

    found = checked("key_persons", [row(household, **cells)], chain.town)

    assert [finding.code for finding in found.findings] == [code]


def test_two_rows_of_one_name_in_a_household_are_one_too_many(chain: Chain, household: Household) -> None:
    found = checked("key_persons", [row(household), row(household)], chain.town)

    assert [(finding.row, finding.code) for finding in found.findings] == [(3, "name_twice")]


def test_what_a_workbook_wrote_is_taken_back_but_for_what_was_changed_since(chain: Chain, household: Household) -> None:
    known = register(chain, household, name="早已登记")
    rows = [row(household, 姓名="甲某"), row(household, 姓名="乙某"), {"登记号": known.pk, "行动能力": "卧床"}]
    done = bring("key_persons", rows, chain.town)
    kept = KeyPerson.objects.get(name="乙某")
    with acting(chain.village):
        kept.remark = "冬季去女儿家"
        kept.save()

    with acting(chain.town):
        undone = done.task.mode.undo(done.act, chain.town)

    known.refresh_from_db()
    assert (undone.taken_back, list(undone.refused)) == (2, [f"乙某（登记号 {kept.pk}）"])
    assert (known.mobility, KeyPerson.objects.get(name="甲某").leave_reason) == ("partly", "mistaken")


def test_a_village_brings_no_workbook(chain: Chain) -> None:
    assert ledger("key_persons").mode_for(chain.village) is None
