"""What an assessment found: a hazard of a household, or put right and looked at where it is; in the season at once."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.models import OpenItem
from core.workflow import StepRefused
from inspections.assessing.workflows import HandleFinding
from inspections.hazards.workflows import HandleHazard
from inspections.models import Assessment, Hazard, Level
from tests import factories
from tests.conftest import MakePost
from tests.factories import Tree
from tests.inspections.assessments import (
    TODAY,
    find,
)


def test_what_is_found_in_a_drawn_household_becomes_a_hazard(planned: Assessment, assessor: Post) -> None:
    sample = planned.samples.all()[0]

    finding = find(planned, assessor, sample=sample, level="major", description="软管老化")

    hazard = Hazard.objects.get()
    assert finding.hazard == hazard
    assert (hazard.household, hazard.source, hazard.assessor) == (sample.household, "assessment", planned.assessor)
    assert hazard.company == sample.household.gas_supplier
    assert hazard.found_by == assessor.user.name


def close(hazard: Hazard, by: Post) -> None:
    with acting(System.DEMO):
        Hazard.objects.update(state="reported", rectified_on=TODAY(), reported_at=timezone.now())
    hazard.refresh_from_db()
    factories.AttachmentFactory(record=hazard, purpose="recheck")
    HandleHazard.close(hazard, by=by, rechecked_on=TODAY())


def test_a_finding_is_closed_with_its_hazard(planned: Assessment, assessor: Post, post: MakePost) -> None:
    finding = find(planned, assessor, sample=planned.samples.all()[0])

    close(Hazard.objects.get(), post(Role.TOWN_GAS_OFFICE))

    finding.refresh_from_db()
    assert finding.state == "closed"


def test_a_finding_is_dismissed_with_its_hazard(planned: Assessment, assessor: Post, post: MakePost) -> None:
    finding = find(planned, assessor, sample=planned.samples.all()[0])

    HandleHazard.dismiss(Hazard.objects.get(), by=post(Role.TOWN_GAS_OFFICE), reason="看错了")

    finding.refresh_from_db()
    assert finding.state == "dismissed"


def test_what_is_found_at_an_electric_device_the_township_has_put_right(
    planned: Assessment, assessor: Post, town_post: Post, tree: Tree
) -> None:
    home = factories.HouseholdFactory(village=tree.village)
    assert home.gas_supplier is None
    sample = factories.AssessmentSampleFactory(assessment=planned, household=home)
    finding = find(planned, assessor, sample=sample)

    HandleFinding.rectify(finding, by=town_post, rectified_on=TODAY(), rectification="已修好")

    assert (finding.hazard, finding.state) == (None, "rectified")


def test_a_hazard_is_not_rectified_beside_the_hazards(planned: Assessment, assessor: Post, town_post: Post) -> None:
    finding = find(planned, assessor, sample=planned.samples.all()[0])

    with pytest.raises(StepRefused, match="随隐患整改"):
        HandleFinding.rectify(finding, by=town_post, rectified_on=TODAY(), rectification="已换")


def test_a_finding_elsewhere_is_rectified_and_looked_at(planned: Assessment, assessor: Post, town_post: Post) -> None:
    finding = find(planned, assessor)
    assert finding.hazard is None

    HandleFinding.rectify(finding, by=town_post, rectified_on=TODAY(), rectification="已补齐")
    HandleFinding.confirm(finding, by=assessor)

    assert finding.state == "closed"


@pytest.mark.parametrize(("level", "hours"), [(Level.SEVERE, 24), (Level.MINOR, 4 * 24), (Level.HINT, 4 * 24)])
def test_in_the_season_findings_have_short_limits(level: str, hours: int, planned: Assessment, assessor: Post) -> None:
    factories.HeatingSeasonFactory(
        year=TODAY().year, starts_on=TODAY() - datetime.timedelta(days=1),
        ends_on=datetime.date(TODAY().year + 1, 3, 15),
    )  # fmt: skip

    finding = find(planned, assessor, level=level)

    item = OpenItem.objects.filter(kind="inspections.assessmentfinding", record_id=finding.pk, due_at__isnull=False)[0]
    assert item.due_at is not None
    assert item.due_at - timezone.now() <= datetime.timedelta(hours=hours)
