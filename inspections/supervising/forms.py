"""Forms of checks, of what they found, and of what else is supervised."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone

from accounts.models import Organization
from accounts.roles import Role
from core.timekeeping.clocks import due_at, last_day, limit_in_force
from core.views.record_form import RecordForm
from core.workflow import Workflow
from households.models import Household
from inspections.checklists.answering import AnsweringForm
from inspections.models import (
    Checklist,
    CompanyCheck,
    CompanyFinding,
    PublicityActivity,
    PublicityMaterial,
    ReadinessCheck,
    ServicePoint,
    ServicePointCheck,
    ServicePointFinding,
)
from inspections.supervising.readiness import ASPECT_FIELDS

SEEN = ("checked_on", "checkers", "signed_by_checkers", "signed_by_checked", "conclusion")
RECTIFIED = ("rectification", "rectified_on")


class CheckForm(AnsweringForm):
    """Of a new check what is planned; of a planned one what was seen, by the checklist in force."""

    planned: ClassVar[Sequence[str]] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        asked = {*(self.planned if self.instance.pk is None else SEEN), *self.tabled}
        for name in self.fields.keys() - asked:
            del self.fields[name]
        if self.instance.pk is not None:
            self.wanted = set(SEEN) - {"conclusion"}
            if self.checklist is None:
                self.begins_at = {
                    "sentence": "还没有在用的检查表。请先在“检查表”里编好并启用，再来填写检查结果。",
                    "url": reverse("home"),
                    "verb": "返回工作台",
                }

    def checklist_asked(self) -> Checklist | None:
        if self.instance.pk is None:
            return None
        return self.instance.checklist or Checklist.objects.in_force(self.instance.purpose).first()

    def day(self, cleaned: Mapping[str, Any]) -> datetime.date:
        return cleaned.get("checked_on") or timezone.localdate()


class CompanyCheckForm(CheckForm):
    planned = ("company", "occasion", "planned_on")

    class Meta:
        model = CompanyCheck
        fields = ("company", "occasion", "planned_on", *SEEN)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "company" in self.fields:
            supplied = Household.objects.visible_to(self.post).in_use().filter(gas_supplier__isnull=False)
            listed: Any = self.fields["company"]
            listed.queryset = Organization.objects.gas_suppliers().filter(pk__in=supplied.values("gas_supplier"))
            listed.help_text = "台账里给本辖区供气的企业。"


class ServicePointCheckForm(CheckForm):
    """Of a point that was chosen on its own page."""

    planned = ("point", "planned_on")

    class Meta:
        model = ServicePointCheck
        fields = ("point", "planned_on", *SEEN)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is None and self.chosen("point") is None:
            self.begins_at = {
                "sentence": "请先打开要检查的服务网点，再点那一页上的“安排检查”。",
                "url": reverse("service-points-list"),
                "verb": "到服务网点里找",
            }


class CheckStepForm(RecordForm):
    """The deadline that is usual, until the office says otherwise."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "rectify_until_on" in self.fields:
            now, report = timezone.now(), Workflow.of(self.instance).steps["report"]
            limit = limit_in_force(report.key, str(report.workflow.case), report.within, timezone.localdate(now))
            self.initial["rectify_until_on"] = last_day(due_at(now, limit)) if limit else None


class FindingForm(RecordForm):
    """Whoever rectifies says what was done; the office says what is well."""

    # Who says what.
    fields_of: ClassVar[Mapping[Role, Collection[str]]] = {}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in self.fields.keys() - set(self.fields_of.get(Role(self.post.role), ("cleared_on",))):
            del self.fields[name]


class CompanyFindingForm(FindingForm):
    fields_of: ClassVar[Mapping[Role, Collection[str]]] = {Role.GAS_COMPANY: RECTIFIED}

    class Meta:
        model = CompanyFinding
        fields = (*RECTIFIED, "cleared_on")


class ServicePointFindingForm(FindingForm):
    """A service point has no account: the township writes all of it."""

    fields_of: ClassVar[Mapping[Role, Collection[str]]] = {Role.TOWN_GAS_OFFICE: (*RECTIFIED, "cleared_on")}

    class Meta:
        model = ServicePointFinding
        fields = (*RECTIFIED, "cleared_on")


class ServicePointForm(RecordForm):
    class Meta:
        model = ServicePoint
        fields = (
            "name", "company_name", "credit_code", "village", "address", "phone", "brands", "kinds",
            "licence_number", "licence_expires_on", "certified_count", "certified_names", "closed_on", "remark",
        )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is None:
            del self.fields["closed_on"]

    def clean_credit_code(self) -> str:
        return str(self.cleaned_data["credit_code"]).strip().upper()


class ActivityForm(RecordForm):
    class Meta:
        model = PublicityActivity
        fields = ("village", "kind", "held_on", "topic", "reached", "leaflets", "organiser", "content")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.begin_at_own("village")
        self.initial.setdefault("organiser", str(self.post.organization))


class MaterialForm(RecordForm):
    class Meta:
        model = PublicityMaterial
        fields = ("title", "kind", "audience", "summary", "retired")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is None:
            del self.fields["retired"]


class ReadinessForm(RecordForm):
    class Meta:
        model = ReadinessCheck
        fields = ASPECT_FIELDS

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.wanted = {name for name in ASPECT_FIELDS if not name.endswith("_note")}
