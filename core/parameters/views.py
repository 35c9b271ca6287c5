"""业务参数: kept by the district and the system administrator, as the limits are (P180)."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, F, QuerySet, Value, When

from accounts.models import Post
from accounts.pages import Menu
from core.models import ParameterValue
from core.parameters.declared import parameter, parameters
from core.parameters.forms import ParameterForm
from core.timekeeping.views import GROUP, LIMIT_KEEPERS, READERS, RulePages
from core.views.records import Section, Shown


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
        {"label": "原定数值", "value": found.said(type(record.value)(found.default))},
        {"label": "原定依据", "value": found.basis},
    ]
    return Shown("这一参数", "_components/facts.html", {"facts": rows})


class ParameterPages(RulePages):
    model = ParameterValue
    slug = "parameters"
    title = "业务参数"
    menu = Menu(GROUP, "业务参数", "sliders-horizontal")
    readers = READERS
    creators = editors = LIMIT_KEEPERS
    forms = {None: ParameterForm}
    columns = ("what", "value", "unit", "effective_on", "basis")
    headings = {"what": "参数", "unit": "单位"}
    sayings = {"code": name_of_parameter}
    empty = "没有另行规定，各项按原定的数值办理。要改某一项，请新建一条，写明生效日期和依据。"
    sections = (Section("规定", ("what", "value", "unit", "effective_on", "basis")),)
    panels = (in_force,)

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
