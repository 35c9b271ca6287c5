"""What the demo tells of assessors is told by the steps themselves."""

from __future__ import annotations

from accounts.models import Organization
from accounts.roles import Role
from inspections.demo import assessing
from inspections.models import Assessment, AssessmentFinding, AssessorContract, ConflictCheck, Topic
from tests import factories
from tests.conftest import MakePost
from tests.factories import Tree


def test_the_demo_of_assessing_runs(tree: Tree, post: MakePost) -> None:
    for name, kind in (
        (assessing.GAS, Organization.Kind.GAS),
        (assessing.REPAIR, Organization.Kind.REPAIR),
        (assessing.FIRM, Organization.Kind.ASSESSOR),
    ):
        factories.OrganizationFactory(name=name, kind=kind, division=tree.district)
    for topic in Topic.values:
        factories.assessing_checklist(topic)
    factories.HouseholdFactory.create_batch(22, gas=True, village=tree.village)
    firm = Organization.objects.get(name=assessing.FIRM)

    assessing.tell(
        {
            "town": post(Role.TOWN_OFFICE),
            "town_gas_office": post(Role.TOWN_GAS_OFFICE),
            "town2": post(Role.TOWN_OFFICE, at=tree.other_town),
            "district": post(Role.DISTRICT_OFFICE),
            "assessor": factories.PostFactory(role=Role.ASSESSOR, division=tree.district, organization=firm),
        }
    )

    assert set(AssessorContract.objects.values_list("state", flat=True)) == {"running", "selecting"}
    assert ConflictCheck.objects.filter(result="conflict").count() == 1
    assert sorted(Assessment.objects.values_list("state", flat=True)) == ["planned", "rectifying"]
    assert sorted(AssessmentFinding.objects.values_list("state", flat=True)) == ["closed", "open"]
