"""Weekly tracking, and what the tables of 监督评估 say of every township."""

from __future__ import annotations

import datetime
from decimal import Decimal

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from inspections.assessing import tracking
from inspections.models import Assessment, AssessmentSample, AssessorContract, Topic
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree
from tests.inspections.assessments import (
    State,
    count_officers,
    find,
    visit_everybody,
)


def test_every_week_of_the_season_each_township_is_tracked(contract: AssessorContract, tree: Tree) -> None:
    factories.assessing_checklist(Topic.SAFETY)
    factories.HouseholdFactory.create_batch(12, gas=True, village=tree.village)
    factories.HeatingSeasonFactory(year=2026, starts_on=datetime.date(2026, 11, 15), ends_on=datetime.date(2027, 3, 15))
    day = datetime.date(2026, 11, 23)
    with acting(System.DEMO):
        contract.starts_on, contract.ends_on = day, datetime.date(2027, 10, 1)
        contract.save()

    begun = [tracking.begin_tracking(day + datetime.timedelta(days=passed)) for passed in (0, 1, 6, 7)]

    assert begun == [1, 0, 0, 1]
    first = Assessment.objects.order_by("pk")[0]
    assert (first.kind, first.state, first.town) == ("tracking", State.PLANNED, tree.town)
    assert AssessmentSample.objects.filter(assessment=first).count() == 10


def test_out_of_season_nobody_is_tracked(contract: AssessorContract) -> None:
    factories.assessing_checklist(Topic.SAFETY)

    assert tracking.begin_tracking(datetime.date(2026, 7, 1)) == 0


def test_a_township_without_a_contract_is_shown_red(tree: Tree, post: MakePost, client_of: ClientOf) -> None:
    factories.AssessorContractFactory(area=tree.town)

    page = client_of(post(Role.DISTRICT_OFFICE)).get("/assessor-hiring/")

    rows = {str(row[0].text): row[1] for row in page.context["sheet"].rows}
    assert (rows["西兆通镇"].text, rows["南村镇"].text) == ("已聘请", "没有聘请")
    assert rows["南村镇"].tone == "danger"


def test_a_districts_contract_covers_the_townships(tree: Tree, town_post: Post, client_of: ClientOf) -> None:
    factories.AssessorContractFactory(area=tree.district)

    page = client_of(town_post).get("/assessor-hiring/")

    assert [row[1].text for row in page.context["sheet"].rows] == ["已聘请"]


def test_scores_are_compared_with_the_season_before(tree: Tree, post: MakePost, client_of: ClientOf) -> None:
    for year, score in ((2025, "70.0"), (2026, "82.5")):
        task = factories.AssessmentFactory(town=tree.town, year=year, state=State.CLOSED)
        factories.AssessmentPartFactory(assessment=task, score=Decimal(score))

    page = client_of(post(Role.DISTRICT_OFFICE)).get("/assessment-scores/")

    [row] = page.context["sheet"].rows
    assert [cell.text for cell in row] == ["西兆通镇", "82.5", "—", "—", "82.5", "70.0", "+12.5"]


def test_the_weeks_of_tracking_are_counted(planned: Assessment, assessor: Post, client_of: ClientOf) -> None:
    with acting(System.DEMO):
        Assessment.objects.update(kind="tracking", year=2026)
    visit_everybody(planned, assessor)
    find(planned, assessor, level="severe")

    page = client_of(assessor).get("/tracking-weeks/?year=2026")

    [row] = page.context["sheet"].rows
    assert [cell.text for cell in row][1:] == ["1", "0", "3", "0", "1", "1", "1"]


def test_what_officers_lack_is_shown_by_township(planned: Assessment, client_of: ClientOf, post: MakePost) -> None:
    count_officers(planned)

    page = client_of(post(Role.DISTRICT_OFFICE)).get("/officer-gaps/?year=2026")

    [row] = page.context["sheet"].rows
    assert [cell.text for cell in row] == ["西兆通镇", "0", "10", "8", "2", "1", "4", "3", "1"]
