"""The list of a record: one page by key, what was asked for, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import Post
from accounts.pages import PortalRequest
from core.keyset import CAP, Page
from core.views.asked import log_search, tags
from core.views.columns import ListColumn, chosen_columns, rows_html, with_what_columns_need
from core.views.declaration import Action, Declaration, beginning, key_of
from core.views.list_query import OWN, Asker, ListQuery
from core.views.record_form import prepared
from core.views.saved import views_for


def list_page(pages: type[Declaration], request: PortalRequest) -> HttpResponse:
    query = ListQuery(pages, request.post, request.GET.copy())
    if request.htmx and query.panel == "filters":
        return render(request, "records/_filters.html", _filter_panel(query))
    log_search(request, query)
    views = views_for(pages, request.post)
    columns = chosen_columns(pages, views.columns)
    page = page_of(query, columns)
    context = _context(query, columns, page) | _addresses(query) | {"views": views.shown(query)}
    if query.panel == "filters":
        context |= _filter_panel(query)
    return render(request, "records/list.html", context)


def page_of(query: ListQuery, columns: Sequence[ListColumn]) -> Page:
    keyset = query.keyset(with_what_columns_need(query.pages, query.rows, columns))
    if "last" in query.data:
        return keyset.last(query.count if query.count <= CAP else 0)
    if cursor := query.data.get("before"):
        return keyset.before(str(cursor))
    return keyset.after(str(query.data.get("after", "")))


def _context(query: ListQuery, columns: Sequence[ListColumn], page: Page) -> dict[str, Any]:
    pages = query.pages
    bulk = _bulk_buttons(query) if page.rows and not query.day else []
    # A past day is looked at; one begins from today's list.
    new, others = ([], []) if query.day else (new_actions(pages, query.post), pages.list_actions(query.post))
    return {
        "pages": pages,
        "query": query,
        "headings": [_heading(query, column) for column in columns],
        "rows": rows_html(columns, page.rows, _address_of(query), selectable=bool(bulk)),
        "links": _links(query, page),
        "count": count_text(query.count, pages.unit),
        "tags": tags(query),
        "found_remarks": list(pages.remarks_on_found(query.text, page.rows, query.post).values()),
        "carried": _carried(query),
        "new_actions": new,
        "list_actions": others,
        "bulk_steps": bulk,
        "panel": query.panel,
        "filtered": bool(query.conditions),
        "today": timezone.localdate(),
    }


def _addresses(query: ListQuery) -> dict[str, str]:
    pages, here = query.pages, query.conditions
    return {
        "list_url": pages.url("list"),
        "now_url": query.address(day=None),
        "export_url": f"{pages.url('export')}{query.address()}",
        "filters_url": query.address(panel="filters"),
        "views_url": pages.url("views", here=here),
        "columns_url": pages.url("columns", here=here),
    }


def _filter_panel(query: ListQuery) -> dict[str, Any]:
    """The filters' fields as they stand; what is no filter travels along hidden."""
    data = query.data if query.filters else None
    made = query.pages.filterset_class(data, queryset=query.base, request=Asker(query.post))
    for name, field in made.form.fields.items():
        made.form.fields[name] = prepared(field, None, query.post, blank="不限")
    beside = [(name, value) for name, value in query.kept() if name in OWN and name not in {"q", "day"}]
    return {"filter_form": made.form, "carried_beside_filters": beside, "list_url": query.pages.url("list")}


def _address_of(query: ListQuery) -> Any:
    """Addresses by substitution: reversing fifty times would cost a millisecond. A past list opens the past record."""
    start, end = query.pages.url("detail", 0).split("/0/")
    day = f"?day={query.day}" if query.day else ""
    return lambda record: f"{start}/{record.pk}/{end}{day}"


def count_text(count: int, unit: str) -> str:
    return f"超过 1 万{unit}" if count > CAP else f"共 {count:,} {unit}"


def _heading(query: ListQuery, column: ListColumn) -> dict[str, Any]:
    """A heading that can sort leads to its order, then to the reverse."""
    name, _, descending = query.order
    here = name == column.name
    sortable = column.name in query.pages.sorts or (column.sortable and query.count <= CAP)
    return {
        "label": column.heading,
        "look": column.look,
        "url": query.address(sort=f"-{column.name}" if here and not descending else column.name) if sortable else "",
        "sorted": ("descending" if descending else "ascending") if here else "",
    }


def _links(query: ListQuery, page: Page) -> dict[str, str]:
    return {
        "first": query.address(),
        "previous": query.address(before=page.before) if page.before else "",
        "next": query.address(after=page.after) if page.after else "",
        "last": query.address(last="1"),
    }


def _carried(query: ListQuery) -> list[tuple[str, str]]:
    """What a new search keeps: everything but what stands in the form itself and the place in the list."""
    return [(name, value) for name, value in query.kept() if name not in {"q", "day"}]


def new_actions(pages: type[Declaration], post: Post) -> list[Action]:
    """“New” once, or one for each workflow that this post may begin, in the words of its first step."""
    if not pages.workflows:
        refused = pages.why_not_create(post, None)
        return [] if refused else [Action(pages.new_label or "新建", pages.url("new"), "plus", primary=True)]
    open_to = [one for one in pages.workflows if not pages.why_not_create(post, one)]
    steps = [(one, beginning(one, post)) for one in open_to]
    return [
        Action(step.label, pages.url("new", key_of(one)), "plus", primary=one is open_to[0])
        for one, step in steps
        if step is not None
    ]


def _bulk_buttons(query: ListQuery) -> list[dict[str, Any]]:
    """Of a list that is narrowed to some states, what leads on from one of them."""
    pages, states = query.pages, query.data.getlist("state")
    steps = bulk_steps(pages, query.post)
    leading = [step for step in steps if _leads_from(pages, step.name, states, query.post)]
    return [{"label": step.label, "url": pages.url("bulk", step.name)} for step in leading or steps]


def _leads_from(pages: type[Declaration], name: str, states: Sequence[str], post: Post) -> bool:
    """In any of the workflows that have a step of this name."""
    alike = [workflow.steps[name] for workflow in pages.workflows if name in workflow.steps]
    return any(state in step.sources and post.role in step.allowed(state) for step in alike for state in states)


def bulk_steps(pages: type[Declaration], post: Post) -> list[Any]:
    """Steps that this role may take for many records at once, each once, though several workflows have it."""
    found: dict[str, Any] = {}
    for workflow in pages.workflows:
        for step in workflow.steps.values():
            if not (step.begins or step.singly) and post.role in step.allowed_anywhere():
                found.setdefault(step.name, step)
    return list(found.values())
