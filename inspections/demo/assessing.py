"""The demo district's assessors: one whose contract runs, with an assessment closed, one under way and the season's
weekly ones, and whose contract before it was evaluated and paid; and one behind whom a gas company stands."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Organization, Post
from core.files.attachments import attach
from core.models import HeatingSeason
from households.demo import people
from households.demo.stories import picture
from inspections.assessing.documents import BEFORE_SIGNING, AssessmentPaper, ContractPaper
from inspections.assessing.hiring import HireAssessor
from inspections.assessing.parts import score_of
from inspections.assessing.tracking import EVERY, begin_tracking
from inspections.assessing.workflows import Assess, HandleFinding, VisitSample
from inspections.checklists.answering import judgement_of, photos_lacking
from inspections.models import (
    Assessment,
    AssessmentPart,
    AssessorContract,
    ChecklistItem,
    Level,
    OrganizationOwner,
    Topic,
)

Answer = ChecklistItem.Answer
DAY = datetime.timedelta(days=1)
FIRM, GAS, REPAIR = "示范评估咨询公司", "示范燃气二公司", "示范维修服务中心"
OTHER_FIRM = "示范安评技术公司"
CODES = {FIRM: "91130102MA0DEMA171", OTHER_FIRM: "91130102MA0DEMB25H", GAS: "91130102MA0DEMC332"}
OWNERS = (
    (FIRM, OrganizationOwner.Kind.LEGAL, "许衡远"),
    (FIRM, OrganizationOwner.Kind.SHAREHOLDER, "沈知行"),
    (GAS, OrganizationOwner.Kind.LEGAL, "陶广源"),
    (REPAIR, OrganizationOwner.Kind.LEGAL, "袁修平"),
    (OTHER_FIRM, OrganizationOwner.Kind.LEGAL, "毕志诚"),
)
# Of whom nobody else of the demo has the ID number.
FIRST_OWNER = 18_000_000
QUALIFICATION: dict[str, Any] = {
    "qualification_name": "安全评价检测检验机构资质",
    "procurement": "open",
    "topics": list(Topic.values),
}
SERVICES = "对本街镇双代安全运行、采暖设备维保服务、燃气企业经营服务每年开展季前、季中、季末评估和采暖季跟踪检查。"
# Days ago.
BEGUN, COMMISSIONED, PLANNED, VISITED, REPORTED, ANSWERED = 58, 55, 52, 45, 40, 36
# Of a contract, days before its service begins.
SELECTED, SIGNED = 12, 2
YEAR = 365
WEEKS_TRACKED = 3


@dataclass
class Parties:
    town: Post
    gas_office: Post
    other_town: Post
    district: Post
    assessor: Post

    # Hiring

    def hired(self, begun: int) -> AssessorContract:
        made: AssessorContract = HireAssessor.begin(
            self._signed("西兆通镇第三方评估服务合同", "APJ-示-001", begun, lasting=begun + 300), by=self.gas_office,
            at=_at(begun),
        )  # fmt: skip
        return made

    def hired_before(self, until: int) -> None:
        """A year's contract that ended so many days ago, evaluated and paid."""
        begun, papers = until + YEAR, [ContractPaper.PAYMENT]
        contract = self._signed("西兆通镇上一年度第三方评估服务合同", "APJ-示-001", begun, lasting=YEAR)
        HireAssessor.begin(contract, by=self.gas_office, at=_at(begun))
        HireAssessor.expire(contract, by=System.CLOCK, at=_at(until - 1))
        HireAssessor.evaluate(
            contract,
            by=self.gas_office,
            at=_at(until - 5),
            score=92,
            evaluation="按计划完成评估，报告客观，整改跟得紧。",
        )
        _attach(contract, papers, self.gas_office)
        paid = {"paid_on": _at(until - 10).date(), "paid_amount": contract.price}
        HireAssessor.settle(contract, by=self.gas_office, at=_at(until - 10), **paid)

    def _signed(self, title: str, number: str, begun: int, *, lasting: int) -> AssessorContract:
        contract = self.selected(self.gas_office, _firm(FIRM), title, number, begun + SELECTED)
        _attach(contract, BEFORE_SIGNING, self.gas_office)
        signed, starts_on = _at(begun + SIGNED), _at(begun).date()
        made: AssessorContract = HireAssessor.sign(
            contract, by=self.gas_office, at=signed, signed_on=signed.date(), starts_on=starts_on,
            ends_on=starts_on + datetime.timedelta(days=lasting), price=Decimal(98_000),
        )  # fmt: skip
        return made

    def selected(self, by: Post, firm: Organization, title: str, number: str, ago: int) -> AssessorContract:
        made: AssessorContract = HireAssessor.select(
            by=by, at=_at(ago), assessor=firm, title=title, services=SERVICES, qualification_number=number,
            qualification_expires_on=timezone.localdate() + datetime.timedelta(days=540), **QUALIFICATION,
        )  # fmt: skip
        return made

    # Assessing

    def commissioned(self, contract: AssessorContract, kind: str, ago: int) -> Assessment:
        made: Assessment = Assess.commission(
            by=self.gas_office, at=_at(ago), contract=contract, town=contract.area, kind=kind,
            year=timezone.localdate().year, topics=list(Topic.values), planned_from_on=_at(ago - 3).date(),
            planned_until_on=_at(ago - 15).date(), demands="重点查看去年评估发现的问题有没有反复。",
        )  # fmt: skip
        return made

    def planned(self, task: Assessment, ago: int) -> Assessment:
        made: Assessment = Assess.plan(
            task, by=self.assessor, at=_at(ago), method="查阅资料、现场查看、随机入户。", sample_size=20,
            planned_from_on=_at(ago - 2).date(), planned_until_on=_at(ago - 12).date(),
        )  # fmt: skip
        return made

    def assessed(self, task: Assessment) -> Assessment:
        VisitSample.visit.take_all(
            task.samples.all(), by=self.assessor, at=_at(VISITED), visited_on=_at(VISITED).date()
        )
        self.found(task)
        with acting(self.assessor):
            for name, value in _officers().items():
                setattr(task, name, value)
            task.save()
        return self._signed_by_two(task, _at(VISITED))

    def _signed_by_two(self, task: Assessment, at: datetime.datetime) -> Assessment:
        with acting(self.assessor):
            for part in task.parts.all():
                _answer(part, self.assessor)
        made: Assessment = Assess.assess(
            task, by=self.assessor, at=at, assessed_on=timezone.localdate(at), first_assessor="许衡",
            second_assessor="沈知行",
        )  # fmt: skip
        return made

    def found(self, task: Assessment) -> None:
        day = _at(VISITED).date()
        given: dict[str, Any] = {"by": self.assessor, "at": _at(VISITED), "assessment": task, "found_on": day}
        HandleFinding.record(
            topic=Topic.SAFETY, sample=task.samples.order_by("pk")[0], level=Level.MINOR,
            description="灶具连接软管与灶具接口处未加卡箍", demand="加装卡箍并做气密检查", **given,
        )  # fmt: skip
        finding = HandleFinding.record(
            topic=Topic.UPKEEP, location="镇维修服务网点", level=Level.MAJOR, description="常用备件台账与实物不符",
            demand="盘点后补齐备件，更新台账", **given,
        )  # fmt: skip
        rectified = {"rectified_on": _at(ANSWERED).date(), "rectification": "已盘点并补齐备件"}
        HandleFinding.rectify(finding, by=self.gas_office, at=_at(ANSWERED), **rectified)
        HandleFinding.confirm(finding, by=self.assessor, at=_at(ANSWERED - 1))

    def answered(self, task: Assessment) -> Assessment:
        _attach(task, [AssessmentPaper.REPORT], self.assessor)
        Assess.report(task, by=self.assessor, at=_at(REPORTED))
        made: Assessment = Assess.give_feedback(
            task, by=self.gas_office, at=_at(ANSWERED), feedback="评估结论属实，已通知燃气企业和维修网点限期整改。"
        )
        return made

    # 跟踪检查

    def tracked(self, task: Assessment, *, settled: bool) -> None:
        """Two days after it began: of the households one was not met; what was found is gone, or is not yet."""
        at = _on(task.planned_from_on + 2 * DAY)
        *met, missed = task.samples.order_by("pk")
        VisitSample.visit.take_all(
            task.samples.filter(pk__in=[one.pk for one in met]), by=self.assessor, at=at, visited_on=at.date()
        )
        VisitSample.miss(missed, by=self.assessor, at=at, note="两次上门，家中无人，邻居说在外地")
        finding = HandleFinding.record(
            by=self.assessor, at=at, assessment=task, topic=Topic.SAFETY, location="村口调压箱", level=Level.MINOR,
            description="调压箱周围堆放柴草", demand="清走柴草，设置警示标志", found_on=at.date(),
        )  # fmt: skip
        task = self._signed_by_two(task, at)
        _attach(task, [AssessmentPaper.REPORT], self.assessor)
        Assess.report(task, by=self.assessor, at=at + DAY)
        Assess.give_feedback(task, by=self.gas_office, at=at + 2 * DAY, feedback="结论属实，已通知村里清理。")
        if settled:
            done = at + 3 * DAY
            HandleFinding.rectify(
                finding, by=self.gas_office, at=done, rectified_on=done.date(), rectification="柴草已清走，警示牌已立"
            )
            HandleFinding.confirm(finding, by=self.assessor, at=done)
            Assess.close(task, by=self.gas_office, at=done, conclusion="问题已销号")


