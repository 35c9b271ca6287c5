"""业务参数: what holds today, and what the district and the system administrator put otherwise (P180)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.models import Post
from accounts.pages import Menu, PortalRequest, page
from core.models import ParameterValue
from core.parameters.declared import Parameter, parameter, parameters
from core.parameters.forms import ParameterForm
from core.timekeeping.views import GROUP, LIMIT_KEEPERS, READERS, RulePages
from core.views.records import Action, Section, Shown


def name_of_parameter(code: str) -> str:
    found = parameter(code)
    return found.label if found else code


def in_force(record: ParameterValue, post: Post) -> Shown | None:
    """What was declared, beside what the district said."""
    found = parameter(record.code)
    if found is None:
        return None
    rows = [
        {"label": "现行数值", "value": found.said(found.on())},
        {"label": "原定数值", "value": found.said(found.default)},
        {"label": "原定依据", "value": found.basis},
    ]
    return Shown("这一参数", "_components/facts.html", {"facts": rows})


@page(readers=READERS, menu=Menu(GROUP, "业务参数", "sliders-horizontal"))
def parameters_page(request: PortalRequest) -> HttpResponse:
    """Every number that may be put otherwise, with what holds today and where it comes from."""
    context = {"rows": [_row(one) for one in parameters()], "may_change": request.post.role in LIMIT_KEEPERS}
    return render(request, "parameters/current.html", context)


def _row(one: Parameter) -> dict[str, Any]:
    put = one.put_on()
    return {
        "code": one.code,
        "label": one.label,
        "value": one.said(one.on()),
        "put": put,
        "basis": put.basis if put else one.basis,
    }


class ParameterPages(RulePages):
    model = ParameterValue
    slug = "parameters"
    title = "业务参数的历次规定"
    readers = READERS
    creators = editors = LIMIT_KEEPERS
    forms = {None: ParameterForm}
    columns = ("what", "value", "unit", "effective_on", "basis")
    headings = {"what": "参数", "unit": "单位"}
    sayings = {"code": name_of_parameter}
    new_label = "另行规定"
    empty = "没有另行规定，各项按原定的数值办理。要改某一项，请新增一条，写明生效日期和依据。"
    prefills = ("code",)
    sections = (Section("规定", ("what", "value", "unit", "effective_on", "basis")),)
    panels = (in_force,)

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        return [Action("现行数值", reverse("parameters-current"))]

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Any]:
        """With what the parameter is called and counted in, which only the declarations know."""
        names = [When(code=one.code, then=Value(one.label)) for one in parameters()]
        units = [When(code=one.code, then=Value(one.unit)) for one in parameters()]
        named: QuerySet[Any] = (
            super()
            .queryset(post)
            .annotate(
                what=Case(*names, default=F("code"), output_field=CharField()),
                unit=Case(*units, default=Value(""), output_field=CharField()),
            )
        )
        return named
