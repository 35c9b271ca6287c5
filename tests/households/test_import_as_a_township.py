"""A township's workbook: its rows become applications and go the way of those filed one by one."""

from __future__ import annotations

from typing import Any

import pytest

from core.ledgers.findings import Level
from core.models import Attachment, ImportRun
from core.workflow import StepRefused
from households.documents import Document
from households.ledgers import HouseholdLedger
from households.models import Application, Household
from households.models.choices import Kind
from households.township_import import TownshipApplications
from households.workflows import AddHousehold
from tests import factories
from tests.core.ledgers.workbooks import checked, good_row, imported, said, workbook
from tests.factories import Tree
from tests.households.conftest import TODAY, Chain

State = Application.State


@pytest.fixture
def household(tree: Tree) -> Household:
    return factories.HouseholdFactory(village=tree.village, name="赵建国", phone="13800000001")


def row_of(household: Household, **cells: Any) -> dict[str, Any]:
    return {"户编号": household.number, "所属乡镇": "西兆通镇", "所属村": "店上村", **cells}


def test_a_new_row_becomes_a_submitted_addition(chain: Chain, tree: Tree) -> None:
    imported(workbook([good_row(1), good_row(2)]), chain.town)

    first, second = Application.objects.order_by("pk")
    assert {first.case, second.case} == {Application.Case.ADD}
    assert {first.state, second.state} == {State.SUBMITTED}
    assert (first.village, first.kind, first.device_brand) == (tree.village, Kind.AIR_FAN, "海尔")
    assert first.id_number == factories.id_number(1)
    assert not Household.objects.exists()


def test_a_known_row_becomes_a_change_of_what_differs(chain: Chain, household: Household) -> None:
    imported(workbook([row_of(household, 联系方式="13900000009", 备注="清空", 户主姓名="赵建国")]), chain.town)

    application = Application.objects.get()
    assert (application.case, application.household) == (Application.Case.CHANGE, household)
    assert (application.phone, application.name, application.id_number) == ("13900000009", "", None)
    assert application.state == State.SUBMITTED


def test_a_cell_that_says_so_empties_the_column(chain: Chain, tree: Tree) -> None:
    household = factories.HouseholdFactory(village=tree.village, remark="门朝南")

    imported(workbook([row_of(household, 备注="清空")]), chain.town)

    assert Application.objects.get().cleared == ["remark"]


def test_another_type_becomes_a_conversion_to_be_completed(chain: Chain, household: Household) -> None:
    imported(workbook([row_of(household, 改造类别="电代煤", 改造类型="空气源热泵")]), chain.town)

    application = Application.objects.get()
    assert (application.case, application.kind, application.state) == ("convert", Kind.AIR_PUMP, State.DRAFT)


def test_another_village_becomes_a_move(chain: Chain, household: Household, tree: Tree) -> None:
    imported(workbook([row_of(household, 所属村="西庄村")]), chain.town)

    assert Application.objects.get().moved_to == tree.next_village
    assert Application.objects.get().village == tree.village


def test_a_row_without_a_difference_becomes_nothing(chain: Chain, household: Household) -> None:
    imported(workbook([row_of(household, 户主姓名="赵建国")]), chain.town)

    assert not Application.objects.exists()


GROUNDS = {"申请理由": "原有管道已通到院门", "供气企业确认日期": "2026-11-02", "供气确认文号": "供气函〔2026〕12号"}


def gas_row(tree: Tree, **cells: Any) -> dict[str, Any]:
    supplier = factories.OrganizationFactory(gas=True, division=tree.district)
    return good_row(1, 改造类别="气代煤", 改造类型="气代煤", 供气企业=supplier.name, 燃气表号="QB1", **cells)


def test_gas_with_its_grounds_goes_all_the_way_to_an_application(chain: Chain, tree: Tree) -> None:
    content = workbook([gas_row(tree, **GROUNDS)])
    assert said(checked(content, chain.town), Level.WARNING) == []

    imported(content, chain.town)

    application = Application.objects.get()
    assert application.state == State.SUBMITTED
    assert (application.reason, application.supplier_reference) == (GROUNDS["申请理由"], GROUNDS["供气确认文号"])
    assert str(application.supplier_confirmed_on) == GROUNDS["供气企业确认日期"]


