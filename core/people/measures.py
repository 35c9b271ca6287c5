"""账户处置: to reset somebody's password or second step, or to end an administrator's post, takes two (F108).

One proposes, a security administrator who is another person releases. The person concerned and the audit administrators
are told at every step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from accounts import second_step
from accounts.audit import Actor, System
from accounts.models import AccountMeasure, ApiToken, Post, SignInEvent
from accounts.roles import ADMINISTRATORS, Role
from core.models import Notice
from core.notifying import notices
from core.people.rules import MANAGERS, why_not_propose
from core.people.workflows import Appointment, by_whom
from core.workflow import NOW, Answers, Step, Workflow

State = AccountMeasure.State
What = AccountMeasure.What
Measures = Sequence[AccountMeasure]
ANOTHER_PERSON = "须由提出人和本人以外的另一位安全管理员同意。"


# What stands in the way


def is_within_charge(measures: Measures, by: Actor) -> dict[int, str]:
    """提出人管理这位用户，或者是系统、安全管理员；不是本人，也不是管理员的账户。"""
    if isinstance(by, System):
        return {}
    return {one.pk: sentence for one in measures if (sentence := why_not_propose(one.user, by))}


def is_an_administrators_post(measures: Measures, by: Actor) -> dict[int, str]:
    """要收回的是在岗的系统、安全或审计管理员岗位，且不是提出人自己的。"""
    return {one.pk: sentence for one in measures if (sentence := _why_not_end(one, by))}


def _why_not_end(measure: AccountMeasure, by: Actor) -> str:
    ended = measure.ended_post
    if ended is None or ended.role not in ADMINISTRATORS or ended.state != Post.State.IN_FORCE:
        return "只有在岗的系统、安全、审计管理员岗位须经复核收回，其他岗位在岗位页直接收回。"
    return "不能收回自己的岗位。" if ended.user_id == getattr(by, "user_id", None) else ""


def is_another_person(measures: Measures, by: Actor) -> dict[int, str]:
    """复核人不是提出人，也不是本人。"""
    user = getattr(by, "user_id", None)
    return {one.pk: ANOTHER_PERSON for one in measures if user in {one.proposed_by_id, one.user_id}}


# What follows


def tell_those_concerned(measures: Measures, by: Actor, answers: Answers) -> None:
    """告知本人、提出人和审计管理员。"""
    auditors = set(Post.objects.in_force().filter(role=Role.AUDIT_ADMIN).values_list("user_id", flat=True))
    for one in measures:
        told = auditors | {one.user_id, one.proposed_by_id}
        _tell(one, {pk for pk in told if pk} - {getattr(by, "user_id", None)}, by, answers)


def _tell(measure: AccountMeasure, told: set[int], by: Actor, answers: Answers) -> None:
    who = by.label if isinstance(by, System) else by
    opinion = f"，意见：{answers.reason}" if answers.reason else ""
    title = f"账户处置“{measure}”：{State(measure.state).label}"
    body = f"由{who}办理{opinion}。如有疑问，请联系审计管理员。"
    link = notices.link_to("accounts.accountmeasure", measure.pk)
    notices.tell(told - {measure.user_id}, Notice.Kind.SECURITY, title, body=body, link=link)
    notices.tell(told & {measure.user_id}, Notice.Kind.SECURITY, title, body=body, link="/account/")


def reset_second_step(measures: Measures, by: Actor, answers: Answers) -> None:
    """停用本人的手机和备用码，以及凭它们建立的令牌。"""
    for one in measures:
        second_step.remove(one.user)
        ApiToken.objects.of(one.user).filter(second_step_passed=True).revoke()
        SignInEvent.objects.create(
            kind=SignInEvent.Kind.SECOND_STEP_REMOVED,
            user_id=one.user_id,
            username=one.user.username,
            by_post_id=getattr(by, "pk", None),
        )


def end_post(measures: Measures, by: Actor, answers: Answers) -> None:
    """收回岗位。"""
    for one in measures:
        Appointment.end(one.ended_post, by=System.RELEASED, reason=answers.reason)


class Measure(Workflow):
    """The pattern of the three."""

    model, state, case_field = AccountMeasure, State, "what"

    propose = Step(
        "提出",
        None,
        State.PROPOSED,
        by=MANAGERS | {Role.SECURITY_ADMIN},
        asks=["user"],
        reason=True,
        requires=[is_within_charge],
        then=[tell_those_concerned],
        stamps={"proposed_by": by_whom},
    )
    release = Step(
        "同意",
        State.PROPOSED,
        State.RELEASED,
        by=Role.SECURITY_ADMIN,
        reason=True,
        requires=[is_another_person],
        then=[tell_those_concerned],
        stamps={"released_by": by_whom, "released_at": NOW},
    )
    refuse = Step(
        "不同意",
        State.PROPOSED,
        State.REFUSED,
        by=Role.SECURITY_ADMIN,
        reason=True,
        aside=True,
        then=[tell_those_concerned],
    )

    @classmethod
    def describe(cls, record: AccountMeasure) -> str:
        return str(record)


class PasswordReset(Measure):
    title = "重置口令"
    case = What.PASSWORD

    propose = replace(Measure.propose, label="提出重置口令")
    # By the page on which the password is given.
    carry_out = Step("发放口令", State.RELEASED, State.DONE, by=System.RELEASED, then=[tell_those_concerned])
    withdraw = Step(
        "撤回", [State.PROPOSED, State.RELEASED], State.WITHDRAWN, by=MANAGERS | {Role.SECURITY_ADMIN}, aside=True
    )


class SecondStepReset(Measure):
    title = "重置二次验证"
    case = What.SECOND_STEP

    propose = replace(Measure.propose, label="提出重置二次验证", by={Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})
    release = replace(Measure.release, target=State.DONE, then=[reset_second_step, tell_those_concerned])


class PostEnding(Measure):
    title = "收回管理员岗位"
    case = What.END_POST

    propose = replace(
        SecondStepReset.propose,
        label="提出收回管理员岗位",
        asks=["ended_post"],
        requires=[is_an_administrators_post],
    )
    release = replace(Measure.release, target=State.DONE, then=[end_post, tell_those_concerned])

    @classmethod
    def prepare(cls, records: Measures) -> None:
        for record in records:
            if record.ended_post:
                record.user = record.ended_post.user
