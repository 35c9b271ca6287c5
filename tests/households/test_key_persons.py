"""重点人员台账: who is looked after, by whom, and whether that was looked at this year (P109)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.audit import AccessLog
from accounts.roles import Role
from core.figures.areas import Area
from core.figures.sheets import Asked, Cell
from core.models import OpenItem
from core.sealing.numbers import mask_phone
from core.workflow import StepRefused
from households.caring import figures
from households.caring.workflows import CareForPerson, begin_reviews
from households.documents import Document
from households.models import Household, KeyPerson
from households.workflows import ChangeHousehold
from tests.conftest import ClientOf, MakePost
from tests.factories import HouseholdFactory, KeyPersonFactory, Tree
from tests.households.conftest import TODAY, Chain, attach
from tests.households.key_persons import State, register

LAST_YEAR = TODAY.replace(year=TODAY.year - 1, month=3, day=1)
AUGUST = TODAY.replace(month=8, day=3)
URL = reverse("key-persons-list")


@pytest.fixture
def household(tree: Tree) -> Household:
    made: Household = HouseholdFactory(village=tree.village, care=["lives_alone"])
    return made


def test_who_is_registered_stands_where_his_household_does(chain: Chain, household: Household) -> None:
    person = register(chain, household, carer="刘振华", carer_role="grid")

    assert (person.state, person.village, person.reviewed_on) == (State.REGISTERED, household.village, TODAY)
    assert person.carer_said == "刘振华（网格员）"


def test_registering_waits_for_nobody(chain: Chain, household: Household) -> None:
    register(chain, household)

    assert not OpenItem.objects.open().exists()


def test_one_entry_a_household_and_name(chain: Chain, household: Household) -> None:
    register(chain, household)

    with pytest.raises(StepRefused, match="已登记了同名的重点人员"):
        register(chain, household)

    register(chain, household, name="孙秀兰")


def test_nobody_is_registered_in_a_cancelled_household(chain: Chain, tree: Tree) -> None:
    with pytest.raises(StepRefused, match="已经销户"):
        register(chain, HouseholdFactory(village=tree.village, cancelled=True))


def test_another_townships_household_takes_nobody(chain: Chain, tree: Tree) -> None:
    with pytest.raises(StepRefused, match="只能登记本人管辖范围内的记录"):
        register(chain, HouseholdFactory(village=tree.other_village))


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"kinds": []}, "key_person_of_some_kind"),
        ({"carer": "刘振华"}, "key_person_carer_whole"),
        ({"carer_phone": "13800000000"}, "key_person_carer_whole"),
        ({"state": "left"}, "key_person_left_with_reason"),
        ({"leave_reason": "died"}, "key_person_left_with_reason"),
    ],
)
def test_half_a_fact_is_refused_by_the_database(facts: dict[str, Any], rule: str, household: Household) -> None:
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        KeyPersonFactory(household=household, **facts)


# 迁出


def test_who_has_left_may_be_registered_again(chain: Chain, household: Household) -> None:
    person = register(chain, household)

    CareForPerson.leave(person, by=chain.village, leave_reason="moved", left_on=TODAY)
    CareForPerson.come_back(person, by=chain.town)

    assert (person.state, person.left_on, person.leave_reason) == (State.REGISTERED, None, "")


def test_nobody_leaves_tomorrow(chain: Chain, household: Household) -> None:
    person = register(chain, household)

    with pytest.raises(StepRefused, match="不能晚于今天"):
        CareForPerson.leave(person, by=chain.village, leave_reason="moved", left_on=TODAY + datetime.timedelta(days=1))


def test_who_comes_back_finds_his_name_taken(chain: Chain, household: Household) -> None:
    person = register(chain, household)
    CareForPerson.leave(person, by=chain.village, leave_reason="mistaken", left_on=TODAY)
    register(chain, household)

    with pytest.raises(StepRefused, match="已登记了同名的重点人员"):
        CareForPerson.come_back(person, by=chain.village)


# 年度复核


def test_who_was_not_looked_at_this_year_is_due_before_the_season(household: Household) -> None:
    person = KeyPersonFactory(household=household, reviewed_on=LAST_YEAR)
    KeyPersonFactory(household=household, name="孙秀兰", reviewed_on=TODAY.replace(month=1, day=1))

    assert begin_reviews(AUGUST) == 1

    person.refresh_from_db()
    items = OpenItem.objects.open().filter(record_id=person.pk)
    due = {timezone.localtime(item.due_at - datetime.timedelta(seconds=1)).date() for item in items}
    assert (person.state, due) == (State.DUE, {AUGUST.replace(month=10, day=31)})
    assert {item.role for item in items} == {Role.VILLAGE, Role.TOWN_OFFICE}
    assert not any(person.name in item.title for item in items)


def test_a_review_is_begun_once_and_in_its_months_alone(household: Household) -> None:
    KeyPersonFactory(household=household, reviewed_on=LAST_YEAR)

    assert [begin_reviews(AUGUST.replace(month=month)) for month in (7, 8, 9, 11)] == [0, 1, 0, 0]


def test_a_review_says_that_all_holds(chain: Chain, household: Household) -> None:
    person = KeyPersonFactory(household=household, reviewed_on=LAST_YEAR)
    begin_reviews(AUGUST)
    person.refresh_from_db()

    CareForPerson.review(person, by=chain.village)

    assert (person.state, person.reviewed_on) == (State.REGISTERED, TODAY)
    assert not OpenItem.objects.open().exists()


def test_many_are_reviewed_at_once(chain: Chain, tree: Tree) -> None:
    for village in (tree.village, tree.next_village):
        KeyPersonFactory(household__village=village, reviewed_on=LAST_YEAR)
    begin_reviews(AUGUST)

    outcome = CareForPerson.review.take_all(KeyPerson.objects.all(), by=chain.town)

    assert len(outcome.taken) == 2
    assert not KeyPerson.objects.unreviewed().exists()


# Pages


def opened(client_of: ClientOf, holder: Any, query: str) -> set[str]:
    return {row["name"] for row in client_of(holder).get(f"/api{URL}?{query}").json()["results"]}


def test_filters_find_who_is_forgotten(chain: Chain, household: Household, client_of: ClientOf) -> None:
    KeyPersonFactory(household=household, name="无人帮", mobility="bedridden")
    KeyPersonFactory(household=household, name="有人帮", carer="刘振华", carer_role="village", reviewed_on=LAST_YEAR)
    KeyPersonFactory(household=household, name="没标记", kinds=["ill"], carer="刘振华", carer_role="relative")
    begin_reviews(AUGUST)

    queries = ["uncared=on", "review=unreviewed", "review=overdue", "unflagged=on", "kind=ill", "mobility=bedridden"]
    found = [opened(client_of, chain.town, query) for query in queries]

    late = {"有人帮"} if AUGUST.replace(month=10, day=31) < TODAY else set()
    assert found == [{"无人帮"}, {"有人帮"}, late, {"没标记"}, {"没标记"}, {"无人帮"}]


def test_people_are_found_by_their_own_name_and_by_their_household(
    chain: Chain, household: Household, client_of: ClientOf
) -> None:
    KeyPersonFactory(household=household, name="邢玉梅")

    assert opened(client_of, chain.town, "q=玉梅") == {"邢玉梅"}
    assert opened(client_of, chain.town, f"q={household.number}") == {"邢玉梅"}
    assert opened(client_of, chain.town, "q=玉兰") == set()


def test_a_flagged_household_without_anybody_is_listed_until_somebody_is_registered(
    chain: Chain, household: Household, client_of: ClientOf
) -> None:
    HouseholdFactory(village=household.village)
    listed = f"/api{reverse('households-list')}?unregistered=on"
    before = client_of(chain.village).get(listed).json()["count"]

    register(chain, household)

    assert (before, client_of(chain.village).get(listed).json()["count"]) == (1, 0)
    household.refresh_from_db()
    assert household.care == ["lives_alone"]


def test_the_ledger_is_filtered_by_who_is_registered(chain: Chain, household: Household, client_of: ClientOf) -> None:
    register(chain, household, kinds=["ill"])
    listed = f"/api{reverse('households-list')}?key_person="

    counts = [client_of(chain.town).get(f"{listed}{kind}").json()["count"] for kind in ("ill", "child")]

    assert counts == [1, 0]


@pytest.mark.parametrize("query", ["key_person=lives_alone", "unregistered=on"])
def test_a_filter_of_the_ledger_tells_the_finance_bureau_nothing_of_people(
    query: str, household: Household, post: MakePost, client_of: ClientOf
) -> None:
    KeyPersonFactory(household=household)
    HouseholdFactory(village=household.village, care=["ill"])
    browser = client_of(post(Role.FINANCE))

    assert browser.get(f"/api{reverse('households-list')}?{query}").json()["count"] == 0


def test_the_form_begins_with_what_the_ledger_knows(chain: Chain, household: Household, client_of: ClientOf) -> None:
    """His phone masked; sent back as it was shown it is the ledger's own."""
    browser = client_of(chain.village)
    url = reverse("key-persons-new")
    asked = browser.get(f"{url}?household={household.pk}").content.decode()
    said = {"household": household.pk, "name": household.name, "kinds": ["lives_alone"], "mobility": "able"}

    browser.post(f"{url}?household={household.pk}", {**said, "phone": mask_phone(household.phone)})

    assert household.name in asked
    assert mask_phone(household.phone) in asked
    assert household.phone not in asked
    assert KeyPerson.objects.get().phone == household.phone


