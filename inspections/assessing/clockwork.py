"""What the clock does for this room every day."""

from __future__ import annotations

from accounts.audit import System, acting
from inspections.assessing import conflicts, hiring, tracking


def daily() -> None:
    hiring.expire_contracts()
    with acting(System.CLOCK):
        conflicts.look_at_all()
    hiring.warn_of_expiry()
    tracking.begin_tracking()
