"""账户处置: what takes an account out of its owner's hands, and so takes two administrators (F108)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from accounts.models.users import Post, User
from accounts.records import Record
from accounts.scoping import PeopleScope, ScopedQuerySet


class AccountMeasure(Record):
    """Proposed by one, released by another; none of the two is the person concerned."""

    class What(models.TextChoices):
        PASSWORD = "password", "重置口令"
        SECOND_STEP = "second_step", "重置二次验证"
        END_POST = "end_post", "收回管理员岗位"

    class State(models.TextChoices):
        PROPOSED = "proposed", "待复核"
        RELEASED = "released", "已同意"
        REFUSED = "refused", "不同意"
        WITHDRAWN = "withdrawn", "已撤回"
        DONE = "done", "已办理"

    what = models.CharField("处置", max_length=12, choices=What)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED)
    user = models.ForeignKey(User, models.PROTECT, related_name="measures", verbose_name="用户")
    ended_post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="要收回的岗位"
    )
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="提出人")
    released_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核人"
    )
    released_at = models.DateTimeField("复核时间", null=True, blank=True)

    scope = PeopleScope(area="user__organization__division", company="user__organization")
    objects = ScopedQuerySet["AccountMeasure"].as_manager()

    class Meta:
        verbose_name = "账户处置"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "what"],
                condition=Q(state="proposed"),
                name="account_measure_proposed_once",
                violation_error_message="已有人提出，正在等待复核。",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by=None) | ~Q(proposed_by=F("user")),
                name="account_measure_not_for_oneself",
                violation_error_message="不能对自己的账户提出。",
            ),
            models.CheckConstraint(
                condition=Q(released_by=None)
                | Q(proposed_by=None)
                | (~Q(released_by=F("proposed_by")) & ~Q(released_by=F("user"))),
                name="account_measure_released_by_another",
                violation_error_message="须由提出人和本人以外的另一位安全管理员同意。",
            ),
            models.CheckConstraint(
                condition=Q(released_by=None, released_at=None)
                | Q(released_by__isnull=False, released_at__isnull=False),
                name="account_measure_released_with_time",
                violation_error_message="复核应有复核人和时间。",
            ),
            models.CheckConstraint(
                condition=(Q(what="end_post") & Q(ended_post__isnull=False))
                | (~Q(what="end_post") & Q(ended_post=None)),
                name="account_measure_ends_a_post",
                violation_error_message="收回岗位的，应写明哪一个岗位。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}：{self.user.name}"
