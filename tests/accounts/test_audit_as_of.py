"""The ledger as of any past day, and what an act found."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.audit import System, acting
from accounts.history import changes_since, made_by_act, rows_of_act
from accounts.roles import Role
from households.models import Household
from tests.conftest import MakePost
from tests.factories import HouseholdFactory, Tree

NOON = datetime.time(12, tzinfo=timezone.get_default_timezone())
DAYS = [datetime.date(2021, 3, day) for day in range(1, 6)]


def happened_on(household: Household, day: datetime.date) -> None:
    """Date the row's present version: the clock of PostgreSQL cannot be turned back."""
    moment = datetime.datetime.combine(day, NOON)
    with acting(System.SEALS), connection.cursor() as cursor:  # the one actor whose writes leave no version
        cursor.execute(
            """UPDATE households_household SET updated_at = %(at)s, created_at = least(created_at, %(at)s)
            WHERE id = %(id)s""",
            {"at": moment, "id": household.pk},
        )
        cursor.execute(
            """UPDATE households_household_version SET valid_to = %(at)s, created_at = least(created_at, updated_at)
            WHERE id = %(id)s AND valid_to > %(long_after)s""",
            {"at": moment, "id": household.pk, "long_after": datetime.datetime.combine(DAYS[-1], NOON)},
        )


def rename(household: Household, name: str, day: datetime.date) -> None:
    with acting(System.DEMO):
        Household.objects.filter(pk=household.pk).update(name=name)
    happened_on(household, day)


@pytest.fixture
def household(tree: Tree) -> Household:
    """Made on 2 March, renamed on 3 and 4 March."""
    made = HouseholdFactory(village=tree.village, name="甲")
    happened_on(made, DAYS[1])
    rename(made, "乙", DAYS[2])
    rename(made, "丙", DAYS[3])
    return made


def test_each_day_shows_the_row_as_it_stood_when_the_day_ended(household: Household) -> None:
    shown = [[one.name for one in Household.objects.as_of(day)] for day in DAYS]

    assert shown == [[], ["甲"], ["乙"], ["丙"], ["丙"]]


def test_a_moment_is_answered_to_the_second(household: Household) -> None:
    noon = datetime.datetime.combine(DAYS[2], NOON)

    before = Household.objects.as_of(noon - datetime.timedelta(seconds=1)).get()

    assert before.name == "甲"
    assert Household.objects.as_of(noon).get().name == "乙"


def test_filters_orders_scope_and_joins_work_on_the_past(household: Household, tree: Tree, post: MakePost) -> None:
    past = Household.objects.as_of(DAYS[2])

    assert past.filter(name="乙", village__code=tree.village.code).count() == 1
    assert not past.filter(name="丙").exists()
    assert past.visible_to(post(Role.VILLAGE)).order_by("-name", "-id").select_related("village").get().village
    assert not past.visible_to(post(Role.VILLAGE, at=tree.other_village)).exists()
    assert list(past.values_list("name", flat=True)) == ["乙"]
    assert past.exclude(village__alias="没有").get().name == "乙"
    assert Household.objects.filter(pk__in=past.filter(name="乙").values("pk")).get().name == "丙"


def test_personal_numbers_of_the_past_are_found_and_opened(tree: Tree) -> None:
    household = HouseholdFactory(village=tree.village)
    number, digest = household.id_number, household.id_number_digest
    happened_on(household, DAYS[1])
    with acting(System.DEMO):
        household.refresh_from_db()
        household.id_number = "130199197001010017"
        household.save()
    happened_on(household, DAYS[3])

    past = Household.objects.as_of(DAYS[2]).get(id_number_digest=digest)

    assert past.id_number == number


def test_filters_that_came_first_mean_the_past_as_well(household: Household) -> None:
    """A list narrows its rows before it learns of the day."""
    assert Household.objects.filter(name="丙").as_of(DAYS[2]).first() is None
    assert Household.objects.filter(village__alias="店上村").exclude(name="丙").as_of(DAYS[2]).get().name == "乙"


def test_the_past_is_read_only(household: Household) -> None:
    with acting(System.DEMO), pytest.raises(TypeError):
        Household.objects.as_of(DAYS[2]).update(name="丁")
    with acting(System.DEMO), pytest.raises(TypeError):
        Household.objects.as_of(DAYS[2]).delete()


def an_import(changed: Household, tree: Tree) -> Any:
    with acting(System.DEMO) as act:
        Household.objects.filter(pk=changed.pk).update(name="改一", phone="13900000000")
        Household.objects.filter(pk=changed.pk).update(name="改二")
        made = HouseholdFactory.build(village=tree.village, name="新户", number="130102999999")
        made.save()
        Household.objects.filter(pk=made.pk).update(remark="同一次导入里再改")
    return act


def test_an_act_tells_the_rows_it_made_and_those_it_changed_as_they_were(household: Household, tree: Tree) -> None:
    household.refresh_from_db()

    act = an_import(household, tree)

    [before] = rows_of_act(Household, act)
    assert (before.pk, before.name, before.phone) == (household.pk, "丙", household.phone)
    assert before.id_number == household.id_number
    assert [one.name for one in made_by_act(Household, act)] == ["新户"]


def test_what_others_did_afterwards_stands_in_the_way_of_an_undo(household: Household, tree: Tree) -> None:
    act = an_import(household, tree)
    assert not changes_since(Household, act).exists()

    with acting(System.CLOCK):
        Household.objects.filter(pk=household.pk).update(remark="后来")

    [later] = changes_since(Household, act)
    assert (later.row_id, later.after["remark"]) == (household.pk, "后来")
