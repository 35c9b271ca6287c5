"""The random sample of a township's closed hazards, and the seed by which anybody draws it again (P38)."""

from __future__ import annotations

from django.db.models import QuerySet

from core.parameters import Parameter
from core.sampling import new_seed, sample_of, share_of
from core.timekeeping.clocks import ONE_DAY, end_of
from inspections.models import Hazard, Supervision

SHARE = Parameter(
    "inspections.closure_sample",
    "督导检查：已销号隐患抽查比例",
    10,
    unit="%",
    lowest=10,
    highest=100,
    basis="工作方案要求区双代办对整改完成情况督导检查，未定比例；平台假定不少于一成。",
)


def draw(supervision: Supervision) -> None:
    """How many, and by what seed."""
    supervision.share, supervision.seed = SHARE.on(), new_seed()
    supervision.closed = closed_in(supervision).count()
    supervision.sampled = share_of(supervision.closed, supervision.share)


def drawn(supervision: Supervision) -> list[Hazard]:
    """The same of the same hazards, whoever draws."""
    return sample_of(list(closed_in(supervision).order_by("pk")), supervision.sampled, supervision.seed)


def closed_in(supervision: Supervision) -> QuerySet[Hazard]:
    until = end_of(supervision.closed_until_on)
    begun = end_of(supervision.closed_from_on - ONE_DAY)
    closed = Hazard.objects.filter(town=supervision.town_id, state=Hazard.State.CLOSED)
    return closed.filter(closed_at__gte=begun, closed_at__lt=until)
