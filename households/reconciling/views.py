"""The pages of reconciling: 对账 and its rows, 表底数, 异常用量."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import Post
from accounts.pages import Menu
from accounts.roles import LEDGER_READERS, Role
from core.addresses import rows_url
from core.views.declaration import Action
from core.views.records import RecordPages, Section
from core.workflow import Workflow
from households.models import MeterReading, Reconciliation, ReconciliationRow, UsageAnomaly
from households.reconciling import panels
from households.reconciling.filters import (
    AnomalyFilter,
    ReadingFilter,
    ReconciliationFilter,
    RowFilter,
    search_by_household,
    search_rows,
)
from households.reconciling.forms import DecideForm
from households.reconciling.workflows import BRINGERS, OPEN_DECISIONS, DecideRow, ExplainUsage, Reconcile

PLACED = ("town", "village")
FROM_A_LIST = "由导入的表格产生，请到“表格导入”上传。"
METERS = ("gas_account", "gas_user_code", "gas_meter_number", "power_account", "power_meter_number")


def _bring(post: Post) -> Sequence[Action]:
    return [Action("导入表格", reverse("imports-new"), "file-up")] if post.role in BRINGERS else []


class ReconciliationPages(RecordPages):
    model = Reconciliation
    slug = "reconciliations"
    title = "对账"
    menu = Menu("对账", "对账", "scale")
    readers = BRINGERS | {Role.CITY_OFFICE, Role.LEADER, Role.DEVELOPMENT_BUREAU, Role.GAS_AUTHORITY}
    unit = "次"
    empty = "还没有对过账。由燃气、电力企业或区财政局导入自己的名单，区双代办也可以代为导入。"

    columns = (
        "source", "company", "as_of_on", "state", "undecided", "agreeing", "differing", "missing_here",
        "missing_there", "unclear", "area", "brought_by.organization", "created_at", "closed_at",
    )  # fmt: skip
    headings = {"undecided": "待裁定", "brought_by.organization": "导入单位", "created_at": "导入时间"}
    select_related = ("company", "area", "brought_by__organization", "brought_by__user")
    filterset_class = ReconciliationFilter
    colours = {"state": panels.STATE_TONES}
    sections = (
        Section(
            "对账", ("source", "company", "as_of_on", "area", "brought_by", "created_at", "closed_at", "undecided")
        ),
    )
    panels = printed_panels = (panels.counts,)
    workflows = (Reconcile,)

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Any]:
        """With how many of its rows wait for a decision."""
        waiting = ReconciliationRow.objects.filter(reconciliation=OuterRef("pk"), decision__in=OPEN_DECISIONS)
        counted = waiting.order_by().values("reconciliation").annotate(rows=Count("pk")).values("rows")
        return super().queryset(post).annotate(undecided=Coalesce(counted, 0))

    @classmethod
    def why_not_create(cls, post: Post, workflow: type[Workflow] | None) -> str:
        return f"对账{FROM_A_LIST}"

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        return _bring(post)

    @classmethod
    def actions(cls, record: Reconciliation, post: Post) -> Sequence[Action]:
        return [Action("查看明细", rows_url(panels.ROWS, reconciliation=record.pk), "list")]


class ReconciliationRowPages(RecordPages):
    model = ReconciliationRow
    slug = "reconciliation-rows"
    title = "三方对账"
    menu = Menu("对账", "三方对账", "git-compare")
    readers = LEDGER_READERS
    empty = "没有符合条件的明细。导入燃气、电力企业名单或补贴发放名单后，这里列出与台账比对的结果。"

    columns = (
        "name", "source", "outcome", "differences_said", "decision", "household", *PLACED, "known_by", "remark",
        "note", "application", "application.state", "decided_at", *METERS, "id_number", "bank_account", "address",
        "usage_status", "amount", "season_year", "listed_village", "as_of_on", "line",
    )  # fmt: skip
    default_columns = columns[:8]
    headings = {"differences_said": "不同之处", "application.state": "申请状态", "name": "户主"}
    select_related = ("household", "application")
    search = staticmethod(search_rows)
    search_hint = "户主姓名、身份证号、电话、表号、户号"
    subject = "name"
    filterset_class = RowFilter
    colours = {"outcome": panels.OUTCOME_TONES, "decision": panels.DECISION_TONES}

    sections = (
        Section(
            "比对",
            ("source", "as_of_on", "line", "outcome", "known_by", "differences_said", "remark", "household", *PLACED),
        ),
        Section("裁定", ("decision", "note", "decided_by", "decided_at", "application", "application.state")),
        Section(
            "名单所列",
            (
                "name", "id_number", *METERS, "address", "listed_village", "usage_status", "bank_account", "amount",
                "season_year",
            ),
        ),
    )  # fmt: skip
    workflows = (DecideRow,)
    step_form = DecideForm

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Any]:
        return super().queryset(post).exclude(reconciliation__state=Reconciliation.State.VOID)

    @classmethod
    def why_not_create(cls, post: Post, workflow: type[Workflow] | None) -> str:
        return f"对账明细{FROM_A_LIST}"

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        """The three-way view: who differs in the newest of any of the lists."""
        differing = [one.value for one in panels.Outcome if one != panels.Outcome.AGREES]
        return [
            Action("任一名单不符的户", cls.url("list", current="on", outcome=differing), "list-filter"),
            *_bring(post),
        ]

    @classmethod
    def sections_of(cls, record: ReconciliationRow) -> Sequence[Section]:
        """Without what this kind of list does not say."""
        compared, decided, listed = cls.sections
        said = [name for name in listed.fields if getattr(record, name) not in (None, "")]
        return [compared, decided, Section(listed.title, said)]

    @classmethod
    def summary(cls, record: ReconciliationRow) -> str:
        return f"{record.name}，{record}，{record.get_decision_display()}"


class ReadingPages(RecordPages):
    model = MeterReading
    slug = "meter-readings"
    title = "表底数与用量"
    menu = Menu("对账", "表底数与用量", "gauge")
    readers = LEDGER_READERS
    empty = "还没有表底数。由燃气、电力企业按采暖季导入，区双代办也可以代为导入。"

    columns = (
        "household", "energy", "season", "month", "starts_at", "ends_at", "usage", "unit", *PLACED, "remark",
        "updated_at",
    )  # fmt: skip
    headings = {"season": "采暖季", "unit": "单位"}
    select_related = ("household",)
    search = staticmethod(search_by_household)
    search_hint = "户主姓名、身份证号、电话、表号、户号"
    filterset_class = ReadingFilter
    sections = (
        Section(
            "表底数",
            ("household", "energy", "season", "month", "starts_at", "ends_at", "usage", "unit", *PLACED, "remark"),
        ),
    )

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Any]:
        rows: Any = super().queryset(post)
        standing: QuerySet[Any] = rows.standing()
        return standing

    @classmethod
    def why_not_create(cls, post: Post, workflow: type[Workflow] | None) -> str:
        return f"表底数{FROM_A_LIST}"

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        return _bring(post)


class AnomalyPages(RecordPages):
    model = UsageAnomaly
    slug = "usage-anomalies"
    title = "异常用量"
    menu = Menu("对账", "异常用量", "activity")
    readers = LEDGER_READERS
    empty = "没有符合条件的异常用量。导入表底数后系统自动比对；界限由区双代办在“业务参数”中设定。"

    columns = (
        "household", "kind", "energy", "season", "usage", "compared", "state", *PLACED, "cause", "visited_on", "note",
        "decided_by", "decided_at", "created_at",
    )  # fmt: skip
    default_columns = columns[:10]
    headings = {"season": "采暖季", "created_at": "发现时间"}
    select_related = ("household", "decided_by__user", "decided_by__organization")
    search = staticmethod(search_by_household)
    search_hint = "户主姓名、身份证号、电话、表号、户号"
    subject = "household.name"
    filterset_class = AnomalyFilter
    colours = {"state": panels.ANOMALY_TONES}
    sections = (
        Section("异常用量", ("household", "kind", "energy", "season", "usage", "compared", *PLACED, "created_at")),
        Section("走访核实", ("state", "cause", "visited_on", "note", "decided_by", "decided_at")),
    )
    workflows = (ExplainUsage,)

    @classmethod
    def why_not_create(cls, post: Post, workflow: type[Workflow] | None) -> str:
        return "异常用量由系统按表底数比对得出，不能自行登记。"
