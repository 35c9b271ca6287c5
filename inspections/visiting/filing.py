"""The one way in for every visit: phone, desk, a company's own system, workbook (P92, P93, F24–F26).

judge the answers by the version that was filled in → file → photos and signature → hazards → 未入户跟进, all in one
transaction. Handed in twice under one key it is filed once, and answered with what was filed first.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import IntegrityError
from django.utils import timezone

from accounts.audit import acting
from accounts.models import Post
from core.workflow import Answers, StepRefused
from inspections.checklists.judging import Judgement, judge, levels_of
from inspections.hazards.finding import clear_hints, find_in
from inspections.models import Checklist, Inspection, Level
from inspections.trusting.doubting import doubt
from inspections.visiting.access import follow_visit
from inspections.visiting.checks import faults_of
from inspections.visiting.choosing import checklist_of, why_not_in_campaign
from inspections.visiting.photos import keep_photos
from inspections.visiting.positions import distance_of
from inspections.visiting.visits import Outcome, Source, Visit
from inspections.visiting.workflows import FileInspection

PUT_RIGHT = "还有没填好的，请按提示补上后再提交。"
NOT_YOURS = "这份安检已由别人填报，不能再次提交。请返回今日安检，重新打开这一户。"
# The clock of a phone may go ahead by so much.
FAST_CLOCK = datetime.timedelta(minutes=10)


@dataclass(frozen=True)
class Filed:
    """`anew`: not one that had come before under the same key."""

    inspection: Inspection
    anew: bool


def file_visit(visit: Visit, *, by: Post) -> Filed:
    """Raises StepRefused; its `fields` name items of the checklist by their codes, and fields of the visit."""
    if known := filed_before(visit.client_key, by):
        return Filed(known, anew=False)
    try:
        [inspection] = file_together([visit], by=by)
    except IntegrityError:
        # Two arrived at once: the second waited for the first, and finds it now.
        if known := filed_before(visit.client_key, by):
            return Filed(known, anew=False)
        raise
    return Filed(inspection, anew=True)


def filed_before(key: uuid.UUID, by: Post) -> Inspection | None:
    """Raises StepRefused where it is somebody else's."""
    found = Inspection.objects.select_related("inspector").filter(client_key=key).first()
    if found is not None and (found.inspector is None or found.inspector.user_id != by.user_id):
        raise StepRefused(NOT_YOURS)
    return found


def file_together(visits: Sequence[Visit], *, by: Post) -> list[Inspection]:
    """All of them or none. Raises StepRefused."""
    visits = [_until_now(visit) for visit in visits]
    judged = [_judged(visit) for visit in visits]
    with acting(by) as act:
        inspections = [_row(visit, *one, by) for visit, one in zip(visits, judged, strict=True)]
        for sentence in FileInspection.file.begin_all(inspections, by=by).refused.values():
            raise StepRefused(sentence)
        for inspection, visit in zip(inspections, visits, strict=True):
            keep_photos(inspection, visit, by=by)
        doubt([one for one in inspections if one.source != Source.IMPORTED])
        answers = Answers(by=by, at=timezone.now(), act=act)
        findings = {one.pk: made.findings for one, (_, made) in zip(inspections, judged, strict=True)}
        find_in(inspections, findings, answers)
        clear_hints(inspections, answers)
        for inspection in inspections:
            follow_visit(inspection, by, answers)
    return inspections


def _until_now(visit: Visit) -> Visit:
    now = timezone.now()
    return replace(visit, ended_at=now) if now < visit.ended_at <= now + FAST_CLOCK else visit


def _judged(visit: Visit) -> tuple[Checklist | None, Judgement]:
    """Raises StepRefused with a sentence for each item and field at fault."""
    faults = faults_of(visit)
    if not faults and (sentence := why_not_in_campaign(visit)):
        faults = {"campaign": sentence}
    if faults or visit.outcome != Outcome.DONE or visit.answers is None:
        checklist, made = None, Judgement(facts=dict(visit.facts))
    else:
        checklist = checklist_of(visit)
        made = _by_checklist(visit, checklist)
    if problems := faults | made.problems:
        raise StepRefused(PUT_RIGHT, problems)
    return checklist, made


def _by_checklist(visit: Visit, checklist: Checklist) -> Judgement:
    items = list(checklist.items.order_by("position", "id"))
    photographed = {item.code for item in items} if visit.photos_follow else visit.photographed
    return judge(items, visit.answers or {}, photographed, timezone.localdate(visit.ended_at))


def _row(visit: Visit, checklist: Checklist | None, made: Judgement, by: Post) -> Inspection:
    levels = levels_of(made.findings)
    return Inspection(
        **visit.as_row(),
        **{name: value for name, value in made.facts.items() if value is not None},
        checklist=checklist,
        answers=made.answers,
        found=len(levels),
        worst=Level.gravest(levels),
        distance=distance_of(visit),
        inspector=by,
        inspector_name=visit.inspector_name or by.user.name,
    )
