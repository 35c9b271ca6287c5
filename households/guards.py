"""What stands in the way of an application: each a claim, with the sentence for those that don't fulfil it.

A guard is asked about one application and about a thousand alike: a fixed number of statements, whatever their number.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.utils import timezone

from accounts.audit import Actor, System
from accounts.prepared import Prepared
from accounts.roles import Role
from core.workflow import refusals
from households import documents
from households.columns import changed_columns, differing_columns, has_device, is_given, label_of
from households.models import Application, CityExchangeRow, DuplicatePair, Equipment, Household
from households.models.choices import UPGRADE_TARGETS, Category, Kind, Status, SubsidyMethod
from households.models.exchanges import WITH_THE_CITY

Refusals = dict[int, str]
Applications = Sequence[Application]
Case = Application.Case

REQUIRED: dict[str, tuple[str, ...]] = {
    Case.ADD: (
        "name",
        "id_number",
        "phone",
        "address",
        "heated_area",
        "converted_year",
        "kind",
        "batch",
        "subsidy_method",
        "house_use",
        "user_class",
    ),
    Case.CHANGE: (),
    Case.CANCEL: ("cancel_reason", "reason", "known_on", "effective_on"),
    Case.CONVERT: ("kind", "converted_year", "reason", "device_brand", "device_model", "device_installed_on"),
    Case.UPGRADE: ("reason", "device_brand", "device_model", "device_installed_on"),
    Case.SPLIT: (
        "name",
        "id_number",
        "phone",
        "address",
        "heated_area",
        "remaining_area",
        "converted_year",
        "kind",
        "batch",
        "subsidy_method",
        "house_use",
        "user_class",
        "reason",
    ),
    Case.MERGE: ("counterpart", "devices_go", "effective_on", "reason"),
    Case.PLAN_ADD: (
        "name",
        "id_number",
        "phone",
        "address",
        "heated_area",
        "kind",
        "house_use",
        "user_class",
        "consented_on",
    ),
    Case.PLAN_UPGRADE: ("kind", "reason", "consented_on"),
}
# What the ledger needs besides, when the works are done.
AFTER_THE_WORKS: dict[str, tuple[str, ...]] = {
    Case.PLAN_ADD: ("converted_year", "batch", "subsidy_method", "device_brand", "device_model"),
    Case.PLAN_UPGRADE: ("device_brand", "device_model", "device_installed_on"),
}
REQUIRED_FOR_GAS = ("gas_supplier", "gas_meter_number")
OUT_OF_USE = "这户已经销户，不能再办理。"
RENEWING = frozenset({Case.CONVERT, Case.UPGRADE, Case.PLAN_UPGRADE})
ALREADY_HAPPENED = (
    "known_on", "visited_on", "consented_on", "supplier_confirmed_on", "device_made_on", "device_installed_on",
)  # fmt: skip
CONFIRMED_BY_SUPPLIER = ("reason", "supplier_confirmed_on", "supplier_reference")

PAIRS_WITH = Prepared(
    lambda ids: DuplicatePair.objects.filter(Q(application__pk__among=ids) | Q(other__pk__among=ids)).only(
        "application", "other", "decision"
    )
)
WITH_ID_NUMBER = Prepared(
    lambda numbers: Household.objects.filter(
        second_house=False, status=Status.NORMAL, id_number_digest__among=numbers
    ).only("id_number_digest")
)
WITH_METER = Prepared(
    lambda numbers: Household.objects.filter(status=Status.NORMAL, gas_meter_number__among=numbers).only(
        "gas_meter_number"
    )
)


def filled_in(applications: Applications, by: Actor) -> Refusals:
    """申请表填写完整。"""
    return refusals(applications, lambda one: listed("请先填写", _missing(one, _required(one.case, one.category))))


def complete_for_the_ledger(applications: Applications, by: Actor) -> Refusals:
    """改造后台账所需的各栏填写完整。"""
    return refusals(applications, lambda one: listed("请先填写", _missing(one, asked_after_the_works(one))))


def dated_until_today(applications: Applications, by: Actor) -> Refusals:
    """已发生的事，日期不晚于今天。"""
    today = timezone.localdate()
    return refusals(applications, lambda application: listed("日期不能晚于今天", _in_future(application, today)))


def changes_something(applications: Applications, by: Actor) -> Refusals:
    """变更申请至少改一栏，改造类型变更须换成另一类型，设备更新不跨类别。"""
    prefetch_related_objects([one for one in applications if one.household_id], "household__equipment")
    return refusals(applications, _no_change)


def renewed_by_an_allowed_kind(applications: Applications, by: Actor) -> Refusals:
    """更新升级的，换成热泵、“光热+”等节能设备；不用电的，也可以原类型换新（P31）。"""
    renewing = [one for one in applications if one.household_id and one.case in RENEWING]
    prefetch_related_objects(renewing, "household")
    return refusals(renewing, _unfit_renewal)


def subsidy_method_fits(applications: Applications, by: Actor) -> Refusals:
    """发放补贴方式与改造类别相符：电代煤不用气表，气代煤不用电表。"""
    prefetch_related_objects(applications, "household")
    return refusals(applications, _unfit_method)


def supplier_has_confirmed(applications: Applications, by: Actor) -> Refusals:
    """新增气代煤有理由、供气企业确认文号和日期（P24）。"""
    return refusals(applications, _unconfirmed)


def documented(applications: Applications, by: Actor) -> Refusals:
    """按申请类别附齐材料；随表格导入的，可在街镇核实前补齐。"""
    filed_singly = [application for application in applications if application.import_act is None]
    return _documented(filed_singly, documents.required_at_submission)


def documented_in_full(applications: Applications, by: Actor) -> Refusals:
    """材料和现场照片齐全；随表格导入的，可以盖章的汇总表代替各户材料。"""
    return _documented(
        applications,
        lambda application: (
            documents.required_at_submission(application) | documents.required_at_verification(application)
        ),
    )


def why_not_in_use(household: Household) -> str:
    return "" if household.status == Status.NORMAL else OUT_OF_USE


def household_is_in_use(applications: Applications, by: Actor) -> Refusals:
    """所办理的住户在台账中，且未销户。"""
    concerned = [application for application in applications if application.household_id]
    if not concerned:
        return {}
    ids = [pk for one in concerned for pk in (one.household_id, _counterpart_of(one))]
    in_use = set(Household.objects.in_use().filter(pk__in=ids).values_list("pk", flat=True))
    return refusals(concerned, lambda one: _out_of_use(one, in_use))


def _counterpart_of(one: Any) -> int | None:
    """Of a 并户 the household that goes; other records about a household name none."""
    return one.counterpart_id if isinstance(one, Application) else None


def device_is_known(applications: Applications, by: Actor) -> Refusals:
    """涉及设备的，选定是哪一台在用设备。"""
    concerned = [one for one in applications if one.household_id and _names_device(one)]
    prefetch_related_objects(concerned, "household__equipment")
    return refusals(concerned, _unclear_device)


def _names_device(application: Application) -> bool:
    """A 改造类型变更 replaces all; what a 分户 describes is the new household's own; a planned upgrade says from its
    beginning which device goes."""
    if application.case == Case.PLAN_UPGRADE:
        return True
    if application.case == Case.SPLIT:
        return application.equipment_id is not None
    return application.case != Case.CONVERT and has_device(application)


def duplicates_are_decided(applications: Applications, by: Actor) -> Refusals:
    """疑似重复已全部裁定，且没有裁定为同一户的（F4）。"""
    decision = DuplicatePair.Decision
    refused: Refusals = {}
    ids = {application.pk for application in applications}
    for pair in PAIRS_WITH.rows(ids=list(ids)):
        if pair.decision == decision.UNDECIDED:
            both = {pair.application_id, pair.other_id}
            refused |= dict.fromkeys(ids & both, "有疑似重复尚未裁定，请先在“疑似重复”中裁定。")
        elif pair.decision == decision.SAME:
            refused.setdefault(pair.application_id, "已裁定为重复登记，请退回、不予通过或撤回。")
    return {pk: sentence for pk, sentence in refused.items() if pk in ids}


def numbers_are_free(applications: Applications, by: Actor) -> Refusals:
    """身份证号和燃气表号没有登记在别的正常户上，第二处住房除外。"""
    newcomers = [one for one in applications if one.id_number_digest and not one.second_house]
    refused = _taken(newcomers, "id_number_digest", "身份证号", WITH_ID_NUMBER)
    metered = [one for one in applications if one.gas_meter_number]
    return refused | _taken(metered, "gas_meter_number", "燃气表号", WITH_METER)


def not_with_the_city(applications: Applications, by: Actor) -> Refusals:
    """没有在审核中的市平台报送包里；市里自己的决定不受此限。"""
    if isinstance(by, System) or by.role == Role.CITY_OFFICE:
        return {}
    sent = CityExchangeRow.objects.filter(application__in=applications, standing=WITH_THE_CITY)
    sentence = "这件申请在审核中的市平台报送包里，请先撤回报送，或等市里回执。"
    return dict.fromkeys(sent.values_list("application", flat=True), sentence)


def filed_by_own_office(applications: Applications, by: Actor) -> Refusals:
    """由登记的单位办理。"""
    if isinstance(by, System):
        return {}
    prefetch_related_objects(applications, "filed_by__organization")
    return {
        application.pk: f"这件申请由{application.filed_by.organization}登记，只能由该单位撤回。"
        for application in applications
        if application.filed_by.organization_id != by.organization_id
    }


def listed(beginning: str, names: Sequence[str], end: str = "。") -> str:
    """“还缺材料：甲、乙。”; empty where there is none."""
    return f"{beginning}：{'、'.join(names)}{end}" if names else ""


def asked_for(case: str, category: int | None) -> tuple[str, ...]:
    """Columns without which such an application is not submitted."""
    return (*_required(case, category), *(CONFIRMED_BY_SUPPLIER if _brings_gas(case, category) else ()))


def _required(case: str, category: int | None) -> tuple[str, ...]:
    return (*REQUIRED[case], *(REQUIRED_FOR_GAS if _brings_gas(case, category) else ()))


def asked_after_the_works(application: Application) -> tuple[str, ...]:
    of_gas = REQUIRED_FOR_GAS if application.category == Category.GAS else ()
    return (*AFTER_THE_WORKS[application.case], *of_gas)


def _brings_gas(case: str, category: int | None) -> bool:
    return case in {Case.ADD, Case.CONVERT, Case.SPLIT} and category == Category.GAS


def _missing(application: Application, columns: Sequence[str]) -> list[str]:
    return [label_of(name) for name in columns if not is_given(application, name)]


def _in_future(application: Application, today: datetime.date) -> list[str]:
    return [label_of(name) for name in ALREADY_HAPPENED if (getattr(application, name) or today) > today]


def _out_of_use(application: Application, in_use: set[int]) -> str:
    if application.household_id not in in_use:
        return OUT_OF_USE
    merged = _counterpart_of(application)
    return "要并入的另一户已经销户，不能再并。" if merged and merged not in in_use else ""


def _no_change(application: Application) -> str:
    household = application.household
    if household is None:
        return ""
    if application.case == Case.CHANGE and not changed_columns(application):
        return "没有要变更的内容：请填写至少一栏。"
    if application.case == Case.CHANGE and not differing_columns(application, household, _only_device(application)):
        return "填写的内容与台账现值相同，没有要变更的内容。"
    if application.case == Case.CONVERT and application.kind == household.kind:
        return f"台账中已是{household.get_kind_display()}，请选择改造后的类型。"
    if application.case == Case.UPGRADE and application.category not in {None, household.category}:
        return "换成另一改造类别的，请办理改造类型变更。"
    return ""


def _only_device(application: Application) -> Equipment | None:
    """The chosen one, or the only one in use; None where that is not clear."""
    in_use = _in_use(application.household)
    chosen = [device for device in in_use if application.equipment_id in (None, device.pk)]
    return chosen[0] if len(chosen) == 1 else None


def _in_use(household: Household | None) -> list[Equipment]:
    assert household is not None, "only those with a household are asked"
    return [device for device in household.equipment.all() if device.state == Equipment.State.IN_USE]


def _unfit_renewal(application: Application) -> str:
    """A conversion is a renewal where both are electric."""
    assert application.household is not None
    present, given = application.household.kind, application.kind
    becomes = given or present
    if not (present and becomes) or Kind(becomes) in Kind(present).may_become:
        return ""
    if application.case == Case.CONVERT and {Kind(present).category, Kind(becomes).category} != {Category.ELECTRIC}:
        return ""
    targets = "、".join(kind.label for kind in Kind if kind in UPGRADE_TARGETS)
    instead = f"不能换成{Kind(becomes).label}" if given else f"现在是{Kind(present).label}"
    return f"更新升级应采用节能设备（{targets}），{instead}，请在“改造类型”中选择更新后的类型。"


def _unfit_method(application: Application) -> str:
    """Asked where the way of paying or the way of heating is new; a phone number goes through beside an old misfit."""
    method = application.subsidy_method
    if method is None and _heats_otherwise(application) and "subsidy_method" not in application.cleared:
        method = application.household.subsidy_method if application.household else None
    category = application.resulting_category
    if method is None or category is None or SubsidyMethod(method).fits(category):
        return ""
    way, heating = SubsidyMethod(method).label, Category(category).label
    return f"{heating}户不能用“{way}”发放补贴，请在“发放补贴方式”中选用相符的方式。"


def _heats_otherwise(application: Application) -> bool:
    """Whether what the ledger says of the payment has to fit the new way of heating: of a planned one once it is
    built."""
    built = application.case == Case.PLAN_UPGRADE and application.state == Application.State.ACCEPTED
    return application.case == Case.CONVERT or built


def _unconfirmed(application: Application) -> str:
    to_gas = _brings_gas(application.case, application.category)
    missing = _missing(application, CONFIRMED_BY_SUPPLIER) if to_gas else []
    return listed("不再整体推进气代煤改造，新增气代煤须先填写", missing)


def _documented(applications: Applications, required: Callable[[Application], set[documents.Document]]) -> Refusals:
    attached = documents.attached_to(applications) if applications else {}
    return refusals(
        applications,
        lambda one: listed("还缺材料", _labels(documents.lacking(one, required(one), attached[one.pk]))),
    )


def _labels(found: Sequence[documents.Document]) -> list[str]:
    return [str(document.label) for document in found]


def _unclear_device(application: Application) -> str:
    in_use = _in_use(application.household)
    if application.equipment_id:
        chosen = any(device.pk == application.equipment_id for device in in_use)
        return "" if chosen else "所选设备不是这户在用的设备，请重新选择。"
    return "这户有多台在用设备，请选定所涉设备。" if len(in_use) > 1 else ""


def _taken(applications: Applications, column: str, label: str, holders: Prepared[Household]) -> Refusals:
    """Refused are those whose number another household has; of two in one batch the ledger itself refuses the later."""
    if not applications:
        return {}
    numbers = list({getattr(one, column) for one in applications})
    held = {getattr(one, column): one.pk for one in holders.rows(numbers=numbers)}
    sentence = f"{label}已登记在台账的另一户上，请退回更正，或先办理那一户的销户。"
    return refusals(
        applications,
        lambda one: sentence if held.get(getattr(one, column)) not in (None, *_may_hold(one)) else "",
    )


def _may_hold(application: Application) -> set[int | None]:
    """The households that have or leave the number: none of them where the columns are a new one's."""
    return {application.household_id, application.counterpart_id} if application.amended else set()
