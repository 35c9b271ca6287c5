"""施工单位资质: what a contractor may build with, and until when (P47)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models import Division, Organization, Post
from accounts.records import Record
from accounts.roles import Reach
from accounts.scoping import Scope, ScopedQuerySet


@dataclass(frozen=True)
class DistrictScope(Scope):
    """Of what a whole district shares: its townships and villages see it too, and each company its own."""

    in_villages: ClassVar[bool] = False
    by_ids: ClassVar[bool] = False

    def predicate(self, post: Post) -> Q:
        if post.reach is Reach.DIVISION and post.division.district_id:
            return Q(**{str(self.area): post.division.district_id})
        return super().predicate(post)


class QualificationQuerySet(ScopedQuerySet["Qualification"]):
    def in_force(self, day: datetime.date) -> QualificationQuerySet:
        """Neither the certificate nor the safety licence has expired."""
        return self.filter(active=True, issued_on__lte=day, expires_on__gte=day, licence_expires_on__gte=day)


class Qualification(Record):
    """Several a contractor: a renewed certificate is another row, so that it can be said what held on a past day."""

    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        related_name="qualifications",
        limit_choices_to={"kind": Organization.Kind.CONTRACTOR, "active": True},
        verbose_name="施工单位",
    )
    district = models.ForeignKey(Division, models.PROTECT, related_name="+", editable=False, verbose_name="区县")
    name = models.CharField("资质名称", max_length=60)
    level = models.CharField("资质等级", max_length=20, blank=True)
    certificate_number = models.CharField("证书编号", max_length=40)
    issued_on = models.DateField("发证日期")
    expires_on = models.DateField("证书有效期至")
    licence_number = models.CharField("安全生产许可证号", max_length=40)
    licence_expires_on = models.DateField("安全生产许可证有效期至")
    active = models.BooleanField("有效", default=True, help_text="被吊销、撤回的，取消勾选。")
    remark = models.CharField("备注", max_length=200, blank=True)

    scope = DistrictScope(area="district", company="organization")
    objects = QualificationQuerySet.as_manager()

    class Meta:
        verbose_name = "施工单位资质"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "certificate_number"],
                name="qualification_certificate_once",
                violation_error_message="这个单位已登记这一证书编号。",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("issued_on")),
                name="qualification_expires_after_issue",
                violation_error_message="证书有效期应晚于发证日期。",
            ),
        ]
        indexes = [models.Index(fields=["district", "-id"], name="qualification_district")]

    def __str__(self) -> str:
        return f"{self.organization} {self.name}{self.level}"

    @property
    def ends_on(self) -> datetime.date:
        """The first of its two days of expiry."""
        return min(self.expires_on, self.licence_expires_on)
