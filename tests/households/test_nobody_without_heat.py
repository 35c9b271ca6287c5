"""空档户: found, shown, closed; told to the tier above once winter is there. And contractors whose papers run out."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.http import QueryDict
from django.urls import reverse

from accounts.audit import System, acting
from accounts.roles import Role
from core.figures.areas import Area
from core.figures.sheets import Asked
from core.models import HeatingSeason, Notice
from core.small_tables import forget
from households.models import Construction, HeatGap
from households.renovating.works import contracting, gaps
from households.renovating.works.progress import build
from households.renovating.works.workflows import Works
from households.tasks import look_for_heat_gaps
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree
from tests.households.works import TODAY, Case, Site, draw_up_items


@pytest.fixture
def site(post: MakePost) -> Site:
    builder = post(Role.CONTRACTOR)
    factories.QualificationFactory(organization=builder.organization)
    with acting(System.DEMO):
        draw_up_items()
    return Site(village=post(Role.VILLAGE), town=post(Role.TOWN_OFFICE), builder=builder)


@pytest.fixture
def winter(db: None) -> HeatingSeason:
    """One that holds today."""
    forget(HeatingSeason)
    with acting(System.DEMO):
        HeatingSeason.objects.all().delete()
        return HeatingSeason.objects.create(
            year=TODAY.year, starts_on=TODAY, ends_on=datetime.date(TODAY.year + 1, 3, 15)
        )


def torn_out(works: Construction, site: Site, client_of: ClientOf) -> None:
    """The contractor writes down that the old device is gone."""
    Works.begin(works, by=site.builder, begun_on=TODAY)
    form = {"version": works.version, "old_removed_on": TODAY}
    client_of(site.builder).post(reverse("constructions-edit", args=[works.pk]), form)


def test_a_household_whose_old_device_is_gone_is_without_heat_at_once(site: Site, client_of: ClientOf) -> None:
    [works] = site.assigned(site.planned())

    torn_out(works, site, client_of)

    [gap] = HeatGap.objects.open()
    assert (gap.application, gap.reason, gap.since_on) == (works.application, HeatGap.Reason.REMOVED, TODAY)


def test_a_day_taken_back_takes_the_household_off_the_list(site: Site, client_of: ClientOf) -> None:
    [works] = site.assigned(site.planned())
    torn_out(works, site, client_of)
    works.refresh_from_db()

    client_of(site.builder).post(
        reverse("constructions-edit", args=[works.pk]), {"version": works.version, "old_removed_on": ""}
    )

    assert not HeatGap.objects.open().exists()


def test_a_household_that_is_heated_has_left_the_list(site: Site, client_of: ClientOf) -> None:
    application = site.planned()
    site.accepted(application)
    works = Construction.objects.get()
    factories.HeatGapFactory(application=application, village=application.village)

    Works.commission(works, by=site.builder, device_commissioned_on=TODAY, trial_hours=24, trained_person="王店生")

    assert not HeatGap.objects.open().exists()


def test_a_planned_addition_past_its_day_is_found_by_the_clock(site: Site, time_machine: Any) -> None:
    site.assigned(site.planned(), site.planned(Case.PLAN_UPGRADE, household=_household(site), name=""))
    with acting(System.CLOCK):
        gaps.look_everywhere()
    assert not HeatGap.objects.exists()

    time_machine.move_to(datetime.datetime(TODAY.year + 1, 11, 16, 5, tzinfo=datetime.UTC))
    look_for_heat_gaps()

    [gap] = HeatGap.objects.open()
    assert (gap.reason, gap.application.case) == (HeatGap.Reason.LATE, Case.PLAN_ADD)


def _household(site: Site) -> object:
    household = factories.HouseholdFactory(village=site.village.division)
    factories.EquipmentFactory(household=household)
    return household


def test_a_household_of_the_ledger_without_a_device_in_use_is_found_once(tree: Tree) -> None:
    cold = factories.HouseholdFactory(village=tree.village)
    factories.EquipmentFactory(household=cold, replaced=True)
    factories.HouseholdFactory(village=tree.village)
    gone = factories.HouseholdFactory(village=tree.village, cancelled=True)
    factories.EquipmentFactory(household=gone, replaced=True)

    for _ in range(2):
        look_for_heat_gaps()

    [gap] = HeatGap.objects.all()
    assert (gap.household, gap.reason, gap.since_on) == (cold, HeatGap.Reason.NO_DEVICE, datetime.date(2025, 9, 1))


def test_the_key_figure_is_red_in_winter_and_opens_the_rows(
    site: Site, client_of: ClientOf, winter: HeatingSeason, tree: Tree
) -> None:
    factories.HeatGapFactory(village=tree.village)
    factories.HeatGapFactory(village=tree.other_village)

    [figure] = [one for one in client_of(site.town).get("/").context["figures"] if one.label == "空档户"]

    assert (figure.value, figure.tone, figure.url) == ("1", "danger", reverse("heat-gaps-list"))


def test_long_before_winter_the_figure_is_not_red(site: Site, client_of: ClientOf, winter: HeatingSeason) -> None:
    factories.HeatGapFactory(village=site.village.division)

    assert gaps.is_grave(winter.starts_on - datetime.timedelta(days=30))
    assert not gaps.is_grave(winter.starts_on - datetime.timedelta(days=31))


def test_in_winter_the_tier_above_is_told_once_a_day(
    site: Site, post: MakePost, winter: HeatingSeason, tree: Tree
) -> None:
    office = post(Role.DISTRICT_OFFICE)
    factories.HeatGapFactory(village=tree.village)

    for _ in range(2):
        gaps.remind()

    told = Notice.objects.filter(about__startswith="heat-gap:")
    assert sorted(told.values_list("user", "title")) == sorted(
        [
            (site.town.user_id, "采暖季已开始，店上村还有 1 户没有取暖"),
            (office.user_id, "采暖季已开始，西兆通镇还有 1 户没有取暖"),
        ]
    )


def test_a_fallback_says_who_provides_it_and_until_when(site: Site, client_of: ClientOf) -> None:
    gap = factories.HeatGapFactory(village=site.village.division)
    browser, address = client_of(site.town), reverse("heat-gaps-edit", args=[gap.pk])

    refused = browser.post(address, {"version": gap.version, "fallback": "配发洁净煤 0.5 吨"})
    browser.post(
        address,
        {
            "version": gap.version,
            "fallback": "配发洁净煤 0.5 吨",
            "fallback_provider": "西兆通镇人民政府",
            "fallback_until_on": TODAY,
        },
    )

    gap.refresh_from_db()
    assert "由谁提供" in refused.content.decode()
    assert (gap.fallback_provider, gap.fallback_until_on) == ("西兆通镇人民政府", TODAY)


# Papers of contractors


def test_a_month_before_the_licence_ends_district_and_contractor_are_told_once(post: MakePost, tree: Tree) -> None:
    builder, office = post(Role.CONTRACTOR), post(Role.DISTRICT_OFFICE)
    soon, later = (TODAY + datetime.timedelta(days=days) for days in (30, 31))
    factories.QualificationFactory(organization=builder.organization, licence_expires_on=soon)
    factories.QualificationFactory(organization__division=tree.district, licence_expires_on=later)

    for _ in range(2):
        contracting.warn_of_expiry()

    told = Notice.objects.filter(about__startswith="qualification:")
    assert sorted(told.values_list("user", flat=True)) == sorted([builder.user_id, office.user_id])


def test_a_contractor_needs_a_credit_code_to_be_qualified(post: MakePost, client_of: ClientOf, tree: Tree) -> None:
    builder = post(Role.CONTRACTOR)
    form = {
        "organization": builder.organization_id,
        "name": "机电安装",
        "certificate_number": "D1",
        "issued_on": "2024-01-01",
        "expires_on": "2029-01-01",
        "licence_number": "冀1",
        "licence_expires_on": "2029-01-01",
    }
    browser = client_of(post(Role.TOWN_OFFICE))

    page = browser.post(reverse("contractor-qualifications-new"), form)

    assert "还没有统一社会信用代码" in page.content.decode()


# Figures


def test_the_shares_of_a_township_open_their_rows(site: Site, client_of: ClientOf) -> None:
    site.accepted(site.planned())
    site.assigned(site.planned(Case.PLAN_UPGRADE, household=_household(site), name=""))
    Works.commission(
        Construction.objects.get(state=Construction.State.ACCEPTED),
        by=site.builder,
        device_commissioned_on=TODAY,
        trial_hours=24,
        trained_person="王店生",
    )

    sheet = build(Area(site.town), Asked("works-progress", QueryDict()))

    [whole, town] = sheet.rows
    assert [cell.text for cell in town[1:]] == ["50.0%", "1", "2", "100.0%", "1", "1", "0.0%", "0", "1"]
    browser = client_of(site.town)
    for cell in (*whole, *town):
        assert not cell.url or browser.get(cell.url).context["query"].count == int(cell.text)
