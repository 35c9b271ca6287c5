"""Documents of a record: added and removed on its page, served only to those who see the record."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.audit import acting
from accounts.models import Post
from accounts.pages import EVERYONE, PortalRequest, page
from core.files.attachments import FileRefused, ReasonWanted, attach, attachments_of, open_for, remove, say_why
from core.models import Attachment
from core.sealing.unmasking import UnmaskRefused
from core.views.declaration import Declaration, pages_of
from core.views.fetching import locked_record_of, record_of

# What a browser may show itself; all else is saved.
SHOWN_INLINE = frozenset({"image/jpeg", "image/png", "image/webp", "application/pdf"})


def attach_file(pages: type[Declaration], request: PortalRequest, pk: int) -> HttpResponse:
    purpose = request.POST.get("purpose", "")
    uploaded = request.FILES.getlist("file")
    record = record_of(pages, request.post, pk)
    if refused := pages.why_not_attach(record, request.post):
        raise PermissionDenied(refused)
    if purpose not in pages.attachments:
        messages.error(request, "请先选择材料的种类。")
    elif not uploaded:
        messages.error(request, "请选择要上传的文件。")
    else:
        try:
            attached = add_documents(pages, request.post, pk, purpose, uploaded)
        except FileRefused as refused:
            messages.error(request, str(refused))
        else:
            with acting(request.post):
                pages.documented(attached, request.POST)
            messages.success(request, f"已上传{pages.attachments[purpose]} {len(uploaded)} 份。")
    return redirect(pages.url("detail", pk))


def add_documents(
    pages: type[Declaration], post: Post, pk: int, purpose: str, uploaded: Sequence[UploadedFile]
) -> list[Attachment]:
    """Asked again under the lock: a step may have passed meanwhile. Raises Http404, PermissionDenied, FileRefused."""
    with acting(post):
        record = locked_record_of(pages, post, pk)
        if refused := pages.why_not_attach(record, post):
            raise PermissionDenied(refused)
        return [attach(record, one, purpose, by=post) for one in uploaded]


def detach_file(pages: type[Declaration], request: PortalRequest, pk: int, attachment: int) -> HttpResponse:
    taken = take_document_away(pages, request.post, pk, attachment)
    messages.success(request, f"已移除“{taken.name}”。")
    return redirect(pages.url("detail", pk))


def take_document_away(pages: type[Declaration], post: Post, pk: int, attachment: int) -> Attachment:
    """A mark, not a deletion: the file stays in the record's history. Raises Http404, PermissionDenied."""
    with acting(post):
        record = locked_record_of(pages, post, pk)
        if refused := pages.why_not_detach(record, post):
            raise PermissionDenied(refused)
        found = attachments_of(record).filter(pk=attachment).first()
        if found is None:
            raise Http404("这份材料已经移除。")
        remove(found)
    return found


@page(readers=EVERYONE)  # type: ignore[arg-type]  # a streamed response
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: PortalRequest, pk: int) -> HttpResponseBase:
    """The file; of a document about a person, to who is no clerk, once he has said why."""
    refusal = ""
    if request.method == "POST":
        try:
            say_why(request, pk, request.POST.get("reason", ""))
        except UnmaskRefused as refused:
            refusal = str(refused)
        else:
            return redirect("file", pk)
    try:
        return sent(open_for(request, pk))
    except ReasonWanted as wanted:
        return _ask_why(request, wanted.attachment, refusal)


def sent(attachment: Attachment) -> FileResponse:
    """Never guessed, never run: the type is what the check found, and the browser is told to keep to it."""
    inline = attachment.content_type in SHOWN_INLINE
    response = FileResponse(attachment.file.open(), content_type=attachment.content_type)
    way = "inline" if inline else "attachment"
    response["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(attachment.name)}"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def _ask_why(request: PortalRequest, attachment: Attachment, refusal: str) -> HttpResponse:
    pages = pages_of(attachment.kind)
    assert pages is not None, "open_for has found it"
    context = {
        "pages": pages,
        "title": pages.title,
        "label": pages.attachments.get(attachment.purpose, "材料"),
        "detail_url": pages.url("detail", attachment.record_id),
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "records/unmask_file.html", context)
