"""重点人员: people whom the village looks after in the heating season, and who cares for each of them (P109, F14)."""

from __future__ import annotations

import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.history import VersionedQuerySet
from accounts.records import Record
from accounts.scoping import TIERS, Placed, Scope
from core.search import Grams
from households.models import checks
from households.models.choices import Care
from households.models.households import Household

FIRST_BORN = 1900


class KeyPersonQuerySet(VersionedQuerySet["KeyPerson"]):
    def registered(self) -> Self:
        return self.filter(state__in=KeyPerson.State.registered())

    def unreviewed(self, today: datetime.date | None = None) -> Self:
        """Registered, and not looked at again in this calendar year."""
        day = today or timezone.localdate()
        return self.registered().filter(reviewed_on__lt=day.replace(month=1, day=1))


class KeyPerson(Placed, Record):
    """Stands beside the household's own 重点人员 column, which an application alone changes: that says what the city's
    workbook asks, this says who is meant and who cares for him. Somebody who is looked after by nobody yet has no
    carer."""

    class State(models.TextChoices):
        REGISTERED = "registered", "在册"
        DUE = "due", "在册，待年度复核"
        LEFT = "left", "已迁出"

        @classmethod
        def registered(cls) -> list[str]:
            return [cls.REGISTERED.value, cls.DUE.value]

    class Mobility(models.TextChoices):
        ABLE = "able", "自理"
        PARTLY = "partly", "半自理"
        BEDRIDDEN = "bedridden", "卧床"

    class CarerRole(models.TextChoices):
        VILLAGE = "village", "村干部"
        GRID = "grid", "网格员"
        SAFETY_OFFICER = "safety_officer", "驻村安全员"
        RELATIVE = "relative", "亲属"
        VOLUNTEER = "volunteer", "志愿者"

    class LeaveReason(models.TextChoices):
        MOVED = "moved", "迁出"
        DIED = "died", "去世"
        NO_LONGER = "no_longer", "不再符合条件"
        MISTAKEN = "mistaken", "登记有误"

    household = models.ForeignKey(Household, models.PROTECT, related_name="key_persons", verbose_name="住户")
    state = models.CharField("状态", max_length=10, choices=State, default=State.REGISTERED, editable=False)
    name = models.CharField("姓名", max_length=50)
    kinds = ArrayField(models.CharField(max_length=20, choices=Care), verbose_name="人员类别")
    birth_year = models.PositiveSmallIntegerField(
        "出生年份", null=True, blank=True, validators=[MinValueValidator(FIRST_BORN), checks.not_in_future]
    )
    phone = models.CharField("联系电话", max_length=20, blank=True, validators=[checks.phone])
    mobility = models.CharField("行动能力", max_length=9, choices=Mobility)
    contact_name = models.CharField("紧急联系人", max_length=50, blank=True)
    contact_relation = models.CharField("与本人关系", max_length=20, blank=True)
    contact_phone = models.CharField("紧急联系人电话", max_length=20, blank=True, validators=[checks.phone])
    carer = models.CharField("帮扶人", max_length=50, blank=True)
    carer_role = models.CharField("帮扶人身份", max_length=14, choices=CarerRole, blank=True)
    carer_phone = models.CharField("帮扶人电话", max_length=20, blank=True, validators=[checks.phone])
    reviewed_on = models.DateField("最近复核日期", editable=False, help_text="登记、重新登记也算一次。")
    left_on = models.DateField("迁出日期", null=True, blank=True)
    leave_reason = models.CharField("迁出原因", max_length=10, choices=LeaveReason, blank=True)
    remark = models.CharField("备注", max_length=300, blank=True)

    # Who is ill, poor or alone is no company's business.
    scope = Scope(area="")
    objects = KeyPersonQuerySet.as_manager()

    class Meta:
        verbose_name = "重点人员"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "name"],
                condition=~Q(state="left"),
                name="key_person_once",
                violation_error_message="这户已登记了同名的重点人员，请在那一条上修改。",
            ),
            models.CheckConstraint(
                condition=~Q(kinds=[]),
                name="key_person_of_some_kind",
                violation_error_message="请至少选一个人员类别。",
            ),
            models.CheckConstraint(
                condition=Q(carer="", carer_role="", carer_phone="") | ~Q(carer="") & ~Q(carer_role=""),
                name="key_person_carer_whole",
                violation_error_message="帮扶人须写明姓名和身份；还没有的，三栏都留空。",
            ),
            models.CheckConstraint(
                condition=Q(state="left", left_on__isnull=False) & ~Q(leave_reason="")
                | ~Q(state="left") & Q(left_on=None, leave_reason=""),
                name="key_person_left_with_reason",
                violation_error_message="迁出须写明日期和原因。",
            ),
        ]
        indexes = [
            *[models.Index(fields=[tier, "-id"], name=f"key_person_{tier}") for tier in TIERS],
            *[models.Index(fields=[tier, "state", "-id"], name=f"key_person_{tier}_state") for tier in TIERS],
            models.Index(fields=["reviewed_on"], condition=~Q(state="left"), name="key_person_reviewed"),
            GinIndex(fields=["kinds"], name="key_person_kinds"),
            GinIndex(OpClass(Grams(F("name")), "array_ops"), name="key_person_words"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def carer_said(self) -> str:
        """“刘振华（网格员）”."""
        return f"{self.carer}（{self.get_carer_role_display()}）" if self.carer else ""

    @property
    def age(self) -> int | None:
        """At the end of this year."""
        return timezone.localdate().year - self.birth_year if self.birth_year else None
