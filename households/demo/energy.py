"""The demo district's targets, fuel in need and pilots; what heating cost, where there are readings.

To be told after the readings are there: the costs are reckoned from them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Division, Post
from core.files.attachments import attach
from core.models import Term
from core.timekeeping.working_days import add_working_days
from households.demo.stories import picture
from households.energy import costs
from households.energy.documents import FuelDocument, PilotDocument
from households.energy.workflows import FuelForHousehold, FuelForOthers, MoveIn, MoveOut, PilotProject
from households.models import EnergyTarget, FuelPoint, Household, PilotHousehold, Tally
from households.models.choices import Category

REASONS = ("停气或气压不足", "停电", "设备故障待修", "设备尚未投用", "特困家庭临时取暖")
TECHNOLOGIES = ("光热+空气源热泵", "光伏+热风机", "光热+电辅热")
POINTS = (("镇政府洁净煤供应点", "120"), ("村民服务站洁净煤供应点", "18"))
MEMBERS = 12
# Of the ledger's households, far from those that applications are about.
TAKEN_FROM = 200


def tell(posts: Mapping[str, Post]) -> None:
    with acting(System.DEMO, why="建立演示区"):
        _offer_words()
        _set_targets(posts["district"].division)
        points = [_open(posts["village"].division, *one) for one in POINTS]
    _stock(points, posts["town"])
    households = Household.objects.visible_to(posts["village"]).in_use().order_by("-pk")[: TAKEN_FROM + MEMBERS]
    _help(points[0], posts, iter(households))
    _try_out(posts, list(households[:MEMBERS]))
    with acting(System.DEMO, why="建立演示区"):
        costs.reckon_seasons()


def _offer_words() -> None:
    for catalogue, words in {"fuel_reason": REASONS, "technology": TECHNOLOGIES}.items():
        for place, label in enumerate(words, 1):
            Term.objects.create(catalogue=catalogue, code=f"{place:03d}", label=label, position=place)


def _set_targets(district: Division) -> None:
    """A little more of each than there is."""
    year = timezone.localdate().year
    counted = Tally.objects.filter(town__district=district, dimension=Tally.Dimension.CATEGORY, value__in=Category)
    rows = counted.values_list("town", "value").annotate(Sum("households")).order_by("town", "value")
    EnergyTarget.objects.bulk_create(
        EnergyTarget(town_id=town, year=year, category=value, households=there + there // 12 + 2, basis="年度改造计划")
        for town, value, there in rows
    )


def _open(village: Division, name: str, minimum: str) -> FuelPoint:
    facts = {"address": f"{village}村委会旁", "keeper": "刘振华", "phone": "031185661234"}
    return FuelPoint.objects.create(village=village, name=name, minimum=Decimal(minimum), **facts)


def _stock(points: list[FuelPoint], town: Post) -> None:
    for point, tonnes in zip(points, ("150", "30"), strict=True):
        day = add_working_days(timezone.localdate(), -20)
        MoveIn.record(by=town, point=point, tonnes=tonnes, moved_on=day, remark="采暖季前储备")
    MoveOut.record(by=town, point=points[1], tonnes="14", moved_on=timezone.localdate(), remark="调拨至邻村供应点")


def _help(point: FuelPoint, posts: Mapping[str, Post], households: Iterator[Household]) -> None:
    """One in each state, and one for somebody who is in no ledger."""
    village, town = posts["village"], posts["town"]
    about: dict[str, Any] = {"point": point, "by": village}
    for place in range(4):
        issue = FuelForHousehold.file(household=next(households), fuel_reason=REASONS[place], tonnes="1", **about)
        if place in (1, 2):
            FuelForHousehold.approve(issue, by=town)
        if place == 2:
            with acting(village):
                attach(issue, SimpleUploadedFile("领用签字单.png", picture()), FuelDocument.SIGNED, by=village)
            FuelForHousehold.hand_out(issue, by=village, issued_on=timezone.localdate())
        if place == 3:
            FuelForHousehold.refuse(issue, by=town, reason="设备当天已修好，不需要应急用煤。")
    FuelForOthers.file(
        village=village.division, name="邢玉梅", fuel_reason=REASONS[3], tonnes="0.5", note="新迁入，尚未改造", **about
    )


def _try_out(posts: Mapping[str, Post], households: list[Household]) -> None:
    """One proposed, one evaluated."""
    town, district = posts["town"], posts["district"]
    village = posts["village"].division
    about: dict[str, Any] = {"village": village, "site": f"{village}村委会和周边农户", "by": town}
    PilotProject.propose(name="光伏+热风机试点", technology=TECHNOLOGIES[1], investment="260000", **about)
    pilot = PilotProject.propose(name="光热+空气源热泵试点", technology=TECHNOLOGIES[0], investment="480000", **about)
    _attach_to(pilot, PilotDocument.PLAN, town)
    today = timezone.localdate()
    period: dict[str, Any] = {
        "starts_on": today - datetime.timedelta(days=400),
        "ends_on": today - datetime.timedelta(days=220),
    }
    PilotProject.run(pilot, by=district, **period)
    with acting(town):
        members = [PilotHousehold(pilot=pilot, household=one, village=one.village) for one in households]
        for member in members:
            member.place()
        PilotHousehold.objects.bulk_create(members)
    _attach_to(pilot, PilotDocument.REPORT, town)
    result: dict[str, Any] = {
        "cost_before": "2680",
        "cost_after": "1740",
        "conclusion": "晴天白天以光热为主，户均节省三成以上，建议推广。",
    }
    PilotProject.evaluate(pilot, by=town, **result)


def _attach_to(pilot: Any, document: PilotDocument, by: Post) -> None:
    with acting(by):
        attach(pilot, SimpleUploadedFile(f"{document.label}.png", picture()), document, by=by)
