"""What the phone or a company's own system sends becomes a Visit: JSON, and files beside it or within it.

    {"client_key": "…", "kind": "routine", "checklist": 12, "outcome": "done", "begun_at": "…", "ended_at": "…",
     "answers": {"V01": {"result": "bad", "note": "…"}}, "position": {"longitude": …, "latitude": …, "accuracy": …},
     "signed_by": "…", "photos": [{"file": "photo-0", "purpose": "item", "item_code": "V01", "taken_at": "…"}],
     "signature": {"file": "signature"}}

A file is named (`file`, of the multipart request) or brought along (`content`, in Base64).
"""

from __future__ import annotations

import base64
import binascii
import datetime
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from accounts.hiding import without_numbers
from core.typed import is_storable, moment, whole_number
from core.wording.showing import label_of
from core.workflow import StepRefused
from households.models import Household, Ventilation
from inspections.models import Campaign, Checklist, Inspection
from inspections.visiting.filing import PUT_RIGHT
from inspections.visiting.photos import OTHER
from inspections.visiting.visits import Kind, Photo, Position, Visit
from inspections.visiting.workflows import FACTS

MOST_PHOTOS = 60
Files = MultiValueDict[str, UploadedFile]
TEXTS = {
    "signed_by": 50,
    "signer_relation": 20,
    "witness": 50,
    "note": 500,
    "inspector_name": 50,
    "external_number": 60,
}
FLAGS = ("notice_left", "valve_closed", "photos_follow")
UNSTORABLE = "有不能显示的字符，请删去后再试。"
NO_TIME = "请写成 2026-11-14T09:30:00+08:00 这样的时间。"


def visit_from(sent: Any, files: Files, house: Household | Ventilation, source: str) -> Visit:
    """Raises StepRefused with a sentence for each field that cannot be read."""
    if not isinstance(sent, Mapping):
        raise StepRefused("提交的内容不完整，请刷新页面后重试。")
    return _Reader(sent, files).visit(house, source)


class _Reader:
    """Reads field by field and remembers what is wrong with each."""

    def __init__(self, sent: Mapping[str, Any], files: Files) -> None:
        self.sent, self.files = sent, files
        self.faults: dict[str, str] = {}

    def visit(self, house: Household | Ventilation, source: str) -> Visit:
        ended_at = self._moment("ended_at") or timezone.now()
        rest: dict[str, Any] = {name: self._text(name, length) for name, length in TEXTS.items()}
        rest["note"] = without_numbers(rest["note"])
        rest |= {name: self.sent.get(name) in (True, "true", "on", "1", 1) for name in FLAGS}
        made = Visit(
            house=house,
            source=source,
            outcome=self._text("outcome", 8),
            kind=self._text("kind", 12) or Kind.ROUTINE,
            begun_at=self._moment("begun_at"),
            ended_at=ended_at,
            campaign=self._row("campaign", Campaign),
            checklist=self._row("checklist", Checklist),
            answers=self._answers(),
            position=self._position(self.sent.get("position")),
            photos=self._photos(ended_at),
            signature=self._signature(),
            facts={name: self._fact(name) for name in FACTS},
            client_key=self._key(),
            **rest,
        )
        if self.faults:
            raise StepRefused(PUT_RIGHT, self.faults)
        return made

    def _text(self, name: str, longest: int) -> str:
        value = self.sent.get(name)
        text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
        if not is_storable(text):
            self.faults[name] = UNSTORABLE
        elif len(text) > longest:
            self.faults[name] = f"请不要超过 {longest} 个字。"
        return text[:longest]

    def _moment(self, name: str) -> datetime.datetime | None:
        text = self._text(name, 40)
        found = moment(text)
        if text and found is None:
            self.faults[name] = NO_TIME
        return found

    def _row(self, name: str, model: Any) -> Any:
        chosen = whole_number(self._text(name, 20))
        found = model.objects.filter(pk=chosen).first() if chosen else None
        if chosen and found is None:
            self.faults[name] = "没有这一条，请刷新页面后重试。"
        return found

    def _answers(self) -> Mapping[str, Mapping[str, Any]] | None:
        given = self.sent.get("answers")
        if given is None:
            return None
        if not isinstance(given, Mapping) or not all(isinstance(one, Mapping) for one in given.values()):
            self.faults["answers"] = "检查结果应按检查项的编码给出。"
            return {}
        if not is_storable(str(given)):
            self.faults["answers"] = UNSTORABLE
        return {str(code): one for code, one in given.items()}

    def _position(self, given: Any) -> Position | None:
        if not isinstance(given, Mapping):
            return None
        longitude, latitude = _degrees(given.get("longitude"), 180), _degrees(given.get("latitude"), 90)
        if longitude is None or latitude is None:
            self.faults["position"] = "定位的经纬度不对，请重新定位。"
            return None
        accuracy = given.get("accuracy")
        good = isinstance(accuracy, int | float) and 0 <= accuracy < 10**8
        return Position(longitude, latitude, round(accuracy) if good else None)  # type: ignore[arg-type]

    def _photos(self, ended_at: datetime.datetime) -> list[Photo]:
        given = self.sent.get("photos") or []
        if not isinstance(given, Sequence) or len(given) > MOST_PHOTOS:
            self.faults["photos"] = f"照片最多 {MOST_PHOTOS} 张。"
            return []
        return [made for one in given if (made := self._photo(one, ended_at))]

    def _photo(self, given: Any, ended_at: datetime.datetime) -> Photo | None:
        if not isinstance(given, Mapping) or (file := self._file(given)) is None:
            self.faults["photos"] = "有照片没有传上来，请重新发送。"
            return None
        item_code = str(given.get("item_code") or "")[:10]
        if not is_storable(item_code):
            self.faults["photos"] = UNSTORABLE
            return None
        return Photo(
            file=file,
            purpose=str(given.get("purpose") or OTHER)[:40],
            taken_at=moment(str(given.get("taken_at") or "")) or ended_at,
            item_code=item_code,
            position=self._position(given.get("position")),
        )

    def _signature(self) -> UploadedFile | None:
        given = self.sent.get("signature")
        return self._file(given) if isinstance(given, Mapping) else None

    def _file(self, given: Mapping[str, Any]) -> UploadedFile | None:
        if "content" not in given:
            return self.files.get(str(given.get("file")))
        try:
            content = base64.b64decode(str(given["content"]), validate=True)
        except (binascii.Error, ValueError):
            return None
        return SimpleUploadedFile(str(given.get("name") or "照片.jpg")[:150], content)

    def _fact(self, name: str) -> datetime.date | Decimal | None:
        text = self._text(name, 20)
        if not text:
            return None
        try:
            if name == "meter_reading":
                return _reading(text)
            return datetime.date.fromisoformat(text)
        except (ValueError, InvalidOperation):
            self.faults[name] = f"“{label_of(Inspection, name)}”填得不对，请核对。"
            return None

    def _key(self) -> uuid.UUID:
        text = self._text("client_key", 40)
        try:
            return uuid.UUID(text) if text else uuid.uuid4()
        except ValueError:
            self.faults["client_key"] = "提交的内容不完整，请刷新页面后重试。"
            return uuid.uuid4()


def _degrees(value: Any, most: int) -> float | None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number and -most <= value <= most else None


def _reading(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite() or not 0 <= number < 10**10:
        raise ValueError(text)
    return round(number, 2)
