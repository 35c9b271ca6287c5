"""The demo district's assessors: one whose contract runs, with an assessment closed and one under way; and one behind
whom a gas company stands."""

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
from households.demo import people
from households.demo.stories import picture
from inspections.assessing.documents import BEFORE_SIGNING, AssessmentPaper
from inspections.assessing.hiring import HireAssessor
from inspections.assessing.parts import score_of
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
SELECTED, SIGNED, BEGUN, COMMISSIONED, PLANNED, VISITED, REPORTED, ANSWERED, CLOSED = 70, 60, 58, 55, 52, 45, 40, 36, 20


@dataclass
class Parties:
    town: Post
    gas_office: Post
    other_town: Post
    district: Post
    assessor: Post

    # Hiring

    def hired(self) -> AssessorContract:
        contract = self.selected(self.gas_office, _firm(FIRM), "西兆通镇第三方评估服务合同", "APJ-示-001")
        _attach(contract, BEFORE_SIGNING, self.gas_office)
        until = timezone.localdate() + datetime.timedelta(days=300)
        HireAssessor.sign(
            contract, by=self.gas_office, at=_at(SIGNED), signed_on=_at(SIGNED).date(), starts_on=_at(BEGUN).date(),
            ends_on=until, price=Decimal(98_000),
        )  # fmt: skip
        made: AssessorContract = HireAssessor.begin(contract, by=self.gas_office, at=_at(BEGUN))
        return made

    def selected(self, by: Post, firm: Organization, title: str, number: str) -> AssessorContract:
        made: AssessorContract = HireAssessor.select(
            by=by, at=_at(SELECTED), assessor=firm, title=title, services=SERVICES, qualification_number=number,
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
        day = _at(VISITED).date()
        VisitSample.visit.take_all(task.samples.all(), by=self.assessor, at=_at(VISITED), visited_on=day)
        self.found(task)
        with acting(self.assessor):
            for part in task.parts.all():
                _answer(part, self.assessor)
            for name, value in _officers().items():
                setattr(task, name, value)
            task.save()
        signers = {"first_assessor": "许衡", "second_assessor": "沈知行"}
        made: Assessment = Assess.assess(task, by=self.assessor, at=_at(VISITED), assessed_on=day, **signers)
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


def tell(posts: Mapping[str, Post]) -> None:
    with acting(System.DEMO, why="演示：第三方评估"):
        _register(posts["assessor"])
    parties = Parties(posts["town"], posts["town_gas_office"], posts["town2"], posts["district"], posts["assessor"])
    contract = parties.hired()
    parties.answered(
        parties.assessed(parties.planned(parties.commissioned(contract, "pre_season", COMMISSIONED), PLANNED))
    )
    parties.planned(parties.commissioned(contract, "in_season", 6), 4)
    parties.selected(parties.other_town, _firm(OTHER_FIRM), "南村镇第三方评估服务合同", "APJ-示-002")


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
    return timezone.now() - datetime.timedelta(days=days_ago)
