"""名单公示和异议 (P50, F80): the list is put up for its days, what is said against a household is looked into, and then
all of the list goes on but those against whom it was right."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from secrets import token_urlsafe

from django.db.models import QuerySet, prefetch_related_objects
from django.utils import timezone

from accounts.audit import Actor, System
from accounts.hiding import without_numbers
from accounts.roles import Role
from core.models import Attachment
from core.parameters.declared import Parameter
from core.workflow import ACTOR, LED, NOW, REASON, Answers, Limit, Step, StepRefused, Unit, Workflow, follow
from households.models import Application, Objection, Publicity

State = Publicity.State
PLANNED_CASES = (Application.Case.PLAN_ADD, Application.Case.PLAN_UPGRADE)
PUBLICITY_DAYS = Parameter(
    "households.publicity_days",
    "公示天数",
    7,
    unit="天",
    lowest=1,
    highest=90,
    basis="改造名单公示不少于 7 天，从张贴的次日算起",
)
POSTED_PHOTO, NOTE = "posted_photo", "other"
PUBLICITY_DOCUMENTS = {POSTED_PHOTO: "张贴公示照片", NOTE: "其他材料"}
EVIDENCE_DOCUMENTS = {"evidence": "核查材料", NOTE: "其他材料"}
EXCLUDED = "公示期间有异议，经核查成立。"


def waiting(publicity: Publicity) -> QuerySet[Application]:
    """Those whom it would put up if it began now."""
    rows = Application.objects.filter(town=publicity.town_id, state=Application.State.QUALIFIED, case__in=PLANNED_CASES)
    return rows.filter(village__in=publicity.villages) if publicity.villages else rows


def listed(publicity: Publicity) -> QuerySet[Application]:
    """Those who still stand on it."""
    return Application.objects.filter(publicity=publicity, state=Application.State.PUBLICISED)


def somebody_waits(publicities: Sequence[Publicity], by: Actor) -> dict[int, str]:
    """所选的村里有待公示的农户。"""
    sentence = "没有待公示的农户：请先办理资格审定，或改选别的村。"
    return {one.pk: sentence for one in publicities if not waiting(one).exists()}


def days_have_run(publicities: Sequence[Publicity], by: Actor) -> dict[int, str]:
    """公示天数已满。"""
    today = timezone.localdate()
    return {one.pk: f"公示到 {one.ends_on} 为止，还没有期满。" for one in publicities if not _is_over(one, today)}


def _is_over(publicity: Publicity, today: datetime.date) -> bool:
    return publicity.ends_on is not None and publicity.ends_on < today


def was_posted(publicities: Sequence[Publicity], by: Actor) -> dict[int, str]:
    """附有张贴公示的照片。"""
    attached = _attached_to("households.publicity", [one.pk for one in publicities], POSTED_PHOTO)
    return {one.pk: "请先上传张贴公示的照片。" for one in publicities if one.pk not in attached}


def objections_are_decided(publicities: Sequence[Publicity], by: Actor) -> dict[int, str]:
    """公示期间的异议都已查清。"""
    undecided = Objection.objects.filter(publicity__in=publicities, state=Objection.State.OPEN)
    counts = Counter(undecided.values_list("publicity_id", flat=True))
    return {pk: f"还有 {count:,} 件异议没有查清，请先在“公示异议”中办结。" for pk, count in counts.items()}


def _attached_to(kind: str, ids: Sequence[int], purpose: str) -> set[int]:
    rows = Attachment.objects.filter(kind=kind, record_id__in=ids, purpose=purpose, removed_at=None)
    return set(rows.values_list("record_id", flat=True))


def put_up(publicities: Sequence[Publicity], by: Actor, answers: Answers) -> None:
    """The day on which it is put up does not count."""
    for publicity in publicities:
        publicity.begun_on = timezone.localdate(answers.at)
        days = int(PUBLICITY_DAYS.on(publicity.begun_on))
        publicity.ends_on = publicity.begun_on + datetime.timedelta(days=days)
        publicity.token = token_urlsafe(16)
        follow(waiting(publicity), "publicise", answers, publicity=publicity)


def settle(publicities: Sequence[Publicity], by: Actor, answers: Answers) -> None:
    for publicity in publicities:
        upheld = publicity.objections.filter(state=Objection.State.UPHELD)
        follow(listed(publicity).filter(pk__in=upheld.values("application")), "exclude", answers, reason=EXCLUDED)
        follow(listed(publicity), "stand", answers)


def take_down(publicities: Sequence[Publicity], by: Actor, answers: Answers) -> None:
    for publicity in publicities:
        follow(listed(publicity), "unpublicise", answers)
        follow(publicity.objections.filter(state=Objection.State.OPEN), "lapse", answers)


class Publicise(Workflow):
    title = "改造名单公示"
    model, state = Publicity, State

    draw_up = Step(
        "新建公示",
        None,
        State.DRAFT,
        by=Role.TOWN_OFFICE,
        asks=["title", "posting_place", "objection_phone"],
        accepts=["number", "villages"],
        stamps={"filed_by": ACTOR},
    )
    begin = Step("开始公示", State.DRAFT, State.RUNNING, by=Role.TOWN_OFFICE, requires=[somebody_waits], then=[put_up])
    run_out = Step("公示期满", State.RUNNING, State.EXPIRED, by=System.CLOCK, requires=[days_have_run])
    end = Step(
        "公示办结",
        State.EXPIRED,
        State.ENDED,
        by=Role.TOWN_OFFICE,
        within=Limit(3, Unit.WORKING_DAYS, extension=5),
        requires=[was_posted, objections_are_decided],
        then=[settle],
        stamps={"ended_at": NOW},
    )
    stop = Step(
        "终止公示",
        [State.RUNNING, State.EXPIRED],
        State.STOPPED,
        by=Role.TOWN_OFFICE,
        reason=True,
        aside=True,
        then=[take_down],
        stamps={"ended_at": NOW},
    )

    @classmethod
    def prepare(cls, records: Sequence[Publicity]) -> None:
        for publicity in records:
            publicity.town = publicity.filed_by.division


def run_out() -> None:
    over = Publicity.objects.filter(state=State.RUNNING, ends_on__lt=timezone.localdate())
    Publicise.run_out.take_all(over, by=System.CLOCK)


def stands_on_a_list(objections: Sequence[Objection], by: Actor) -> dict[int, str]:
    """这户正在公示，没有期满。"""
    prefetch_related_objects(objections, "application__publicity")
    return {one.pk: "这户现在没有在公示，不能登记异议。" for one in objections if not _is_up(one.application)}


def _is_up(application: Application) -> bool:
    publicity = application.publicity
    on_the_list = application.state == Application.State.PUBLICISED
    return on_the_list and publicity is not None and publicity.state == State.RUNNING


def looked_into(objections: Sequence[Objection], by: Actor) -> dict[int, str]:
    """附有核查材料。"""
    attached = _attached_to("households.objection", [one.pk for one in objections], "evidence")
    return {one.pk: "请先上传核查材料。" for one in objections if one.pk not in attached}


class Object(Workflow):
    title = "公示异议"
    model, state = Objection, Objection.State

    file = Step(
        "登记异议",
        None,
        Objection.State.OPEN,
        by={Role.VILLAGE, Role.TOWN_OFFICE, System.PUBLIC},
        asks=["application", "ground", "statement", "channel"],
        accepts=["objector", "phone"],
        requires=[stands_on_a_list],
    )
    uphold = Step(
        "异议成立",
        Objection.State.OPEN,
        Objection.State.UPHELD,
        by=Role.TOWN_OFFICE,
        within=Limit(5, Unit.WORKING_DAYS, extension=5),
        awaited_as="核查异议",
        reason=True,
        requires=[looked_into],
        stamps={"finding": REASON, "decided_at": NOW},
    )
    dismiss = Step(
        "异议不成立",
        Objection.State.OPEN,
        Objection.State.DISMISSED,
        by=Role.TOWN_OFFICE,
        reason=True,
        requires=[looked_into],
        stamps={"finding": REASON, "decided_at": NOW},
    )
    lapse = Step(
        "公示终止",
        Objection.State.OPEN,
        Objection.State.LAPSED,
        by=LED,
        aside=True,
        stamps={"decided_at": NOW},
    )

    @classmethod
    def prepare(cls, records: Sequence[Objection]) -> None:
        """What people write of others may hold numbers of theirs."""
        for objection in records:
            application = objection.application
            if application.publicity is None:
                raise StepRefused("这户还没有公示过，不能登记异议。")
            objection.publicity, objection.village = application.publicity, application.village
            objection.statement = without_numbers(objection.statement)

    @classmethod
    def describe(cls, record: Objection) -> str:
        return f"公示异议：{record.application}"
