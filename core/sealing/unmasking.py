"""One personal number shown whole for some minutes, with a reason that is logged and reviewed (F102)."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.db import models

from accounts.access import Reader, log_access, post_of
from accounts.audit import AccessLog
from accounts.models import Post
from accounts.roles import MAY_UNMASK, labels


class UnmaskRefused(Exception):
    """Its text is the sentence for the page."""


def unmask(record: models.Model, field: str, *, by: Reader, reason: str) -> None:
    """Let this post see the field of this record for UNMASKED_MINUTES. Raises UnmaskRefused."""
    show(record, field, str(record._meta.get_field(field).verbose_name), by=by, reason=reason)  # type: ignore[union-attr]


def show(record: models.Model, name: str, label: str, *, by: Reader, reason: str) -> None:
    """What `name` stands for. Raises UnmaskRefused."""
    post = post_of(by)
    if post.role not in MAY_UNMASK:
        raise UnmaskRefused(f"只有{labels(MAY_UNMASK)}可以查看完整号码。")
    if not type(record)._default_manager.visible_to(post).filter(pk=record.pk).exists():  # type: ignore[attr-defined]
        raise UnmaskRefused("这条记录不在您的范围内。")
    if not reason.strip():
        raise UnmaskRefused("请写明查看完整号码的理由。")
    log_access(by, AccessLog.Act.UNMASK, record, detail=label, reason=reason.strip())
    cache.set(_key(record, name, post), True, settings.UNMASKED_MINUTES * 60)


def is_unmasked(record: models.Model, field: str, post: Post) -> bool:
    return bool(cache.get(_key(record, field, post)))


def _key(record: models.Model, field: str, post: Post) -> str:
    return f"unmasked:{post.pk}:{record._meta.label_lower}:{record.pk}:{field}"
