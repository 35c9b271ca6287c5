"""Files that belong to records: taken in by content, served to who reads their record's pages and sees the record."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import Http404
from django.utils import timezone

from accounts.access import Reader, log_access, post_of
from accounts.audit import AccessLog
from accounts.hiding import without_numbers
from accounts.models import Post
from accounts.roles import MAY_UNMASK, labels
from core.files.types import FileRefused, fitting_name, type_of
from core.models import Attachment
from core.sealing.unmasking import is_unmasked, show
from core.views.declaration import Declaration, pages_of

__all__ = [
    "FileRefused",
    "ReasonWanted",
    "attach",
    "attachments_of",
    "open_for",
    "opens_at_once",
    "remove",
    "say_why",
    "why_not_open",
]

NAME_LENGTH = 150
MEGABYTE = 1024 * 1024
NO_FILE = "没有这个文件，或您无权查看。"


def attach(record: models.Model, uploaded: UploadedFile, purpose: str, *, by: Post) -> Attachment:
    """Keep an uploaded file with a record, inside the caller's `acting`. Raises FileRefused."""
    name, size = uploaded.name or "", uploaded.size or 0
    if size == 0:
        raise FileRefused(f"“{name}”是空文件，请重新选择。")
    if size > settings.ATTACHMENT_MAX_BYTES:
        limit = settings.ATTACHMENT_MAX_BYTES // MEGABYTE
        raise FileRefused(f"“{name}”有 {size / MEGABYTE:.1f} MB，超过单个文件 {limit} MB 的上限，请压缩后再上传。")
    known = type_of(uploaded.file, name)  # type: ignore[arg-type]
    return Attachment.objects.create(
        kind=record._meta.label_lower,
        record_id=record.pk,
        purpose=purpose,
        name=fitting_name(name, known, NAME_LENGTH),
        content_type=known.content_type,
        size=size,
        sha256=_digest(uploaded),
        file=uploaded,
        uploaded_by=by,
    )


def _digest(uploaded: UploadedFile) -> str:
    found = hashlib.sha256()
    for chunk in uploaded.chunks():
        found.update(chunk)
    return found.hexdigest()


def attachments_of(record: models.Model) -> models.QuerySet[Attachment]:
    """Those not removed, in the order they came."""
    return Attachment.objects.filter(kind=record._meta.label_lower, record_id=record.pk, removed_at=None).order_by("id")


def remove(attachment: Attachment) -> None:
    """A mark, inside the caller's `acting`: the file stays for those who look into the history."""
    attachment.removed_at = timezone.now()
    attachment.save(update_fields=["removed_at"])


class ReasonWanted(Exception):
    """The post may open the file once it has said why: `say_why`."""

    def __init__(self, attachment: Attachment) -> None:
        super().__init__("这份材料含个人信息，请先写明打开的理由。")
        self.attachment = attachment


def open_for(who: Reader, pk: int) -> Attachment:
    """The attachment, for who reads its record's pages and sees the record; the download is logged.

    Raises Http404, PermissionDenied and ReasonWanted. Read it with `attachment.file.open()`: it streams and can seek.
    """
    post = post_of(who)
    attachment, record, pages = _found(post, pk)
    if refused := why_not_open(pages, attachment.purpose, post):
        raise PermissionDenied(refused)
    if _asks_why(pages, attachment.purpose, post) and not is_unmasked(record, _name(attachment), post):
        raise ReasonWanted(attachment)
    log_access(who, AccessLog.Act.DOWNLOAD, record, detail=without_numbers(attachment.name))
    return attachment


def say_why(who: Reader, pk: int, reason: str) -> None:
    """The file is open to the post for some minutes. Raises Http404, PermissionDenied and UnmaskRefused."""
    post = post_of(who)
    attachment, record, pages = _found(post, pk)
    if refused := why_not_open(pages, attachment.purpose, post):
        raise PermissionDenied(refused)
    show(record, _name(attachment), without_numbers(attachment.name), by=who, reason=reason)


def why_not_open(pages: type[Declaration], purpose: str, post: Post) -> str:
    """Empty, or the sentence why this post opens no such document. Who handles them opens them, others answer for
    each; of who else reads the record, each opens what says nothing of a person."""
    openers = MAY_UNMASK.union(pages.handlers)
    if purpose in pages.impersonal or post.role in openers:
        return ""
    return f"“{pages.attachments.get(purpose, '材料')}”含个人信息，只有{labels(openers)}可以打开。"


def opens_at_once(pages: type[Declaration], purpose: str, post: Post) -> bool:
    """Without saying why: a page may show it as a picture."""
    return not why_not_open(pages, purpose, post) and not _asks_why(pages, purpose, post)


def _asks_why(pages: type[Declaration], purpose: str, post: Post) -> bool:
    return purpose not in pages.impersonal and post.role not in pages.handlers


def _name(attachment: Attachment) -> str:
    return f"file-{attachment.pk}"


def _found(post: Post, pk: int) -> tuple[Attachment, models.Model, type[Declaration]]:
    attachment = Attachment.objects.filter(pk=pk, removed_at=None).first()
    pages = pages_of(attachment.kind) if attachment else None
    if attachment is None or pages is None or post.role not in pages.readers:
        raise Http404(NO_FILE)
    record = pages.queryset(post).filter(pk=attachment.record_id).first()
    if record is None:
        raise Http404(NO_FILE)
    return attachment, record, pages
