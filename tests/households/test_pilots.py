"""试点项目: proposed, run, evaluated, promoted or stopped (P26)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from core.workflow import StepRefused
from households.energy.documents import PilotDocument
from households.energy.workflows import PilotProject
from households.models import Pilot, PilotHousehold
from tests import factories
from tests.conftest import ClientOf
from tests.factories import HouseholdFactory, Tree
from tests.households.conftest import TODAY, Chain

RESULT = {"cost_before": "2400", "cost_after": "1500", "conclusion": "晴天日间不用电，户均省三分之一以上。"}


@pytest.fixture
def running(chain: Chain) -> Pilot:
    pilot = PilotProject.propose(
        by=chain.town, name="光热+试点", village=chain.place, site="村委会", technology="光热+空气源热泵"
    )
    factories.AttachmentFactory(record=pilot, purpose=PilotDocument.PLAN)
    return PilotProject.run(pilot, by=chain.district, starts_on=TODAY, ends_on=TODAY)


def enrolled(chain: Chain, pilot: Pilot) -> PilotHousehold:
    return factories.PilotHouseholdFactory(pilot=pilot, household=HouseholdFactory(village=chain.place))


def test_a_pilot_goes_from_proposal_to_promotion(chain: Chain, running: Pilot) -> None:
    enrolled(chain, running)
    factories.AttachmentFactory(record=running, purpose=PilotDocument.REPORT)

    PilotProject.evaluate(running, by=chain.town, **RESULT)
    PilotProject.promote(running, by=chain.district, reason="在全镇推广")

    assert (running.state, running.saving, running.saving_share) == (Pilot.State.PROMOTED, Decimal(900), "37.5%")


def test_it_does_not_begin_without_a_plan(chain: Chain, tree: Tree) -> None:
    pilot = factories.PilotFactory(village=tree.village)

    with pytest.raises(StepRefused, match="试点方案"):
        PilotProject.run(pilot, by=chain.district, starts_on=TODAY, ends_on=TODAY)


def test_it_is_not_evaluated_without_households(chain: Chain, running: Pilot) -> None:
    factories.AttachmentFactory(record=running, purpose=PilotDocument.REPORT)

    with pytest.raises(StepRefused, match="还没有试点户"):
        PilotProject.evaluate(running, by=chain.town, **RESULT)


def test_it_does_not_end_before_it_starts(chain: Chain, tree: Tree) -> None:
    pilot = factories.PilotFactory(village=tree.village)
    factories.AttachmentFactory(record=pilot, purpose=PilotDocument.PLAN)

    with pytest.raises(StepRefused, match="不能早于开始日期"):
        PilotProject.run(pilot, by=chain.district, starts_on="2026-11-02", ends_on="2026-11-01")


def test_households_are_enrolled_by_their_numbers(
    chain: Chain, tree: Tree, running: Pilot, client_of: ClientOf
) -> None:
    one, other = HouseholdFactory(village=tree.village), HouseholdFactory(village=tree.next_village)
    given = {"pilot": running.pk, "numbers": f"{one.number}\n{other.number}"}

    client_of(chain.town).post(reverse("pilot-households-new"), given)

    assert set(running.members.values_list("household", "village")) == {
        (one.pk, one.village_id),
        (other.pk, other.village_id),
    }


def test_numbers_of_another_township_and_doubles_are_told(
    chain: Chain, tree: Tree, running: Pilot, client_of: ClientOf
) -> None:
    there = enrolled(chain, running).household
    elsewhere = HouseholdFactory(village=tree.other_village)
    given = {"pilot": running.pk, "numbers": f"{there.number} {elsewhere.number}"}

    page = client_of(chain.district).post(reverse("pilot-households-new"), given).content.decode()

    assert f"本街镇在用的住户里没有：{elsewhere.number}" in page
    assert f"已在这个试点项目里：{there.number}" in page
    assert running.members.count() == 1
