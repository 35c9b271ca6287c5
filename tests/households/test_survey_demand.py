"""采暖设备需求: what electric households want of their devices, asked once a year (P34)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from accounts.audit import acting
from accounts.models import Post
from accounts.roles import Role
from core.figures.areas import Area
from core.figures.sheets import Asked, Cell
from households.documents import Document
from households.models import DemandSurvey, Equipment, Household
from households.surveying import figures
from households.workflows import ChangeHousehold
from tests.conftest import ClientOf, MakePost
from tests.factories import DemandSurveyFactory, EquipmentFactory, HouseholdFactory, Tree
from tests.households.conftest import TODAY, Chain, attach
from tests.households.reconciling.workbooks import bring, checked

YEAR = TODAY.year
LIST = reverse("demand-surveys-list")
NEW = reverse("demand-surveys-new")


@pytest.fixture
def household(tree: Tree) -> Household:
    made: Household = HouseholdFactory(village=tree.village)
    return made


@pytest.fixture
def device(household: Household) -> Equipment:
    made: Equipment = EquipmentFactory(household=household, device_code="RF0001")
    return made


def sent(browser: Client, household: Household, **said: Any) -> Any:
    usual = {"household": household.pk, "year": YEAR, "wants": "nothing", "asked_on": TODAY, "asked_by": "王建国"}
    return browser.post(f"{NEW}?household={household.pk}", {**usual, **said})


def test_the_village_enters_what_a_household_wants(
    chain: Chain, household: Household, device: Equipment, client_of: ClientOf
) -> None:
    sent(client_of(chain.village), household, wants="repair", equipment=device.pk, description="压缩机异响")

    answer = DemandSurvey.objects.get()
    assert (answer.household, answer.wants, answer.equipment) == (household, "repair", device)
    assert (answer.village, answer.entered_by) == (household.village, chain.village)


def test_a_household_answers_once_a_year(chain: Chain, household: Household, client_of: ClientOf) -> None:
    browser = client_of(chain.village)
    sent(browser, household)

    again = sent(browser, household, wants="repair")
    sent(browser, household, year=YEAR - 1)

    assert "这户这一年度已有答复，请修改那一条" in again.content.decode()
    assert sorted(DemandSurvey.objects.values_list("year", "wants")) == [(YEAR - 1, "nothing"), (YEAR, "nothing")]


@pytest.mark.parametrize(
    ("facts", "sentence"), [({"gas": True}, "不是电代煤户"), ({"cancelled": True}, "已经销户")], ids=["gas", "gone"]
)
def test_only_who_heats_with_electricity_is_asked(
    facts: dict[str, Any], sentence: str, chain: Chain, tree: Tree, client_of: ClientOf
) -> None:
    other = HouseholdFactory(village=tree.village, **facts)

    answer = sent(client_of(chain.village), other)

    assert sentence in answer.content.decode()
    assert not DemandSurvey.objects.exists()


def test_nobody_was_asked_tomorrow(chain: Chain, household: Household, client_of: ClientOf) -> None:
    answer = sent(client_of(chain.village), household, asked_on=TODAY + datetime.timedelta(days=1))

    assert "日期不能晚于今天" in answer.content.decode()


def test_another_households_device_is_not_offered(
    chain: Chain, household: Household, tree: Tree, client_of: ClientOf
) -> None:
    other = EquipmentFactory(household=HouseholdFactory(village=tree.village))

    sent(client_of(chain.village), household, wants="repair", equipment=other.pk)

    assert not DemandSurvey.objects.exists()


def test_a_device_belongs_to_a_repair_or_a_replacement(household: Household, device: Equipment) -> None:
    with pytest.raises(IntegrityError, match="demand_survey_of_a_device"), transaction.atomic():
        DemandSurveyFactory(household=household, equipment=device)


def test_an_answer_is_changed_by_the_office_that_entered_it(
    chain: Chain, household: Household, client_of: ClientOf
) -> None:
    sent(client_of(chain.village), household)
    answer = DemandSurvey.objects.get()
    url = reverse("demand-surveys-edit", args=[answer.pk])
    said = {"wants": "replacement", "asked_on": TODAY, "asked_by": "王建国", "version": answer.version}

    refused = client_of(chain.town).post(url, said)
    client_of(chain.village).post(url, said)

    answer.refresh_from_db()
    assert (refused.status_code, answer.wants, answer.household) == (403, "replacement", household)


def test_answers_move_with_their_household(chain: Chain, household: Household, tree: Tree) -> None:
    answer = DemandSurveyFactory(household=household)
    moving = ChangeHousehold.file(by=chain.village, household=household, moved_to=tree.other_village, reason="迁村")
    attach(moving, *Document)

    chain.carry(moving, "in_ledger")

    answer.refresh_from_db()
    assert answer.village == tree.other_village


def test_companies_read_no_answers(post: MakePost, household: Household, client_of: ClientOf) -> None:
    DemandSurveyFactory(household=household)
    company = post(Role.POWER_COMPANY)

    assert not DemandSurvey.objects.visible_to(company).exists()
    assert client_of(company).get(LIST).status_code == 403


# Workbooks


def row(household: Household, **cells: Any) -> dict[str, Any]:
    return {"户编号": household.number, "需求": "维修", "调查人": "王建国", **cells}


def test_a_workbook_enters_answers_of_this_year(chain: Chain, household: Household, device: Equipment) -> None:
    """Of a household with one device it is that one."""
    bring("demand_surveys", [row(household, 需求说明="不制热")], chain.town)

    answer = DemandSurvey.objects.get()
    assert (answer.year, answer.wants, answer.equipment, answer.asked_on) == (YEAR, "repair", device, TODAY)
    assert (answer.village, answer.entered_by, answer.description) == (household.village, chain.town, "不制热")


def test_of_several_devices_the_code_says_which(chain: Chain, household: Household, device: Equipment) -> None:
    EquipmentFactory(household=household, device_code="RF0002")
    other = HouseholdFactory(village=household.village)
    EquipmentFactory.create_batch(2, household=other)

    bring("demand_surveys", [row(household, 设备编码="RF0001"), row(other)], chain.town)

    found = dict(DemandSurvey.objects.values_list("household", "equipment"))
    assert found == {household.pk: device.pk, other.pk: None}


def test_a_later_workbook_takes_the_place_of_the_earlier(chain: Chain, household: Household) -> None:
    bring("demand_surveys", [row(household, 需求说明="不制热")], chain.town)

    bring("demand_surveys", [row(household, 需求="无需求")], chain.town)

    answer = DemandSurvey.objects.get()
    assert (answer.wants, answer.description, answer.version) == ("nothing", "", 2)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"户编号": "130102999999"}, "unknown_household"),
        ({"需求": "想换"}, "unknown_wants"),
        ({"需求": "无需求", "设备编码": "RF0001"}, "device_of_nothing"),
        ({"设备编码": "RF9999"}, "unknown_device"),
        ({"年度": YEAR + 1}, "year_future"),
        ({"年度": YEAR - 1}, "entered_elsewhere"),
    ],
)
def test_a_row_that_cannot_be_entered_says_why(
    cells: dict[str, Any], code: str, chain: Chain, household: Household, device: Equipment
) -> None:
    DemandSurveyFactory(household=household, year=YEAR - 1, entered_by=chain.village)

    found = checked("demand_surveys", [row(household, **cells)], chain.town)

    assert [finding.code for finding in found.findings] == [code]


def test_a_gas_household_has_no_row(chain: Chain, tree: Tree) -> None:
    found = checked("demand_surveys", [row(HouseholdFactory(village=tree.village, gas=True))], chain.town)

    assert [finding.code for finding in found.findings] == ["unfit_household"]


def test_one_household_twice_in_a_workbook_is_one_too_many(chain: Chain, household: Household) -> None:
    found = checked("demand_surveys", [row(household), row(household, 年度=YEAR)], chain.town)

    assert [(finding.row, finding.code) for finding in found.findings] == [(3, "answer_twice")]


def test_what_a_workbook_wrote_is_taken_back(chain: Chain, household: Household, client_of: ClientOf) -> None:
    """Then the household may answer anew."""
    other = HouseholdFactory(village=household.village)
    bring("demand_surveys", [row(other, 需求="无需求")], chain.town)
    done = bring("demand_surveys", [row(household), row(other, 需求="更换")], chain.town)

    with acting(chain.town):
        undone = done.task.mode.undo(done.act, chain.town)
    sent(client_of(chain.village), household, wants="addition")

    standing = DemandSurvey.objects.filter(void=False)
    assert (undone.taken_back, undone.refused) == (2, {})
    assert dict(standing.values_list("household", "wants")) == {other.pk: "nothing", household.pk: "addition"}


# 需求统计


def sheet_cells(post: Post, query: str = "") -> list[list[Cell]]:
    made = figures.build(Area(post), Asked("survey-figures", QueryDict(query)))
    return [list(cells) for cells in made.rows]


@pytest.fixture
def answered(tree: Tree, household: Household) -> None:
    """Four electric households in two townships, of which one wants a repair and one nothing; and what counts no
    more."""
    DemandSurveyFactory(household=household, wants="repair")
    DemandSurveyFactory(household__village=tree.other_village)
    DemandSurveyFactory(household__village=tree.village, year=YEAR - 1)
    DemandSurveyFactory(household__village=tree.other_next_village, void=True)
    DemandSurveyFactory(household__village=tree.village, household__gas=True)
    DemandSurveyFactory(household__village=tree.village, household__cancelled=True)


def test_each_place_is_counted(answered: None, tree: Tree, post: MakePost) -> None:
    rows = [[cell.text for cell in cells] for cells in sheet_cells(post(Role.DISTRICT_OFFICE))]

    assert rows == [
        ["合计", "4", "2", "2", "1", "0", "0", "1", "50.0%"],
        [str(tree.town), "2", "1", "1", "1", "0", "0", "0", "50.0%"],
        [str(tree.other_town), "2", "1", "1", "0", "0", "0", "1", "50.0%"],
    ]


def test_another_year_has_its_own_answers(answered: None, post: MakePost) -> None:
    whole, *_ = sheet_cells(post(Role.DISTRICT_OFFICE), f"year={YEAR - 1}")

    assert [cell.text for cell in whole] == ["合计", "4", "1", "3", "0", "0", "0", "1", "25.0%"]


@pytest.mark.parametrize("role", [Role.DISTRICT_OFFICE, Role.TOWN_OFFICE, Role.VILLAGE])
def test_every_figure_opens_as_many_rows(role: Role, answered: None, post: MakePost, client_of: ClientOf) -> None:
    browser = client_of(post(role))

    counted = [cell for cells in sheet_cells(post(role)) for cell in cells[1:] if cell.url]

    assert len(counted) >= 14
    for cell in counted:
        assert browser.get(f"/api{cell.url}").json()["count"] == int(cell.text), cell
