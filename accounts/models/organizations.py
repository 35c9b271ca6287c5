"""单位: government offices on the division tree, companies beside it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models.divisions import Division
from accounts.records import Record
from accounts.scoping import PeopleScope, ScopedQuerySet


class OrganizationQuerySet(ScopedQuerySet["Organization"]):
    def gas_suppliers(self) -> OrganizationQuerySet:
        return self.filter(kind=Organization.Kind.GAS, active=True)

    def in_use(self) -> OrganizationQuerySet:
        return self.filter(active=True)


class Organization(Record):
    class Kind(models.TextChoices):
        GOVERNMENT = "government", "政府机构"
        COMMITTEE = "committee", "村（居）委会"
        GAS = "gas", "燃气企业"
        POWER = "power", "电力企业"
        REPAIR = "repair", "维修服务组织"
        ASSESSOR = "assessor", "第三方评估机构"
        CONTRACTOR = "contractor", "建设施工单位"

    name = models.CharField("单位名称", max_length=100, unique=True)
    kind = models.CharField("单位类型", max_length=12, choices=Kind)
    division = models.ForeignKey(Division, models.PROTECT, related_name="organizations", verbose_name="所在区划")
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    contact = models.CharField("联系人", max_length=50, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    active = models.BooleanField("在用", default=True)

    scope = PeopleScope(area="division", company="pk")
    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = "单位"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code=""),
                name="organization_credit_code_once",
                violation_error_message="已有单位使用这个统一社会信用代码。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
