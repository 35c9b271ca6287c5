"""What the lists can be narrowed by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet

from accounts.models import Division, Organization
from core.people.filters import towns, villages
from households.caring import finding as key_persons
from households.caring.workflows import READERS as READERS_OF_KEY_PERSONS
from households.columns import label_of
from households.models import (
    Application,
    DuplicatePair,
    Equipment,
    Household,
    MonthlySummary,
    Publicity,
    RenovationPlan,
)
from households.models.choices import Batch, Care, Category, DataSource, Kind, Status, UserClass
from households.models.completeness import BANDS, COMPLETE
from households.models.facts import FIRST_YEAR
from households.models.quality import MASKS as QUALITY_MASKS
from households.models.quality import RULES, Group, broken
from households.renovating.works.contracting import contractors_around
from households.surveying.finding import unsurveyed

LATEST_YEAR = 2100
RIGHT, WRONG = "right", "wrong"
RIGHT_OR_WRONG = [(RIGHT, "没有问题"), (WRONG, "有问题")]


def districts(request: Any) -> QuerySet[Division]:
    return Division.objects.below(request.post.division).filter(level=Division.Level.DISTRICT)


def summaries(request: Any) -> QuerySet[MonthlySummary]:
    return MonthlySummary.objects.visible_to(request.post).select_related("town")


def suppliers(request: Any) -> QuerySet[Organization]:
    return Organization.objects.filter(kind=Organization.Kind.GAS)


def contractors(request: Any) -> QuerySet[Organization]:
    return contractors_around(request.post)


def any_of(label: str, choices: Iterable[Any], coerce: Callable[[Any], Any] = int) -> filters.TypedMultipleChoiceFilter:
    """Of a column of the row's own: no row comes twice, and DISTINCT would make PostgreSQL look for such."""
    return filters.TypedMultipleChoiceFilter(label=label, choices=list(choices), coerce=coerce, distinct=False)


def by_completeness(rows: QuerySet[Any], name: str, band: str) -> QuerySet[Any]:
    lowest = int(band)
    above = [other for other in BANDS if other > lowest]
    rows = rows.filter(completeness__gte=lowest)
    return rows.filter(completeness__lt=min(above)) if above else rows


def publicities(request: Any) -> QuerySet[Publicity]:
    return Publicity.objects.visible_to(request.post)


def plans(request: Any) -> QuerySet[RenovationPlan]:
    return RenovationPlan.objects.visible_to(request.post)


class PlaceFilter(filters.FilterSet):
    town = filters.ModelChoiceFilter(label="街镇", queryset=towns)
    village = filters.ModelChoiceFilter(label="村（社区）", queryset=villages)


class FactsFilter(PlaceFilter):
    """Of rows with the ledger's columns, those of the present and those frozen at a season's close."""

    district = filters.ModelChoiceFilter(label="区县", queryset=districts)
    category = any_of("改造类别", Category.choices)
    kind = any_of("改造类型", Kind.choices)
    converted_year = filters.NumberFilter(label="改造年份", min_value=FIRST_YEAR, max_value=LATEST_YEAR)
    batch = any_of("改造批次", Batch.choices)
    status = any_of("使用状态", [(one.value, one.label) for one in Status if one != Status.VOID])
    user_class = any_of("用户分类", UserClass.choices)
    gas_supplier = filters.ModelChoiceFilter(label="供气企业", queryset=suppliers)
    blank = filters.MultipleChoiceFilter(
        label="未填的栏",
        choices=[(name, label_of(name)) for name in ("category", "kind", "converted_year", "batch", "user_class")],
        method="with_blanks",
    )

    def with_blanks(self, rows: QuerySet[Any], name: str, blank: list[str]) -> QuerySet[Any]:
        """All of them: each narrows further."""
        return rows.filter(**{f"{column}__isnull": True for column in blank})


