"""What is known of a household and of its heating device: what the ledger holds and an application proposes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from accounts.models import Organization
from core.sealing.numbers import BirthYearField, DigestField, SealedField, TailField, mask_account, mask_id_number
from core.search import initials_of, pinyin_of
from households.models import checks
from households.models.choices import (
    Batch,
    Care,
    Category,
    HouseUse,
    Kind,
    MeterType,
    SafetyDevice,
    SubsidyMethod,
    UserClass,
)

MAX_AREA = Decimal(2000)
FIRST_YEAR = 2000


def area_field(name: str, **rest: Any) -> models.DecimalField[Any, Any]:
    within = [MinValueValidator(Decimal("0.01")), MaxValueValidator(MAX_AREA)]
    return models.DecimalField(name, max_digits=7, decimal_places=2, null=True, blank=True, validators=within, **rest)


class HouseholdFacts(models.Model):
    """Texts that are searched by their beginning are collated "C", so that a plain B-tree serves LIKE on any server."""

    address = models.CharField("地址", max_length=200, blank=True)
    name = models.CharField("户主姓名", max_length=50, blank=True)
    name_pinyin = models.CharField(max_length=400, blank=True, editable=False, db_collation="C")
    name_initials = models.CharField(max_length=50, blank=True, editable=False, db_collation="C")
    id_number = SealedField("身份证号", mask=mask_id_number, null=True, blank=True, validators=[checks.id_number])
    id_number_digest = DigestField("id_number")
    id_number_tail = TailField("id_number")
    birth_year = BirthYearField("id_number", verbose_name="出生年份")
    phone = models.CharField("联系方式", max_length=20, blank=True, db_collation="C", validators=[checks.phone])
    heated_area = area_field("采暖面积(㎡)")
    converted_year = models.PositiveSmallIntegerField(
        "改造年份", null=True, blank=True, validators=[MinValueValidator(FIRST_YEAR), checks.not_in_future]
    )
    category = models.PositiveSmallIntegerField("改造类别", choices=Category, null=True, blank=True)
    kind = models.PositiveSmallIntegerField("改造类型", choices=Kind, null=True, blank=True)
    batch = models.PositiveSmallIntegerField("改造批次", choices=Batch, null=True, blank=True)
    subsidy_method = models.PositiveSmallIntegerField("发放补贴方式", choices=SubsidyMethod, null=True, blank=True)
    bank_account = SealedField("银行账号", mask=mask_account, null=True, blank=True, validators=[checks.bank_account])
    bank_account_digest = DigestField("bank_account")
    account_name = models.CharField("开户人姓名", max_length=50, blank=True)
    house_use = models.PositiveSmallIntegerField("房屋用途", choices=HouseUse, null=True, blank=True)
    user_class = models.PositiveSmallIntegerField("用户分类", choices=UserClass, null=True, blank=True)
    gas_supplier = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        limit_choices_to={"kind": Organization.Kind.GAS, "active": True},
        verbose_name="供气企业",
    )
    gas_account = models.CharField(
        "燃气户号", max_length=30, blank=True, db_collation="C", validators=[checks.identifier]
    )
    gas_user_code = models.CharField(
        "燃气用户编码", max_length=30, blank=True, db_collation="C", validators=[checks.identifier]
    )
    gas_meter_number = models.CharField(
        "燃气表号", max_length=30, blank=True, db_collation="C", validators=[checks.identifier]
    )
    gas_meter_type = models.PositiveSmallIntegerField("燃气表类型", choices=MeterType, null=True, blank=True)
    safety_device = models.PositiveSmallIntegerField("安全装置配备", choices=SafetyDevice, null=True, blank=True)
    power_account = models.CharField(
        "电力户号", max_length=30, blank=True, db_collation="C", validators=[checks.identifier]
    )
    power_meter_number = models.CharField(
        "电表号", max_length=30, blank=True, db_collation="C", validators=[checks.identifier]
    )
    residents = models.PositiveSmallIntegerField("常住人口", null=True, blank=True)
    care = ArrayField(models.CharField(max_length=20, choices=Care), default=list, blank=True, verbose_name="重点人员")
    longitude = models.FloatField(
        "经度", null=True, blank=True, validators=[MinValueValidator(73), MaxValueValidator(136)]
    )
    latitude = models.FloatField(
        "纬度", null=True, blank=True, validators=[MinValueValidator(3), MaxValueValidator(54)]
    )
    remark = models.CharField("备注", max_length=500, blank=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.spell_name()
        super().save(*args, **kwargs)

    def spell_name(self) -> None:
        self.name_pinyin, self.name_initials = pinyin_of(self.name), initials_of(self.name)

    @property
    def age(self) -> int | None:
        """The householder's age at the end of the year that is looked at, from the birth year in his ID number."""
        seen_on = getattr(self, "seen_on", None) or timezone.localdate()
        return seen_on.year - self.birth_year if self.birth_year else None


class DeviceFacts(models.Model):
    """Prefixed, because an application carries them beside the household's own."""

    device_code = models.CharField("设备编码", max_length=40, blank=True)
    device_maker = models.CharField("生产厂家", max_length=60, blank=True)
    device_brand = models.CharField("设备品牌", max_length=40, blank=True)
    device_model = models.CharField("设备型号", max_length=60, blank=True)
    device_power = models.DecimalField(
        "额定功率(kW)",
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    device_efficiency = models.CharField("能效等级", max_length=10, blank=True)
    device_voltage = models.PositiveSmallIntegerField("额定电压(V)", null=True, blank=True)
    device_noise = models.DecimalField("运行噪声(dB)", max_digits=4, decimal_places=1, null=True, blank=True)
    device_made_on = models.DateField("生产日期", null=True, blank=True)
    device_service_years = models.PositiveSmallIntegerField("使用年限(年)", null=True, blank=True)
    device_installed_on = models.DateField("安装日期", null=True, blank=True)
    device_commissioned_on = models.DateField("投运日期", null=True, blank=True)
    device_warranty_until = models.DateField("质保到期日", null=True, blank=True)
    device_installer = models.CharField("安装单位", max_length=60, blank=True)

    class Meta:
        abstract = True
