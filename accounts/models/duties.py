"""责任村: the villages that a gas company's resident safety officer answers for. What he sees hangs on them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from accounts.records import Record
from accounts.roles import Reach
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models.users import Post


@dataclass(frozen=True)
class DutyScope(Scope):
    """An officer sees his own, not those of a colleague in the same village."""

    def predicate(self, post: Post) -> Q:
        if post.reach is Reach.BEAT:
            return held_by(post)
        return super().predicate(post)


def held_by(post: Post) -> Q:
    """By ids and role, which is all that a prepared query knows of a post."""
    return Q(post__user=post.user_id, post__organization=post.organization_id, post__role=post.role)


class VillageDutyQuerySet(ScopedQuerySet["VillageDuty"]):
    def in_force(self, day: datetime.date | None = None) -> VillageDutyQuerySet:
        """Those that hold now, or held on a past day; on the day of its end a duty holds no more."""
        if day is None:
            return self.filter(until_on=None)
        return self.filter(since_on__lte=day).filter(Q(until_on=None) | Q(until_on__gt=day))


class VillageDuty(Placed, Record):
    """Ended, never deleted: who answered for a village on a past day can be said."""

    class State(models.TextChoices):
        ON_DUTY = "on_duty", "在岗"
        ENDED = "ended", "已结束"

    post = models.ForeignKey(
        "accounts.Post", models.PROTECT, related_name="village_duties", db_index=False, verbose_name="安全员岗位"
    )
    since_on = models.DateField("开始日期")
    until_on = models.DateField("结束日期", null=True, blank=True)
    state = models.CharField("状态", max_length=7, choices=State, default=State.ON_DUTY, editable=False)

    scope = DutyScope(area="", company="post__organization")
    objects = VillageDutyQuerySet.as_manager()

    class Meta:
        verbose_name = "责任村"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "village"],
                condition=Q(until_on=None),
                name="village_duty_once",
                violation_error_message="这位安全员已在负责这个村，不必再安排。",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("since_on")),
                name="village_duty_until_after_since",
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(state="on_duty", until_on=None) | Q(state="ended", until_on__isnull=False),
                name="village_duty_ended_with_day",
                violation_error_message="已结束的须写明结束日期，在岗的不写。",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"village_duty_{tier}") for tier in TIERS],
            models.Index(fields=["post", "-id"], name="village_duty_post"),
        ]

    def __str__(self) -> str:
        return f"{self.post.user.name}负责{self.village}"
