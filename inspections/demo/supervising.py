"""The demo township's year with its gas companies and service points, what its village was told, whether it was ready
for winter. Checks are filled in by the checklists in force; without any they stay planned."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Organization, Post
from core.files.attachments import attach
from households.demo.stories import picture
from inspections.checklists.answering import photos_lacking
from inspections.models import (
    Checklist,
    ChecklistItem,
    CompanyCheck,
    PublicityActivity,
    PublicityMaterial,
    ReadinessCheck,
    ServicePoint,
    ServicePointCheck,
    SpecialPeriod,
)
from inspections.models.checks import Check
from inspections.models.readiness import ASPECTS, Standing
from inspections.supervising import planning, readiness
from inspections.supervising.outreach import FileActivity
from inspections.supervising.readiness import PrepareForWinter
from inspections.supervising.workflows import (
    CheckCompany,
    CheckCompanyByDistrict,
    CheckServicePoint,
    end_of_quarter,
    quarter_of,
)

Occasion = CompanyCheck.Occasion
Kind = PublicityActivity.Kind
POINTS = (
    ("暖阳壁挂炉长安服务站", "河北暖阳热能设备有限公司", "91130102MA0TEQT1X7", "暖阳、恒炉", 20, 3),
    ("安家燃具售后服务点", "石家庄安家厨卫有限公司", "91130102MA0TEQT2PM", "安家", 400, 2),
)
# After the check: until when it is to be put right, and when that was looked at.
RECTIFIED, RECHECKED = datetime.timedelta(days=15), datetime.timedelta(days=12)
MATERIALS = (
    ("冬季安全用气明白纸", PublicityMaterial.Kind.LEAFLET, PublicityMaterial.Audience.HOUSEHOLDS),
    ("独居老人用气一看就懂", PublicityMaterial.Kind.LEAFLET, PublicityMaterial.Audience.KEY_PERSONS),
)
# By whom, how, how many days ago, about what, how many people, how many leaflets.
TOLD = (
    ("village", Kind.BROADCAST, 200, "软管和阀门怎样检查", 300, 0),
    ("village", Kind.TRAINING, 90, "采暖期前安全用气培训", 46, 0),
    ("village", Kind.LEAFLETS, 40, "报警器响了怎么办", 180, 180),
    ("safety_officer", Kind.DOOR_TO_DOOR, 12, "壁挂炉使用和一氧化碳防范", 35, 35),
)


def tell(posts: Mapping[str, Post]) -> None:
    today = timezone.localdate()
    _supervise_in_periods(posts, today)
    planning.plan(today)
    _check_companies(posts, today)
    _check_points(posts, today)
    _teach(posts, today)
    _prepare_for_winter(posts, today)


def _check_companies(posts: Mapping[str, Post], today: datetime.date) -> None:
    """A check in each quarter that is over; one a week ago that is still to be put right."""
    office, company = posts["town_gas_office"], posts["gas_company"].organization
    for quarter in range(1, quarter_of(today)):
        check = _planned(office, company, Occasion.QUARTERLY, end_of_quarter(today.year, quarter))
        if _fill_in(check, office, faults=0):
            CheckCompany.approve(check, by=office, at=_at(check.checked_on))
    done = _planned(office, company, Occasion.UNANNOUNCED, today - datetime.timedelta(days=40))
    if _fill_in(done, office, faults=1):
        _put_right(done, posts)
    standing = _planned(office, company, Occasion.UNANNOUNCED, today - datetime.timedelta(days=7))
    if _fill_in(standing, office, faults=2):
        until = today + datetime.timedelta(days=8)
        CheckCompany.order(standing, by=office, at=_at(standing.checked_on), rectify_until_on=until)
    CheckCompanyByDistrict.plan(
        by=posts["gas_authority"], company=company, occasion=Occasion.UNANNOUNCED,
        planned_on=today + datetime.timedelta(days=10),
    )  # fmt: skip


def _supervise_in_periods(posts: Mapping[str, Post], today: datetime.date) -> None:
    """In each key period that is over, planned by the clock on its first day; of the demo's township the one company
    was checked on the last one, the others were not. Before winter there was something to put right."""
    office, company = posts["town_gas_office"], posts["gas_company"].organization
    over = SpecialPeriod.objects.filter(kind__in=planning.KEY_PERIODS, ends_on__lt=today).order_by("starts_on")
    for period in over:
        checks = list(planning.of_periods(planning.supplied(), period.starts_on))
        CheckCompany.plan.begin_all(checks, by=System.CLOCK, at=_at(period.starts_on))
        faults = int(period.kind == SpecialPeriod.Kind.PREPARING)
        check = CompanyCheck.objects.filter(period=period, seat=office.division, company=company).first()
        if check is None or not _fill_in(check, office, faults=faults):
            continue
        if not faults:
            CheckCompany.approve(check, by=office, at=_at(check.checked_on))
        elif period.ends_on + RECHECKED < today:
            _put_right(check, posts)
        else:
            CheckCompany.order(check, by=office, at=_at(check.checked_on), rectify_until_on=period.ends_on + RECTIFIED)


def _planned(office: Post, company: Organization, occasion: CompanyCheck.Occasion, day: datetime.date) -> CompanyCheck:
    at = _at(day - datetime.timedelta(days=10))
    made: CompanyCheck = CheckCompany.plan(by=office, at=at, company=company, occasion=occasion, planned_on=day)
    return made


def _fill_in(check: Check, office: Post, *, faults: int) -> bool:
    """By the checklist in force; False where there is none."""
    checklist = Checklist.objects.in_force(check.purpose).first()
    if checklist is None:
        return False
    items = list(checklist.items.all())
    with acting(office):
        check.checklist, check.checked_on = checklist, check.planned_on
        check.checkers, check.signed_by_checkers, check.signed_by_checked = "胡兵、郭查", "胡兵", "董气"
        check.answers = {item.code: _answer(item, bad=place < faults) for place, item in enumerate(items)}
        check.save()
        for purpose in photos_lacking(check):
            attach(check, _photo("照片"), purpose, by=office)
    return True


def _answer(item: ChecklistItem, *, bad: bool) -> dict[str, str]:
    if item.answer != ChecklistItem.Answer.JUDGED:
        return {"result": ChecklistItem.Result.NOT_CONCERNED, "note": ""}
    if bad:
        return {"result": ChecklistItem.Result.BAD, "note": "现场检查发现，需要整改"}
    return {"result": ChecklistItem.Result.OK, "note": ""}


def _put_right(check: CompanyCheck, posts: Mapping[str, Post]) -> None:
    office, company = posts["town_gas_office"], posts["gas_company"]
    day = check.planned_on
    until, done, seen = day + RECTIFIED, day + datetime.timedelta(days=9), day + RECHECKED
    CheckCompany.order(check, by=office, at=_at(day), rectify_until_on=until)
    with acting(company):
        for finding in check.findings.all():
            finding.rectification, finding.rectified_on = "已按要求整改，责任人已培训", done
            finding.save()
    CheckCompany.report(check, by=company, at=_at(done), rectified_on=done)
    CheckCompany.close(check, by=office, at=_at(seen), rechecked_on=seen)


def _check_points(posts: Mapping[str, Post], today: datetime.date) -> None:
    office = posts["town_gas_office"]
    with acting(office):
        points = [_point(posts["village"], today, *one) for one in POINTS]
    visit: ServicePointCheck = CheckServicePoint.plan(
        by=office, point=points[0], planned_on=today - datetime.timedelta(days=20)
    )
    if _fill_in(visit, office, faults=0):
        CheckServicePoint.approve(visit, by=office, at=_at(visit.checked_on))
    CheckServicePoint.plan(by=office, point=points[1], planned_on=today + datetime.timedelta(days=5))


def _point(
    village: Post, today: datetime.date, name: str, company: str, code: str, brands: str, days: int, people: int
) -> ServicePoint:
    return ServicePoint.objects.create(
        village=village.division,
        name=name,
        company_name=company,
        credit_code=code,
        brands=brands,
        kinds=[ServicePoint.Kind.BOILER, ServicePoint.Kind.STOVE],
        licence_number=f"冀燃具{code[-6:]}",
        licence_expires_on=today + datetime.timedelta(days=days),
        certified_count=people,
        certified_names="、".join(["岳师傅", "焦师傅", "贺师傅"][:people]),
        phone="0311-80000000",
        address="长安区和平东路沿街商铺",
    )


def _teach(posts: Mapping[str, Post], today: datetime.date) -> None:
    for who, kind, days, topic, reached, leaflets in TOLD:
        by, day = posts[who], today - datetime.timedelta(days=days)
        activity = FileActivity.file(
            by=by, at=_at(day), village=posts["village"].division, kind=kind, held_on=day, topic=topic,
            reached=reached, leaflets=leaflets, organiser=str(by.organization),
        )  # fmt: skip
        with acting(by):
            attach(activity, _photo("现场"), "photo", by=by)
    office = posts["gas_authority"]
    with acting(office):
        for title, kind_of, audience in MATERIALS:
            material = PublicityMaterial.objects.create(title=title, kind=kind_of, audience=audience)
            attach(material, _photo(title), "file", by=office)


def _prepare_for_winter(posts: Mapping[str, Post], today: datetime.date) -> None:
    """The demo's township is ready and was looked at by the district; the others have not begun."""
    year = today.year if today.month > 8 else today.year - 1
    readiness.open_checks(datetime.date(year, 9, 1))
    town, district = posts["town"], posts["district"]
    check = ReadinessCheck.objects.visible_to(town).get(year=year)
    days: dict[str, Any] = {name: datetime.date(year, 10, day) for name, day in (("check", 9), ("sign", 12))}
    with acting(town):
        for aspect in ASPECTS:
            setattr(check, aspect, Standing.READY)
        check.save()
    PrepareForWinter.check(check, by=town, at=_at(days["check"]), checked_on=days["check"])
    PrepareForWinter.sign(check, by=town, at=_at(days["sign"]), signed_by=town.user.name)
    PrepareForWinter.confirm(check, by=district, at=_at(datetime.date(year, 10, 15)))


def _photo(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.png", picture())


def _at(day: datetime.date | None) -> datetime.datetime:
    """In the morning of a day, for the history."""
    assert day is not None
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(10)))