def tell(posts: Mapping[str, Post]) -> None:
    with acting(System.DEMO, why="演示：第三方评估"):
        _register(posts["assessor"])
    parties = Parties(posts["town"], posts["town_gas_office"], posts["town2"], posts["district"], posts["assessor"])
    weeks = _weeks_tracked()
    today = timezone.localdate()
    begun = max([BEGUN, *((today - day).days + 1 for day in weeks)])
    parties.hired_before(begun + 20)
    contract = parties.hired(begun)
    parties.answered(
        parties.assessed(parties.planned(parties.commissioned(contract, "pre_season", COMMISSIONED), PLANNED))
    )
    parties.planned(parties.commissioned(contract, "in_season", 6), 4)
    _track(parties, weeks, today)
    parties.selected(parties.other_town, _firm(OTHER_FIRM), "南村镇第三方评估服务合同", "APJ-示-002", 70)


def _weeks_tracked() -> list[datetime.date]:
    """The latest days on which a week of the heating season began, the first of them first; of the season before,
    while there is no heating."""
    today = timezone.localdate()
    season = HeatingSeason.objects.filter(starts_on__lte=today).first()
    if season is None:
        return []
    last = min(today, season.last_day)
    days = [last - back * int(EVERY.on(today)) * DAY for back in reversed(range(WEEKS_TRACKED))]
    return [day for day in days if day >= season.starts_on]


