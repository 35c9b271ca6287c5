"""What a step leaves behind: its line in the history, and notices to those whom no inbox tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from accounts.audit import Actor, System
from accounts.prepared import Prepared
from core.models import Notice, StepTaken
from core.notifying import notices
from core.webhooks import announcing
from core.workflow.parts import Answers, Filer

if TYPE_CHECKING:
    from core.workflow.declarations import Step

_beginnings = Prepared(
    lambda kind, ids: (
        StepTaken.objects.filter(kind=kind, record_id__among=ids, from_state="", post__isnull=False)
        .select_related("post")
        .only("record_id", "post__user_id", "post__role")
    )
)
# More records of one person than this in one act are told in one notice.
TOLD_ONE_BY_ONE = 3


def filers(step: Step, records: Sequence[Any], answers: Answers) -> dict[int, Filer]:
    """Who began each record's life, as far as the step needs to know: it begins, comes back or ends, or several roles
    could go on and it waits for the filer's alone."""
    if step.begins:
        by = answers.by
        return {} if isinstance(by, System) else {record.pk: Filer(by.user_id, by.role) for record in records}
    if not (_tells_its_filer(step) or len(step.workflow.handlers(step.target)) > 1):
        return {}
    begun = _beginnings.rows(kind=step.workflow.kind, ids=[record.pk for record in records])
    return {one.record_id: Filer(one.post.user_id, one.post.role) for one in begun if one.post}


def _tells_its_filer(step: Step) -> bool:
    return ends(step) or comes_back(step)


def ends(step: Step) -> bool:
    return step.workflow.is_final(step.target)


def comes_back(step: Step) -> bool:
    return step.target in step.workflow.begins_in()


def steps_taken(step: Step, records: Sequence[Any], came_from: Mapping[int, str], answers: Answers) -> list[StepTaken]:
    post = None if isinstance(answers.by, System) else answers.by
    return [
        StepTaken(
            kind=step.workflow.kind,
            record_id=record.pk,
            workflow=step.workflow.__name__,
            step=step.name,
            label=step.label,
            from_state=came_from.get(record.pk, ""),
            to_state=step.target,
            at=answers.at,
            post=post,
            by_label=name_of(answers.by),
            reason=answers.reason,
            flagged=answers.flagged or None,
            act=answers.act,
        )
        for record in records
    ]


def name_of(by: Actor) -> str:
    return str(by.label) if isinstance(by, System) else str(by)[:120]


def tell(step: Step, records: Sequence[Any], filers: Mapping[int, Filer], answers: Answers) -> None:
    tell_people(step, records, filers, answers)
    announce(step, records, answers, known_as=step.name)


def tell_people(step: Step, records: Sequence[Any], filers: Mapping[int, Filer], answers: Answers) -> None:
    """Whoever is told for two reasons is told once."""
    told: dict[int, dict[int, Any]] = defaultdict(dict)
    for record in records:
        if _tells_its_filer(step) and (filer := filers.get(record.pk)):
            told[filer.user_id][record.pk] = record
    if step.tells:
        for user, rows in notices.posts_over(records, step.tells).items():
            told[user] |= {record.pk: record for record in rows}
    told.pop(answers.user_id or 0, None)
    notices.post([news for user, rows in told.items() for news in _notices_to(user, step, [*rows.values()], answers)])


def announce(step: Step, records: Sequence[Any], answers: Answers, *, known_as: str) -> None:
    """To other systems, where any listens to the step so called: what the history says."""
    workflow = step.workflow
    events = announcing.names_of(workflow.kind, str(workflow.case), known_as)
    if announcing.is_wanted(events):
        ids = [record.pk for record in records]
        taken = StepTaken.objects.filter(act=answers.act, kind=workflow.kind, step=step.name, record_id__in=ids)
        announcing.announce(workflow.model, events, taken)


def _notices_to(user_id: int, step: Step, records: Sequence[Any], answers: Answers) -> list[Notice]:
    if len(records) <= TOLD_ONE_BY_ONE:
        return [_notice(user_id, step, record, answers) for record in records]
    title = f"{step.workflow.title}：{len(records):,} 件已办理“{step.label}”"
    return [Notice(user_id=user_id, kind=Notice.Kind.NEWS, title=title, body=_body(answers), created_at=answers.at)]


def _notice(user_id: int, step: Step, record: Any, answers: Answers) -> Notice:
    return Notice(
        user_id=user_id,
        kind=Notice.Kind.NEWS,
        title=notices.shortened(f"{step.workflow.describe(record)}：{step.label}", 120),
        body=_body(answers),
        link=notices.link_to(step.workflow.kind, record.pk),
        created_at=answers.at,
    )


def _body(answers: Answers) -> str:
    opinion = f"，意见：{answers.reason}" if answers.reason else ""
    return notices.shortened(f"{name_of(answers.by)}办理{opinion}", 500)