def test_without_a_household_the_form_says_where_to_begin(chain: Chain, client_of: ClientOf) -> None:
    page = client_of(chain.village).get(reverse("key-persons-new")).content.decode()

    assert "请先在确户台账里打开这个人所在的户" in page


def test_a_phone_is_shown_in_full_for_a_reason_alone(chain: Chain, household: Household, client_of: ClientOf) -> None:
    person = KeyPersonFactory(household=household, phone="13912345678")
    browser = client_of(chain.town)
    page = reverse("key-persons-detail", args=[person.pk])
    before = browser.get(page).content.decode()

    browser.post(reverse("key-persons-unmask", args=[person.pk, "phone"]), {"reason": "停气逐户通知"})

    assert "13912345678" not in before
    assert "13912345678" in browser.get(page).content.decode()
    assert AccessLog.objects.filter(act="unmask", record_id=person.pk, reason="停气逐户通知").exists()


def test_a_gas_company_reads_nothing_of_key_persons(post: MakePost, tree: Tree, client_of: ClientOf) -> None:
    company = post(Role.GAS_COMPANY)
    household = HouseholdFactory(village=tree.village, gas=True, gas_supplier=company.organization)
    person = KeyPersonFactory(household=household, name="邢玉梅")
    browser = client_of(company)

    page = browser.get(reverse("households-detail", args=[household.pk])).content.decode()

    assert person.name not in page
    assert browser.get(URL).status_code == 403
    assert not KeyPerson.objects.visible_to(company).exists()


