"""Two people, one record: the later one sees both versions side by side and chooses, field by field."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from accounts.access import log_access
from accounts.audit import AccessLog, Change
from accounts.models import Post
from accounts.pages import PortalRequest
from core.sealing.numbers import HIDDEN
from core.typed import whole_number
from core.views.declaration import Declaration
from core.views.fetching import record_of
from core.views.record_form import model_field
from core.wording.showing import shower

MINE, THEIRS = "mine", "theirs"
PREFIX = "take-"


def page(pages: type[Declaration], request: PortalRequest, form: Any) -> HttpResponse:
    """The form was valid but the record had moved on; `form.instance` holds what this user wanted. Raises Http404 where
    it has moved out of his area."""
    mine = form.instance
    theirs = record_of(pages, request.post, mine.pk)
    log_access(request, AccessLog.Act.OPEN, theirs, detail="修改（与别人的改动对照）")
    changes = _changes_since(theirs, _read_version(request.POST))
    rows = [_row(pages, name, mine, theirs, _first_before(changes, name)) for name in form.fields]
    context = {
        "pages": pages,
        "title": str(theirs),
        "detail_url": pages.url("detail", theirs.pk),
        "rows": [row for row in rows if row is not None],
        "who": _who(changes),
        "carried": _carried(form.data),
        "version": theirs.version,
    }
    return render(request, "records/conflict.html", context, status=409)


def chosen(posted: QueryDict, fresh: Any) -> QueryDict:
    """What was posted, with the other person's value where the user chose it, and where he left a number masked as he
    had read it before the other changed it; `fresh` is a form of the record now."""
    data = posted.copy()
    has_moved_on = _read_version(posted) != fresh.instance.version
    left = {name for name in fresh.masked if HIDDEN in posted.get(name, "")} if has_moved_on else set()
    for name in fresh.fields:
        if name in left or posted.get(f"{PREFIX}{name}") == THEIRS:
            data.setlist(name, as_posted(fresh[name]))
    return data


def as_it_stands(fresh: Any) -> QueryDict:
    """A form's present values as its page would send them back unchanged."""
    data = QueryDict(mutable=True)
    for name in fresh.fields:
        data.setlist(name, as_posted(fresh[name]))
    return data


def as_posted(field: Any) -> list[str]:
    """A field's present value as its own input would send it."""
    value = field.field.prepare_value(field.value())
    if value in (None, "", [], False):
        return []
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    shown = field.field.widget.format_value(value)
    return [str(one) for one in shown] if isinstance(shown, list | tuple) else [str(shown)]


def _read_version(posted: QueryDict) -> int:
    return whole_number(posted.get("version", "")) or 0


def _changes_since(record: Model, version: int) -> list[Change]:
    """What others did to the row after the version that the user had read, oldest first."""
    found = Change.objects.filter(table=record._meta.db_table, row_id=record.pk, operation=Change.Operation.UPDATE)
    recent = list(found.order_by("-id")[:50])
    return [one for one in reversed(recent) if ((one.after or {}).get("version") or 0) > version]


def _first_before(changes: list[Change], name: str) -> list[Any]:
    """The value that the user had read, in a list; an empty list when nobody else touched the field."""
    for one in changes:
        for column in (name, f"{name}_id"):
            if column in (one.before or {}):
                return [one.before[column]]  # type: ignore[index]
    return []


def _row(pages: type[Declaration], name: str, mine: Any, theirs: Any, read: list[Any]) -> dict[str, Any] | None:
    """None where both have the same. What this user left as he had read it is the other's to decide, at first."""
    field = model_field(pages.model, name)
    if field is None:
        return None
    own, other = getattr(mine, field.attname), getattr(theirs, field.attname)
    if own == other:
        return None
    show = shower(pages.model, name, pages.masks)
    untouched = bool(read) and field.to_python(read[0]) == own
    return {
        "name": f"{PREFIX}{name}",
        "label": field.verbose_name,
        "mine": show(mine),
        "theirs": show(theirs),
        "take": THEIRS if untouched else MINE,
    }


def _who(changes: list[Change]) -> str:
    posts = Post.objects.select_related("user").filter(pk__in={one.post_id for one in changes if one.post_id})
    return "、".join(sorted({post.user.name for post in posts}))


def _carried(posted: QueryDict) -> list[tuple[str, str]]:
    """What the user typed, sent along until he has chosen."""
    own = {"version", "csrfmiddlewaretoken"}
    return [
        (name, str(value))
        for name, values in posted.lists()
        if name not in own and not name.startswith(PREFIX)
        for value in values
    ]
