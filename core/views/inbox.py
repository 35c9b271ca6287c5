"""待办: what waits for this post, the nearest deadline first (F110)."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import Post
from accounts.pages import EVERYONE, Menu, PortalRequest, page
from accounts.roles import Reach
from core.keyset import Keyset, Page, count_capped
from core.models import OpenItem
from core.notifying.inbox import waiting_for
from core.notifying.notices import link_to
from core.timekeeping.time_left import TimeLeft, remark_on, time_left
from core.views.declaration import Declaration, pages_of
from core.views.facts import opinion
from core.views.listing import count_text
from core.wording.division_names import division_name
from core.wording.showing import field_of

PAGE_SIZE = 50
ORDER = ("due_at", "id")
# Of a record that is sent back for mending: why, and the fields at fault.
RETURNED = ("sent_back_reason", "flagged")
URGENCIES = {"": "全部", "overdue": "已逾期", "soon": "将到期", "paused": "已暂停"}


@dataclass(frozen=True)
class Waiting:
    title: str
    subject: str
    url: str
    place: str
    since: datetime.datetime
    due_at: datetime.datetime | None
    left: TimeLeft
    remark: str
    # Why it came back, and which fields are at fault; empty: it did not.
    sent_back: str


@dataclass(frozen=True)
class About:
    """What is said of an item's record beside the item itself."""

    subject: str = ""
    sent_back: str = ""


@page(readers=EVERYONE, menu=Menu("工作台", "待办", "inbox"))
def inbox(request: PortalRequest) -> HttpResponse:
    mine = waiting_for(request.post)
    now = timezone.now()
    kind, urgency = request.GET.get("kind", ""), request.GET.get("urgency", "")
    rows = asked_for(mine, request.GET, now)
    page_shown = page_of(rows, request.GET)
    context = {
        "items": shown(request.post, page_shown.rows, now),
        "tabs": _tabs(mine, kind, urgency, now),
        "kinds": _kinds(mine),
        "kind": kind,
        "urgency": urgency,
        "count": count_text(count_capped(rows), "件"),
        "links": _links(request.GET, page_shown),
        "has_place": request.post.reach != Reach.ASSIGNED,
    }
    return render(request, "core/inbox.html", context)


def asked_for(mine: QuerySet[OpenItem], data: QueryDict, now: datetime.datetime) -> QuerySet[OpenItem]:
    """Of what waits those of the `kind` and `urgency` that the address names."""
    kind = data.get("kind", "")
    return of_urgency(mine.filter(kind=kind) if kind else mine, str(data.get("urgency", "")), now)


def of_urgency(rows: QuerySet[OpenItem], urgency: str, now: datetime.datetime) -> QuerySet[OpenItem]:
    conditions = {
        "overdue": Q(paused_at=None, due_at__lte=now),
        "soon": Q(paused_at=None, warn_at__lte=now, due_at__gt=now),
        "paused": Q(paused_at__isnull=False),
    }
    return rows.filter(conditions.get(urgency, Q()))


def page_of(rows: QuerySet[OpenItem], data: QueryDict) -> Page:
    """Items without a deadline come last."""
    keyset = Keyset(rows, ORDER, descending=False, size=PAGE_SIZE)
    if "last" in data:
        return keyset.last()
    before = str(data.get("before", ""))
    return keyset.before(before) if before else keyset.after(str(data.get("after", "")))


def as_shown(item: OpenItem, about: About, now: datetime.datetime) -> Waiting:
    return Waiting(
        title=item.title,
        subject=about.subject,
        sent_back=about.sent_back,
        url=link_to(item.kind, item.record_id),
        place=" ".join(filter(None, [division_name(item.town_id), division_name(item.village_id)])),
        since=item.started_at,
        due_at=item.due_at,
        left=time_left(item, now),
        remark=remark_on(item),
    )


def nearest(post: Post, count: int) -> list[Waiting]:
    """The first of the inbox, for the home page."""
    now = timezone.now()
    return shown(post, page_of(waiting_for(post), QueryDict()).rows[:count], now)


def shown(post: Post, items: Sequence[OpenItem], now: datetime.datetime) -> list[Waiting]:
    said = _about(post, items)
    return [as_shown(item, said.get((item.kind, item.record_id), About()), now) for item in items]


def _about(post: Post, items: Sequence[OpenItem]) -> dict[tuple[str, int], About]:
    """Of the items' records: one statement for each sort."""
    pks: dict[str, list[int]] = defaultdict(list)
    for item in items:
        pks[item.kind].append(item.record_id)
    found: dict[tuple[str, int], About] = {}
    for kind, ids in pks.items():
        pages = pages_of(kind)
        if pages is not None and pages.subject:
            rows = pages.queryset(post).filter(pk__in=ids).order_by()
            subject, returned = pages.subject.replace(".", "__"), RETURNED if _comes_back(pages) else ()
            for pk, name, *said in rows.values_list("pk", subject, *returned):
                found[kind, pk] = About(str(name), opinion(pages, *said) if said and said[0] else "")
    return found


def _comes_back(pages: type[Declaration]) -> bool:
    return all(field_of(pages.model, name) is not None for name in RETURNED)


def _tabs(mine: QuerySet[OpenItem], kind: str, chosen: str, now: datetime.datetime) -> list[dict[str, Any]]:
    rows = mine.filter(kind=kind) if kind else mine
    return [
        {
            "label": label,
            "url": f"?urgency={name}&kind={kind}",
            "count": count_capped(of_urgency(rows, name, now)) if name in {"overdue", "soon"} else None,
            "here": name == chosen,
        }
        for name, label in URGENCIES.items()
    ]


def _kinds(mine: QuerySet[OpenItem]) -> list[tuple[str, str]]:
    """The sorts of record that wait here now, by their names."""
    found = mine.order_by("kind").values_list("kind", flat=True).distinct()
    return [(kind, str(apps.get_model(kind)._meta.verbose_name)) for kind in found]


def _links(data: QueryDict, shown: Page) -> dict[str, str]:
    def address(**place: str) -> str:
        kept = {name: str(data[name]) for name in ("kind", "urgency") if data.get(name)}
        return f"?{urlencode(kept | place)}"

    return {
        "first": address(),
        "previous": address(before=shown.before) if shown.before else "",
        "next": address(after=shown.after) if shown.after else "",
        "last": address(last="1"),
    }
