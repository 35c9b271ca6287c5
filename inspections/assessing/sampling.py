"""抽样户: drawn at random among the township's households in use, with the seed by which anybody draws them again
(P118)."""

from __future__ import annotations

from django.db.models import QuerySet

from core.parameters import Parameter
from core.sampling import new_seed, sample_of
from households.models import Household
from households.models.choices import Category
from inspections.models import Assessment, AssessmentSample

SMALLEST_SAMPLE = Parameter(
    "inspections.assessment_sample", "评估抽样最少户数", 20, unit="户", lowest=1, highest=500,
    basis="第三方评估监督工作要规范有序运作；方案未定抽样数，取每个街镇一次至少二十户",
)  # fmt: skip
TRACKING_SAMPLE = Parameter(
    "inspections.tracking_sample", "跟踪检查抽样户数", 10, unit="户", lowest=1, highest=200,
    basis="采暖季期间跟踪检查；方案未定户数，取每个街镇每次十户",
)  # fmt: skip


def households_of(assessment: Assessment) -> QuerySet[Household]:
    """Who heats with gas or electricity there."""
    known = Household.objects.in_use().filter(town=assessment.town_id)
    return known.filter(category__in=[Category.GAS, Category.ELECTRIC])


def draw(assessment: Assessment) -> list[AssessmentSample]:
    """The rows, unsaved; the assessment keeps by what they were drawn."""
    assessment.sample_seed = new_seed()
    chosen = drawn(assessment)
    assessment.sample_size = len(chosen)
    return [
        AssessmentSample(
            assessment=assessment,
            assessor_id=assessment.assessor_id,
            household=one,
            householder=one.name,
            address=one.address,
            village_id=one.village_id,
        )
        for one in chosen
    ]


def drawn(assessment: Assessment) -> list[Household]:
    """The same of the same households, whoever draws."""
    ids = list(households_of(assessment).order_by("pk").values_list("pk", flat=True))
    assert assessment.sample_seed is not None, "drawn with the sample"
    chosen = sample_of(ids, assessment.sample_size or 0, assessment.sample_seed)
    return list(Household.objects.filter(pk__in=chosen).order_by("village", "pk"))
