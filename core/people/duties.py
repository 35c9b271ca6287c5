"""责任村: who answers for which villages, and since when. What a safety officer sees of the programme hangs on it.

The company assigns its own people, the township's gas office whoever serves its villages.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone

from accounts.audit import Actor, acting
from accounts.models import Division, Post, VillageDuty
from accounts.roles import Role
from core.models import Notice
from core.notifying import notices
from core.parameters import Parameter
from core.workflow import LED, TODAY, Answers, Step, StepRefused, Workflow, follow, refusals, until_today

State = VillageDuty.State
Duties = Sequence[VillageDuty]
ASSIGNERS = frozenset({Role.GAS_COMPANY, Role.TOWN_GAS_OFFICE})
VILLAGES_PER_OFFICER = Parameter(
    "accounts.villages_per_officer",
    "一名驻村安全员负责的村",
    5,
    unit="个",
    lowest=1,
    highest=30,
    basis="河北省双代平台为每名安全员登记的负责区域不超过五个",
)


def keep_officers(duties: Duties) -> None:
    """All posts of each officer: nobody else gives him a village meanwhile, and no post of his ends."""
    officers = {duty.post.user_id for duty in duties}
    list(Post.objects.filter(user__in=officers).order_by("pk").select_for_update(of=("self",)).values_list("pk"))


# What stands in the way


def is_a_safety_officer(duties: Duties, by: Actor) -> dict[int, str]:
    """岗位是在岗的燃气企业驻村安全员。"""
    fit = Post.objects.in_force().filter(role=Role.SAFETY_OFFICER, pk__in=[duty.post_id for duty in duties])
    known = set(fit.values_list("pk", flat=True))
    return refusals(
        duties,
        lambda duty: (
            "" if duty.post_id in known else f"{duty.post.user.name}没有在岗的驻村安全员岗位，请先提出并批准岗位。"
        ),
    )


def village_lies_where_he_serves(duties: Duties, by: Actor) -> dict[int, str]:
    """村在安全员岗位的管辖区划内。"""
    return refusals(duties, _elsewhere)


def _elsewhere(duty: VillageDuty) -> str:
    serves = duty.post.division
    if duty.village.code.startswith(serves.code):
        return ""
    return f"{duty.post.user.name}的岗位管辖{serves}，这个村不在其中，请另选一个村。"


def begun_by_today(duties: Duties, by: Actor) -> dict[int, str]:
    """开始日期不晚于今天。"""
    today = timezone.localdate()
    return refusals(duties, lambda one: "开始日期不能晚于今天，请到那一天再安排。" if one.since_on > today else "")


def does_not_serve_it_yet(duties: Duties, by: Actor) -> dict[int, str]:
    """安全员还没有负责这个村。"""
    in_force = VillageDuty.objects.in_force().filter(post__in={duty.post_id for duty in duties})
    served = set(in_force.values_list("post", "village"))
    return refusals(
        duties,
        lambda duty: (
            f"{duty.post.user.name}已在负责这个村，不必再安排。" if (duty.post_id, duty.village_id) in served else ""
        ),
    )


def has_not_too_many(duties: Duties, by: Actor) -> dict[int, str]:
    """一名安全员负责的村不超过规定的个数。"""
    most = int(VILLAGES_PER_OFFICER.on())
    in_force = VillageDuty.objects.in_force().filter(post__user__in={duty.post.user_id for duty in duties})
    held = Counter(in_force.values_list("post__user", flat=True))
    given: dict[int, list[VillageDuty]] = defaultdict(list)
    for duty in duties:
        given[duty.post.user_id].append(duty)
    return {
        duty.pk: _too_many(duty.post.user.name, held[user], len(own), most)
        for user, own in given.items()
        for duty in own[max(most - held[user], 0) :]
    }


def _too_many(name: str, held: int, given: int, most: int) -> str:
    beside, fewer = (f"，这次要安排 {given} 个", "少选几个、") if given > 1 else ("", "")
    return f"{name}已负责 {held} 个村{beside}，一人最多负责 {most} 个。请{fewer}先结束其中一个，或安排别的安全员。"


# What follows


def tell_officer(duties: Duties, by: Actor, answers: Answers) -> None:
    """告知安全员本人。"""
    for duty in duties:
        sentence = f"责任村{'已结束' if duty.state == State.ENDED else '已安排'}：{duty.village}"
        link = notices.link_to("accounts.villageduty", duty.pk)
        notices.tell([duty.post.user_id], Notice.Kind.NEWS, sentence, link=link)


class AssignVillage(Workflow):
    title = "责任村"
    model, state = VillageDuty, State

    assign = Step(
        "安排责任村",
        None,
        State.ON_DUTY,
        by=ASSIGNERS,
        asks=["post", "village", "since_on"],
        holds=keep_officers,
        requires=[
            is_a_safety_officer,
            village_lies_where_he_serves,
            begun_by_today,
            does_not_serve_it_yet,
            has_not_too_many,
        ],
        then=[tell_officer],
    )
    end = Step(
        "结束",
        State.ON_DUTY,
        State.ENDED,
        by=ASSIGNERS,
        aside=True,
        asks=["until_on"],
        requires=[until_today("until_on", "结束日期")],
        then=[tell_officer],
    )
    lapse = Step("随岗位收回结束", State.ON_DUTY, State.ENDED, by=LED, aside=True, stamps={"until_on": TODAY})

    @classmethod
    def describe(cls, record: VillageDuty) -> str:
        return f"责任村：{record.village}"


def assign_all(officer: Post, villages: Iterable[Division], since_on: datetime.date, by: Post) -> list[VillageDuty]:
    """All of the villages or none. Raises StepRefused; each sentence begins with the villages that it refuses."""
    duties = [VillageDuty(post=officer, village=village, since_on=since_on) for village in villages]
    with acting(by):
        outcome = AssignVillage.assign.begin_all(duties, by=by)
        if outcome.refused:
            sentence = _by_sentence(duties, outcome.refused)
            raise StepRefused(sentence, {"village": sentence})
    return duties


def _by_sentence(duties: Duties, refused: Mapping[int, str]) -> str:
    """What is said of several villages is said once."""
    villages: dict[str, list[str]] = defaultdict(list)
    for duty in duties:
        if duty.pk in refused:
            villages[refused[duty.pk]].append(str(duty.village))
    return "".join(f"{'、'.join(names)}：{sentence}" for sentence, names in villages.items())


def end_with_post(posts: Sequence[Post], by: Actor, answers: Answers) -> None:
    """结束这些岗位的责任村。"""
    follow(VillageDuty.objects.in_force().filter(post__in=posts), "lapse", answers)
