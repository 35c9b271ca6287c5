"""专项排查: ordered by a document, told to whom it concerns, concluded (P100, P111, P128)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from core.models import Notice, OpenItem
from core.workflow import StepRefused
from households.models import Household
from inspections.models import Campaign, InspectionDue
from inspections.planning.workflows import RunCampaign
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree

TODAY = timezone.localdate()
SOON, YESTERDAY = (TODAY + datetime.timedelta(days=days) for days in (5, -1))
FACTS = {
    "kind": "special", "title": "连接管专项排查", "document_number": "长双代办〔2026〕18号",
    "issued_by_name": "区双代办", "starts_on": TODAY, "ends_on": SOON, "rounds": 1,
}  # fmt: skip


@pytest.fixture
def office(post: MakePost) -> Post:
    return post(Role.DISTRICT_OFFICE)


def drafted(by: Post, **facts: Any) -> Campaign:
    made: Campaign = RunCampaign.draft(by=by, **{**FACTS, **facts})
    return made


def why_not(campaign: Campaign, by: Post) -> str:
    with pytest.raises(StepRefused) as refused:
        RunCampaign.issue(campaign, by=by)
    return str(refused.value)


def told(post: Post) -> list[str]:
    return list(Notice.objects.filter(user=post.user_id).values_list("title", flat=True))


def test_it_is_the_issuers_districts(office: Post, tree: Tree) -> None:
    campaign = drafted(office)

    assert (campaign.district, campaign.state, campaign.drafted_by) == (tree.district, Campaign.State.DRAFT, office)


def test_a_draft_is_known_to_its_issuers_alone(office: Post, gas_office: Post, client_of: ClientOf) -> None:
    draft = drafted(office)

    assert client_of(gas_office).get(f"/campaigns/{draft.pk}/").status_code == 404
    assert client_of(office).get(f"/campaigns/{draft.pk}/").status_code == 200


def test_once_issued_its_households_are_due_and_who_works_on_it_is_told(
    office: Post, household: Household, company_post: Post, gas_office: Post, tree: Tree
) -> None:
    elsewhere = factories.PostFactory(role=Role.TOWN_GAS_OFFICE, division=tree.other_town)

    campaign = RunCampaign.issue(drafted(office, towns=[tree.town.pk]), by=office)

    assert InspectionDue.objects.get(household=household).campaign == campaign
    assert told(gas_office) == told(company_post) == ["专项排查已下发：连接管专项排查"]
    assert told(elsewhere) == []


def test_one_whose_days_are_over_is_not_issued(office: Post) -> None:
    campaign = drafted(office, starts_on=YESTERDAY, ends_on=YESTERDAY)

    assert "结束日期已经过了" in why_not(campaign, office)


def test_townships_of_another_district_are_refused(office: Post) -> None:
    assert "不属于本区县" in why_not(drafted(office, towns=[office.division_id]), office)


def test_a_checklist_that_is_not_in_force_is_refused(office: Post) -> None:
    checklist = factories.ChecklistFactory(draft=True)

    assert "检查表没有启用" in why_not(drafted(office, checklist=checklist), office)


def test_its_end_is_followed_by_a_conclusion_within_days(office: Post) -> None:
    campaign = RunCampaign.issue(drafted(office), by=office)
    item = OpenItem.objects.open().get(kind="inspections.campaign", role=Role.DISTRICT_OFFICE)
    assert item.due_at is not None
    assert timezone.localdate(item.due_at) > SOON

    RunCampaign.conclude(campaign, by=office, conclusion="排查全部完成。")

    assert campaign.state == Campaign.State.CONCLUDED
    assert not OpenItem.objects.open().filter(kind="inspections.campaign").exists()


@pytest.mark.parametrize("role", [Role.TOWN_OFFICE, Role.GAS_COMPANY])
def test_others_issue_none(role: Role, office: Post, post: MakePost) -> None:
    assert why_not(drafted(office), post(role))


# The pages


def test_it_is_drafted_on_a_form_with_the_districts_townships(office: Post, client_of: ClientOf, tree: Tree) -> None:
    browser, address = client_of(office), reverse("campaigns-new")
    assert str(tree.other_town) in browser.get(address).content.decode()

    form = {**FACTS, "towns": [str(tree.town.pk)], "demands": "逐户更换橡胶软管"}
    browser.post(address, form)

    campaign = Campaign.objects.get()
    assert (campaign.towns, campaign.demands) == ([tree.town.pk], "逐户更换橡胶软管")


def test_a_safety_officer_reads_what_is_asked_of_him(tree: Tree, client_of: ClientOf) -> None:
    officer = factories.PostFactory(role=Role.SAFETY_OFFICER, division=tree.district)
    campaign = factories.CampaignFactory(district=tree.district, demands="逐户更换橡胶软管")

    page = client_of(officer).get(reverse("campaigns-detail", args=[campaign.pk])).content.decode()

    assert "逐户更换橡胶软管" in page
    assert "专项进度表" in page


def test_the_progress_sheet_counts_what_is_done(
    household: Household, gas_office: Post, client_of: ClientOf, tree: Tree
) -> None:
    campaign = factories.CampaignFactory(district=tree.district)
    refusing = factories.HouseholdFactory(gas=True, village=tree.village, gas_supplier=household.gas_supplier)
    inspection = factories.InspectionFactory(household=household, campaign=campaign)
    factories.InspectionFactory(household=refusing, refused=True)
    factories.HazardFactory(household=household, inspection=inspection, closed=True)

    [row] = client_of(gas_office).get("/api/campaign-progress/").json()["rows"]
    assert row["cells"][3:] == ["2", "1", "50.0%", "1", "1"]

    rows = client_of(gas_office).get(f"/api/campaign-progress/?by={campaign.pk}").json()["rows"]
    assert [one["cells"] for one in rows] == [
        [str(tree.town), str(household.gas_supplier), "2", "1", "0", "1", "0", "0", "0", "50.0%"]
    ]


def test_the_progress_of_a_year_is_of_the_campaigns_that_went_on_in_it(
    gas_office: Post, client_of: ClientOf, tree: Tree
) -> None:
    new_year = datetime.date(TODAY.year, 1, 1)
    days = {"starts_on": new_year - datetime.timedelta(days=20), "ends_on": new_year + datetime.timedelta(days=20)}
    factories.CampaignFactory(district=tree.district, title="跨年排查", **days)
    factories.CampaignFactory(district=tree.district, title="今年排查")
    browser = client_of(gas_office)

    titles = {
        year: [row["cells"][0] for row in browser.get(f"/api/campaign-progress/?year={year}").json()["rows"]]
        for year in (TODAY.year, TODAY.year - 1, TODAY.year - 2)
    }

    assert titles == {TODAY.year: ["今年排查", "跨年排查"], TODAY.year - 1: ["跨年排查"], TODAY.year - 2: []}


def test_a_figure_of_the_progress_opens_its_households(
    household: Household, gas_office: Post, client_of: ClientOf, tree: Tree
) -> None:
    factories.CampaignFactory(district=tree.district)
    factories.InspectionFactory(household=household)
    factories.HouseholdFactory(gas=True, village=tree.village)
    browser = client_of(gas_office)
    [row] = browser.get("/api/campaign-progress/").json()["rows"]

    done = browser.get(row["rows"][4]).json()

    assert [one["householder"] for one in done["results"]] == [household.name]


# Of each household what its visits came to, the last one first, a day apart.
VISITED = (
    (), ("done",), ("done", "done"), ("not_home",), ("done", "refused"), ("refused", "done"), ("not_home", "refused"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("rounds", "standings"),
    [
        (1, {"done": 4, "refused": 0, "not_home": 2, "unvisited": 2}),
        (2, {"done": 1, "refused": 2, "not_home": 2, "unvisited": 3}),
    ],
)
def test_each_figure_opens_as_many_households_as_it_counts(
    rounds: int, standings: dict[str, int], household: Household, gas_office: Post, client_of: ClientOf, tree: Tree
) -> None:
    campaign = factories.CampaignFactory(district=tree.district, rounds=rounds)
    for outcomes in VISITED:
        house = factories.HouseholdFactory(gas=True, village=tree.village, gas_supplier=household.gas_supplier)
        for days_ago, outcome in enumerate(outcomes):
            facts = {"done": {}, "not_home": {"not_home": True}, "refused": {"refused": True}}[outcome]
            factories.InspectionFactory(household=house, campaign=campaign, days_ago=days_ago, **facts)
    browser = client_of(gas_office)

    [row] = browser.get(f"/api/campaign-progress/?by={campaign.pk}").json()["rows"]

    figures = [int(one) for one in row["cells"][2:-1]]
    assert figures == [browser.get(address).json()["count"] for address in row["rows"][2:-1]]
    named = dict(zip(InspectionDue.Standing.values, figures[1:], strict=True))
    assert {name: named[name] for name in standings} == standings


def test_two_visits_a_household_are_two_days(
    household: Household, gas_office: Post, client_of: ClientOf, tree: Tree
) -> None:
    campaign = factories.CampaignFactory(district=tree.district, rounds=2)
    for days_ago in (0, 0, 3):
        factories.InspectionFactory(household=household, campaign=campaign, days_ago=days_ago)
        [row] = client_of(gas_office).get("/api/campaign-progress/").json()["rows"]
        assert row["cells"][4] == ("1" if days_ago else "0")


def test_of_buried_pipes_the_hazards_outside_are_counted(gas_office: Post, client_of: ClientOf, tree: Tree) -> None:
    factories.CampaignFactory(district=tree.district, kind=Campaign.Kind.BURIED)
    company = factories.OrganizationFactory(gas=True, division=tree.district)
    factories.HazardFactory(
        household=None, location="村东中压管", village=tree.village, householder="", company=company, source="patrol"
    )

    browser = client_of(gas_office)
    [row] = browser.get("/api/campaign-progress/").json()["rows"]

    assert row["cells"][3:] == ["0", "0", "—", "1", "0"]
    assert [one["location"] for one in browser.get(row["rows"][6]).json()["results"]] == ["村东中压管"]
    assert browser.get(row["rows"][7]).json()["results"] == []


def test_of_buried_pipes_each_township_of_its_scope_is_listed(office: Post, client_of: ClientOf, tree: Tree) -> None:
    campaign = factories.CampaignFactory(district=tree.district, kind=Campaign.Kind.BURIED, towns=[tree.town.pk])

    rows = client_of(office).get(f"/api/campaign-progress/?by={campaign.pk}").json()["rows"]

    assert [one["cells"] for one in rows] == [[str(tree.town), "0", "0"]]
