"""The pages of 检查表: its versions, their items, the blank form on paper."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern
from django.views.decorators.http import require_POST

from accounts.access import log_access
from accounts.audit import AccessLog, acting
from accounts.models import Post
from accounts.pages import Menu, PortalRequest
from core.views.fetching import locked_record_of, record_of
from core.views.records import Action, RecordPages, Section, get_or_post, only_get
from core.workflow import StepRefused, Workflow
from inspections.checklists import panels
from inspections.checklists.filters import ChecklistFilter, ItemFilter, search_checklists, search_items
from inspections.checklists.forms import ITEM_FIELDS, ChecklistForm, ItemForm
from inspections.checklists.ordering import close_up, move
from inspections.checklists.pasting import HEADINGS, paste
from inspections.checklists.workflows import KEEPERS, STOOD, KeepChecklist, why_not_change_items
from inspections.levels import LEVEL_TONES, grouped
from inspections.models import Checklist, ChecklistItem
from inspections.models.checklists import READERS

NOT_KEPT = "检查表由区双代办和区燃气主管部门编制。"
Purpose = Checklist.Purpose
OF_HOUSEHOLDS = frozenset({Purpose.ROUTINE, Purpose.FIRST_GAS, Purpose.CAMPAIGN})
ITEMS_OF_EACH = (
    ChecklistItem.objects.filter(checklist=OuterRef("pk")).order_by().values("checklist").values(n=Count("pk"))
)
WAYS = {"up": -1, "down": 1}


class ChecklistPages(RecordPages):
    model = Checklist
    slug = "checklists"
    title = "检查表"
    menu = Menu("安全检查", "检查表", "list-checks")
    readers = READERS
    unit = "版"
    empty = "没有符合条件的检查表。"
    columns = (
        "name", "number", "purpose", "state", "items_count", "in_force_from_at", "retired_at", "follows", "basis",
        "made_by", "created_at",
    )  # fmt: skip
    default_columns = columns[:7]
    headings = {"items_count": "项数", "created_at": "编制时间"}
    select_related = ("follows",)
    search = staticmethod(search_checklists)
    search_hint = "检查表名称"
    filterset_class = ChecklistFilter
    colours = {"state": panels.STATE_TONES}
    sections = (
        Section(
            "检查表",
            ("name", "number", "purpose", "basis", "follows", "made_by", "in_force_from_at", "retired_at"),
        ),
    )
    panels = printed_panels = (panels.items,)
    history_includes = ("items",)
    workflows = (KeepChecklist,)
    forms = {KeepChecklist: ChecklistForm}
    prefills = ("follows",)

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Checklist]:
        counted: QuerySet[Checklist] = super().queryset(post).annotate(items_count=Subquery(ITEMS_OF_EACH))
        return counted

    @classmethod
    def why_not_edit(cls, record: Checklist, post: Post) -> str:
        return NOT_KEPT if post.role not in KEEPERS else why_not_change_items(record)

    @classmethod
    def actions(cls, record: Checklist, post: Post) -> Sequence[Action]:
        found = [Action("打印空白表", cls.url("blank", record.pk), "printer")]
        if record.purpose in OF_HOUSEHOLDS:
            found.append(Action("手机预览", cls.url("preview", record.pk), "smartphone"))
        if panels.may_change_items(record, post):
            new = ChecklistItemPages.url("new", checklist=record.pk)
            found += [Action("加一项", new, "plus"), Action("粘贴多项", cls.url("paste", record.pk), "clipboard-paste")]
        elif post.role in KEEPERS and record.state in STOOD:
            found.append(Action("修订", cls.url("new", follows=record.pk), "file-plus"))
        return found

    @classmethod
    def urls(cls) -> list[URLPattern]:
        return [
            *super().urls(),
            cls._route("<int:pk>/blank/", "blank", only_get(partial(blank_page, cls))),
            cls._route("<int:pk>/preview/", "preview", only_get(partial(preview_page, cls))),
            cls._route("<int:pk>/paste/", "paste", get_or_post(partial(paste_page, cls))),
        ]


class ChecklistItemPages(RecordPages):
    model = ChecklistItem
    slug = "checklist-items"
    title = "检查项"
    readers = READERS
    creators = KEEPERS
    unit = "项"
    empty = "没有符合条件的检查项。请在检查表草稿的页面上加检查项。"
    columns = ITEM_FIELDS
    default_columns = ("text", "code", "group", "checklist", "level", "answer", "points", "basis", "demand")
    select_related = ("checklist",)
    search = staticmethod(search_items)
    search_hint = "检查内容、项目编码"
    filterset_class = ItemFilter
    sorts = {"position": ("position", "id")}
    colours = {"level": LEVEL_TONES}
    forms = {None: ItemForm}
    prefills = ("checklist",)
    sections = (
        Section("检查什么", ("checklist", "group", "code", "text", "position", "basis")),
        Section(
            "怎么答", ("answer", "obligatory", "lowest", "highest", "unit", "must_be_ahead", "lasts_years", "fact")
        ),
        Section("条件", ("shown_if_code", "shown_if_result")),
        Section("不合格时", ("level", "photo_always", "photo_when_bad", "note_when_bad", "demand")),
        Section("评分", ("points",)),
    )

    @classmethod
    def why_not_edit(cls, record: ChecklistItem, post: Post) -> str:
        return NOT_KEPT if post.role not in KEEPERS else why_not_change_items(record.checklist)

    @classmethod
    def why_not_create(cls, post: Post, workflow: type[Workflow] | None) -> str:
        return "" if post.role in KEEPERS else NOT_KEPT

    @classmethod
    def actions(cls, record: ChecklistItem, post: Post) -> Sequence[Action]:
        back = Action("回到检查表", row_of(record), "list-checks")
        if not panels.may_change_items(record.checklist, post):
            return [back]
        return [Action("再加一项", cls.url("new", checklist=record.checklist_id), "plus", primary=True), back]

    @classmethod
    def urls(cls) -> list[URLPattern]:
        return [
            *super().urls(),
            cls._route("<int:pk>/move/", "move", require_POST(partial(move_item, cls))),
            cls._route("<int:pk>/remove/", "remove", require_POST(partial(remove_item, cls))),
        ]


def row_of(item: ChecklistItem) -> str:
    return f"{ChecklistPages.url('detail', item.checklist_id)}#item-{item.pk}"


def move_item(pages: type[ChecklistItemPages], request: PortalRequest, pk: int) -> HttpResponse:
    with acting(request.post):
        item = _open_item(pages, request, pk)
        if way := WAYS.get(request.POST.get("way", "")):
            move(item, way)
    return redirect(row_of(item))


def remove_item(pages: type[ChecklistItemPages], request: PortalRequest, pk: int) -> HttpResponse:
    """Of a draft; the log of changes keeps what stood there."""
    with acting(request.post):
        item = _open_item(pages, request, pk)
        checklist, said = item.checklist, str(item)
        item.delete()
        close_up(checklist)
    messages.success(request, f"已删除“{said}”。")
    return redirect(ChecklistPages.url("detail", checklist.pk))


def _open_item(pages: type[ChecklistItemPages], request: PortalRequest, pk: int) -> ChecklistItem:
    """Its checklist is locked with it. Raises Http404; PermissionDenied where it may not be changed."""
    item: ChecklistItem = record_of(pages, request.post, pk)
    item.checklist = locked_record_of(ChecklistPages, request.post, item.checklist_id)
    if refused := pages.why_not_edit(item, request.post):
        raise PermissionDenied(refused)
    return item


def paste_page(pages: type[ChecklistPages], request: PortalRequest, pk: int) -> HttpResponse:
    checklist: Checklist = record_of(pages, request.post, pk)
    if refused := pages.why_not_edit(checklist, request.post):
        raise PermissionDenied(refused)
    block, sentence = request.POST.get("pasted", ""), ""
    if request.method == "POST":
        try:
            added = paste(checklist, block, request.post)
        except StepRefused as problem:
            sentence = problem.sentence
        else:
            messages.success(request, f"已加 {added} 项。")
            return redirect(pages.url("detail", pk))
    context = {
        "checklist": checklist,
        "pasted": block,
        "sentence": sentence,
        "headings": list(HEADINGS),
        "detail_url": pages.url("detail", pk),
    }
    return render(request, "checklists/paste.html", context)


def blank_page(pages: type[ChecklistPages], request: PortalRequest, pk: int) -> HttpResponse:
    """To be filled in by hand, where there is no phone."""
    checklist: Checklist = record_of(pages, request.post, pk)
    log_access(request, AccessLog.Act.PRINT, checklist, detail="空白表")
    shown = panels.items(checklist, request.post)
    context = {
        "checklist": checklist,
        "groups": shown.context["groups"] if shown else [],
        "of_households": checklist.purpose in OF_HOUSEHOLDS,
        "detail_url": pages.url("detail", pk),
    }
    return render(request, "print/checklist.html", context)


def preview_page(pages: type[ChecklistPages], request: PortalRequest, pk: int) -> HttpResponse:
    """As the inspector has it on his phone; a draft is tried out before it is put in force."""
    checklist: Checklist = record_of(pages, request.post, pk)
    context = {
        "checklist": checklist,
        "groups": grouped(checklist.items.all()),
        "answers": ChecklistItem.Result.choices,
        "detail_url": pages.url("detail", pk),
    }
    return render(request, "checklists/preview.html", context)
