"""打分表: of each topic the checklist in force, how it was answered, and what that comes to of a hundred."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils import timezone

from accounts.audit import Actor
from core.workflow import Answers
from inspections.checklists.answering import judgement_of, photographed
from inspections.checklists.judging import Judgement
from inspections.models import Assessment, AssessmentPart, Checklist, ChecklistItem, Topic

Result = ChecklistItem.Result
NO_CHECKLIST = (
    "还没有在用的“{topic}”评估检查表：请区双代办在“检查表”中启用一张用途为第三方评估、名称里写有“{topic}”的检查表。"
)


def checklist_of(topic: str) -> Checklist | None:
    """Assessments have several in force at once; the name says which topic a list is of. Of two the later one."""
    of_assessments = Checklist.objects.in_force(Checklist.Purpose.ASSESSMENT)
    return of_assessments.filter(name__contains=Topic(topic).label).order_by("-in_force_from_at", "-pk").first()


def why_no_checklist(topics: Iterable[str]) -> str:
    lacking = [topic for topic in topics if checklist_of(topic) is None]
    return "".join(NO_CHECKLIST.format(topic=Topic(topic).label) for topic in lacking)


def draw_up(assessments: Sequence[Assessment], by: Actor, answers: Answers) -> None:
    """A list for each topic, in the version that is in force on that day."""
    for one in assessments:
        for topic in one.topics:
            checklist = checklist_of(topic)
            if checklist is not None:
                AssessmentPart.objects.create(assessment=one, topic=topic, checklist=checklist)


def why_not_answered(assessment: Assessment) -> str:
    known = list(assessment.parts.select_related("checklist").prefetch_related("checklist__items"))
    if not known:
        return "这次任务没有打分表，请取消后重新委托。"
    there = photographed(known)
    day = assessment.assessed_on or timezone.localdate()
    for part in known:
        problems = judgement_of(part, there[part.pk], day).problems
        if problems:
            return f"“{part.get_topic_display()}”打分表还有 {len(problems)} 项没有填好：{next(iter(problems.values()))}"
    return ""


def score_of(items: Sequence[ChecklistItem], made: Judgement) -> Decimal | None:
    """Points of what is in order, of the points of all that was looked at and concerns the place; without any points
    every item counts alike. None while an answer is lacking."""
    if made.problems:
        return None
    looked_at = [item for item in items if made.answers.get(item.code, {}).get("result") in {Result.OK, Result.BAD}]
    weights = {item.code: item.points for item in looked_at}
    if not any(weights.values()):
        weights = dict.fromkeys(weights, 1)
    whole = sum(weights.values())
    if not whole:
        return None
    good = sum(weight for code, weight in weights.items() if made.answers[code]["result"] == Result.OK)
    return round(Decimal(100 * good) / whole, 1)


def add_up(assessments: Sequence[Assessment], by: Actor, answers: Answers) -> None:
    """The task's score is the mean of its topics'."""
    for one in assessments:
        scores = [part.score for part in one.parts.all() if part.score is not None]
        one.score = round(sum(scores, Decimal(0)) / len(scores), 1) if scores else None
