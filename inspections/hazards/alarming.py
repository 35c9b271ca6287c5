"""A severe hazard is told to who watches over the company at once, not by the inbox (F22, domain.md 6.2)."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.audit import Actor, System
from accounts.roles import Role
from core.models import Notice
from core.notifying import notices
from core.workflow import Answers
from inspections.models import Hazard, Level

ALARMED = frozenset(
    {Role.TOWN_GAS_OFFICE, Role.TOWN_OFFICE, Role.GAS_AUTHORITY, Role.DISTRICT_OFFICE, Role.GAS_COMPANY}
)


def alarm(hazards: Sequence[Hazard], by: Actor, answers: Answers) -> None:
    severe = [hazard for hazard in hazards if hazard.level == Level.SEVERE]
    own = None if isinstance(by, System) else by.user_id
    for user, rows in notices.posts_over(severe, ALARMED).items():
        for hazard in rows if user != own else ():
            notices.tell(
                [user],
                Notice.Kind.NEWS,
                f"重大隐患：{hazard.number}",
                body=f"{hazard.found_on:%Y-%m-%d} 发现，{hazard.company} 负责停气和整改，请跟踪督促。",
                link=notices.link_to(hazard._meta.label_lower, hazard.pk),
            )
