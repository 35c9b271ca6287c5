"""The pages of 采暖季封账: the closes, their villages with the hash of each, their rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern

from accounts.audit import acting
from accounts.models import Division, Post
from accounts.pages import Menu, PortalRequest
from accounts.roles import LEDGER_READERS, Role
from core.addresses import rows_url
from core.typed import whole_number
from core.views.fetching import record_of
from core.views.records import Action, RecordPages, Section, get_or_post
from core.workflow import StepRefused
from households.columns import MASKS
from households.models import SeasonClose, SeasonRow, SeasonVillage
from households.models.choices import Status
from households.search import search_season_rows
from households.seasons import panels
from households.seasons.changes import address
from households.seasons.differences import Asked
from households.seasons.filters import CloseFilter, SeasonRowFilter, SeasonVillageFilter
from households.seasons.forms import CloseForm
from households.seasons.jobs import start_check
from households.seasons.ledgers import SeasonLedger
from households.seasons.totals import before
from households.seasons.workflows import CloseSeason
from households.views import DEVICE, HouseholdPages

State = SeasonClose.State
CHECKERS = frozenset({Role.DISTRICT_OFFICE, Role.CITY_OFFICE, Role.FINANCE})
CLOSE_TONES = {State.PROPOSED: "waiting", State.FREEZING: "waiting", State.FROZEN: "good", State.REJECTED: "danger"}


class SeasonClosePages(RecordPages):
    model = SeasonClose
    slug = "season-closes"
    title = "采暖季封账"
    menu = Menu("台账", "采暖季封账", "lock")
    readers = LEDGER_READERS
    unit = "次"
    empty = "还没有封账。采暖季结束后，由区双代办提出封账，另一位同事确认。"

    columns = (
        "winter", "district", "as_of_on", "state", "households", "frozen_at", "proposed_by", "confirmed_by",
        "check_code",
    )  # fmt: skip
    default_columns = columns[:8]
    headings = {"winter": "采暖季", "check_code": "校验码"}
    select_related = ("season", "district")
    filterset_class = CloseFilter
    colours = {"state": CLOSE_TONES}

    sections = (
        Section(
            "封账",
            (
                "district",
                "winter",
                "as_of_on",
                "remark",
                "proposed_by",
                "proposed_at",
                "confirmed_by",
                "frozen_at",
                "households",
                "check_code",
            ),
        ),
    )
    printed_panels = (panels.totals,)
    panels = (*printed_panels, panels.checks)
    workflows = (CloseSeason,)
    forms = {CloseSeason: CloseForm}

    @classmethod
    def outlook(cls, record: SeasonClose, step: Any) -> str:
        if step != CloseSeason.confirm:
            return ""
        return f"将按 {record.as_of_on:%Y-%m-%d} 的台账封存本区全部住户。封账以后不能修改、删除，也不能重封。"

    @classmethod
    def actions(cls, record: SeasonClose, post: Post) -> Sequence[Action]:
        if record.state != State.FROZEN:
            return ()
        found = [
            Action("封存的住户", rows_url("season-rows", close=record.pk), "list"),
            Action("各村校验码", SeasonVillagePages.url("list", close=record.pk), "map"),
        ]
        if previous := before(record, post):
            since = address(Asked(post, previous.as_of_on, record.as_of_on))
            found.append(Action("与上季的变动", since, "git-compare"))
        return (
            [*found, Action("核对封账", cls.url("check", record.pk), "shield-check")]
            if post.role in CHECKERS
            else found
        )

    @classmethod
    def urls(cls) -> list[URLPattern]:
        return [*super().urls(), cls._route("<int:pk>/check/", "check", get_or_post(partial(check_page, cls)))]


def check_page(pages: type[SeasonClosePages], request: PortalRequest, pk: int) -> HttpResponse:
    """GET says what is done; a POST begins it: of the whole, or of the village that is named."""
    close = record_of(pages, request.post, pk)
    refusal = why_not_check(close, request.post)
    if request.method == "POST" and not refusal:
        with acting(request.post):
            job = start_check(close, request.post, village_of(close, request.POST.get("village", "")))
        return redirect("job", job.pk)
    context = {
        "close": close,
        "refusal": refusal,
        "village": village_of(close, request.GET.get("village", "")),
        "detail_url": pages.url("detail", pk),
    }
    return render(request, "households/seasons/check.html", context, status=409 if request.method == "POST" else 200)


def why_not_check(close: SeasonClose, post: Post) -> str:
    if post.role not in CHECKERS:
        return "封账由区双代办、市双代办、区财政局核对。"
    return "" if close.state == State.FROZEN else "还没有封账，没有可核对的内容。"


def village_of(close: SeasonClose, asked: str) -> Division | None:
    """Raises Http404 for what is no village of the close."""
    if not asked:
        return None
    number = whole_number(asked)
    found = close.villages.filter(village=number).select_related("village").first() if number else None
    if found is None:
        raise Http404("这次封账里没有这个村。")
    return found.village


def begin_check(close: SeasonClose, post: Post, village: str) -> Any:
    """For who comes without a page. Raises StepRefused."""
    if refusal := why_not_check(close, post):
        raise StepRefused(refusal)
    with acting(post):
        return start_check(close, post, village_of(close, village))


class SeasonVillagePages(RecordPages):
    model = SeasonVillage
    slug = "season-villages"
    title = "封账各村校验码"
    readers = LEDGER_READERS - {Role.GAS_COMPANY, Role.POWER_COMPANY}
    unit = "个村"
    empty = "还没有封账。"

    columns = ("village", "town", "close.winter", "households", "check_code")
    headings = {"close.winter": "采暖季", "check_code": "校验码"}
    select_related = ("close__season",)
    filterset_class = SeasonVillageFilter
    sections = (Section("封账", ("close", "village", "town", "households", "check_code")),)

    @classmethod
    def actions(cls, record: SeasonVillage, post: Post) -> Sequence[Action]:
        rows = Action("封存的住户", rows_url("season-rows", close=record.close_id, village=record.village_id), "list")
        check = SeasonClosePages.url("check", record.close_id, village=record.village_id)
        return [rows, Action("核对这个村", check, "shield-check")] if post.role in CHECKERS else [rows]


class SeasonRowPages(RecordPages):
    model = SeasonRow
    slug = "season-rows"
    title = "封账台账"
    readers = LEDGER_READERS
    unit = "户"
    empty = "没有符合条件的封账住户。封账后，住户在这里按采暖季查。"

    ledger = SeasonLedger
    columns = ("close.winter", "second_house")
    default_columns = (
        "name", "close.winter", "status", "number", "id_number", "town", "village", "category", "kind",
        "converted_year", "heated_area",
    )  # fmt: skip
    headings = {"close.winter": "采暖季"}
    select_related = ("close__season",)
    search = staticmethod(search_season_rows)
    search_hint = "姓名（从姓起）、拼音首字母、身份证号、电话、户编号"
    filterset_class = SeasonRowFilter
    colours = HouseholdPages.colours
    standing = "status"
    masks = MASKS

    sections = (
        Section("封账", ("close.winter", "close.as_of_on", "close.frozen_at", "household", "number", "status")),
        Section("户主", ("name", "id_number", "phone", "residents", "care")),
        *HouseholdPages.sections[1:5],
        DEVICE,
        Section("台账", ("cancelled_on", "cancel_reason", "second_house", "data_source", "completeness", "remark")),
    )

    @classmethod
    def summary(cls, record: SeasonRow) -> str:
        cancelled = "，已销户" if record.status == Status.CANCELLED else ""
        return f"{record}，{record.close}{cancelled}"
