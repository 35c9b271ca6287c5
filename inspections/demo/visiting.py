"""The demo township's visits: households inspected in spring and autumn, some not at home, one that refused."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.models import Post
from households.models import Household
from households.models.choices import Category
from inspections.models import Checklist, ChecklistItem
from inspections.visiting.filing import file_visit
from inspections.visiting.photos import DOOR, WHOLE
from inspections.visiting.visits import Kind, Outcome, Photo, Position, Source, Visit

Answer = ChecklistItem.Answer
INSPECTED, NOT_HOME = 24, 3
# Of whose result an item hangs where nothing is wrong.
FINE = ("", ChecklistItem.Result.OK)
DAY = datetime.timedelta(days=1)


def tell(posts: Mapping[str, Post]) -> None:
    officer = posts["safety_officer"]
    checklist = Checklist.objects.in_force(Checklist.Purpose.ROUTINE).first()
    rows = Household.objects.visible_to(officer).in_use().filter(category=Category.GAS)
    houses = list(rows.select_related("village").order_by("pk")[20 : 20 + INSPECTED + NOT_HOME + 1])
    if checklist is None or len(houses) <= INSPECTED + NOT_HOME:
        return
    items = list(checklist.items.order_by("position", "id"))
    for k, house in enumerate(houses[:INSPECTED]):
        for days in (200, 30):
            file_visit(_inspected(house, items, _moment(days, k)), by=officer)
    for k, house in enumerate(houses[INSPECTED:-1]):
        file_visit(_shut(house, Outcome.NOT_HOME, _moment(12, k)), by=officer)
    refused = _shut(houses[-1], Outcome.REFUSED, _moment(9, 0))
    file_visit(refused, by=officer)


def _moment(days_ago: int, number: int) -> datetime.datetime:
    """A quarter of an hour a household, from half past eight on."""
    morning = timezone.localtime(timezone.now() - days_ago * DAY).replace(hour=8, minute=30, second=0, microsecond=0)
    return morning + number * datetime.timedelta(minutes=15)


def _inspected(house: Household, items: Sequence[ChecklistItem], at: datetime.datetime) -> Visit:
    day = timezone.localdate(at)
    return Visit(
        house,
        Outcome.DONE,
        at + datetime.timedelta(minutes=12),
        Source.PHONE,
        begun_at=at,
        kind=Kind.ROUTINE,
        answers=faultless(items, house, day),
        photos=[_photo(WHOLE, house, at), *(_photo("item", house, at, one.code) for one in items if one.photo_always)],
        position=_at(house),
        note="户主当面确认，未带印章。",
    )


def faultless(items: Sequence[ChecklistItem], house: Household, day: datetime.date) -> dict[str, dict[str, Any]]:
    """Answers with which nothing is found."""
    return {item.code: _good(item, house, day) for item in items if item.shown_if_result in FINE}


def _good(item: ChecklistItem, house: Household, day: datetime.date) -> dict[str, Any]:
    match item.answer:
        case Answer.NUMBER:
            lowest = item.lowest or 0
            return {"value": str(max(lowest, 1) if item.highest else 300 + house.pk % 400)}
        case Answer.DATE:
            ahead = ChecklistItem.Fact.ALARM_EXPIRES_ON, ChecklistItem.Fact.HOSE_EXPIRES_ON
            years = house.pk % 3 if item.fact in ahead else -4
            return {"value": f"{day + (365 * years + 20) * DAY}"}
        case Answer.TEXT:
            return {"value": "无"}
        case _:
            return {"result": "ok"}


def _shut(house: Household, outcome: str, at: datetime.datetime) -> Visit:
    return Visit(
        house,
        outcome,
        at,
        Source.PHONE,
        photos=[_photo(DOOR, house, at)],
        position=_at(house),
        witness="王店生" if outcome == Outcome.REFUSED else "",
        notice_left=outcome == Outcome.NOT_HOME,
    )


def _photo(purpose: str, house: Household, at: datetime.datetime, code: str = "") -> Photo:
    return Photo(SimpleUploadedFile("现场照片.jpg", _picture(f"{house.pk} {at} {code}")), purpose, at, code, _at(house))


def _picture(of: str) -> bytes:
    """Patches of colour, others for every photo: pictures that look alike are doubted."""
    chance = Random(of)
    patches = Image.new("RGB", (9, 8))
    patches.putdata([tuple(chance.randrange(90, 230) for _ in range(3)) for _ in range(72)])
    out = io.BytesIO()
    patches.resize((640, 480)).save(out, "JPEG")
    return out.getvalue()


def _at(house: Household) -> Position | None:
    """A few metres beside the house."""
    if house.longitude is None or house.latitude is None:
        return None
    return Position(house.longitude + 0.0001, house.latitude, 12)
