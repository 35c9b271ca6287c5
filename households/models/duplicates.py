"""疑似重复: found at entry and import, decided with a reason; nothing passes while one is undecided (F4)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet
from households.models.applications import Application
from households.models.households import Household


class DuplicatePair(Placed, Record):
    """An application beside what it resembles: a ledger row, or another application under way.

    It stands where the application stands."""

    class Ground(models.TextChoices):
        ID_NUMBER = "id_number", "身份证号相同"
        METER = "meter", "燃气表号相同"
        PERSON = "person", "同村、同名、同电话"

    class Decision(models.TextChoices):
        UNDECIDED = "undecided", "待裁定"
        DIFFERENT = "different", "不是同一户"
        SAME = "same", "是同一户，不予登记"
        SECOND_HOUSE = "second_house", "同一人的第二处住房，准予登记"
        CLEARED = "cleared", "资料已更正，不再相同"

    application = models.ForeignKey(Application, models.PROTECT, related_name="duplicates", verbose_name="申请")
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, related_name="duplicates", verbose_name="台账中的住户"
    )
    other = models.ForeignKey(Application, models.PROTECT, null=True, related_name="+", verbose_name="另一件申请")
    grounds = ArrayField(models.CharField(max_length=10, choices=Ground), verbose_name="相同之处")
    decision = models.CharField("裁定", max_length=12, choices=Decision, default=Decision.UNDECIDED)
    decided_at = models.DateTimeField("裁定时间", null=True, editable=False)

    scope = Scope(area="", company="application__served_by")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "疑似重复"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(household=None) ^ Q(other=None), name="duplicate_of_one_thing"),
            models.UniqueConstraint(
                fields=["application", "household", "other"], nulls_distinct=False, name="duplicate_pair_once"
            ),
            models.CheckConstraint(
                condition=Q(decision="undecided", decided_at=None)
                | (~Q(decision="undecided") & Q(decided_at__isnull=False)),
                name="duplicate_decided_with_time",
            ),
            models.CheckConstraint(
                condition=~Q(decision="different", grounds__contains=["id_number"]),
                name="duplicate_one_number_one_person",
                violation_error_message="身份证号相同的是同一人：请裁定为同一户，或由区双代办裁定为第二处住房。",
            ),
            models.CheckConstraint(condition=~Q(grounds=[]), name="duplicate_on_some_ground"),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"duplicate_{tier}") for tier in TIERS],
            models.Index(fields=["application"], condition=Q(decision="undecided"), name="duplicate_undecided"),
        ]

    def __str__(self) -> str:
        return f"{self.application} 疑似重复"

    @property
    def resembled(self) -> Household | Application:
        """The other side of the comparison."""
        found = self.household or self.other
        assert found is not None, "held by duplicate_of_one_thing"
        return found
