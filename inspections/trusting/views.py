"""The pages of 抽查复检."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern

from accounts.models import Post
from accounts.pages import Menu, PortalRequest
from accounts.roles import DISTRICT_READERS, Role
from core.views.records import Action, RecordPages, Section, get_or_post
from core.workflow import StepRefused, Workflow
from inspections.checklists.answering import ITEM_PHOTOS, photos_lacking
from inspections.levels import LEVEL_TONES
from inspections.models import Recheck
from inspections.trusting import panels
from inspections.trusting.drawing import draw
from inspections.trusting.filters import RecheckFilter, search_rechecks
from inspections.trusting.forms import DrawForm, RecheckForm
from inspections.trusting.parameters import RECHECKED
from inspections.trusting.workflows import DRAWERS, RecheckInspection

State = Recheck.State
READERS = DISTRICT_READERS | {Role.CITY_OFFICE, Role.TOWN_OFFICE, Role.TOWN_GAS_OFFICE, Role.ASSESSOR}
# Who fills it in, by the state in which it waits.
FILLED_BY = {State.WAITING: Role.TOWN_GAS_OFFICE, State.ENTRUSTED: Role.ASSESSOR}
PLACED = ("town", "village")


class RecheckPages(RecordPages):
    model = Recheck
    slug = "rechecks"
    title = "抽查复检"
    menu = Menu("安全检查", "抽查复检", "scan-search")
    readers = READERS
    unit = "户"
    empty = "没有符合条件的抽查复检。街镇燃气主管部门、区燃气主管部门和区双代办从一个月的安检记录里随机抽取。"
    columns = (
        "householder", "state", *PLACED, "address", "company", "inspector_name", "inspected_on", "rechecked_on",
        "agrees", "compared", "agreeing", "missed", "assessor", "month_on", "seed", "drawn_by", "rechecked_by",
    )  # fmt: skip
    default_columns = columns[:13]
    select_related = ("company", "assessor", "checklist")
    search = staticmethod(search_rechecks)
    search_hint = "户主姓名、地址"
    filterset_class = RecheckFilter
    colours = {
        "state": panels.STATE_TONES, "agrees": {True: "good", False: "danger"}, "missed": LEVEL_TONES
    }  # fmt: skip
    subject = "householder"
    sections = (
        Section("住户", ("householder", *PLACED, "address", "company", "inspector_name", "inspected_on")),
        Section("复检", ("state", "checklist", "assessor", "rechecked_on", "rechecked_by", "note")),
        Section("比对", ("agrees", "compared", "agreeing", "missed")),
        Section("抽取", ("month_on", "seed", "drawn_by")),
    )
    panels = printed_panels = (panels.answered, panels.differences)
    attachments = {**ITEM_PHOTOS, "other": "其他材料"}
    other_document = "other"
    workflows = (RecheckInspection,)
    forms = {RecheckInspection: RecheckForm}

    @classmethod
    def why_not_create(cls, post: Post, workflow: type[Workflow] | None) -> str:
        return "抽查复检从安检记录里随机抽取，请在列表上点“抽取”。"

    @classmethod
    def why_not_edit(cls, record: Recheck, post: Post) -> str:
        filled_by = FILLED_BY.get(State(record.state))
        if filled_by is None:
            return "复检结果已登记，不能再改。"
        return "" if post.role == filled_by else f"复检结果由{filled_by.label}填写。"

    @classmethod
    def documents_lacking(cls, record: Recheck) -> Sequence[str]:
        return photos_lacking(record) if record.state in FILLED_BY else ()

    @classmethod
    def documents_offered(cls, record: Recheck) -> Sequence[str]:
        return [*list(ITEM_PHOTOS)[: record.checklist.items.count()], "other"]

    @classmethod
    def sections_of(cls, record: Recheck) -> Sequence[Section]:
        return [one for one in cls.sections if one.title != "比对" or record.state == State.DONE]

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        return [Action("抽取", cls.url("draw"), "dices", primary=True)] if post.role in DRAWERS else []

    @classmethod
    def summary(cls, record: Recheck) -> str:
        return f"{record}，{record.get_state_display()}"

    @classmethod
    def urls(cls) -> list[URLPattern]:
        return [*super().urls(), cls._route("draw/", "draw", get_or_post(partial(draw_page, cls)))]


def draw_page(pages: type[RecheckPages], request: PortalRequest) -> HttpResponse:
    if request.post.role not in DRAWERS:
        raise PermissionDenied("抽查复检由街镇燃气主管部门、区燃气主管部门和区双代办抽取。")
    form = DrawForm(request.POST or None, post=request.post)
    sentence = ""
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            chosen = draw(given["month"], given["company"], given["assessor"], by=request.post)
        except StepRefused as refused:
            sentence = refused.sentence
        else:
            messages.success(request, f"已抽取 {len(chosen)} 户，随机数 {chosen[0].seed}。")
            asked = {"company": given["company"].pk, "month_after": given["month"], "month_before": given["month"]}
            return redirect(pages.url("list", **asked))
    context = {
        "form": form,
        "sentence": sentence,
        "share": RECHECKED.said(RECHECKED.on()),
        "list_url": pages.url("list"),
        "pages": pages,
    }
    return render(request, "trusting/draw.html", context)
