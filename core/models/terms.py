"""字典: lists that an office changes. Rows are versions; an old record keeps the old meaning (F98)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.records import Record
from accounts.scoping import AdministratorScope, ScopedQuerySet
from core.small_tables import forget


class TermQuerySet(ScopedQuerySet["Term"]):
    def current(self) -> TermQuerySet:
        return self.filter(retired_at=None)


class Term(Record):
    catalogue = models.CharField("字典", max_length=40)
    code = models.CharField("代码", max_length=40, editable=False)
    label = models.CharField("名称", max_length=60)
    position = models.PositiveSmallIntegerField("次序", default=0)
    introduced_at = models.DateTimeField("启用时间", db_default=Now(), editable=False)
    retired_at = models.DateTimeField("停用时间", null=True, blank=True, editable=False)

    scope = AdministratorScope()
    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = "字典项"
        ordering = ["catalogue", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["catalogue", "code"],
                condition=Q(retired_at=None),
                name="term_current_once",
                violation_error_message="字典里已有这个代码。",
            ),
            models.UniqueConstraint(
                fields=["catalogue", "label"],
                condition=Q(retired_at=None),
                name="term_label_once",
                violation_error_message="字典里已有这个名称。",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, **options: Any) -> None:
        super().save(*args, **options)
        forget(Term)
