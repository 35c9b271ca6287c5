"""What the due list and the campaigns can be narrowed by, and how the due list is searched."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import F, Q, QuerySet

from accounts.models import Post
from core.people.duty_pages import officers_for
from core.search import grams_filter
from households.filters import PlaceFilter, any_of, districts, suppliers
from households.models import Household, Ventilation
from households.search import search_households
from inspections.models import Campaign, InspectionDue, SpecialPeriod
from inspections.models.campaigns import CampaignQuerySet
from inspections.models.dues import InspectionDueQuerySet
from inspections.planning.standing import in_scope, standing_as

Standing = InspectionDue.Standing
ENOUGH, SHORT, NONE = "enough", "short", "none"


def issued_for(post: Post) -> CampaignQuerySet:
    return Campaign.objects.visible_to(post).exclude(state=Campaign.State.DRAFT)


def campaigns(request: Any) -> QuerySet[Campaign]:
    return issued_for(request.post).exclude(kind=Campaign.Kind.BURIED)


def officers(request: Any) -> QuerySet[Post]:
    return officers_for(request.post)


def ticked(label: str, method: str) -> filters.BooleanFilter:
    return filters.BooleanFilter(label=label, method=method, widget=forms.CheckboxInput)


class OfficerChoice(filters.ModelChoiceFilter):
    class field_class(filters.fields.ModelChoiceField):  # noqa: N801
        def label_from_instance(self, post: Any) -> str:
            return f"{post.user.name}（{post.organization}）"


class InspectionDueFilter(PlaceFilter):
    district = filters.ModelChoiceFilter(label="区县", queryset=districts)
    due_kind = any_of("应检类别", InspectionDue.Kind.choices, coerce=str)
    overdue = ticked("已逾期", "only_overdue")
    until = filters.DateFilter(
        label="最迟日期不晚于", field_name="due_on", lookup_expr="lte", widget=forms.DateInput(attrs={"type": "date"})
    )
    standing = any_of("到访情况", Standing.choices, coerce=str)
    year_standing = any_of("本年情况", Standing.choices, coerce=str)
    pre_season_standing = any_of("采暖期前情况", Standing.choices, coerce=str)
    rounds = filters.ChoiceFilter(
        label="本年次数", choices=[(ENOUGH, "已达标"), (SHORT, "不足"), (NONE, "一次没检")], method="by_rounds"
    )
    company = filters.ModelChoiceFilter(label="燃气企业", queryset=suppliers)
    officer = OfficerChoice(label="安全员", queryset=officers, method="in_villages_of")
    unassigned = ticked("村里没有责任安全员", "in_nobodys_villages")
    campaign = filters.ModelChoiceFilter(label="专项排查", queryset=campaigns, method="of_campaign")
    campaign_standing = filters.MultipleChoiceFilter(
        label="专项情况", choices=Standing.choices, method="by_campaign_standing"
    )
    listed = ticked("台账内的住户", "in_ledger")

    class Meta:
        model = InspectionDue
        fields: tuple[str, ...] = ()

    def only_overdue(self, rows: InspectionDueQuerySet, name: str, wanted: bool) -> InspectionDueQuerySet:
        return rows.overdue() if wanted else rows

    def by_rounds(self, rows: InspectionDueQuerySet, name: str, asked: str) -> InspectionDueQuerySet:
        narrowed = {
            ENOUGH: Q(rounds_done__gte=F("rounds_due")),
            SHORT: Q(rounds_done__lt=F("rounds_due")),
            NONE: Q(rounds_done=0),
        }
        return rows.of_households().filter(narrowed[asked])

    def in_villages_of(self, rows: InspectionDueQuerySet, name: str, officer: Post) -> InspectionDueQuerySet:
        """What the officer sees himself."""
        return rows.visible_to(officer)

    def in_nobodys_villages(self, rows: InspectionDueQuerySet, name: str, wanted: bool) -> InspectionDueQuerySet:
        return rows.unassigned() if wanted else rows

    def of_campaign(self, rows: InspectionDueQuerySet, name: str, campaign: Campaign) -> InspectionDueQuerySet:
        return in_scope(rows, campaign)

    def by_campaign_standing(self, rows: InspectionDueQuerySet, name: str, asked: list[str]) -> InspectionDueQuerySet:
        """In the campaign that was chosen beside it."""
        campaign = self.form.cleaned_data.get("campaign")
        return standing_as(rows, campaign, asked) if campaign and asked else rows

    def in_ledger(self, rows: InspectionDueQuerySet, name: str, wanted: bool) -> InspectionDueQuerySet:
        return rows.of_households() if wanted else rows


class CampaignFilter(filters.FilterSet):
    kind = any_of("类别", Campaign.Kind.choices, coerce=str)
    state = any_of("状态", Campaign.State.choices, coerce=str)

    class Meta:
        model = Campaign
        fields: tuple[str, ...] = ()


class SpecialPeriodFilter(filters.FilterSet):
    kind = any_of("类别", SpecialPeriod.Kind.choices, coerce=str)

    class Meta:
        model = SpecialPeriod
        fields: tuple[str, ...] = ()


def search_campaigns(rows: CampaignQuerySet, typed: str, post: Post) -> CampaignQuerySet:
    words = typed.strip()
    return rows.filter(Q(title__contains=words) | Q(document_number__contains=words))


def search_periods(rows: QuerySet[SpecialPeriod], typed: str, post: Post) -> QuerySet[SpecialPeriod]:
    return rows.filter(name__contains=typed.strip())


def search_dues(rows: InspectionDueQuerySet, typed: str, post: Post) -> InspectionDueQuerySet:
    """By the household as it is now, or by who gets gas in a house that is in no ledger yet."""
    if not typed.strip():
        return rows
    households = search_households(Household.objects.visible_to(post), typed, post)
    new_houses = Ventilation.objects.visible_to(post).filter(grams_filter("householder", typed))
    return rows.filter(Q(household__in=households) | Q(ventilation__in=new_houses))
