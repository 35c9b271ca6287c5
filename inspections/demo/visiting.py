"""The demo township's visits: households inspected in spring and autumn, some not at home, one that refused."""

from __future__ import annotations

import datetime
import io
import uuid
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.audit import System, acting
from accounts.models import Post
from households.models import Household
from households.models.choices import Category
from inspections.models import Checklist, ChecklistItem, Inspection
from inspections.visiting.filing import file_visit
from inspections.visiting.photos import DOOR, WHOLE
from inspections.visiting.visits import Kind, Outcome, Photo, Position, Source, Visit

Answer = ChecklistItem.Answer
INSPECTED, NOT_HOME = 24, 3
# Whom the companies sent before there was the portal: two each.
INSPECTORS = ("刘建军", "陈国强", "吴海燕", "孙志刚")
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


def brought_in(posts: Mapping[str, Post]) -> None:
    """What the companies had on paper of the year: of ten households eight were inspected twice, one once, one never.
    Those of whom other chapters tell are left to them."""
    gas = Household.objects.visible_to(posts["district"]).in_use().filter(category=Category.GAS, inspections=None)
    visits = [
        visit
        for k, house in enumerate(gas.exclude(gas_supplier=None).select_related("gas_supplier").order_by("pk"))
        for visit in _on_paper(k, house)
    ]
    with acting(System.DEMO):
        Inspection.objects.bulk_create(visits, batch_size=500)


def _on_paper(k: int, house: Household) -> Iterator[Inspection]:
    spring, autumn = _moment(215 - k % 40, k % 30), _moment(70 - k % 25, k % 30)
    if k % 10 != 7:
        yield _paper(house, spring)
    if k % 10 not in (3, 7):
        yield _paper(house, autumn)


def _paper(house: Household, at: datetime.datetime) -> Inspection:
    day = timezone.localdate(at)
    supplier = house.gas_supplier
    assert supplier is not None
    return Inspection(
        household=house,
        village_id=house.village_id,
        town_id=house.town_id,
        district_id=house.district_id,
        city_id=house.city_id,
        householder=house.name,
        company=supplier,
        inspector_name=INSPECTORS[(2 * supplier.pk + house.village_id % 2) % len(INSPECTORS)],
        outcome=Outcome.DONE,
        source=Source.IMPORTED,
        ended_at=at,
        inspected_on=day,
        client_key=uuid.uuid4(),
        meter_reading=300 + house.pk % 400,
        meter_made_on=day - (700 + house.pk * 53 % 1500) * DAY,
        boiler_made_on=day - (700 + house.pk * 31 % 1500) * DAY,
        alarm_expires_on=day + (40 + house.pk * 37 % 1000) * DAY,
        hose_expires_on=day + (90 + house.pk * 29 % 1500) * DAY,
    )


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
            days = 20 + house.pk * 37 % 1000 if item.fact in ahead else -700 - house.pk * 53 % 1500
            return {"value": f"{day + days * DAY}"}
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
