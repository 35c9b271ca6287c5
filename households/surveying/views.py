"""采暖设备需求."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post
from accounts.pages import Menu
from accounts.roles import GOVERNMENT, Role
from core.addresses import rows_url
from core.views.records import Action, RecordPages, Section
from households.models import DemandSurvey, Household
from households.reconciling.filters import search_by_household
from households.surveying import forms, panels
from households.surveying.figures import READERS
from households.surveying.filters import DemandSurveyFilter
from households.surveying.importing import why_not_surveyed
from households.workflows import FILERS


class DemandSurveyPages(RecordPages):
    model = DemandSurvey
    slug = "demand-surveys"
    title = "采暖设备需求"
    menu = Menu("台账", "采暖设备需求", "clipboard-list")
    readers = GOVERNMENT
    creators = editors = FILERS
    forms = {None: forms.DemandSurveyForm}
    prefills = ("household",)
    unit = "户"
    new_label = "登记采暖设备需求"
    empty = "没有符合条件的答复。请在电代煤住户的页面上点“登记采暖设备需求”，或由街镇用表格导入。"
    columns = (
        "household", "year", "wants", "equipment", "description", "asked_on", "asked_by", "village", "town",
        "household.number", "household.kind", "entered_by.organization", "updated_at",
    )  # fmt: skip
    default_columns = columns[:9]
    headings = {"household.number": "户编号", "household.kind": "改造类型", "entered_by.organization": "填报单位"}
    select_related = ("household", "equipment", "entered_by__organization", "entered_by__user")
    search = staticmethod(search_by_household)
    search_hint = "户主姓名、身份证号、电话、户号、户编号"
    filterset_class = DemandSurveyFilter
    colours = {"wants": panels.TONES}
    standing = "wants"
    sections = (
        Section("住户", ("household", "household.number", "household.kind", "village", "town")),
        Section("答复", ("year", "wants", "equipment", "description", "asked_on", "asked_by", "entered_by")),
    )

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Any]:
        return super().queryset(post).filter(void=False)

    @classmethod
    def why_not_edit(cls, record: DemandSurvey, post: Post) -> str:
        if post.role not in FILERS:
            return "采暖设备需求由村（居）委会或街镇填报。"
        own = record.entered_by.organization_id == post.organization_id
        return "" if own else f"这条答复由{record.entered_by.organization}填报，请由该单位修改。"

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        left = Action("今年没有答复的户", rows_url("households", unsurveyed=timezone.localdate().year), "list-filter")
        figures = [Action("需求统计", reverse("survey-figures"))] if post.role in READERS else []
        bring = [Action("导入表格", reverse("imports-new"), "file-up")] if post.role == Role.TOWN_OFFICE else []
        return [left, *figures, *bring]


def ask_of(household: Household) -> Action:
    """On the household's page."""
    url = DemandSurveyPages.url("new", household=household.pk)
    return Action("登记采暖设备需求", url, why_not=why_not_surveyed(household))