class HouseholdFilter(FactsFilter):
    completeness = filters.ChoiceFilter(
        label="完整度", choices=[(str(band), label) for band, label in BANDS.items()], method=by_completeness
    )
    incomplete = filters.BooleanFilter(label="有空缺", method="with_gaps", widget=forms.CheckboxInput)
    accuracy = filters.ChoiceFilter(label="准确", choices=RIGHT_OR_WRONG, method="by_group")
    regularity = filters.ChoiceFilter(label="规范", choices=RIGHT_OR_WRONG, method="by_group")
    fault = filters.MultipleChoiceFilter(
        label="质量问题", choices=[(str(rule.bit), rule.says) for rule in RULES], method="with_faults"
    )
    care = filters.MultipleChoiceFilter(label="重点人员", choices=Care.choices, method="with_care")
    key_person = filters.MultipleChoiceFilter(label="在册重点人员", choices=Care.choices, method="with_key_person")
    unregistered = filters.BooleanFilter(
        label="有重点人员标记但未登记", method="with_nobody_registered", widget=forms.CheckboxInput
    )
    unsurveyed = filters.NumberFilter(
        label="哪一年度没有采暖设备需求答复", method="without_answer", min_value=FIRST_YEAR, max_value=LATEST_YEAR
    )
    data_source = filters.ChoiceFilter(label="数据来源", choices=DataSource.choices)
    second_house = filters.BooleanFilter(label="第二处住房")

    class Meta:
        model = Household
        fields: tuple[str, ...] = ()

    def with_gaps(self, rows: QuerySet[Household], name: str, wanted: bool) -> QuerySet[Household]:
        return rows.filter(completeness__lt=COMPLETE) if wanted else rows

    def by_group(self, rows: QuerySet[Household], name: str, asked: str) -> QuerySet[Household]:
        if asked == RIGHT:
            return rows.exclude(broken(QUALITY_MASKS[Group(name)]))
        return rows.filter(broken(QUALITY_MASKS[Group(name)]))

    def with_faults(self, rows: QuerySet[Household], name: str, bits: list[str]) -> QuerySet[Household]:
        """Any of them."""
        return rows.filter(broken(sum(1 << int(bit) for bit in set(bits)))) if bits else rows

    def with_care(self, rows: QuerySet[Household], name: str, flags: list[str]) -> QuerySet[Household]:
        return rows.filter(care__overlap=flags).exclude(care=[]) if flags else rows

    def with_key_person(self, rows: QuerySet[Household], name: str, kinds: list[str]) -> QuerySet[Household]:
        return self._if_told(key_persons.with_registered(rows, kinds)) if kinds else rows

    def with_nobody_registered(self, rows: QuerySet[Household], name: str, wanted: bool) -> QuerySet[Household]:
        return self._if_told(key_persons.flagged_without_anybody(rows)) if wanted else rows

    def without_answer(self, rows: QuerySet[Household], name: str, year: Any) -> QuerySet[Household]:
        return unsurveyed(rows, int(year))

    def _if_told(self, rows: QuerySet[Household]) -> QuerySet[Household]:
        """Of key persons a filter tells nobody more than their list does."""
        return rows if self.request.post.role in READERS_OF_KEY_PERSONS else rows.none()


class ApplicationFilter(PlaceFilter):
    case = any_of("申请类别", Application.Case.choices, coerce=str)
    state = any_of("状态", Application.State.choices, coerce=str)
    kind = any_of("改造类型", Kind.choices)
    category = any_of("改造类别", Category.choices)
    submitted = filters.DateFromToRangeFilter(
        label="提交日期", field_name="submitted_at", widget=filters.widgets.DateRangeWidget(attrs={"type": "date"})
    )
    publicity = filters.ModelChoiceFilter(label="公示", queryset=publicities)
    plan = filters.ModelChoiceFilter(label="改造计划", queryset=plans)
    without_plan = filters.BooleanFilter(label="未纳入计划", method="of_no_plan", widget=forms.CheckboxInput)
    contractor = filters.ModelChoiceFilter(label="施工单位", queryset=contractors)
    summary = filters.ModelChoiceFilter(label="增户月报", queryset=summaries)
    without_kind = filters.BooleanFilter(label="不涉及改造类型", method="of_no_kind", widget=forms.CheckboxInput)
    doubtful = filters.BooleanFilter(label="有疑似重复待裁定", method="with_doubt", widget=forms.CheckboxInput)

    class Meta:
        model = Application
        fields: tuple[str, ...] = ()

    def of_no_plan(self, rows: QuerySet[Application], name: str, wanted: bool) -> QuerySet[Application]:
        return rows.filter(plan=None) if wanted else rows

    def of_no_kind(self, rows: QuerySet[Application], name: str, wanted: bool) -> QuerySet[Application]:
        return rows.filter(kind=None) if wanted else rows

    def with_doubt(self, rows: QuerySet[Application], name: str, wanted: bool) -> QuerySet[Application]:
        undecided = DuplicatePair.objects.filter(decision=DuplicatePair.Decision.UNDECIDED)
        return rows.filter(pk__in=undecided.values("application")) if wanted else rows


class DuplicateFilter(PlaceFilter):
    decision = any_of("裁定", DuplicatePair.Decision.choices, coerce=str)
    ground = filters.ChoiceFilter(
        label="相同之处",
        choices=DuplicatePair.Ground.choices,
        field_name="grounds",
        lookup_expr="contains",
        method="with_ground",
    )

    class Meta:
        model = DuplicatePair
        fields: tuple[str, ...] = ()

    def with_ground(self, rows: QuerySet[DuplicatePair], name: str, ground: str) -> QuerySet[DuplicatePair]:
        return rows.filter(grounds__contains=[ground])


class EquipmentFilter(PlaceFilter):
    kind = any_of("设备类型", Kind.choices)
    state = any_of("状态", Equipment.State.choices, coerce=str)
    brand = filters.CharFilter(label="设备品牌", field_name="device_brand")
    installed = filters.DateFromToRangeFilter(
        label="安装日期",
        field_name="device_installed_on",
        widget=filters.widgets.DateRangeWidget(attrs={"type": "date"}),
    )

    class Meta:
        model = Equipment
        fields: tuple[str, ...] = ()
