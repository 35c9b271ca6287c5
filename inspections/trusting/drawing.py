"""Which inspections of a month are made again: drawn at random, and by the seed anybody draws the same again (F29)."""

from __future__ import annotations

import datetime

from django.db.models import QuerySet

from accounts.audit import acting
from accounts.models import Organization, Post
from core.sampling import new_seed, sample_of, share_of
from core.workflow import StepRefused
from inspections.models import Inspection, Recheck
from inspections.trusting.parameters import RECHECKED
from inspections.trusting.workflows import RecheckInspection

NOTHING_LEFT = "{:%Y 年 %-m 月}没有可抽的安检记录：或者还没有做过，或者已抽够比例。"


def inspections_of(month: datetime.date, company: Organization, by: Post) -> QuerySet[Inspection]:
    """The valid ones that a checklist was filled in for; of the post's own area."""
    after = (month.replace(day=1) + datetime.timedelta(days=31)).replace(day=1)
    rows = Inspection.objects.visible_to(by).valid().filter(company=company, checklist__isnull=False)
    return rows.filter(inspected_on__gte=month.replace(day=1), inspected_on__lt=after)


def how_many(rows: QuerySet[Inspection]) -> int:
    """Still to be drawn: the share of all, at least one, less those drawn already."""
    done = rows.count()
    return max(0, share_of(done, RECHECKED.on()) - rows.filter(rechecks__isnull=False).count())


def drawn(rows: QuerySet[Inspection], count: int, seed: int) -> list[Inspection]:
    """The same of the same rows, whoever draws."""
    return sample_of(list(rows.filter(rechecks__isnull=True).order_by("pk")), count, seed)


def draw(month: datetime.date, company: Organization, assessor: Organization | None, *, by: Post) -> list[Recheck]:
    """Raises StepRefused where there is nothing to draw."""
    rows = inspections_of(month, company, by)
    count, seed = how_many(rows), new_seed()
    chosen = drawn(rows, count, seed)
    if not chosen:
        raise StepRefused(NOTHING_LEFT.format(month))
    begun = {"month_on": month.replace(day=1), "seed": seed, "assessor": assessor}
    rechecks = [Recheck(inspection=one, **begun) for one in chosen]
    step = RecheckInspection.entrust if assessor else RecheckInspection.draw
    with acting(by):
        outcome = step.begin_all(rechecks, by=by)
        for sentence in outcome.refused.values():
            raise StepRefused(sentence)
    return rechecks
