"""Random samples that anybody can draw again: a seed that is kept with what was drawn, a share of what there was."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from random import Random
from typing import TypeVar

T = TypeVar("T")
# Fits PostgreSQL's bigint, and a person can still copy it.
SEED_BITS = 48


def new_seed() -> int:
    return secrets.randbits(SEED_BITS)


def share_of(count: int, percent: Decimal) -> int:
    """How many that is, rounded up: of anything at least one."""
    return int((count * percent / 100).to_integral_value(ROUND_CEILING))


def sample_of(rows: Sequence[T], size: int, seed: int) -> list[T]:
    """The same of the same rows in the same order, whoever draws; all of them where there are no more."""
    return Random(seed).sample(rows, min(size, len(rows)))
