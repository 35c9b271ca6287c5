"""法定代表人和股东: who stands behind an organisation, so that nobody assesses himself (P119)."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import Division, Organization
from accounts.records import Record
from accounts.scoping import DistrictScope, ScopedQuerySet
from core.credit_codes import is_credit_code
from core.sealing.numbers import DigestField, SealedField, mask_id_number, sealed_whole
from households.models import checks


def credit_code(code: str) -> None:
    if not is_credit_code(code):
        raise ValidationError("统一社会信用代码应为 18 位，请核对营业执照。")


class OwnerQuerySet(ScopedQuerySet["OrganizationOwner"]):
    def current(self) -> OwnerQuerySet:
        return self.filter(current=True)


class OrganizationOwner(Record):
    """As the companies' register shows them. One that changed stays, no longer current."""

    class Kind(models.TextChoices):
        LEGAL = "legal", "法定代表人"
        SHAREHOLDER = "shareholder", "股东"

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="owners", db_index=False, verbose_name="单位"
    )
    district = models.ForeignKey(
        Division, models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name="区县"
    )
    kind = models.CharField("身份", max_length=11, choices=Kind)
    name = models.CharField("姓名或名称", max_length=100)
    # Of a company; of a person his ID number, which is not always known.
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True, validators=[credit_code])
    id_number = SealedField("身份证号", mask=mask_id_number, null=True, blank=True, validators=[checks.id_number])
    id_number_digest = DigestField("id_number")
    share = models.DecimalField(
        "出资比例(%)", max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )  # fmt: skip
    current = models.BooleanField("现任", default=True, help_text="已变更的，取消勾选；不删除，以便查考。")

    scope = DistrictScope(area="district")
    objects = OwnerQuerySet.as_manager()

    class Meta:
        verbose_name = "法定代表人和股东"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(kind="legal", current=True),
                name="owner_one_legal_representative",
                violation_error_message="这个单位已登记现任法定代表人；换人的，请先把原来的改为不是现任。",
            ),
            models.UniqueConstraint(
                fields=["organization", "kind", "name", "credit_code"],
                condition=Q(current=True, id_number_digest=None),
                name="owner_once",
                violation_error_message="这个单位已登记同名的法定代表人或股东；确是两个人的，请填身份证号。",
            ),
            models.CheckConstraint(
                condition=Q(credit_code="") | Q(id_number_digest=None),
                name="owner_person_or_company",
                violation_error_message="个人填身份证号，企业填统一社会信用代码，不能两样都填。",
            ),
            models.CheckConstraint(
                condition=Q(kind="shareholder") | Q(credit_code=""),
                name="owner_legal_representative_is_a_person",
                violation_error_message="法定代表人是个人，不填统一社会信用代码。",
            ),
            sealed_whole("id_number", "id_number_digest", name="owner_id_number_whole"),
        ]
        indexes = [
            models.Index(fields=["district", "-id"], name="owner_district"),
            models.Index(fields=["organization", "-id"], name="owner_organization"),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.get_kind_display()} {self.name}"
