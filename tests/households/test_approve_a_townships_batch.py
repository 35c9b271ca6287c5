"""A township's applications in one step: same rules, each refused one with its reason."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import System, acting
from accounts.models import Change
from core.models import StepTaken
from households.models import Application, DuplicatePair, Equipment, Household
from households.workflows import AddHousehold, ChangeHousehold
from tests import factories
from tests.factories import Tree
from tests.households.conftest import Chain

State = Application.State


def reviewed(chain: Chain, count: int) -> list[Application]:
    return [chain.carry(chain.file_add(), State.REVIEWED) for _ in range(count)]


def test_the_city_takes_a_townships_batch_in_one_step(chain: Chain) -> None:
    applications = reviewed(chain, 3)

    outcome = AddHousehold.confirm.take_all(Application.objects.filter(town=chain.town.division), by=chain.city)

    assert sorted(outcome.taken) == sorted(application.pk for application in applications)
    assert Household.objects.count() == 3
    assert Equipment.objects.count() == 3
    assert {one.household.id_number for one in Application.objects.select_related("household")} == {
        one.id_number for one in applications
    }


def test_each_application_gets_its_own_household(chain: Chain) -> None:
    reviewed(chain, 3)

    AddHousehold.confirm.take_all(Application.objects.all(), by=chain.city)

    for application in Application.objects.select_related("household"):
        assert application.household.name == application.name
        assert application.household.id_number == application.id_number


def test_households_are_numbered_in_the_order_of_their_applications(chain: Chain) -> None:
    applications = reviewed(chain, 4)

    AddHousehold.confirm.take_all(Application.objects.all(), by=chain.city)

    entered = Application.objects.filter(pk__in=[one.pk for one in applications]).order_by("household__number")
    assert [one.pk for one in entered] == sorted(one.pk for one in applications)


def test_what_is_not_yet_reviewed_is_refused_with_its_reason(chain: Chain) -> None:
    ready, early = reviewed(chain, 1)[0], chain.carry(chain.file_add(), State.SUBMITTED)

    outcome = AddHousehold.confirm.take_all(Application.objects.all(), by=chain.city)

    assert outcome.taken == [ready.pk]
    assert "待街镇核实" in outcome.refused[early.pk]


def test_of_two_with_one_meter_the_later_is_refused(chain: Chain) -> None:
    first, second = reviewed(chain, 2)
    with acting(System.DEMO):
        Application.objects.filter(pk__in=[first.pk, second.pk]).update(gas_meter_number="QB1")

    outcome = AddHousehold.confirm.take_all(Application.objects.all(), by=chain.city)

    assert outcome.taken == [first.pk]
    assert "燃气表号已登记" in outcome.refused[second.pk]


def test_an_undecided_duplicate_holds_up_its_own_application_alone(chain: Chain) -> None:
    held, free = reviewed(chain, 2)
    factories.DuplicatePairFactory(application=held, grounds=[DuplicatePair.Ground.PERSON])

    outcome = AddHousehold.confirm.take_all(Application.objects.all(), by=chain.city)

    assert outcome.taken == [free.pk]
    assert "疑似重复" in outcome.refused[held.pk]


def test_the_whole_batch_is_one_act(chain: Chain) -> None:
    reviewed(chain, 2)

    AddHousehold.confirm.take_all(Application.objects.all(), by=chain.city)

    assert StepTaken.objects.filter(step="confirm").values("act").distinct().count() == 1
    changes = Change.objects.filter(table="households_household")
    assert changes.values("act").distinct().count() == 1


def test_a_batch_of_any_size_takes_the_same_number_of_statements(chain: Chain) -> None:
    counts = []
    for size in (1, 8):
        reviewed(chain, size)
        with CaptureQueriesContext(
            connection,
        ) as statements:
            AddHousehold.confirm.take_all(Application.objects.filter(state=State.REVIEWED), by=chain.city)
        counts.append(len(statements))

    assert counts[0] == counts[1]


def test_a_batch_of_changes_writes_each_household_its_own(chain: Chain, tree: Tree) -> None:
    households = factories.HouseholdFactory.create_batch(2, village=tree.village)
    for number, household in enumerate(households):
        application = ChangeHousehold.file(by=chain.village, household=household, phone=f"1390000000{number}")
        chain.carry(application, State.REVIEWED)

    ChangeHousehold.confirm.take_all(Application.objects.all(), by=chain.city)

    assert [Household.objects.get(pk=household.pk).phone for household in households] == ["13900000000", "13900000001"]
