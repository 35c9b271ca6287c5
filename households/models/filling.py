"""首次建账: open until the district declares it ended; from then on the ledger changes by applications alone."""

from __future__ import annotations

from django.db import models

from accounts.models import Division, Post
from accounts.records import Record
from accounts.scoping import PeopleScope, ScopedQuerySet


class FirstFillingQuerySet(ScopedQuerySet["FirstFilling"]):
    def has_ended(self, district: Division) -> bool:
        return self.filter(district=district).exists()


class FirstFilling(Record):
    """The declaration that it has ended: while there is none, it goes on."""

    class State(models.TextChoices):
        ENDED = "ended", "已结束"

    district = models.ForeignKey(
        Division, models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name="区县"
    )
    state = models.CharField("状态", max_length=5, choices=State, default=State.ENDED)
    ended_at = models.DateTimeField("结束时间", editable=False)
    ended_by = models.ForeignKey(Post, models.PROTECT, related_name="+", editable=False, verbose_name="宣布人")
    remark = models.CharField("说明", max_length=300, blank=True)

    scope = PeopleScope(area="district")
    objects = FirstFillingQuerySet.as_manager()

    class Meta:
        verbose_name = "首次建账"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district"],
                name="first_filling_ends_once",
                violation_error_message="本区首次建账已经宣布结束。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.district}首次建账"