def test_gas_without_its_grounds_stays_a_draft_and_says_what_is_missing(chain: Chain, tree: Tree) -> None:
    content = workbook([gas_row(tree, 供气确认文号="供气函〔2026〕12号")])

    (told,) = [one for one in checked(content, chain.town).findings if one.level == Level.WARNING]
    imported(content, chain.town)

    assert told.message == "增户先存为草稿：请补填申请理由、供气企业确认日期后提交。"
    assert Application.objects.get().state == State.DRAFT


def test_a_conversion_with_its_grounds_is_submitted(chain: Chain, household: Household) -> None:
    device = {"设备品牌": "海尔", "设备型号": "RF-50", "安装日期": "2026-10-08", "改造年份": 2026}
    row = row_of(household, 改造类别="电代煤", 改造类型="空气源热泵", 申请理由="燃气管道拆除", **device)

    imported(workbook([row]), chain.town)

    application = Application.objects.get()
    assert (application.case, application.state, application.reason) == ("convert", State.SUBMITTED, "燃气管道拆除")


def test_a_change_takes_of_the_grounds_what_its_form_asks(chain: Chain, household: Household) -> None:
    imported(workbook([row_of(household, 备注="新", **GROUNDS)]), chain.town)

    application = Application.objects.get()
    assert (application.reason, application.supplier_reference) == (GROUNDS["申请理由"], "")


def test_grounds_alone_change_nothing(chain: Chain, household: Household) -> None:
    content = workbook([row_of(household, 备注="新")])
    imported(content, chain.town)

    found = checked(workbook([row_of(household, 户主姓名=household.name, **GROUNDS)]), chain.town)

    assert (found.findings, found.unchanged) == ([], 1)


def test_a_bad_date_of_confirmation_is_named_by_its_place(chain: Chain, tree: Tree) -> None:
    found = checked(workbook([gas_row(tree, **(GROUNDS | {"供气企业确认日期": "2099-01-01"}))]), chain.town)

    assert said(found) == [(2, "供气企业确认日期", "date_future")]


def test_the_first_filling_knows_no_grounds(chain: Chain, tree: Tree) -> None:
    found = checked(workbook([gas_row(tree, **GROUNDS)]), chain.district)

    assert {column for _, column, code in said(found, Level.WARNING) if code == "unknown_heading"} == set(GROUNDS)


def test_cancellation_is_refused(chain: Chain, household: Household) -> None:
    found = checked(workbook([row_of(household, 使用状态="销户"), good_row(3, 使用状态="销户")]), chain.town)

    assert [(row, code) for row, _, code in said(found) if code == "cancellation"] == [
        (2, "cancellation"),
        (3, "cancellation"),
    ]


def test_the_same_workbook_twice_is_refused(chain: Chain, household: Household) -> None:
    content = workbook([good_row(1), row_of(household, 联系方式="13900000009")])
    imported(content, chain.town)

    found = checked(content, chain.town)

    assert [(row, code) for row, _, code in said(found)] == [(2, "under_way"), (3, "under_way")]


def test_duplicates_are_found_at_import(chain: Chain, household: Household) -> None:
    imported(workbook([good_row(1, 户主姓名=household.name, 联系方式=household.phone)]), chain.town)

    assert Application.objects.get().duplicates.get().household == household


def test_another_townships_village_is_refused(chain: Chain) -> None:
    found = checked(workbook([good_row(1, 所属乡镇="南村镇", 所属村="北五女村")]), chain.town)

    assert said(found)


