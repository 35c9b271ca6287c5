"""Saved filters and chosen columns of a list (F88, F89)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from accounts.audit import acting
from accounts.hiding import without_numbers
from accounts.models import Post
from accounts.pages import PortalRequest
from accounts.prepared import Prepared
from accounts.roles import Role
from core.keyset import CAP
from core.models import SavedView
from core.models.views import codes_from
from core.notifying import filter_alerts
from core.notifying.filter_alerts import CannotWatch, switch_off, switch_on
from core.typed import whole_number
from core.views.asked import holds_numbers
from core.views.columns import chosen_columns, columns_of
from core.views.declaration import Declaration
from core.views.list_query import ListQuery

COUNTS_KEPT_SECONDS = 60
NAME_LENGTH = 40
NO_READER = "这个岗位不能打开这份列表，不能共享给它。"
NUMBER_IN_FILTER = "筛选里有号码，不能保存：保存的筛选不留个人号码。请去掉查找的号码再保存。"


class NotSaved(Exception):
    """Its text is the sentence for the page."""


class NotShared(NotSaved):
    """The role that it should be shared with does not open the list."""


@dataclass(frozen=True)
class Views:
    """Of one list, for one post: the columns chosen, the filters saved."""

    columns: Sequence[str]
    saved: Sequence[SavedView]

    def shown(self, query: ListQuery) -> list[dict[str, Any]]:
        here = query.conditions
        return [
            {
                "name": view.name,
                "url": f"?{view.query}",
                "here": view.query == here,
                "own": view.user_id == query.post.user_id,
            }
            for view in self.saved
        ]


_of_page = Prepared(
    lambda page, **who: SavedView.objects.known_to(**who).filter(page=page).order_by("name", "pk"),
)


def views_for(pages: type[Declaration], post: Post) -> Views:
    found = _of_page.rows(page=pages.slug, user=post.user_id, role=post.role, places=codes_from(post.division))
    own = [view for view in found if view.user_id == post.user_id and not view.name]
    return Views(own[0].columns if own else (), [view for view in found if view.name])


def saved_page(pages: type[Declaration], request: PortalRequest) -> HttpResponse:
    """All saved filters with their counts; a POST saves one."""
    if request.method == "POST":
        _save(pages, request)
        return redirect(f"{pages.url('list')}?{request.POST.get('query', '')}")
    views = views_for(pages, request.post)
    told_of = set(filter_alerts.in_force().filter(view__in=views.saved).values_list("view_id", flat=True))
    template = "records/_views.html" if request.htmx else "records/views.html"
    here = request.GET.get("here", "")
    return render(
        request,
        template,
        {
            "pages": pages,
            "views": [_counted(pages, request.post, view, here) for view in views.saved],
            "told_of": told_of,
            "roles": [(role.value, role.label) for role in Role if role in pages.readers],
            "here": here,
            "list_url": pages.url("list"),
            "views_url": pages.url("views", here=here),
        },
    )


def _counted(pages: type[Declaration], post: Post, view: SavedView, here: str) -> dict[str, Any]:
    count = counted(pages, post, view)
    return {
        "view": view,
        "name": view.name,
        "url": f"{pages.url('list')}?{view.query}",
        "here": view.query == here,
        "own": view.user_id == post.user_id,
        "alert_url": pages.url("alert-view", view.pk),
        "delete_url": pages.url("delete-view", view.pk),
        "count": f"{CAP:,}+" if count > CAP else f"{count:,}",
    }


def counted(pages: type[Declaration], post: Post, view: SavedView) -> int:
    """Up to CAP + 1, as it was within the last minute."""
    kept = cache.get_or_set(
        f"saved-view:{post.pk}:{view.pk}", lambda: count_of(pages, post, view.query), COUNTS_KEPT_SECONDS
    )
    return kept or 0


def count_of(pages: type[Declaration], post: Post, conditions: str) -> int:
    return ListQuery(pages, post, QueryDict(conditions, mutable=True)).count


def _save(pages: type[Declaration], request: PortalRequest) -> None:
    try:
        view = save_view(pages, request.post, request.POST)
    except NotSaved as why:
        messages.error(request, str(why))
        return
    messages.success(request, f"已保存筛选“{view.name}”。")
    if "alert" in request.POST:
        _tell_of_new(request, view)


def save_view(pages: type[Declaration], post: Post, given: QueryDict) -> SavedView:
    """`given`: its `name`, its conditions as `query`, the role that it is `shared_with`. Raises NotSaved, NotShared."""
    name = without_numbers(given.get("name", "").strip())[:NAME_LENGTH]
    if not name:
        raise NotSaved("请给这个筛选起一个名字。")
    share = given.get("shared_with", "")
    if share and share not in pages.readers:
        raise NotShared(NO_READER)
    query = ListQuery(pages, post, QueryDict(given.get("query", ""), mutable=True))
    view = SavedView(user_id=post.user_id, page=pages.slug, name=name)
    if share:
        view.shared_with, view.shared_below = share, post.division
        # What is shared holds no name or number that was typed.
        query.data.pop("q", None)
    if holds_numbers(query):
        raise NotSaved(NUMBER_IN_FILTER)
    view.query = query.conditions
    try:
        with acting(post), transaction.atomic():
            view.save()
    except IntegrityError:
        raise NotSaved("已有同名的筛选，请换一个名字。") from None
    return view


def open_saved(pages: type[Declaration], request: PortalRequest, pk: int) -> HttpResponse:
    """The rows behind it, under an address that stays the same: notices lead here."""
    view = SavedView.objects.visible_to(request.post).filter(page=pages.slug, pk=pk).exclude(name="").first()
    if view is None:
        raise Http404("没有这个筛选，它可能已被删除。")
    return redirect(f"{pages.url('list')}?{view.query}")


def alert_saved(pages: type[Declaration], request: PortalRequest, pk: int) -> HttpResponse:
    """Switches “有新增时提醒我” on or off."""
    view = own_view(pages, request.post, pk)
    if "on" in request.POST:
        _tell_of_new(request, view)
    else:
        with acting(request.post):
            switch_off(view)
        messages.success(request, f"筛选“{view.name}”有新增时不再提醒。")
    return redirect(pages.url("views"))


def _tell_of_new(request: PortalRequest, view: SavedView) -> None:
    try:
        with acting(request.post):
            switch_on(view, request.post)
    except CannotWatch as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, f"筛选“{view.name}”有新增时，每个工作日早上提醒您一次。")


def own_view(pages: type[Declaration], post: Post, pk: int) -> SavedView:
    """Raises Http404 with a sentence."""
    view = SavedView.objects.filter(user=post.user_id, page=pages.slug, pk=pk).exclude(name="").first()
    if view is None:
        raise Http404("没有这个筛选，或它不是您保存的。")
    return view


def delete_saved(pages: type[Declaration], request: PortalRequest, pk: int) -> HttpResponse:
    view = own_view(pages, request.post, pk)
    with acting(request.post):
        view.delete()
    messages.success(request, f"已删除筛选“{view.name}”。")
    return redirect(pages.url("views"))


def columns_page(pages: type[Declaration], request: PortalRequest) -> HttpResponse:
    """Choose the columns and their order; kept for the user."""
    if request.method == "POST":
        _choose(pages, request)
        return redirect(f"{pages.url('list')}?{request.POST.get('query', '')}")
    chosen = [column.name for column in chosen_columns(pages, views_for(pages, request.post).columns)]
    known = columns_of(pages)
    ordered = [known[name] for name in chosen] + [column for name, column in known.items() if name not in chosen]
    shown = [{"column": one, "place": place, "chosen": one.name in chosen} for place, one in enumerate(ordered, 1)]
    here = request.GET.get("here", "")
    return render(
        request, "records/columns.html", {"pages": pages, "columns": shown, "here": here, "list_url": pages.url("list")}
    )


def _choose(pages: type[Declaration], request: PortalRequest) -> None:
    places = {name: request.POST.get(f"place-{name}", "") for name in columns_of(pages)}
    names = sorted(request.POST.getlist("column"), key=lambda name: _place(places.get(name, "")))
    if "reset" in request.POST:
        names = []
    with acting(request.post):
        SavedView.objects.update_or_create(
            user_id=request.post.user_id,
            page=pages.slug,
            name="",
            defaults={"columns": [name for name in names if name in columns_of(pages)]},
        )


def _place(text: str) -> int:
    place = whole_number(text)
    return len(text) + 10_000 if place is None else place
