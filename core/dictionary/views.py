"""字典: the lists that the office keeps, records like any other."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Case, CharField, F, QuerySet, Value, When

from accounts.models import Post
from accounts.pages import Menu
from accounts.roles import ADMINISTRATORS, Role
from core.dictionary.catalogues import catalogues
from core.dictionary.forms import TermForm
from core.models import Term
from core.views.records import RecordPages, Section

FIELDS = ("title", "code", "label", "position", "introduced_at", "retired_at")


class TermFilter(filters.FilterSet):  # type: ignore[misc]
    catalogue = filters.ChoiceFilter(label="字典", choices=lambda: [(one.name, one.title) for one in catalogues()])
    retired = filters.BooleanFilter(label="已停用", field_name="retired_at", lookup_expr="isnull", exclude=True)


class TermPages(RecordPages):
    model = Term
    slug = "terms"
    title = "字典"
    menu = Menu("系统", "字典", "book-a")
    readers = ADMINISTRATORS
    creators = editors = frozenset({Role.SYSTEM_ADMIN})
    forms = {None: TermForm}
    columns = FIELDS
    default_columns = ("label", "title", "code", "position", "introduced_at", "retired_at")
    headings = {"title": "字典"}
    filterset_class = TermFilter
    unit = "项"
    empty = "字典还是空的。加入常用的品牌、厂家后，填表时会提示选择。"
    sections = (Section("字典项", FIELDS),)
    api = False

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Any]:
        """With the catalogue's title, which only the apps know."""
        titles = [When(catalogue=one.name, then=Value(one.title)) for one in catalogues()]
        rows = super().queryset(post).annotate(title=Case(*titles, default=F("catalogue"), output_field=CharField()))
        named: QuerySet[Any] = rows
        return named

    @classmethod
    def why_not_edit(cls, record: Term, post: Post) -> str:
        return "已停用的字典项不能再改。" if record.retired_at else super().why_not_edit(record, post)
