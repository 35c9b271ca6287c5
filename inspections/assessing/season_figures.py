"""跟踪检查周报 and 两员配备缺口表 (P33, P39)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from accounts.models import Division
from accounts.pages import Menu
from accounts.scoping import in_area
from core.addresses import rows_url
from core.figures.areas import Area
from core.figures.sheets import Asked, Cell, Sheet, SheetPages
from core.views.declaration import Action
from inspections.assessing.figures import season_asked_for
from inspections.assessing.panels import READERS, Found
from inspections.models import Assessment, AssessmentFinding, AssessmentSample, Level

Kind = Assessment.Kind
Visit = AssessmentSample.State


# 跟踪检查周报


def tracked(area: Area, asked: Asked) -> Sheet:
    known = _of_kind(area, Kind.TRACKING)
    year = season_asked_for(known, asked)
    of_year = known.filter(year=year)
    weeks: dict[datetime.date, list[int]] = {}
    for pk, day in of_year.order_by("-planned_from_on").values_list("pk", "planned_from_on"):
        weeks.setdefault(_monday(day), []).append(pk)
    return Sheet(
        ("周（周一）", "跟踪检查", "已完成", "走访户", "没有见到", "问题", "其中重大", "未销号"),
        [_week(monday, ids) for monday, ids in weeks.items()],
        notes=("按计划开始日期归入各周；走访户、问题是这些跟踪检查的。",),
        options=asked.years(known.order_by().values_list("year", flat=True).distinct(), year, "{} 年采暖季".format),
        actions=[Action("跟踪检查", rows_url("assessments", kind=Kind.TRACKING.value))],
    )


def _of_kind(area: Area, kind: Kind) -> QuerySet[Assessment]:
    known = Assessment.objects.visible_to(area.post).filter(in_area(area.division, "town"), kind=kind)
    return known.exclude(state=Assessment.State.CANCELLED)


def _monday(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=day.weekday())


def _week(monday: datetime.date, ids: list[int]) -> list[Cell]:
    under_way = Assessment.objects.filter(pk__in=ids, state=Assessment.State.PLANNED).count()
    visits = AssessmentSample.objects.filter(assessment__in=ids).aggregate(
        visited=Count("pk", filter=Q(state=Visit.VISITED)), missed=Count("pk", filter=Q(state=Visit.MISSED))
    )
    found = AssessmentFinding.objects.filter(assessment__in=ids).aggregate(
        whole=Count("pk"),
        severe=Count("pk", filter=Q(level=Level.SEVERE)),
        left=Count("pk", filter=~Q(state__in=[Found.CLOSED, Found.DISMISSED])),
    )
    left = found["left"]
    return [
        Cell(str(monday)),
        *(Cell(f"{count:,}") for count in (len(ids), len(ids) - under_way, visits["visited"], visits["missed"])),
        *(Cell(f"{count:,}") for count in (found["whole"], found["severe"])),
        Cell(f"{left:,}", tone="danger" if left else ""),
    ]


# 两员配备缺口


def officers(area: Area, asked: Asked) -> Sheet:
    known = _of_kind(area, Kind.PRE_SEASON).filter(officers_required__isnull=False)
    year = season_asked_for(known, asked)
    latest: Mapping[int, Assessment] = {one.town_id: one for one in known.filter(year=year).order_by("pk")}
    return Sheet(
        ("街镇", "没有驻村安全员的村", "两员应配", "在岗", "缺配", "无有效证书", "计划培训", "已办", "未办"),
        list(_rows(latest)),
        notes=("取各街镇这一采暖季最近一次季前评估填写的数；没有驻村安全员的村数，是委托评估那天平台统计的。",),
        options=asked.years(known.order_by().values_list("year", flat=True).distinct(), year, "{} 年采暖季".format),
        actions=[Action("季前评估", rows_url("assessments", kind=Kind.PRE_SEASON.value))],
    )


def _rows(latest: Mapping[int, Assessment]) -> Iterator[list[Cell]]:
    for town in Division.objects.filter(pk__in=list(latest)).order_by("code"):
        one = latest[town.pk]
        required, there, certified = one.officers_required, one.officers_on_post, one.officers_certified
        planned, held = one.trainings_planned, one.trainings_held
        yield [
            Cell(str(town), reverse("assessments-detail", args=[one.pk])),
            _lacking(one.villages_without_officer),
            *_counts([required, there]),
            _lacking((required or 0) - (there or 0)),
            _lacking((there or 0) - (certified or 0)),
            *_counts([planned, held]),
            _lacking((planned or 0) - (held or 0)),
        ]


def _counts(numbers: Iterable[int | None]) -> Iterator[Cell]:
    yield from (Cell("—" if number is None else f"{number:,}") for number in numbers)


def _lacking(number: int | None) -> Cell:
    count = max(number or 0, 0)
    return Cell(f"{count:,}", tone="danger" if count else "")


TRACKED = SheetPages(
    slug="tracking-weeks",
    title="跟踪检查周报",
    menu=Menu("监督评估", "跟踪检查周报", "calendar-days"),
    readers=READERS,
    lede="采暖季每周的跟踪检查：走访了多少户，发现什么问题，还有多少没有销号。",
    empty="这一采暖季还没有跟踪检查。",
    hint="采暖季里，履约中的聘请合同每周自动发起跟踪检查。",
    described="一个采暖季各周的跟踪检查数、已完成数、走访户、没有见到的户、问题、重大问题和未销号数。",
    build=tracked,
)
OFFICERS = SheetPages(
    slug="officer-gaps",
    title="两员配备缺口表",
    menu=Menu("监督评估", "两员配备缺口表", "user-x"),
    readers=READERS,
    lede="各街镇驻村安全员、协管员应配、在岗、持证和培训的缺口，取自季前评估。",
    empty="这一采暖季还没有填写两员配备的季前评估。",
    hint="评估机构在季前评估任务的页面上点“修改”填写。",
    described="各街镇没有驻村安全员的村数，两员应配、在岗、缺配、无有效证书人数，计划、已办、未办培训次数。",
    build=officers,
)