def test_one_stamped_summary_stands_for_the_documents_of_all(chain: Chain, tree: Tree) -> None:
    run = factories.ImportRunFactory(post=chain.town, area=tree.town, ledger=HouseholdLedger.name)
    with_run = _filed_with(run, chain)
    with pytest.raises(StepRefused, match="还缺材料：户主身份证"):
        AddHousehold.verify(with_run, by=chain.town, visited_on=TODAY)

    for purpose in (Document.STAMPED_SUMMARY, Document.SITE_PHOTO):
        factories.AttachmentFactory(record=run, purpose=purpose)

    assert Attachment.objects.count() == 2
    assert AddHousehold.verify(with_run, by=chain.town, visited_on=TODAY).state == State.VERIFIED


def _filed_with(run: ImportRun, chain: Chain) -> Application:
    given = {"village": chain.place, "filed_by": chain.town, "import_act": run.act}
    application = factories.ApplicationFactory(submitted=True, **given)
    return Application.objects.get(pk=application.pk)


def test_undone_it_is_withdrawn_but_for_what_was_verified(chain: Chain, tree: Tree) -> None:
    run = factories.ImportRunFactory(post=chain.town, area=tree.town, ledger=HouseholdLedger.name)
    verified, early = _filed_with(run, chain), _filed_with(run, chain)
    for purpose in (Document.STAMPED_SUMMARY, Document.SITE_PHOTO):
        factories.AttachmentFactory(record=run, purpose=purpose)
    AddHousehold.verify(verified, by=chain.town, visited_on=TODAY)

    undone = TownshipApplications().undo(run.act, chain.town)

    early.refresh_from_db()
    assert undone.taken_back == 1
    assert early.state == State.WITHDRAWN
    assert "待区初审" in undone.refused[str(verified)]


def test_a_way_of_paying_that_does_not_fit_is_refused(chain: Chain, household: Household) -> None:
    content = workbook([good_row(1, 发放补贴方式="气表"), row_of(household, 发放补贴方式="气表")])

    found = said(checked(content, chain.town))

    assert [(row, heading) for row, heading, code in found if code == "subsidy_not_of_category"] == [
        (2, "发放补贴方式"),
        (3, "发放补贴方式"),
    ]


def test_another_payee_is_told_once_and_not_refused(chain: Chain, tree: Tree) -> None:
    known = factories.HouseholdFactory(village=tree.village, name="赵建国", account_name="赵小军")
    content = workbook(
        [
            good_row(1, 户主姓名="王强", 开户人姓名="王小强"),
            row_of(known, 户主姓名="赵建国", 开户人姓名="赵小军", 备注="新"),
        ]
    )

    warned = said(checked(content, chain.town), Level.WARNING)

    assert (2, "开户人姓名", "payee_differs") in warned
    assert 3 not in {row for row, _, code in warned if code == "payee_differs"}


def test_a_cancelled_household_is_not_changed_by_a_workbook(chain: Chain, tree: Tree) -> None:
    household = factories.HouseholdFactory(village=tree.village, cancelled=True)

    changed = checked(workbook([row_of(household, 备注="新")]), chain.town)
    as_it_is = checked(workbook([row_of(household, 使用状态="销户", 户主姓名=household.name)]), chain.town)

    assert said(changed) == [(2, "户编号", "cancelled_household")]
    assert (as_it_is.findings, as_it_is.unchanged) == ([], 1)


@pytest.mark.parametrize(("heading", "cell"), [("销户日期", "2025-01-01"), ("销户原因", "房屋拆迁")])
def test_what_goes_with_a_cancellation_is_refused_too(
    chain: Chain, household: Household, heading: str, cell: str
) -> None:
    found = checked(workbook([row_of(household, **{heading: cell})]), chain.town)

    assert said(found) == [(2, heading, "cancellation")]


def test_a_move_and_another_type_in_one_row_are_refused(chain: Chain, household: Household) -> None:
    row = row_of(household, 所属村="西庄村", 改造类别="电代煤", 改造类型="空气源热泵")

    assert said(checked(workbook([row]), chain.town)) == [(2, "所属村", "move_with_conversion")]