def _track(parties: Parties, weeks: Sequence[datetime.date], today: datetime.date) -> None:
    """The week that runs is under way; in the one before it something is still open."""
    for day in weeks:
        begin_tracking(day)
    begun_before = today - int(EVERY.on(today)) * DAY
    over = Assessment.objects.filter(kind=Assessment.Kind.TRACKING, planned_from_on__lte=begun_before)
    for place, task in enumerate(over.order_by("-planned_from_on")):
        parties.tracked(task, settled=place > 0)


def _register(assessor: Post) -> None:
    """The firms with their codes, and who stands behind them; of the other firm a gas company holds the most."""
    place = assessor.division
    Organization.objects.create(name=OTHER_FIRM, kind=Organization.Kind.ASSESSOR, division=place)
    for name, code in CODES.items():
        Organization.objects.filter(name=name, credit_code="").update(credit_code=code)
    for place_in_list, (name, kind, person) in enumerate(OWNERS):
        _own(name, kind=kind, name=person, id_number=people.id_number(FIRST_OWNER + place_in_list))
    _own(OTHER_FIRM, kind=OrganizationOwner.Kind.SHAREHOLDER, name=GAS, credit_code=CODES[GAS], share=Decimal(60))


def _firm(name: str) -> Any:
    """As it stands now: it has been given its code."""
    return Organization.objects.get(name=name)


def _own(organization: str, **owner: Any) -> None:
    owned = _firm(organization)
    OrganizationOwner.objects.create(organization=owned, district_id=owned.division.district_id, **owner)


def _answer(part: AssessmentPart, by: Post) -> None:
    """All in order but for the first item that is judged."""
    items = list(part.checklist.items.all())
    first_judged = next((item for item in items if item.answer == Answer.JUDGED), None)
    given = {item.code: _answered(item, bad=item is first_judged) for item in items}
    part.answers = given
    codes = {item.code for item in items}
    made = judgement_of(part, codes, timezone.localdate())
    part.answers, part.score = made.answers, score_of(items, made)
    part.save()
    _attach(part, photos_lacking(part), by)


def _answered(item: ChecklistItem, *, bad: bool) -> dict[str, str]:
    match item.answer:
        case Answer.JUDGED:
            return {"result": "bad", "note": "台账更新不及时"} if bad else {"result": "ok"}
        case Answer.NUMBER:
            return {"value": str(next((one for one in (item.lowest, item.highest) if one is not None), 1))}
        case Answer.DATE:
            return {"value": str(timezone.localdate() + datetime.timedelta(days=365))}
        case _:
            return {"value": "已查看"}


def _officers() -> dict[str, int]:
    return {
        "officers_required": 12, "officers_on_post": 11, "officers_certified": 10, "trainings_planned": 4,
        "trainings_held": 3,
    }  # fmt: skip


def _attach(record: models.Model, purposes: Sequence[str], by: Post) -> None:
    with acting(by):
        for purpose in purposes:
            scan = SimpleUploadedFile(f"{purpose}.png", picture())
            attach(record, scan, str(purpose), by=by)


def _at(days_ago: int) -> datetime.datetime:
    return timezone.now() - days_ago * DAY


def _on(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(10)))
