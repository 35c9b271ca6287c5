"""What 重点人员台账 can be narrowed by, and how it is searched."""

from __future__ import annotations

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet

from accounts.models import Post
from core.search import grams_filter
from households.caring import finding
from households.filters import PlaceFilter, any_of, districts
from households.models import Household, KeyPerson
from households.models.choices import Care, Status
from households.search import search_households

UNREVIEWED, OVERDUE = "unreviewed", "overdue"


class KeyPersonFilter(PlaceFilter):
    district = filters.ModelChoiceFilter(label="区县", queryset=districts)
    kind = filters.MultipleChoiceFilter(label="人员类别", choices=Care.choices, method="of_kinds")
    mobility = any_of("行动能力", KeyPerson.Mobility.choices, coerce=str)
    state = any_of("状态", KeyPerson.State.choices, coerce=str)
    carer_role = any_of("帮扶人身份", KeyPerson.CarerRole.choices, coerce=str)
    uncared = filters.BooleanFilter(label="没有帮扶人", method="without_carer", widget=forms.CheckboxInput)
    review = filters.ChoiceFilter(
        label="年度复核", choices=[(UNREVIEWED, "本年未复核"), (OVERDUE, "已过复核期限")], method="by_review"
    )
    unflagged = filters.BooleanFilter(label="台账没有相应标记", method="without_flag", widget=forms.CheckboxInput)
    household_gone = filters.BooleanFilter(label="所在户已销户", method="without_house", widget=forms.CheckboxInput)

    class Meta:
        model = KeyPerson
        fields: tuple[str, ...] = ()

    def of_kinds(self, rows: QuerySet[KeyPerson], name: str, kinds: list[str]) -> QuerySet[KeyPerson]:
        """Any of them."""
        return rows.filter(kinds__overlap=kinds) if kinds else rows

    def without_carer(self, rows: QuerySet[KeyPerson], name: str, wanted: bool) -> QuerySet[KeyPerson]:
        return rows.filter(carer="") if wanted else rows

    def by_review(self, rows: QuerySet[KeyPerson], name: str, asked: str) -> QuerySet[KeyPerson]:
        return finding.overdue(rows) if asked == OVERDUE else rows.unreviewed()  # type: ignore[attr-defined]

    def without_flag(self, rows: QuerySet[KeyPerson], name: str, wanted: bool) -> QuerySet[KeyPerson]:
        return finding.unflagged(rows) if wanted else rows

    def without_house(self, rows: QuerySet[KeyPerson], name: str, wanted: bool) -> QuerySet[KeyPerson]:
        return rows.filter(household__status=Status.CANCELLED) if wanted else rows


def search_people(rows: QuerySet[KeyPerson], typed: str, post: Post) -> QuerySet[KeyPerson]:
    """By their own name, or by their household."""
    if not typed.strip():
        return rows
    households = search_households(Household.objects.visible_to(post), typed, post)
    return rows.filter(grams_filter("name", typed) | Q(household__in=households))
