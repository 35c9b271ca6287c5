"""台账的变动: who files, verifies, reviews and confirms, within how long, what stands in the way. Read this first.

The village (or the township itself) files, the township verifies on site, the district reviews, the city confirms:
乡统计、县初审、市核查 (P55). The ledger changes at the city's confirmation and at no other moment.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import prefetch_related_objects

from accounts.audit import System
from accounts.roles import Role
from core.ledgers.importing import lock_imports
from core.workflow import ACTOR, EMPTY, FLAGGED, HANDLER, NOW, REASON, Clock, Limit, Step, Unit, Workflow
from households import applying, duplicates, guards
from households.ageing import workflows as ageing
from households.columns import DEVICE, FACTS
from households.duplicates import SettleDuplicate
from households.lineage import guards as lineage
from households.models import Application, FirstFilling
from households.models.numbers import application_numbers
from households.ventilating import workflows as ventilating

__all__ = [
    "AddHousehold",
    "CancelHousehold",
    "ChangeHousehold",
    "ConvertHousehold",
    "EndFirstFilling",
    "LedgerChange",
    "MergeHouseholds",
    "SettleDuplicate",
    "SplitHousehold",
    "UpgradeEquipment",
]

State = Application.State
Case = Application.Case
FILERS = frozenset({Role.VILLAGE, Role.TOWN_OFFICE})
WHOLE_ROW = tuple(name for name in FACTS if name != "category")
ON_THE_WAY = (State.SUBMITTED, State.VERIFIED, State.REVIEWED)
BEGUN = {"filed_by": ACTOR}
ENDED = {"decided_at": NOW}
# What the tier above had found is settled by handing in again.
MENDED = {"flagged": [], "sent_back_reason": ""}
# Before the next tier has acted; what stands in the ledger is never taken back, it is changed by an application. Nor is
# what was sent back: as a draft it may lose documents, and nobody compares it with what is submitted meanwhile.
TAKEN_BACK_WITHIN = Limit(1, Unit.WORKING_DAYS)


class LedgerChange(Workflow):
    """The steps that all share."""

    model, state = Application, State
    case_field = "case"

    file = Step("登记", None, State.DRAFT, by=FILERS, stamps=BEGUN)
    submit = Step(
        "提交",
        State.DRAFT,
        State.SUBMITTED,
        by=FILERS,
        requires=[
            guards.filled_in,
            guards.dated_until_today,
            guards.changes_something,
            guards.renewed_by_an_allowed_kind,
            guards.subsidy_method_fits,
            guards.household_is_in_use,
            guards.device_is_known,
            guards.supplier_has_confirmed,
            guards.documented,
            lineage.change_of_householder_is_explained,
            lineage.device_comes_one_way,
            lineage.areas_add_up,
            lineage.merges_alone,
            lineage.no_merge_is_under_way,
        ],
        then=[duplicates.find],
        stamps={"submitted_at": NOW, **MENDED},
    )
    verify = Step(
        "街镇核实",
        State.SUBMITTED,
        State.VERIFIED,
        by=Role.TOWN_OFFICE,
        # On site: a household may be away, a road closed.
        within=Limit(5, Unit.WORKING_DAYS, extension=5, pausable=True),
        asks=["visited_on"],
        requires=[
            guards.dated_until_today,
            guards.household_is_in_use,
            guards.documented_in_full,
            guards.duplicates_are_decided,
            lineage.merges_alone,
        ],
        taken_back_within=TAKEN_BACK_WITHIN,
    )
    review = Step(
        "区级初审",
        State.VERIFIED,
        State.REVIEWED,
        by=Role.DISTRICT_OFFICE,
        within=Limit(5, Unit.WORKING_DAYS),
        requires=[
            guards.household_is_in_use,
            guards.supplier_has_confirmed,
            guards.duplicates_are_decided,
            lineage.merges_alone,
        ],
        taken_back_within=TAKEN_BACK_WITHIN,
        taken_back_unless=[guards.not_with_the_city],
    )
    confirm = Step(
        "市级核查",
        State.REVIEWED,
        State.IN_LEDGER,
        # The city on its own platform decides as much as its officer here: its reply names it as who confirmed, so that
        # nobody reads the district as having confirmed what the district itself had reviewed (P55, P176).
        by={Role.CITY_OFFICE, System.CITY},
        within=Limit(10, Unit.WORKING_DAYS),
        holds=applying.lock_households,
        requires=[
            guards.household_is_in_use,
            guards.device_is_known,
            guards.duplicates_are_decided,
            guards.numbers_are_free,
            lineage.areas_add_up,
            lineage.merges_alone,
        ],
        then=[applying.enter_ledger, ageing.settle_with_the_ledger, ventilating.settle_with_the_ledger],
        stamps=ENDED,
    )
    send_back = Step(
        "退回",
        ON_THE_WAY,
        State.DRAFT,
        by=HANDLER,
        reason=True,
        flags_fields=True,
        requires=[guards.not_with_the_city],
        stamps={"flagged": FLAGGED, "sent_back_reason": REASON, "visited_on": EMPTY},
    )
    reject = Step(
        "不予通过",
        ON_THE_WAY,
        State.REJECTED,
        by=HANDLER,
        reason=True,
        requires=[guards.not_with_the_city],
        then=[duplicates.close],
        stamps=ENDED,
    )
    withdraw = Step(
        "撤回",
        [State.DRAFT, State.SUBMITTED, State.VERIFIED],
        State.WITHDRAWN,
        by=FILERS,
        aside=True,
        requires=[guards.filed_by_own_office],
        then=[duplicates.close],
        stamps=ENDED,
    )

    @classmethod
    def prepare(cls, records: Sequence[Application]) -> None:
        prefetch_related_objects(records, "household__village")
        for application, number in zip(records, application_numbers(len(records)), strict=True):
            application.number = number
            application.household_version = application.household.version if application.household else None
            application.derive()

    @classmethod
    def describe(cls, record: Application) -> str:
        return f"{cls.title}申请 {record.number}"


class AddHousehold(LedgerChange):
    """登记增户: a house already converted comes into the ledger (P45, P55)."""

    title, case = "增户", Case.ADD
    file = Step(
        "登记增户",
        None,
        State.DRAFT,
        by=FILERS,
        asks=["village", "name"],
        accepts=[*(name for name in WHOLE_ROW if name != "name"), *DEVICE, *guards.CONFIRMED_BY_SUPPLIER],
        stamps=BEGUN,
    )


class ChangeHousehold(LedgerChange):
    """变更: householder, phone, meter, account, place; of the device what was written down wrongly (F12)."""

    title, case = "变更", Case.CHANGE
    file = Step(
        "登记变更",
        None,
        State.DRAFT,
        by=FILERS,
        asks=["household"],
        accepts=[
            *(n for n in WHOLE_ROW if n != "kind"),
            *DEVICE,
            "equipment",
            "moved_to",
            "cleared",
            "reason",
            "householder_reason",
        ],  # fmt: skip
        holds=applying.keep_households,
        requires=[guards.household_is_in_use],
        stamps=BEGUN,
    )


class CancelHousehold(LedgerChange):
    """撤销: reason, evidence, effective date, and five working days from when it became known; the row stays (P54)."""

    title, case = "销户", Case.CANCEL
    file = Step(
        "登记销户",
        None,
        State.DRAFT,
        by=FILERS,
        asks=["household", "known_on"],
        accepts=["cancel_reason", "reason", "effective_on"],
        holds=applying.keep_households,
        requires=[guards.household_is_in_use],
        stamps=BEGUN,
    )
    since_known = Clock(
        "知悉后上报",
        starts=[file],
        stops=[LedgerChange.submit],
        limit=Limit(5, Unit.WORKING_DAYS),
        since="known_on",
    )


class ConvertHousehold(LedgerChange):
    """改造类型变更: another way of heating; the old device is kept as replaced."""

    title, case = "改造类型变更", Case.CONVERT
    file = Step(
        "登记改造类型变更",
        None,
        State.DRAFT,
        by=FILERS,
        asks=["household", "kind"],
        accepts=[*(n for n in WHOLE_ROW if n != "kind"), *DEVICE, *guards.CONFIRMED_BY_SUPPLIER, "moved_to"],
        holds=applying.keep_households,
        requires=[guards.household_is_in_use],
        stamps=BEGUN,
    )


class UpgradeEquipment(LedgerChange):
    """设备更新升级: a better device of the same category, with the householder's signed will (P29, P30)."""

    title, case = "设备更新升级", Case.UPGRADE
    file = Step(
        "登记设备更新",
        None,
        State.DRAFT,
        by=FILERS,
        asks=["household"],
        accepts=["equipment", "kind", "reason", *DEVICE],
        holds=applying.keep_households,
        requires=[guards.household_is_in_use],
        stamps=BEGUN,
    )


