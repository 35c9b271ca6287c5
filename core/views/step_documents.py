"""Documents that a step's page takes along with its answers: on a phone they are photographed, or signed, there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile

from accounts.audit import acting
from accounts.pages import PortalRequest
from core.files.attachments import FileRefused
from core.models import Attachment
from core.views.attaching import add_documents
from core.views.declaration import Declaration
from core.workflow import Step

PREFIX = "document_"
KEPT = "附件已经上传，不用再选。"


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class DocumentsField(forms.FileField):
    """Several files, each of any size and kind: they are looked at when they are attached."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return list(data or ())


def document_fields(pages: type[Declaration], step: Step) -> dict[str, forms.Field]:
    return {f"{PREFIX}{purpose}": _field(pages, purpose) for purpose in pages.step_documents.get(step.name, ())}


def _field(pages: type[Declaration], purpose: str) -> DocumentsField:
    label = pages.attachments[purpose]
    if purpose in pages.signed_documents:
        return DocumentsField(
            label=label,
            required=False,
            widget=ManyFiles(attrs={"data-signature": "", "accept": "image/*"}),
            help_text="请在框内签字；写错了点“重写”。",
        )
    return DocumentsField(
        label=label,
        required=False,
        widget=ManyFiles(attrs={"accept": "image/*,application/pdf", "capture": "environment"}),
        help_text="可选多份；已在附件里上传的，不用再选。",
    )


def attach_given(pages: type[Declaration], request: PortalRequest, pk: int, step: Step, form: Any) -> bool:
    """Whether any came. They stay though the step be refused: nobody photographs twice. Raises FileRefused."""
    attached: list[Attachment] = []
    for purpose in pages.step_documents.get(step.name, ()):
        if files := form.cleaned_data.get(f"{PREFIX}{purpose}"):
            attached += _attached(pages, request, pk, purpose, files)
    if attached:
        with acting(request.post):
            pages.documented(attached, request.POST)
    return bool(attached)


def _attached(
    pages: type[Declaration], request: PortalRequest, pk: int, purpose: str, files: Sequence[UploadedFile]
) -> list[Attachment]:
    try:
        return add_documents(pages, request.post, pk, purpose, files)
    except PermissionDenied as refused:
        raise FileRefused(str(refused)) from refused
