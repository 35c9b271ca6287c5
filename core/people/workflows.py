"""岗位: proposed by one, confirmed by another, ended; how anybody comes to do anything in the portal (F108)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from accounts.audit import Actor, System
from accounts.models import Division, Organization, Post, User
from accounts.models.divisions import TOWN_LEVELS
from accounts.roles import ADMINISTRATORS, MANAGES, Role, Tier
from core.models import Notice
from core.notifying import notices
from core.people.duties import end_with_post
from core.people.rules import MANAGERS
from core.workflow import NOW, Answers, Step, StepRefused, Workflow, refusals

# First half of an advisory lock's key: "adm".
ADMINISTRATORS_LOCK = 0x61646D
Kind = Organization.Kind
Level = Division.Level
LEVELS: dict[Tier, tuple[Level, ...]] = {
    Tier.CITY: (Level.CITY,),
    Tier.DISTRICT: (Level.DISTRICT,),
    Tier.TOWN: TOWN_LEVELS,
    Tier.VILLAGE: (Level.COMMUNITY,),
}
KINDS: dict[Role, Kind] = {
    Role.GAS_COMPANY: Kind.GAS,
    Role.SAFETY_OFFICER: Kind.GAS,
    Role.POWER_COMPANY: Kind.POWER,
    Role.REPAIR_COMPANY: Kind.REPAIR,
    Role.REPAIRER: Kind.REPAIR,
    Role.ASSESSOR: Kind.ASSESSOR,
    Role.CONTRACTOR: Kind.CONTRACTOR,
}


def by_whom(answers: Answers) -> User | None:
    return None if isinstance(answers.by, System) else answers.by.user


def refusing(rule: Callable[[Post, Post], str]) -> Callable[[Sequence[Post], Actor], dict[int, str]]:
    """A guard from a rule about one post and one officer; a system actor is bound by none."""

    def guard(posts: Sequence[Post], by: Actor) -> dict[int, str]:
        if isinstance(by, System):
            return {}
        return {post.pk: sentence for post in posts if (sentence := rule(post, by))}

    guard.__doc__ = rule.__doc__
    guard.__name__ = rule.__name__
    return guard


@refusing
def role_may_be_proposed(post: Post, by: Post) -> str:
    """提出人的岗位可以提出这个角色。"""
    if post.role in MANAGES.get(Role(by.role), frozenset()):
        return ""
    return f"您的岗位不能提出“{post.get_role_display()}”。"


@refusing
def user_is_within_reach(post: Post, by: Post) -> str:
    """所选的人属于提出人管理的单位。"""
    within = User.objects.visible_to(by).filter(pk=post.user_id).exists()
    return "" if within else "所选的人不属于您管理的单位。"


@refusing
def organization_is_within_reach(post: Post, by: Post) -> str:
    """所选的单位由提出人管理。"""
    within = Organization.objects.visible_to(by).filter(pk=post.organization_id).exists()
    return "" if within else "所选的单位不归您管理。"


def fits_place(posts: Sequence[Post], by: Actor) -> dict[int, str]:
    """管辖区划与角色的级别相符，单位类型与角色相符。"""
    return refusals(posts, _misfit)


def _misfit(post: Post) -> str:
    levels = LEVELS.get(post.facts.tier, ())
    if levels and post.division.level not in levels:
        wanted = "或".join(level.label for level in levels)
        return f"“{post.get_role_display()}”的管辖区划应是{wanted}，不能是“{post.division}”。"
    kind = KINDS.get(Role(post.role))
    if kind and post.organization.kind != kind:
        return f"“{post.get_role_display()}”应在{kind.label}任职，“{post.organization}”是{_kind(post.organization)}。"
    return ""


def _kind(organization: Organization) -> str:
    return organization.get_kind_display()


def holder_is_in_use(posts: Sequence[Post], by: Actor) -> dict[int, str]:
    """用户和单位都在用。"""
    return {
        post.pk: "用户或单位已停用，请先启用。"
        for post in posts
        if not (post.user.is_active and post.organization.active)
    }


@refusing
def ender_is_in_charge(post: Post, by: Post) -> str:
    """本单位管理员只能收回自己可以提出的岗位，谁也不能收回自己的岗位；管理员的岗位经两人收回。"""
    if post.user_id == by.user_id:
        return "不能收回自己的岗位。"
    if post.role in ADMINISTRATORS:
        return "管理员的岗位须由两人收回：请提出“收回管理员岗位”，由另一位安全管理员同意。"
    if by.role == Role.SECURITY_ADMIN or post.role in MANAGES[Role(by.role)]:
        return ""
    return f"“{post.get_role_display()}”的岗位请由安全管理员收回。"


def administrator_remains(posts: Sequence[Post], by: Actor) -> dict[int, str]:
    """系统、安全、审计三个管理员岗位，各须留有至少一人在岗。"""
    ending = Counter(post.role for post in posts)
    others = Post.objects.in_force().filter(role__in=ADMINISTRATORS).exclude(pk__in=[post.pk for post in posts])
    remaining = Counter(others.values_list("role", flat=True))
    return {
        post.pk: f"{post.get_role_display()}不能空缺：请先由系统管理员提出新的人选，批准后再收回。"
        for post in posts
        if post.role in ADMINISTRATORS and ending[post.role] and not remaining[post.role]
    }


def ask_again_alone(posts: Sequence[Post], by: Actor, answers: Answers) -> None:
    """排队逐个收回管理员岗位：两人同时互相收回时，后一个不能使岗位空缺。

    Each of the two holds the row that he ends, so rows locked now might make them wait in a circle; one lock that all
    take last cannot."""
    if any(post.role in ADMINISTRATORS for post in posts):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [ADMINISTRATORS_LOCK])
        for sentence in administrator_remains(posts, by).values():
            raise StepRefused(sentence)


def tell_holder(posts: Sequence[Post], by: Actor, answers: Answers) -> None:
    """The holder, and who proposed it, learn that the post is in force."""
    for post in posts:
        sentence = f"岗位已批准：{post.get_role_display()}（{post.organization}）"
        told = {pk for pk in (post.user_id, post.proposed_by_id) if pk}
        notices.tell(told, Notice.Kind.NEWS, sentence, link=notices.link_to("accounts.post", post.pk))


class Appointment(Workflow):
    title = "岗位"
    model = Post
    state = Post.State

    propose = Step(
        "提出岗位",
        None,
        Post.State.PROPOSED,
        by={*MANAGERS, System.SETUP, System.DEMO},
        asks=["user", "role", "organization", "division"],
        requires=[
            role_may_be_proposed,
            user_is_within_reach,
            organization_is_within_reach,
            fits_place,
            holder_is_in_use,
        ],
        stamps={"proposed_by": by_whom},
    )
    confirm = Step(
        "批准",
        Post.State.PROPOSED,
        Post.State.IN_FORCE,
        by={Role.SECURITY_ADMIN, System.SETUP, System.DEMO},
        requires=[holder_is_in_use],
        then=[tell_holder],
        stamps={"decided_by": by_whom, "decided_at": NOW},
    )
    refuse = Step(
        "不批准",
        Post.State.PROPOSED,
        Post.State.REFUSED,
        by=Role.SECURITY_ADMIN,
        reason=True,
        aside=True,
        stamps={"decided_by": by_whom, "decided_at": NOW},
    )
    end = Step(
        "收回岗位",
        Post.State.IN_FORCE,
        Post.State.ENDED,
        by=(MANAGERS - {Role.SYSTEM_ADMIN}) | {Role.SECURITY_ADMIN, System.RELEASED},
        reason=True,
        aside=True,
        requires=[ender_is_in_charge, administrator_remains],
        then=[ask_again_alone, end_with_post],
        stamps={"ended_at": NOW},
    )

    @classmethod
    def describe(cls, record: Any) -> str:
        return f"岗位：{record}"
