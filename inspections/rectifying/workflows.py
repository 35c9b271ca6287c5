"""举一反三 and 督导检查: what was found once is looked for everywhere, what was closed is looked at again (P36, P38,
P40). Read this first.

部署 → 各村排查整改 → 街镇上报 → 区督导检查办结. And: 区抽取已销号隐患 → 逐条检查 → 反馈 → 街镇整改 → 回头看.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import TextChoices, prefetch_related_objects
from django.utils import timezone

from accounts.audit import Actor
from accounts.models import Division
from accounts.roles import Role
from core.timekeeping.seasons import season_of
from core.workflow import (
    ACTOR,
    EMPTY,
    LED,
    NOW,
    REASON,
    TODAY,
    Answers,
    Clock,
    Limit,
    Step,
    StepRefused,
    Unit,
    Workflow,
    begin_together,
    follow,
)
from inspections.models import ClosureSample, Hazard, Rectification, RectificationVillage, Supervision
from inspections.rectifying import guards, sampling

DISTRICT = frozenset({Role.DISTRICT_OFFICE, Role.GAS_AUTHORITY})
TOWN = frozenset({Role.TOWN_OFFICE, Role.TOWN_GAS_OFFICE})
DEPLOYERS = DISTRICT | TOWN


class Opened(TextChoices):
    """When: the clock's case."""

    IN_SEASON = "in_season", "采暖季内部署"
    BEFORE_SEASON = "before_season", "非采暖季部署"


class RectifyVillage(Workflow):
    """What a village finds of it, and that it is put right."""

    title = "各村排查整改"
    model, state = RectificationVillage, RectificationVillage.State

    open = Step("列入排查", None, RectificationVillage.State.WAITING, by=DEPLOYERS)
    clear = Step(
        "排查无此问题",
        RectificationVillage.State.WAITING,
        RectificationVillage.State.DONE,
        by={Role.VILLAGE, *TOWN},
        asks=["checked_on", "checked"],
        accepts=["note"],
        judges=[guards.dated_until_today],
        stamps={"found": 0, "finished_on": TODAY},
    )
    find = Step(
        "排查发现问题",
        RectificationVillage.State.WAITING,
        RectificationVillage.State.FOUND,
        by={Role.VILLAGE, *TOWN},
        asks=["checked_on", "checked", "found"],
        accepts=["note"],
        judges=[guards.dated_until_today, guards.found_something],
    )
    finish = Step(
        "整改完成",
        RectificationVillage.State.FOUND,
        RectificationVillage.State.DONE,
        by={Role.VILLAGE, *TOWN},
        within=Limit(30, Unit.CALENDAR_DAYS, extension=30),
        asks=["rectified", "finished_on"],
        accepts=["note"],
        judges=[guards.dated_until_today, guards.rectified_in_full],
    )
    again = Step(
        "随退回重新排查",
        RectificationVillage.State.DONE,
        RectificationVillage.State.WAITING,
        by=LED,
        aside=True,
        stamps={"checked_on": EMPTY, "checked": EMPTY, "found": EMPTY, "rectified": EMPTY, "finished_on": EMPTY},
    )

    @classmethod
    def describe(cls, record: RectificationVillage) -> str:
        return f"{record.village}排查“{record.rectification.title}”"


def spread(records: Sequence[Rectification], by: Actor, answers: Answers) -> None:
    """To every village of the township that takes part."""
    for one in records:
        villages = Division.objects.below(one.town).villages().dual().valid_on(timezone.localdate())
        rows = [RectificationVillage(rectification=one, village=village) for village in villages]
        if not rows:
            raise StepRefused(f"{one.town}没有涉双代的村（社区），不用部署。")
        begin_together(RectifyVillage.open, rows, answers)


def begin_again(records: Sequence[Rectification], by: Actor, answers: Answers) -> None:
    """What was sent back is looked into again in every village."""
    done = RectificationVillage.objects.filter(rectification__in=records, state=RectificationVillage.State.DONE)
    follow(done, "again", answers)


class Rectify(Workflow):
    title = "举一反三整改"
    model, state = Rectification, Rectification.State

    open = Step(
        "部署整改",
        None,
        Rectification.State.OPEN,
        by=DEPLOYERS,
        asks=["town", "title", "demands"],
        accepts=["hazard"],
        requires=[guards.is_a_town, guards.hazard_is_of_the_town],
        then=[spread],
        stamps={"opened_by": ACTOR},
    )
    report = Step(
        "上报整改完成",
        Rectification.State.OPEN,
        Rectification.State.REPORTED,
        by=TOWN,
        asks=["report"],
        requires=[guards.every_village_is_done],
        stamps={"reported_at": NOW, "sent_back_reason": ""},
    )
    confirm = Step(
        "督导检查通过",
        Rectification.State.REPORTED,
        Rectification.State.CLOSED,
        by=DISTRICT,
        within=Limit(10, Unit.WORKING_DAYS),
        stamps={"confirmed_at": NOW},
    )
    send_back = Step(
        "退回",
        Rectification.State.REPORTED,
        Rectification.State.OPEN,
        by=DISTRICT,
        reason=True,
        aside=True,
        then=[begin_again],
        stamps={"sent_back_reason": REASON, "reported_at": EMPTY},
    )
    # By the end of October; what is opened in the season does not wait for the autumn.
    before_winter = Clock(
        "举一反三整改",
        starts=[open, send_back],
        stops=[report],
        limit={
            Opened.BEFORE_SEASON: Limit(1031, Unit.DAY_OF_YEAR),
            Opened.IN_SEASON: Limit(10, Unit.CALENDAR_DAYS, extension=10),
        },
        case=lambda record: Opened.IN_SEASON if record.in_season else Opened.BEFORE_SEASON,
    )

    @classmethod
    def prepare(cls, records: Sequence[Rectification]) -> None:
        today = timezone.localdate()
        for one in records:
            one.year, one.in_season = today.year, season_of(today) is not None

    @classmethod
    def describe(cls, record: Rectification) -> str:
        return f"举一反三整改“{record.title}”"


