"""变更、查阅、登录三本日志: read by the audit administrator alone, changed by nobody (the database refuses it)."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

from django.apps import apps
from django.db.models import Case, CharField, F, Model, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.audit import AccessLog, Change, System
from accounts.models import Post, SignInEvent, User
from accounts.pages import Menu
from accounts.roles import Role
from core.people.filters import AccessFilter, ChangeFilter, SignInEventFilter
from core.typed import whole_number
from core.views.history import Source, Words, differences
from core.views.records import RecordPages, Section, Shown

GROUP = "系统"


def name_of_user(path: str) -> Subquery:
    """Logs have no foreign keys: the name as it is now, in the same query."""
    return Subquery(User.objects.filter(pk=OuterRef(path)).values("name")[:1])


def in_words(path: str, words: dict[str, str]) -> Case:
    """A code of the log as people call it; an unknown one as it is."""
    known = (When(**{path: code}, then=Value(word)) for code, word in words.items())
    return Case(*known, default=F(path), output_field=CharField())


@cache
def tables() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}


def table_words() -> dict[str, str]:
    return {table: str(model._meta.verbose_name) for table, model in tables().items()}


def kind_words() -> dict[str, str]:
    return {model._meta.label_lower: str(model._meta.verbose_name) for model in tables().values()}


def named(words: dict[str, str], text: str) -> list[str]:
    return [code for code, word in words.items() if text in word]


class LogPages(RecordPages):
    """Read, searched, filtered; there is nothing else to do with a log."""

    readers = frozenset({Role.AUDIT_ADMIN})
    # By time and not by id, so that a past day is one range of the index, read in its order.
    sorts: ClassVar = {"at": ("at", "id")}
    default_sort = "-at"
    unit = "条"
    api = False

    @classmethod
    def why_not_edit(cls, record: Any, post: Post) -> str:
        return "日志不能改动。"


def search_changes(rows: QuerySet[Change], text: str, post: Post) -> QuerySet[Change]:
    """By the number of a record, or what kind of record it is."""
    number = whole_number(text)
    return rows.filter(table__in=named(table_words(), text)) if number is None else rows.filter(row_id=number)


def search_accesses(rows: QuerySet[AccessLog], text: str, post: Post) -> QuerySet[AccessLog]:
    number = whole_number(text)
    return rows.filter(kind__in=named(kind_words(), text)) if number is None else rows.filter(record_id=number)


def search_door(rows: QuerySet[SignInEvent], text: str, post: Post) -> QuerySet[SignInEvent]:
    return rows.filter(username=text)


def what_changed(change: Change, post: Post) -> Shown | None:
    """In the words of the record's own history, and masked as there."""
    model = tables().get(change.table)
    if model is None:
        return None
    source = Source(model, change.row_id, "")
    words = Words([change], {(change.table, change.row_id): source}, post)
    return Shown("改动", "people/_changes.html", {"changes": list(differences(change, source, words))})


class ChangePages(LogPages):
    model = Change
    slug = "logs/changes"
    title = "变更日志"
    menu = Menu(GROUP, "变更日志", "file-diff")
    columns = ("at", "what", "row_id", "operation", "who", "why", "act")
    headings: ClassVar = {"what": "对象", "row_id": "记录编号", "who": "操作人"}
    search = staticmethod(search_changes)
    search_hint = "对象（如：用户、岗位）或记录编号"
    filterset_class = ChangeFilter
    empty = "还没有变更。"
    sections = (Section("变更", ("at", "what", "row_id", "operation", "who", "post_id", "why", "act")),)
    panels = (what_changed,)

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Any]:
        system = in_words("system", dict(System.choices))
        return Change.objects.annotate(
            what=in_words("table", table_words()),
            who=Coalesce(name_of_user("user_id"), system, output_field=CharField()),
        )


class AccessPages(LogPages):
    model = AccessLog
    slug = "logs/access"
    title = "查阅日志"
    menu = Menu(GROUP, "查阅日志", "eye")
    columns = ("at", "who", "act", "what", "record_id", "detail", "reason", "address")
    headings: ClassVar = {"what": "对象", "record_id": "记录编号", "who": "查阅人"}
    search = staticmethod(search_accesses)
    search_hint = "对象（如：确户台账）或记录编号"
    filterset_class = AccessFilter
    empty = "还没有查阅。"
    sections = (Section("查阅", ("at", "who", "post_id", "act", "what", "record_id", "detail", "reason", "address")),)

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Any]:
        return AccessLog.objects.annotate(what=in_words("kind", kind_words()), who=name_of_user("user_id"))


class SignInEventPages(LogPages):
    model = SignInEvent
    slug = "logs/sign-ins"
    title = "登录日志"
    menu = Menu(GROUP, "登录日志", "log-in")
    columns = ("at", "kind", "username", "who", "by", "address", "browser")
    headings: ClassVar = {"who": "姓名", "by": "操作人", "browser": "浏览器", "agent": "浏览器的自称"}
    colours: ClassVar = {
        "kind": {
            "signed_in": "good",
            "wrong_password": "warning",
            "wrong_captcha": "warning",
            "wrong_code": "warning",
            "wrong_address": "danger",
            "locked": "danger",
        }
    }
    search = staticmethod(search_door)
    search_hint = "登录名"
    filterset_class = SignInEventFilter
    empty = "还没有人登录过。"
    sections = (Section("登录", ("at", "kind", "username", "who", "by", "address", "browser", "agent")),)

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Any]:
        holder = Post.objects.filter(pk=OuterRef("by_post_id")).values("user__name")[:1]
        rows = SignInEvent.objects.visible_to(post)
        return rows.annotate(who=name_of_user("user_id"), by=Subquery(holder))
