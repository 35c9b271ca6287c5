"""Photos and the signature become documents of the inspection, in its transaction (F24, F25)."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile

from accounts.models import Post
from core.files.attachments import FileRefused, attach
from core.models import Attachment
from core.workflow import StepRefused
from inspections.models import Inspection, InspectionPhoto
from inspections.trusting.likeness import likeness_of
from inspections.visiting.visits import Photo, Visit

DOOR, WHOLE, ITEM, SIGNATURE, OTHER = "door", "whole", "item", "signature", "other"
PURPOSES = {
    DOOR: "门牌照片",
    WHOLE: "现场照片",
    ITEM: "检查项照片",
    SIGNATURE: "住户签字",
    OTHER: "其他材料",
}
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
NO_PICTURE = "“{}”不是照片，请用手机拍照后再上传。"


def keep_photos(inspection: Inspection, visit: Visit, *, by: Post) -> None:
    """Raises StepRefused with the sentence of what is no picture."""
    for photo in visit.photos:
        _keep(inspection, photo, by)
    if visit.signature is not None:
        _attach(inspection, visit.signature, SIGNATURE, by)


def _keep(inspection: Inspection, photo: Photo, by: Post) -> None:
    place = photo.position
    InspectionPhoto.objects.create(
        attachment=_attach(inspection, photo.file, photo.purpose, by),
        inspection=inspection,
        item_code=photo.item_code,
        taken_at=photo.taken_at,
        longitude=place.longitude if place else None,
        latitude=place.latitude if place else None,
        likeness=likeness_of(_content(photo.file)),
    )


def _attach(inspection: Inspection, file: UploadedFile, purpose: str, by: Post) -> Attachment:
    try:
        kept = attach(inspection, file, purpose, by=by)
    except FileRefused as refused:
        raise StepRefused(str(refused)) from refused
    if kept.content_type not in PICTURES:
        raise StepRefused(NO_PICTURE.format(kept.name))
    return kept


def _content(file: UploadedFile) -> bytes:
    file.seek(0)
    content: bytes = file.read()
    return content