def test_a_households_page_shows_its_people(chain: Chain, household: Household, client_of: ClientOf) -> None:
    person = register(chain, household, name="邢玉梅")

    page = client_of(chain.village).get(reverse("households-detail", args=[household.pk])).content.decode()

    assert reverse("key-persons-detail", args=[person.pk]) in page


def test_who_left_is_changed_no_more(chain: Chain, household: Household, client_of: ClientOf) -> None:
    person = register(chain, household)
    CareForPerson.leave(person, by=chain.village, leave_reason="died", left_on=TODAY)

    assert client_of(chain.village).get(reverse("key-persons-edit", args=[person.pk])).status_code == 403


def test_a_person_stays_in_his_household_when_he_is_changed(
    chain: Chain, household: Household, tree: Tree, client_of: ClientOf
) -> None:
    person = register(chain, household)
    other = HouseholdFactory(village=tree.next_village)
    changed = {"household": other.pk, "name": "孙秀英", "kinds": ["ill"], "mobility": "able", "version": person.version}

    client_of(chain.town).post(reverse("key-persons-edit", args=[person.pk]), changed)

    person.refresh_from_db()
    assert (person.household, person.kinds) == (household, ["ill"])


# 统计


def sheet_cells(role: Role, post: MakePost) -> list[list[Cell]]:
    made = figures.build(Area(post(role)), Asked("key-person-figures", QueryDict("")))
    return [list(cells) for cells in made.rows]


def test_every_figure_opens_as_many_rows(tree: Tree, household: Household, post: MakePost, client_of: ClientOf) -> None:
    KeyPersonFactory(household=household, reviewed_on=LAST_YEAR)
    KeyPersonFactory(household=household, name="孙秀兰", carer="刘振华", carer_role="grid")
    KeyPersonFactory(household__village=tree.other_village, kinds=["ill"])
    HouseholdFactory(village=tree.next_village, care=["disabled"])
    begin_reviews(AUGUST)

    rows = sheet_cells(Role.DISTRICT_OFFICE, post)

    assert [[cell.text for cell in cells][1:4] + [cells[6].text] for cells in rows] == [
        ["3", "2", "1", "1"],
        ["2", "1", "1", "1"],
        ["1", "1", "0", "0"],
    ]
    browser = client_of(post(Role.DISTRICT_OFFICE))
    for cell in (cell for cells in rows for cell in cells[1:]):
        assert browser.get(f"/api{cell.url}").json()["count"] == int(cell.text), cell


def test_the_village_sees_its_own_figures(household: Household, tree: Tree, post: MakePost) -> None:
    KeyPersonFactory(household=household)
    KeyPersonFactory(household__village=tree.next_village)

    rows = sheet_cells(Role.VILLAGE, post)

    assert [cells[1].text for cells in rows] == ["1", "1"]


def test_people_move_with_their_household(chain: Chain, household: Household, tree: Tree) -> None:
    person = register(chain, household)
    moving = ChangeHousehold.file(by=chain.village, household=household, moved_to=tree.other_village, reason="迁村")
    attach(moving, *Document)

    chain.carry(moving, "in_ledger")

    person.refresh_from_db()
    assert (person.village, person.town) == (tree.other_village, tree.other_town)
