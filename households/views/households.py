"""确户台账, and what its pages share with those of applications and equipment."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Post
from accounts.pages import Menu
from accounts.roles import LEDGER_READERS, Role
from core.addresses import page_url
from core.views.declaration import Figure, PanelFunction
from core.views.records import Action, RecordPages, Section
from core.wording.division_names import place_name
from households import dashboard, forms, guards, panels
from households.ageing import panels as ageing
from households.caring.panels import key_persons
from households.caring.views import register_in
from households.columns import MASKS, OF_GAS, is_given
from households.energy import panels as of_energy
from households.filters import HouseholdFilter
from households.ledgers import HouseholdLedger
from households.lineage import finding
from households.lineage import panels as lineage
from households.models import Application, EmergencyFuelIssue, Household
from households.models.choices import Category, Status
from households.quality.panels import quality
from households.reconciling.panels import reconciled, usage
from households.search import search_households
from households.seasons.panels import season_rows
from households.surveying.panels import answers
from households.surveying.views import ask_of
from households.ventilating import panels as ventilating
from households.workflows import FILERS

Case = Application.Case
DEVICE = Section(
    "取暖设备",
    (
        "device_code",
        "device_maker",
        "device_brand",
        "device_model",
        "device_power",
        "device_efficiency",
        "device_voltage",
        "device_noise",
        "device_made_on",
        "device_service_years",
        "device_installed_on",
        "device_commissioned_on",
        "device_warranty_until",
        "device_installer",
    ),
)
SUPPLY = Section("供气供电", (*forms.GAS, *forms.POWER))
PLACED = ("village", "town")
UNUSUAL = {"cancelled_on", "cancel_reason", "merged_into", "came_from"}


class HouseholdPages(RecordPages):
    model = Household
    slug = "households"
    title = "确户台账"
    menu = Menu("台账", "确户台账", "house")
    readers = LEDGER_READERS | {Role.SAFETY_OFFICER}
    unit = "户"
    empty = "没有符合条件的住户。请换个条件，或由村、街镇登记增户。"

    ledger = HouseholdLedger
    columns = ("birth_year", "second_house", "updated_at")
    default_columns = (
        "name", "status", "number", "id_number", "phone", "town", "village", "address", "kind", "converted_year",
        "heated_area", "gas_meter_number",
    )  # fmt: skip
    sorts = {
        "name": ("name_pinyin", "id"),
        "converted_year": ("converted_year", "id"),
        "completeness": ("completeness", "id"),
    }
    search = staticmethod(search_households)
    search_remarks = staticmethod(finding.remarks)
    search_hint = "姓名、拼音首字母、身份证号、后四位、电话、表号、地址"
    filterset_class = HouseholdFilter
    as_of = True
    colours = {"status": {Status.NORMAL: "good", Status.CANCELLED: "danger"}}
    standing = "status"
    masks = MASKS
    headings = {"age": "年龄"}

    sections = (
        Section("户主", ("name", "id_number", "age", "phone", "residents", "care")),
        Section("住房", (*PLACED, "address", "heated_area", "house_use", "user_class", "longitude", "latitude")),
        Section("改造", ("category", "kind", "converted_year", "batch")),
        Section("补贴", forms.SUBSIDY),
        SUPPLY,
        Section(
            "台账",
            (
                "number",
                "status",
                "cancelled_on",
                "cancel_reason",
                "merged_into",
                "came_from",
                "second_house",
                "data_source",
                "completeness",
                "updated_at",
                "remark",
            ),
        ),
    )
    printed_panels = (
        panels.equipment, lineage.events, lineage.householders, lineage.villages, panels.applications,
    )  # fmt: skip
    panels = (
        quality, *printed_panels, ageing.of_household, ageing.flags_of_household, ventilating.of_household, key_persons,
        answers, reconciled, usage, of_energy.costs, of_energy.fuel_issues, season_rows,
    )  # fmt: skip
    history_includes = ("equipment",)
    history_causes = {"applications": "reason", "applications_beside": "reason"}
    history_before = staticmethod(lineage.histories_before)

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Household]:
        return super().queryset(post).exclude(status=Status.VOID)

    @classmethod
    def sections_of(cls, record: Household) -> Sequence[Section]:
        """Without the blanks of gas where there is none, and of a cancellation, 分户 or 并户 where there was none."""
        blank = set(OF_GAS) - expected_of(record) | UNUSUAL
        return with_fields(cls.sections, lambda name: name not in blank or is_given(record, name))

    @classmethod
    def panels_for(cls, post: Post) -> Sequence[PanelFunction]:
        """A safety officer looks after devices and gas; what was applied for, paid and compared is not his business."""
        return cls.panels if post.role in LEDGER_READERS else (panels.equipment, ventilating.of_household)

    @classmethod
    def summary(cls, record: Household) -> str:
        cancelled = "，已并入另一户" if record.merged_into_id else "，已销户"
        cancelled = cancelled if record.status == Status.CANCELLED else ""
        return f"{record}，{place_name(record)} {record.address}{cancelled}"

    @classmethod
    def actions(cls, record: Household, post: Post) -> Sequence[Action]:
        """办理: an application about this household, filled with it; or what else is done there."""
        let_in_again = ventilating.let_in_again(record, post)
        if post.role not in FILERS:
            return let_in_again
        under_way = set(record.applications.under_way().values_list("case", flat=True))
        begun = [_begin(record, case, under_way) for case in Case if case not in Case.of_new_households()]
        asked = [ask_of(record)] if record.category == Category.ELECTRIC else []
        return [*begun, _fuel_in_need(record), register_in(record), *asked, *let_in_again]

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        if post.role not in FILERS:
            return ()
        return [Action("登记增户", reverse("applications-new", args=[Case.ADD]), "plus", primary=True)]

    @classmethod
    def figures(cls, post: Post) -> Sequence[Figure]:
        return dashboard.key_figures(post)


def _begin(household: Household, case: Application.Case, under_way: set[str]) -> Action:
    url = page_url("applications-new", case, household=household.pk)
    second = "这户已有一件同类申请正在办理。" if case in under_way else ""
    return Action(case.label, url, why_not=guards.why_not_in_use(household) or second)


def _fuel_in_need(household: Household) -> Action:
    url = page_url("fuel-issues-new", EmergencyFuelIssue.GivenTo.LEDGER, household=household.pk)
    return Action("应急发放", url, why_not=guards.why_not_in_use(household))


def expected_of(record: Household | Application) -> frozenset[str]:
    """The columns of a whole row; those of gas only where there is gas."""
    left_out = OF_GAS if record.category != Category.GAS else ()
    return frozenset(forms.AddForm.Meta.fields).difference(left_out, guards.CONFIRMED_BY_SUPPLIER)


def with_fields(sections: Sequence[Section], wanted: Callable[[str], bool]) -> Sequence[Section]:
    """Each section with the fields wanted; none that has lost all of them."""
    kept = [Section(section.title, [name for name in section.fields if wanted(name)]) for section in sections]
    return [section for section in kept if section.fields]
