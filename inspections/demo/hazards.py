"""The demo township's hazards, from those found today to those closed; a notice handed over, gas stopped and restored,
one hazard under an order."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.audit import acting
from accounts.models import Post
from core.files.attachments import attach
from households.demo.stories import picture
from households.models import Household
from households.models.choices import Category
from inspections.hazards import guards, noticing, supervising
from inspections.hazards.noticing import ServeNotice
from inspections.hazards.stopping import StopGas
from inspections.hazards.supervising import SuperviseHazard
from inspections.hazards.workflows import HandleHazard
from inspections.models import Hazard, Level, RectificationNotice

Source, Way = Hazard.Source, RectificationNotice.Way
HOUR = datetime.timedelta(hours=1)


class Kind(NamedTuple):
    group: str
    level: Level
    description: str
    basis: str
    demand: str


KINDS = (
    Kind("连接管", Level.MAJOR, "灶具连接管为橡胶管，已老化龟裂", "《城镇燃气设计规范》", "更换为不锈钢波纹管"),
    Kind("用气环境", Level.MINOR, "炉间堆放易燃物", "《燃气安全使用须知》", "清走易燃物，保持通风"),
    Kind("燃气表", Level.MINOR, "燃气表使用超过十年", "《膜式燃气表检定规程》", "更换燃气表"),
    Kind("安全装置", Level.MAJOR, "报警器过期，试验不报警", "《燃气工程项目规范》", "更换报警器"),
    Kind("采暖热水炉", Level.HINT, "炉前水压偏低", "产品说明书", "补水到 1.0 至 1.5 bar"),
)
LEAK = Kind("户内管道阀门", Level.SEVERE, "灶前阀处漏气", "《燃气工程项目规范》", "停气，更换灶前阀，试压合格后恢复")
SOURCES = (Source.PATROL, Source.COMPLAINT, Source.VILLAGER, Source.REPAIR, Source.SUPERVISION)
FOUND, CLOSED, REPORTED, OVERDUE = 14, 5, 8, 11


def tell(posts: Mapping[str, Post]) -> None:
    officer = posts["safety_officer"]
    houses = list(Household.objects.visible_to(officer).in_use().filter(category=Category.GAS).order_by("pk")[:20])
    if len(houses) < FOUND + 3:
        return
    hazards = [_found(k, house, officer) for k, house in enumerate(houses[:FOUND])]
    for hazard in hazards[:CLOSED]:
        _close(_report(hazard, officer), posts["gas_company"])
    for hazard in hazards[CLOSED:REPORTED]:
        _report(hazard, officer)
    _serve(hazards[REPORTED], officer, delivered=True)
    _serve(hazards[REPORTED + 1], officer, delivered=False)
    HandleHazard.ask_extension(
        _fresh(hazards[-1]), by=officer, extension_until_on=_tomorrow(hazards[-1]), reason="配件正在采购"
    )
    _supervise(hazards[OVERDUE], posts)
    _stop(houses[FOUND : FOUND + 3], posts)


def _found(k: int, house: Household, officer: Post) -> Hazard:
    """The later ones in time, from today backwards; those that are late were found long ago."""
    kind = KINDS[k % len(KINDS)] if k != FOUND - 1 else KINDS[0]
    days = 60 if k == OVERDUE else (40 if k < CLOSED else k % 3)
    hazard = _find(house, officer, kind, SOURCES[k % len(SOURCES)], timezone.now() - datetime.timedelta(days=days))
    _photograph(hazard, guards.BEFORE, officer)
    return hazard


def _find(house: Household, by: Post, kind: Kind, source: Hazard.Source, at: datetime.datetime) -> Hazard:
    found: Hazard = HandleHazard.find(
        by=by, at=at, household=house, source=source, found_on=timezone.localdate(at), **kind._asdict()
    )
    return found


def _report(hazard: Hazard, by: Post) -> Hazard:
    _photograph(hazard, guards.AFTER, by)
    on = timezone.localdate()
    return _taken(HandleHazard.report, hazard, by, rectified_on=on, rectified_by="户主", rectification="已按要求整改")


def _close(hazard: Hazard, by: Post) -> None:
    _photograph(hazard, guards.RECHECK, by)
    _taken(HandleHazard.close, hazard, by, rechecked_on=timezone.localdate())


def _serve(hazard: Hazard, by: Post, *, delivered: bool) -> None:
    notice: RectificationNotice = ServeNotice.issue(by=by, household=hazard.household)
    if delivered:
        _photograph(notice, noticing.PAPER, by)
        ServeNotice.deliver(notice, by=by, way=Way.SIGNED, delivered_at=timezone.now(), recipient=hazard.householder)


def _supervise(hazard: Hazard, posts: Mapping[str, Post]) -> None:
    SuperviseHazard.hang(by=posts["town_gas_office"], hazard=_fresh(hazard), demands="限期整改，报送盖章的整改报告")
    order = hazard.orders.get()
    _photograph(order, supervising.REPORT, posts["gas_company"])
    SuperviseHazard.hand_in(order, by=posts["gas_company"], report="配件已到货，本周内更换")


def _stop(houses: Sequence[Household], posts: Mapping[str, Post]) -> None:
    """One just found, one stopped, one stopped and long restored."""
    officer = posts["safety_officer"]
    begun = timezone.now() - 30 * HOUR
    _find(houses[0], officer, LEAK, Source.VILLAGER, timezone.now())
    for place, house in enumerate(houses[1:]):
        hazard = _find(house, officer, LEAK, Source.PATROL, begun)
        _photograph(hazard, guards.BEFORE, officer)
        stopped = StopGas.stop(
            by=officer, household=house, stopped_at=begun, means="关闭表前阀并加封", witness="村协管员李巧云"
        )
        if place:
            _close(_report(_fresh(hazard), officer), posts["gas_company"])
            StopGas.restore(
                _fresh(stopped), by=officer, restored_at=timezone.now(), restored_by="程安全", tightness_checked=True
            )


def _tomorrow(hazard: Hazard) -> datetime.date:
    assert hazard.due_on is not None
    return hazard.due_on + datetime.timedelta(days=1)


def _taken(step: Any, hazard: Hazard, by: Post, **answers: Any) -> Hazard:
    taken: Hazard = step(_fresh(hazard), by=by, **answers)
    return taken


def _fresh(record: Any) -> Any:
    record.refresh_from_db()
    return record


def _photograph(record: Any, purpose: str, by: Post) -> None:
    with acting(by, why="演示照片"):
        attach(record, SimpleUploadedFile("照片.png", picture()), purpose, by=by)
