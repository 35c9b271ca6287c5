"""未入户跟进: a household that could not be inspected, and what was tried since (F20)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Organization
from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope, ScopedQuerySet
from households.models import Household


class AccessCase(Placed, Record):
    """One at a time a household; each visit to it is an Inspection, each further attempt a step with its evidence."""

    class Cause(models.TextChoices):
        NOT_HOME = "not_home", "到访不遇"
        REFUSED = "refused", "拒绝安检"

    class State(models.TextChoices):
        VISITING = "visiting", "待再次到访"
        HELP_ASKED = "help_asked", "村里协助联系"
        NOTICED = "noticed", "已书面通知"
        JOINT = "joint", "待街镇联合入户"
        ENTERED = "entered", "已入户安检"
        VACANT = "vacant", "已列为闲置"
        REPORTED = "reported", "拒检已报主管部门"

        @classmethod
        def open(cls) -> list[str]:
            return [cls.VISITING.value, cls.HELP_ASKED.value, cls.NOTICED.value, cls.JOINT.value]

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="access_cases", editable=False, verbose_name="住户"
    )
    householder = models.CharField("户主", max_length=50, editable=False)
    company = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name="燃气企业"
    )
    cause = models.CharField("原因", max_length=8, choices=Cause)
    state = models.CharField("状态", max_length=10, choices=State, default=State.VISITING, editable=False)
    visits = models.PositiveSmallIntegerField("到访次数", default=0, editable=False)
    first_visit_on = models.DateField("首次到访", editable=False)
    last_visit_on = models.DateField("最近到访", editable=False)
    visit_days = models.PositiveSmallIntegerField("到访天数", default=0, editable=False)
    # After 17:30 or on a day off: at a time when people who work are at home.
    off_hours_visits = models.PositiveSmallIntegerField("下班后或休息日到访次数", default=0, editable=False)
    phoned_on = models.DateField("电话联系日期", null=True, blank=True)
    phone_outcome = models.CharField("电话联系情况", max_length=200, blank=True)
    appointment_on = models.DateField("约定上门日期", null=True, blank=True)
    village_contact = models.CharField("协助的村干部", max_length=50, blank=True)
    noticed_on = models.DateField("书面通知日期", null=True, blank=True)
    joint_visit_on = models.DateField("联合入户日期", null=True, blank=True)
    conclusion = models.CharField("处理情况", max_length=300, blank=True)

    scope = Scope(area="", company="company")
    objects = ScopedQuerySet["AccessCase"].as_manager()

    class Meta:
        verbose_name = "未入户跟进"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(state__in=["visiting", "help_asked", "noticed", "joint"]),
                name="access_case_one_open",
                violation_error_message="这户已在跟进，请在原来那一条上办理。",
            )
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"access_case_{tier}") for tier in TIERS],
            *[models.Index(fields=[tier, "state", "-id"], name=f"access_case_{tier}_state") for tier in TIERS],
            models.Index(fields=["company", "-id"], name="access_case_company"),
        ]

    def __str__(self) -> str:
        return f"{self.householder} 未入户跟进"
