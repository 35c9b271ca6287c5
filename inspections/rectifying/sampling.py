"""The random sample of a township's closed hazards, and the seed by which anybody draws it again (P38)."""

from __future__ import annotations

import secrets
from decimal import ROUND_CEILING
from random import Random

from django.db.models import QuerySet

from core.parameters import Parameter
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
# Fits PostgreSQL's bigint, and a person can still copy it.
SEED_BITS = 48


def draw(supervision: Supervision) -> None:
    """How many, and by what seed."""
    supervision.share, supervision.seed = SHARE.on(), secrets.randbits(SEED_BITS)
    supervision.closed = closed_in(supervision).count()
    supervision.sampled = int((supervision.closed * supervision.share / 100).to_integral_value(ROUND_CEILING))


def drawn(supervision: Supervision) -> list[Hazard]:
    """The same of the same hazards, whoever draws."""
    hazards = list(closed_in(supervision).order_by("pk"))
    return Random(supervision.seed).sample(hazards, supervision.sampled)


def closed_in(supervision: Supervision) -> QuerySet[Hazard]:
    until = end_of(supervision.closed_until_on)
    begun = end_of(supervision.closed_from_on - ONE_DAY)
    closed = Hazard.objects.filter(town=supervision.town_id, state=Hazard.State.CLOSED)
    return closed.filter(closed_at__gte=begun, closed_at__lt=until)