class CheckClosure(Workflow):
    """One hazard of the sample, on the spot."""

    title = "销号抽查"
    model, state = ClosureSample, ClosureSample.State

    open = Step("列入抽查", None, ClosureSample.State.WAITING, by=DISTRICT)
    hold = Step(
        "属实",
        ClosureSample.State.WAITING,
        ClosureSample.State.PASSED,
        by=DISTRICT,
        within=Limit(10, Unit.WORKING_DAYS, extension=10),
        awaited_as="现场检查",
        asks=["checked_on", "checked_by"],
        accepts=["note"],
        judges=[guards.dated_until_today],
    )
    fail = Step(
        "不属实",
        ClosureSample.State.WAITING,
        ClosureSample.State.FAILED,
        by=DISTRICT,
        within=Limit(10, Unit.WORKING_DAYS, extension=10),
        awaited_as="现场检查",
        asks=["checked_on", "checked_by", "note"],
        judges=[guards.dated_until_today],
    )

    @classmethod
    def prepare(cls, records: Sequence[ClosureSample]) -> None:
        prefetch_related_objects(records, "hazard__village")
        for sample in records:
            sample.village = sample.hazard.village

    @classmethod
    def describe(cls, record: ClosureSample) -> str:
        return f"销号抽查第 {record.pk} 号"


def list_samples(records: Sequence[Supervision], by: Actor, answers: Answers) -> None:
    for one in records:
        samples = [ClosureSample(supervision=one, hazard=hazard) for hazard in sampling.drawn(one)]
        begin_together(CheckClosure.open, samples, answers)


def reopen_what_failed(records: Sequence[Supervision], by: Actor, answers: Answers) -> None:
    """What is not gone is open again, unless it was found anew meanwhile."""
    failed = Hazard.objects.filter(samples__supervision__in=records, samples__state=ClosureSample.State.FAILED)
    follow(guards.not_found_anew(failed.filter(state=Hazard.State.CLOSED)), "reopen", answers)


class Supervise(Workflow):
    title = "督导检查"
    model, state = Supervision, Supervision.State

    notify = Step(
        "抽取样本并通知",
        None,
        Supervision.State.NOTIFIED,
        by=DISTRICT,
        asks=["town", "closed_from_on", "closed_until_on"],
        requires=[guards.is_a_town, guards.something_was_closed],
        then=[list_samples],
        stamps={"notified_by": ACTOR},
        tells=TOWN,
    )
    feed_back = Step(
        "反馈街镇",
        Supervision.State.NOTIFIED,
        Supervision.State.FED_BACK,
        by=DISTRICT,
        within=Limit(15, Unit.WORKING_DAYS, extension=15),
        asks=["feedback"],
        requires=[guards.every_sample_is_checked, guards.something_failed],
        then=[reopen_what_failed],
        stamps={"fed_back_on": TODAY},
        tells=TOWN,
    )
    pass_at_once = Step(
        "全部属实，办结",
        Supervision.State.NOTIFIED,
        Supervision.State.CLOSED,
        by=DISTRICT,
        accepts=["feedback"],
        requires=[guards.every_sample_is_checked, guards.nothing_failed],
        stamps={"closed_on": TODAY},
        tells=TOWN,
    )
    rectify = Step(
        "报整改情况",
        Supervision.State.FED_BACK,
        Supervision.State.RECTIFIED,
        by=TOWN,
        within=Limit(10, Unit.WORKING_DAYS, extension=10),
        asks=["answer"],
    )
    close = Step(
        "回头看通过",
        Supervision.State.RECTIFIED,
        Supervision.State.CLOSED,
        by=DISTRICT,
        within=Limit(10, Unit.WORKING_DAYS),
        requires=[guards.failed_hazards_are_closed],
        stamps={"closed_on": TODAY},
        tells=TOWN,
    )
    send_back = Step(
        "回头看不通过",
        Supervision.State.RECTIFIED,
        Supervision.State.FED_BACK,
        by=DISTRICT,
        reason=True,
        aside=True,
        tells=TOWN,
    )

    @classmethod
    def prepare(cls, records: Sequence[Supervision]) -> None:
        for one in records:
            sampling.draw(one)

    @classmethod
    def describe(cls, record: Supervision) -> str:
        return f"督导检查第 {record.pk} 号"
