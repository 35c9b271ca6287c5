"""The list 安全装置到期."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Post
from accounts.pages import Menu
from core.views.records import RecordPages, Section
from households.filters import PlaceFilter, districts, suppliers
from inspections.models import Inspection
from inspections.visiting import panels
from inspections.visiting.expiring import DEVICES, SOON, ending_by, latest_readings
from inspections.visiting.filters import search_inspections

ENDED = "ended"


class ExpiringFilter(PlaceFilter):
    district = filters.ModelChoiceFilter(label="区县", queryset=districts)
    company = filters.ModelChoiceFilter(label="燃气企业", queryset=suppliers)
    device = filters.MultipleChoiceFilter(
        label="装置", choices=[(code, one.name) for code, one in DEVICES.items()], method="of_devices"
    )
    due = filters.ChoiceFilter(label="到期", choices=[(ENDED, "已到期")], method="by_due")

    class Meta:
        model = Inspection
        fields: tuple[str, ...] = ()

    def of_devices(self, rows: QuerySet[Inspection], name: str, devices: list[str]) -> QuerySet[Inspection]:
        """Any of them."""
        today = timezone.localdate()
        return ending_by(rows, _soon(today), today, devices) if devices else rows

    def by_due(self, rows: QuerySet[Inspection], name: str, asked: str) -> QuerySet[Inspection]:
        today = timezone.localdate()
        devices = self.form.cleaned_data.get("device") or list(DEVICES)
        return ending_by(rows, today - datetime.timedelta(days=1), today, devices)


def _soon(today: datetime.date) -> datetime.date:
    return today + datetime.timedelta(days=int(SOON.on(today)))


class ExpiringDevicePages(RecordPages):
    """By the last inspection at which it was read off."""

    model = Inspection
    slug = "expiring-devices"
    title = "安全装置到期"
    menu = Menu("安全检查", "安全装置到期", "timer-off")
    readers = panels.READERS
    primary = False
    api = False
    unit = "户"
    empty = "没有已到期或即将到期的安全装置。到期日期在安检时读取。"

    columns = (
        "householder", "household.number", "town", "village", *(one.field for one in DEVICES.values()), "inspected_on",
        "inspector_name", "company",
    )  # fmt: skip
    headings = {"household.number": "户编号"}
    select_related = ("household", "company")
    search = staticmethod(search_inspections)
    search_hint = "户主姓名、身份证号、电话、表号、户编号"
    filterset_class = ExpiringFilter
    sections = (
        Section("住户", ("householder", "household", "town", "village", "company")),
        Section("读数和有效期", (*(one.field for one in DEVICES.values()), "inspected_on", "inspector_name")),
    )
    panels = (panels.expiring,)

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Any]:
        today = timezone.localdate()
        valid = super().queryset(post).filter(pk__in=Inspection.objects.valid().values("pk"))
        return latest_readings(ending_by(valid, _soon(today), today))

    @classmethod
    def why_not_create(cls, post: Post, workflow: Any) -> str:
        return "到期日期在安检时读取，不在这里登记。"
