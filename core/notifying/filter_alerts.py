"""“有新增时提醒我”: each working day the clock looks once at every saved filter whose owner asked for it, and tells him
of the rows that were not there at the last look.

What is remembered are the rows' keys, so that a row that leaves while another comes hides nothing, and an old row that
only now matches is new too. A filter that gives more than a list counts is too wide to be watched.
"""

from __future__ import annotations

import datetime
import logging

from celery import shared_task
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from core.keyset import CAP
from core.models import FilterAlert, Notice, SavedView
from core.notifying import notices
from core.timekeeping.working_days import is_workday
from core.views.declaration import Declaration, pages_named
from core.views.list_query import ListQuery

logger = logging.getLogger(__name__)
NOT_HERE = "这份清单您的岗位现在打不开。"


class CannotWatch(Exception):
    """Why a filter can't be watched, in a sentence."""


def switch_on(view: SavedView, post: Post) -> None:
    """Inside `acting(post)`. What matches now is known. Raises CannotWatch."""
    now = {"post": post, "known": sorted(_matching(view, post)), "looked_at": timezone.now()}
    FilterAlert.objects.update_or_create(view=view, defaults=now)


def switch_off(view: SavedView) -> None:
    FilterAlert.objects.filter(view=view).delete()


def in_force() -> QuerySet[FilterAlert]:
    """A post that ended is told nothing; the filter's owner may switch it on again for the post that he has now."""
    return FilterAlert.objects.filter(post__in=Post.objects.in_force())


@shared_task(name="core.notifying.filter_alerts.look")  # type: ignore[untyped-decorator]
def look() -> None:
    now = timezone.localtime()
    if not is_workday(now.date()):
        return
    for pk in _due(now).order_by("pk").values_list("pk", flat=True):
        try:
            _look_at(pk, now)
        except Exception:
            # One filter that fails keeps nobody else from being told.
            logger.exception("筛选的新增提醒 %s 未能比对", pk)


def _due(now: datetime.datetime) -> QuerySet[FilterAlert]:
    """Not looked at today."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return in_force().filter(looked_at__lt=today)


def _look_at(pk: int, now: datetime.datetime) -> None:
    with acting(System.CLOCK):
        due = _due(now).select_related("view", "post__division").select_for_update(of=("self",), skip_locked=True)
        if alert := due.filter(pk=pk).first():
            _compare(alert, now)


def _compare(alert: FilterAlert, now: datetime.datetime) -> None:
    try:
        matching = _matching(alert.view, alert.post)
    except CannotWatch as reason:
        alert.delete()
        _tell(alert, f"筛选“{alert.view}”不再提醒新增", str(reason), now)
        return
    if new := matching.difference(alert.known):
        _tell(alert, f"筛选“{alert.view}”新增 {len(new):,} {_pages_of(alert.view, alert.post).unit}", "", now)
    alert.known, alert.looked_at = sorted(matching), now
    alert.save(update_fields=["known", "looked_at"])


def _tell(alert: FilterAlert, title: str, body: str, now: datetime.datetime) -> None:
    pages = pages_named(alert.view.page)
    link = pages.url("view", alert.view_id) if pages else ""
    about = f"filter:{alert.view_id}:{now:%Y-%m-%d}"
    notices.tell([alert.view.user_id], Notice.Kind.NEWS, title, body=body, link=link, about=about)


def _matching(view: SavedView, post: Post) -> set[int]:
    """Keys of the filter's rows as the post sees them, in one statement that ends where a list's count ends."""
    pages = _pages_of(view, post)
    query = ListQuery(pages, post, QueryDict(view.query, mutable=True))
    keys = set(query.rows.order_by().values_list("pk", flat=True)[: CAP + 1])
    if query.remarks:
        raise CannotWatch("这个筛选的条件现在用不上了，请重新筛选后保存。")
    if len(keys) > CAP:
        raise CannotWatch(f"结果超过 1 万{pages.unit}，不能提醒新增。请缩小范围后另存一个筛选。")
    return keys


def _pages_of(view: SavedView, post: Post) -> type[Declaration]:
    pages = pages_named(view.page)
    if pages is None or post.role not in pages.readers:
        raise CannotWatch(NOT_HERE)
    return pages
