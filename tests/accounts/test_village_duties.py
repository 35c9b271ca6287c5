"""责任村: what a safety officer sees hangs on the villages that he is responsible for."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from accounts.models import Division, Organization, Post, VillageDuty
from accounts.prepared import PreparedFor
from accounts.roles import Role
from core.models import OpenItem
from core.notifying.inbox import waiting_for
from core.notifying.notices import posts_over
from core.notifying.reminders import remind_overdue
from core.places import place_of, waits_at
from households.models import Equipment, Household, MonthlySummary
from tests import factories
from tests.conftest import MakePost
from tests.factories import Tree, VillageDutyFactory, grow


@pytest.fixture
def officer(post: MakePost, tree: Tree) -> Post:
    """Responsible for the first village."""
    made = post(Role.SAFETY_OFFICER)
    VillageDutyFactory(post=made, village=tree.village)
    return made


@pytest.fixture
def other_company(tree: Tree) -> Organization:
    made: Organization = factories.OrganizationFactory(gas=True, division=tree.district)
    return made


def supplied(by: Organization, village: object) -> Household:
    made: Household = factories.HouseholdFactory(village=village, gas=True, gas_supplier=by)
    return made


def test_he_sees_his_companys_households_in_his_villages(officer: Post, tree: Tree) -> None:
    here = supplied(officer.organization, tree.village)
    supplied(officer.organization, tree.next_village)

    assert set(Household.objects.visible_to(officer)) == {here}


def test_another_companys_household_in_his_village_is_none_of_his(
    officer: Post, other_company: Organization, tree: Tree
) -> None:
    supplied(other_company, tree.village)

    assert not Household.objects.visible_to(officer).exists()


def test_each_of_several_villages_counts(officer: Post, tree: Tree) -> None:
    VillageDutyFactory(post=officer, village=tree.other_village)
    both = {supplied(officer.organization, village) for village in (tree.village, tree.other_village)}

    assert set(Household.objects.visible_to(officer)) == both


def test_an_ended_duty_shows_nothing(officer: Post, tree: Tree) -> None:
    VillageDutyFactory(post=officer, village=tree.next_village, ended=True)
    supplied(officer.organization, tree.next_village)

    assert not Household.objects.visible_to(officer).exists()


def test_without_a_duty_he_sees_nothing(post: MakePost, tree: Tree) -> None:
    idle = post(Role.SAFETY_OFFICER)
    supplied(idle.organization, tree.village)

    assert not Household.objects.visible_to(idle).exists()


def test_a_colleagues_village_is_not_his(officer: Post, tree: Tree) -> None:
    colleague = factories.PostFactory(
        role=Role.SAFETY_OFFICER, division=tree.district, organization=officer.organization
    )
    VillageDutyFactory(post=colleague, village=tree.next_village)
    theirs = supplied(officer.organization, tree.next_village)

    assert set(Household.objects.visible_to(colleague)) == {theirs}
    assert not Household.objects.visible_to(officer).exists()


def test_a_device_is_his_by_its_households_company(officer: Post, other_company: Organization, tree: Tree) -> None:
    device = factories.EquipmentFactory(household=supplied(officer.organization, tree.village))
    factories.EquipmentFactory(household=supplied(other_company, tree.village))

    assert set(Equipment.objects.visible_to(officer)) == {device}


def test_what_stands_in_no_village_lies_on_no_beat(officer: Post, tree: Tree) -> None:
    factories.MonthlySummaryFactory(town=tree.town)

    assert not MonthlySummary.objects.visible_to(officer).exists()
    assert not Post.objects.visible_to(officer).exists()


def test_asked_again_for_another_officer_a_prepared_query_finds_his(officer: Post, tree: Tree) -> None:
    colleague = factories.PostFactory(
        role=Role.SAFETY_OFFICER, division=tree.district, organization=officer.organization
    )
    VillageDutyFactory(post=colleague, village=tree.next_village)
    mine, theirs = (supplied(officer.organization, village) for village in (tree.village, tree.next_village))
    prepared = PreparedFor(lambda post: Household.objects.visible_to(post))

    assert (prepared.rows(officer), prepared.rows(colleague)) == ([mine], [theirs])


# Who sees which duties


def test_each_sees_the_duties_that_concern_him(officer: Post, post: MakePost, tree: Tree) -> None:
    [own] = VillageDuty.objects.all()
    same_village = VillageDutyFactory(village=tree.village)
    elsewhere = VillageDutyFactory(village=tree.other_village)
    manager = factories.PostFactory(role=Role.GAS_COMPANY, division=tree.district, organization=officer.organization)

    def seen(by: Post) -> set[VillageDuty]:
        return set(VillageDuty.objects.visible_to(by))

    assert seen(officer) == {own}
    assert seen(manager) == {own}
    assert seen(post(Role.TOWN_GAS_OFFICE)) == {own, same_village}
    assert seen(post(Role.GAS_AUTHORITY)) == {own, same_village, elsewhere}
    assert seen(post(Role.TOWN_OFFICE, at=tree.other_town)) == {elsewhere}


def test_a_duty_holds_from_its_first_day_until_the_day_of_its_end(tree: Tree) -> None:
    duty = VillageDutyFactory(village=tree.village, ended=True)

    def held(day: datetime.date) -> bool:
        return VillageDuty.objects.in_force(day).filter(pk=duty.pk).exists()

    last = duty.until_on - datetime.timedelta(days=1)
    assert [held(day) for day in (duty.since_on, last, duty.until_on)] == [True, True, False]
    assert not VillageDuty.objects.in_force().exists()


def test_nobody_is_given_the_same_village_twice(officer: Post, tree: Tree) -> None:
    with pytest.raises(IntegrityError, match="village_duty_once"):
        VillageDutyFactory(post=officer, village=tree.village)


def test_after_it_has_ended_he_may_be_given_it_again(officer: Post, tree: Tree) -> None:
    VillageDutyFactory(post=officer, village=tree.next_village, ended=True)

    assert VillageDutyFactory(post=officer, village=tree.next_village).pk


# What waits for him


def waiting(household: Household) -> OpenItem:
    made: OpenItem = OpenItem.objects.create(
        kind="households.household",
        record_id=household.pk,
        title="待安检",
        clock="trial.check",
        role=Role.SAFETY_OFFICER,
        started_at=timezone.now(),
        due_at=timezone.now() - datetime.timedelta(hours=1),
        warn_at=timezone.now() - datetime.timedelta(days=1),
        limit_value=1,
        limit_unit="calendar_days",
        **waits_at(place_of(household), Role.SAFETY_OFFICER),
    )
    return made


def test_his_inbox_holds_what_waits_for_his_company_in_his_villages(
    officer: Post, other_company: Organization, tree: Tree, as_demo: None
) -> None:
    mine = waiting(supplied(officer.organization, tree.village))
    waiting(supplied(officer.organization, tree.next_village))
    waiting(supplied(other_company, tree.village))

    assert list(waiting_for(officer)) == [mine]


def test_he_is_reminded_of_what_is_overdue_there_and_of_nothing_else(
    officer: Post, other_company: Organization, tree: Tree, as_demo: None
) -> None:
    waiting(supplied(officer.organization, tree.village))
    waiting(supplied(officer.organization, tree.next_village))
    waiting(supplied(other_company, tree.village))
    VillageDutyFactory(post=officer, village=tree.next_village, ended=True)

    assert remind_overdue(timezone.now()) == 1


def test_he_is_told_of_a_record_in_his_village(officer: Post, tree: Tree) -> None:
    here, there = (supplied(officer.organization, village) for village in (tree.village, tree.next_village))

    assert posts_over([here, there], {Role.SAFETY_OFFICER}) == {officer.user_id: [here]}


# A page of a long list


def test_his_rows_are_read_village_by_village(officer: Post, tree: Tree, as_demo: None) -> None:
    """However many his company has: they may be the last of all those in the order of the list."""
    code = tree.town.code
    villages = [grow(tree.town, f"{code}{300 + k}", f"{k}号", Division.Level.COMMUNITY) for k in range(20)]
    at = timezone.now()
    OpenItem.objects.bulk_create(
        OpenItem(
            kind="households.household",
            record_id=k,
            title="待安检",
            clock="trial.check",
            role=Role.SAFETY_OFFICER,
            started_at=at,
            organization_id=officer.organization_id,
            village=villages[k % len(villages)],
        )
        for k in range(4000)
    )
    rows = waiting_for(officer).order_by("due_at", "id")[:51]
    sql, params = rows.query.sql_with_params()

    with connection.cursor() as cursor:
        # On a server with the costs of a spinning disk so small a table would be read whole.
        cursor.execute("ANALYZE core_openitem; SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "open_item_village" in plan
    assert "open_item_organization" not in plan