def test_numbers_of_another_house_are_told_before_the_duplicate_is_found(chain: Chain, tree: Tree) -> None:
    elsewhere = factories.HouseholdFactory(
        village=tree.other_village, id_number=factories.id_number(7), gas_meter_number="QB0007"
    )

    found = checked(workbook([good_row(1, 身份证号=factories.id_number(7), 燃气表号="QB0007")]), chain.town)

    assert said(found) == []
    assert {(column, code) for _, column, code in said(found, Level.WARNING)} == {
        ("身份证号", "id_in_use"),
        ("燃气表号", "meter_in_use"),
    }
    assert not any(elsewhere.number in finding.message for finding in found.findings)


def test_numbers_of_another_townships_application_are_told_without_naming_it(chain: Chain, tree: Tree) -> None:
    numbers = {"id_number": factories.id_number(7), "gas_meter_number": "QB0007"}
    elsewhere = factories.ApplicationFactory(submitted=True, village=tree.other_village, **numbers)
    content = workbook([good_row(1, 身份证号=factories.id_number(7), 燃气表号="QB0007")])

    found = checked(content, chain.town)

    assert said(found) == []
    assert {(column, code) for _, column, code in said(found, Level.WARNING)} == {
        ("身份证号", "id_claimed"),
        ("燃气表号", "meter_claimed"),
    }
    names = (elsewhere.number, str(tree.other_town), str(tree.other_village), elsewhere.name)
    assert not [name for name in names for finding in found.findings if name in finding.message]


def test_a_row_like_another_townships_application_becomes_a_pair_to_be_decided(chain: Chain, tree: Tree) -> None:
    elsewhere = factories.ApplicationFactory(
        submitted=True, village=tree.other_village, id_number=factories.id_number(7)
    )

    imported(workbook([good_row(1, 身份证号=factories.id_number(7))]), chain.town)

    own = Application.objects.visible_to(chain.town).get()
    assert own.state == State.SUBMITTED
    assert own.duplicates.get().other == elsewhere


def test_another_townships_draft_claims_no_number(chain: Chain, tree: Tree) -> None:
    factories.ApplicationFactory(village=tree.other_village, id_number=factories.id_number(7))

    found = checked(workbook([good_row(1, 身份证号=factories.id_number(7))]), chain.town)

    assert found.findings == []


def test_the_households_own_application_claims_nothing_against_it(chain: Chain, household: Household) -> None:
    factories.ApplicationFactory(
        submitted=True, case="upgrade", household=household, village=household.village, gas_meter_number="QB0007"
    )

    found = checked(workbook([row_of(household, 燃气表号="QB0007")]), chain.town)

    assert "meter_claimed" not in {finding.code for finding in found.findings}


def test_a_person_alike_is_told(chain: Chain, household: Household) -> None:
    found = checked(workbook([good_row(1, 户主姓名="赵建国", 联系方式="13800000001")]), chain.town)

    assert said(found, Level.WARNING) == [(2, "户主姓名", "person_alike")]


def test_what_stays_a_draft_is_told(chain: Chain, household: Household) -> None:
    conversion = row_of(household, 改造类别="电代煤", 改造类型="空气源热泵")

    found = checked(workbook([good_row(1, 联系方式=None), conversion]), chain.town)

    assert said(found, Level.WARNING) == [(2, "联系方式", "incomplete_draft"), (3, "改造年份", "incomplete_draft")]


def test_a_row_that_changes_nothing_passes_beside_an_application_under_way(chain: Chain, household: Household) -> None:
    imported(workbook([row_of(household, 备注="新")]), chain.town)

    found = checked(workbook([row_of(household, 户主姓名=household.name)]), chain.town)

    assert (found.findings, found.unchanged) == ([], 1)


def test_another_householder_stays_a_draft_without_a_reason(chain: Chain, household: Household) -> None:
    silent, explained = (
        checked(workbook([row_of(household, 户主姓名="赵小军", 开户人姓名="赵小军", **given)]), chain.town)
        for given in ({}, {"户主变更原因": "继承"})
    )

    assert said(silent, Level.WARNING) == [(2, "户主姓名", "incomplete_draft")]
    assert said(explained, Level.WARNING) == []