class SplitHousehold(LedgerChange):
    """分户: the old household keeps its number; the new one gets its own, its householder, address, area, meter
    (F12)."""

    title, case = "分户", Case.SPLIT
    file = Step(
        "登记分户",
        None,
        State.DRAFT,
        by=FILERS,
        asks=["household"],
        accepts=[*WHOLE_ROW, *DEVICE, *guards.CONFIRMED_BY_SUPPLIER, "remaining_area", "equipment"],
        holds=applying.keep_households,
        requires=[guards.household_is_in_use],
        stamps=BEGUN,
    )


class MergeHouseholds(LedgerChange):
    """并户: the other household is cancelled and points to this one, which may take over its columns and its devices
    (F12)."""

    title, case = "并户", Case.MERGE
    file = Step(
        "登记并户",
        None,
        State.DRAFT,
        by=FILERS,
        asks=["household", "counterpart"],
        accepts=[*(n for n in WHOLE_ROW if n != "kind"), "devices_go", "effective_on", "reason"],
        holds=applying.keep_households,
        requires=[guards.household_is_in_use, lineage.both_households_are_seen],
        stamps=BEGUN,
    )


class EndFirstFilling(Workflow):
    """首次建账结束: declared by the district, once; from then on the ledger changes by applications alone."""

    title = "首次建账结束"
    model, state = FirstFilling, FirstFilling.State

    end = Step(
        "宣布首次建账结束",
        None,
        FirstFilling.State.ENDED,
        by=Role.DISTRICT_OFFICE,
        accepts=["remark"],
        stamps={"ended_at": NOW, "ended_by": ACTOR},
    )

    @classmethod
    def prepare(cls, records: Sequence[FirstFilling]) -> None:
        """An import that is being written, or taken back, is waited for."""
        lock_imports("households")
        for filling in records:
            filling.district = filling.ended_by.division
