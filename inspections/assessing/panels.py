"""What the pages of this room show beside a record's own facts, and the colours of its states."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse

from accounts.models import Post
from accounts.roles import Role
from core.addresses import rows_url
from core.views.declaration import Shown
from core.views.facts import Fact
from inspections.checklists.answering import answered
from inspections.models import (
    Assessment,
    AssessmentFinding,
    AssessmentPart,
    AssessmentSample,
    AssessorContract,
    ConflictCheck,
    Level,
)

Contract = AssessorContract.State
State = Assessment.State
Found = AssessmentFinding.State
OFFICES = frozenset(
    {
        Role.DISTRICT_OFFICE, Role.TOWN_OFFICE, Role.TOWN_GAS_OFFICE, Role.GAS_AUTHORITY, Role.LEADER,
        Role.GROUP_MEMBER, Role.CITY_OFFICE,
    }
)  # fmt: skip
READERS = OFFICES | {Role.ASSESSOR}
FACTS = "_components/facts.html"
CONTRACT_TONES: dict[str, str] = {
    Contract.SELECTING: "waiting", Contract.SIGNED: "waiting", Contract.RUNNING: "good", Contract.ENDED: "warning",
    Contract.EVALUATED: "warning", Contract.SETTLED: "neutral", Contract.TERMINATED: "danger",
}  # fmt: skip
RESULT_TONES: dict[str, str] = {
    ConflictCheck.Result.CLEAR: "good",
    ConflictCheck.Result.DOUBTFUL: "warning",
    ConflictCheck.Result.CONFLICT: "danger",
}
STATE_TONES: dict[str, str] = {
    State.COMMISSIONED: "waiting", State.PLANNED: "waiting", State.ASSESSED: "waiting", State.REPORTED: "warning",
    State.RECTIFYING: "warning", State.CLOSED: "good", State.CANCELLED: "neutral",
}  # fmt: skip
VISIT_TONES: dict[str, str] = {
    AssessmentSample.State.WAITING: "waiting",
    AssessmentSample.State.VISITED: "good",
    AssessmentSample.State.MISSED: "warning",
}
FINDING_TONES: dict[str, str] = {
    Found.OPEN: "danger",
    Found.RECTIFIED: "waiting",
    Found.CLOSED: "good",
    Found.DISMISSED: "neutral",
}


def last_check(contract: AssessorContract, post: Post) -> Shown | None:
    """What stands behind the firm is not told to itself."""
    if post.role not in OFFICES:
        return None
    found = ConflictCheck.objects.filter(contract=contract).first()
    if found is None:
        return None
    said = found.get_result_display()
    facts = [
        Fact("最近一次检查", said, tone=RESULT_TONES[found.result]),
        Fact("检查时间", str(found), url=reverse("conflict-checks-detail", args=[found.pk])),
        *(Fact("依据", sentence, wide=True) for sentence in found.grounds),
        *(Fact("已排除的疑点", sentence, wide=True) for sentence in contract.doubts_ruled_out),
    ]
    return Shown("利益冲突", FACTS, {"facts": facts})


def grounds(check: ConflictCheck, post: Post) -> Shown | None:
    facts = [Fact(f"依据{place}", sentence, wide=True) for place, sentence in enumerate(check.grounds, start=1)]
    return Shown("检查依据", FACTS, {"facts": facts}) if facts else None


def points(assessment: Assessment, post: Post) -> Shown | None:
    """Each topic's list, with what it came to."""
    facts = [
        Fact(
            one.get_topic_display(),
            "还没有填完" if one.score is None else f"{one.score} 分",
            url=reverse("assessment-parts-detail", args=[one.pk]),
        )
        for one in assessment.parts.order_by("pk")
    ]
    return Shown("打分表", FACTS, {"facts": facts}) if facts else None


def summary(assessment: Assessment, post: Post) -> Shown | None:
    """评估小结, as the report has to say it."""
    if assessment.sample_seed is None:
        return None
    return Shown("评估小结", FACTS, {"facts": [*_visits(assessment), *_findings(assessment), *_officers(assessment)]})


def _visits(assessment: Assessment) -> Iterator[Fact]:
    of_state = dict(assessment.samples.order_by().values_list("state").annotate(Count("pk")))
    yield Fact("抽样户", f"{sum(of_state.values())} 户", url=rows_url("assessment-samples", assessment=assessment.pk))
    for state in AssessmentSample.State:
        url = rows_url("assessment-samples", assessment=assessment.pk, state=state)
        yield Fact(str(state.label), f"{of_state.get(state, 0)} 户", url=url)


def _findings(assessment: Assessment) -> Iterator[Fact]:
    open_ones = Count("pk", filter=~Q(state__in=[Found.CLOSED, Found.DISMISSED]))
    counted = assessment.findings.order_by().values_list("level").annotate(whole=Count("pk"), left=open_ones)
    known = {level: (count, left) for level, count, left in counted}
    for level in Level:
        count, left = known.get(level, (0, 0))
        if count:
            url = rows_url("assessment-findings", assessment=assessment.pk, level=level)
            yield Fact(f"{level.label}问题", f"{count} 个，未销号 {left} 个", url=url)
    if not known:
        yield Fact("问题", "没有发现问题")


def _officers(assessment: Assessment) -> Iterator[Fact]:
    """P33: what is lacking, of what was counted."""
    for label, wanted, there, unit in (
        ("两员缺配", assessment.officers_required, assessment.officers_on_post, "人"),
        ("两员无有效证书", assessment.officers_on_post, assessment.officers_certified, "人"),
        ("培训未办", assessment.trainings_planned, assessment.trainings_held, "次"),
    ):
        if wanted is not None and there is not None:
            lacking = max(wanted - there, 0)
            yield Fact(label, f"{lacking} {unit}", tone="danger" if lacking else "good")


def of_part(part: AssessmentPart, post: Post) -> Shown | None:
    return answered(part, post)


def found_there(sample: AssessmentSample, post: Post) -> Shown | None:
    facts = [
        Fact(
            one.get_level_display(),
            f"{one.description}（{one.get_state_display()}）",
            wide=True,
            url=reverse("assessment-findings-detail", args=[one.pk]),
        )
        for one in sample.findings.order_by("pk")
    ]
    return Shown("发现的问题", FACTS, {"facts": facts}) if facts else None
