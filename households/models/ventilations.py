"""通气登记: when gas was let in at a household, for the first time or again after a break (P95, P96)."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from accounts.models import Organization, Post
from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet
from core.search import Grams
from households.models.constructions import Construction
from households.models.households import Household


class VentilationQuerySet(ScopedQuerySet["Ventilation"]):
    def waiting(self) -> Self:
        return self.filter(state=Ventilation.State.WAITING)

    def ventilated(self) -> Self:
        return self.filter(state=Ventilation.State.VENTILATED)


class Ventilation(Placed, Record):
    """Of works that were accepted, whose household may enter the ledger later, or of a household of the ledger."""

    class State(models.TextChoices):
        WAITING = "waiting", "待通气"
        VENTILATED = "ventilated", "已通气"
        CANCELLED = "cancelled", "已取消"

    class Occasion(models.TextChoices):
        FIRST = "first", "首次通气"
        AGAIN = "again", "重新通气"

    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="ventilations", verbose_name="住户"
    )
    construction = models.ForeignKey(
        Construction, models.PROTECT, null=True, blank=True, related_name="ventilations", verbose_name="施工记录"
    )
    occasion = models.CharField(
        "通气类别", max_length=5, choices=Occasion, help_text="长期无人居住、停气后恢复供气的，是重新通气。"
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING, editable=False)
    householder = models.CharField("户主", max_length=50, editable=False)
    address = models.CharField("地址", max_length=200, blank=True, editable=False)
    supplier = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name="供气企业"
    )
    ventilated_on = models.DateField("通气日期", null=True, blank=True)
    ventilated_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", db_index=False, editable=False, verbose_name="登记通气的人"
    )

    scope = Scope(area="", company="supplier")
    objects = VentilationQuerySet.as_manager()

    class Meta:
        verbose_name = "通气登记"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(household__isnull=False) | Q(construction__isnull=False),
                name="ventilation_of_somebody",
                violation_error_message="请先选定要通气的住户或施工记录。",
            ),
            models.CheckConstraint(
                condition=~Q(occasion="again") | Q(household__isnull=False),
                name="ventilation_again_in_ledger",
                violation_error_message="重新通气只登记台账内的住户；新改造的户，请登记首次通气。",
            ),
            models.CheckConstraint(
                condition=Q(state="ventilated", ventilated_on__isnull=False)
                | ~Q(state="ventilated") & Q(ventilated_on=None),
                name="ventilation_with_day",
                violation_error_message="已通气的须有通气日期，没有通气的不填。",
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(state="waiting", household__isnull=False),
                name="ventilation_waiting_once",
                violation_error_message="这户已有一条待通气的登记，请在那一条上登记通气；不再通气的，请先取消。",
            ),
            models.UniqueConstraint(
                fields=["construction"],
                condition=~Q(state="cancelled") & Q(construction__isnull=False),
                name="ventilation_once_for_works",
                violation_error_message="这条施工记录已有通气登记，请在那一条上办理。",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"ventilation_{tier}") for tier in TIERS],
            *[models.Index(fields=[tier, "state", "-id"], name=f"ventilation_{tier}_state") for tier in TIERS],
            models.Index(fields=["supplier", "-id"], name="ventilation_supplier"),
            models.Index(
                fields=["ventilated_on"], condition=Q(ventilated_on__isnull=False), name="ventilation_ventilated_on"
            ),
            GinIndex(OpClass(Grams(F("householder")), "array_ops"), name="ventilation_words"),
        ]

    def __str__(self) -> str:
        return f"{self.get_occasion_display()}登记第 {self.pk} 号"
