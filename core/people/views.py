"""People, organisations, divisions, posts: records like any other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from accounts import door, sessions
from accounts.models import AccountMeasure, ApiToken, Division, Organization, Post, SignIn, SignInEvent, User
from accounts.pages import Menu
from accounts.roles import ADMINISTRATORS, Role
from accounts.tokens import last_uses
from core.people import rules
from core.people.duty_pages import assigning, villages_of
from core.people.filters import DivisionFilter, OrganizationFilter, PostFilter, UserFilter
from core.people.forms import DivisionForm, OrganizationForm, PostForm, UserForm
from core.people.measure_pages import proposal_to_end, proposals
from core.people.standing import standing_in
from core.people.workflows import Appointment
from core.views.records import Action, RecordPages, Section, Shown

GROUP = "组织与用户"
EVENTS_SHOWN = 10
POST_TONES = {"proposed": "waiting", "in_force": "good", "refused": "danger", "ended": "neutral"}


def search_people(rows: QuerySet[User], text: str, post: Post) -> QuerySet[User]:
    return rows.filter(Q(name__contains=text) | Q(username__startswith=text) | Q(phone=text))


def search_organizations(rows: QuerySet[Organization], text: str, post: Post) -> QuerySet[Organization]:
    return rows.filter(Q(name__contains=text) | Q(credit_code=text))


def search_divisions(rows: QuerySet[Division], text: str, post: Post) -> QuerySet[Division]:
    """By either name, people still say 村, or by the beginning of the code."""
    return rows.filter(Q(name__contains=text) | Q(alias__contains=text) | Q(code__startswith=text))


def search_posts(rows: QuerySet[Post], text: str, post: Post) -> QuerySet[Post]:
    return rows.filter(Q(user__name__contains=text) | Q(user__username=text) | Q(organization__name__contains=text))


def posts_held(user: User, post: Post) -> Shown | None:
    held = Post.objects.visible_to(post).filter(user=user).select_related("organization", "division")
    return Shown("岗位", "people/_posts.html", {"held": held, "tones": POST_TONES})


def where_signed_in(user: User, post: Post) -> Shown | None:
    if post.role != Role.SECURITY_ADMIN:
        return None
    signed_in = list(user.sign_ins.open())
    seen = sessions.last_seen(signed_in)
    rows = [{"sign_in": one, "seen_at": seen[one.pk]} for one in signed_in if one.pk in seen]
    return Shown("正在登录的地方", "people/_sessions.html", {"rows": rows})


def tokens_held(user: User, post: Post) -> Shown | None:
    if post.role != Role.SECURITY_ADMIN:
        return None
    tokens = list(ApiToken.objects.usable().of(user).select_related("post__organization"))
    used = last_uses(tokens)
    rows = [{"token": token, "used_at": used.get(token.pk)} for token in tokens]
    return Shown("接口令牌", "people/_tokens.html", {"rows": rows, "why_not": rules.why_not_guard(user, post)})


def measures_taken(user: User, post: Post) -> Shown | None:
    measures = list(AccountMeasure.objects.visible_to(post).filter(user=user)[:EVENTS_SHOWN])
    return Shown("账户处置", "people/_measures.html", {"measures": measures}) if measures else None


def what_happened_at_the_door(user: User, post: Post) -> Shown | None:
    if post.role not in {Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}:
        return None
    events = SignInEvent.objects.filter(Q(user_id=user.pk) | Q(username=user.username)).order_by("-pk")[:EVENTS_SHOWN]
    return Shown(
        "最近的登录", "people/_door.html", {"events": events, "locked_until": door.locked_until(user.username)}
    )


class UserPages(RecordPages):
    model = User
    slug = "people"
    title = "用户"
    menu = Menu(GROUP, "用户", "users")
    readers = rules.READERS
    creators = rules.MANAGERS
    forms = {None: UserForm}
    columns = ("name", "username", "organization", "phone", "is_active", "second_step_required", "password_changed_at")
    headings = {"is_active": "在用"}
    colours = {"is_active": {True: "good", False: "neutral"}}
    sorts = {"name": ("name", "id"), "username": ("username", "id")}
    default_sort = "username"
    search = staticmethod(search_people)
    search_hint = "姓名、登录名、电话"
    filterset_class = UserFilter
    unit = "人"
    empty = "还没有用户。"
    sections = (
        Section("账户", ("name", "username", "phone", "organization", "is_active")),
        Section("登录", ("second_step_required", "must_change_password", "password_changed_at")),
    )
    panels = (posts_held, where_signed_in, tokens_held, measures_taken, what_happened_at_the_door)

    @classmethod
    def why_not_edit(cls, record: User, post: Post) -> str:
        return rules.why_not_manage(record, post)

    @classmethod
    def actions(cls, record: User, post: Post) -> Sequence[Action]:
        return [
            *_actions_of_managers(cls, record, post),
            *_actions_of_security(cls, record, post),
            *proposals(record, post),
        ]


def _actions_of_managers(pages: type[UserPages], user: User, post: Post) -> list[Action]:
    if post.role not in rules.MANAGERS:
        return []
    propose = Action("提出岗位", PostPages.url("new", user=user.pk), "id-card")
    if post.role == Role.SYSTEM_ADMIN:
        return [propose]
    give = Action(
        "发放口令", pages.url("password", user.pk), "key-round", why_not=rules.why_not_give_password(user, post)
    )
    return [propose, give]


def _actions_of_security(pages: type[UserPages], user: User, post: Post) -> list[Action]:
    if post.role != Role.SECURITY_ADMIN:
        return []
    guard = rules.why_not_guard(user, post)
    unlocked = "" if door.locked_until(user.username) else "账户没有锁定。"
    require = "取消二次验证要求" if user.second_step_required else "要求二次验证"
    return [
        Action(
            "发放口令", pages.url("password", user.pk), "key-round", why_not=rules.why_not_give_password(user, post)
        ),
        Action("解除锁定", pages.url("unlock", user.pk), "lock-open", why_not=guard or unlocked),
        Action(require, pages.url("require-second-step", user.pk), "shield-check", why_not=guard),
        Action("结束全部登录", pages.url("end-sessions", user.pk), "log-out", why_not=guard),
    ]


class OrganizationPages(RecordPages):
    model = Organization
    slug = "organizations"
    title = "单位"
    menu = Menu(GROUP, "单位", "building-2")
    readers = rules.READERS
    creators = editors = frozenset({Role.SYSTEM_ADMIN})
    forms = {None: OrganizationForm}
    columns = ("name", "kind", "division", "contact", "phone", "credit_code", "active")
    colours = {"active": {True: "good", False: "neutral"}}
    sorts = {"name": ("name", "id")}
    default_sort = "name"
    search = staticmethod(search_organizations)
    search_hint = "单位名称、统一社会信用代码"
    filterset_class = OrganizationFilter
    unit = "个"
    empty = "还没有单位。"
    sections = (Section("单位", ("name", "kind", "division", "credit_code", "contact", "phone", "active")),)


def rows_that_stand_here(division: Division, post: Post) -> Shown | None:
    return Shown("区划内的记录", "people/_standing.html", {"standing": standing_in(division)})


class DivisionPages(RecordPages):
    model = Division
    slug = "divisions"
    title = "行政区划"
    menu = Menu(GROUP, "行政区划", "map")
    readers = ADMINISTRATORS | {Role.DISTRICT_OFFICE}
    creators = editors = frozenset({Role.SYSTEM_ADMIN})
    forms = {None: DivisionForm}
    columns = ("code", "name", "alias", "level", "parent", "dual", "valid_from", "valid_to", "successor")
    colours = {"dual": {True: "good", False: "neutral"}}
    sorts = {"code": ("code", "id"), "name": ("name", "id")}
    default_sort = "code"
    search = staticmethod(search_divisions)
    search_hint = "区划名称、通称、区划代码"
    filterset_class = DivisionFilter
    unit = "个"
    empty = "还没有行政区划。"
    prefills = ("parent",)
    sections = (
        Section("区划", ("code", "name", "alias", "level", "parent", "dual")),
        Section("沿革", ("valid_from", "valid_to", "successor")),
        Section("位置", ("longitude", "latitude", "position_is_illustrative")),
    )
    panels = (rows_that_stand_here,)


class PostPages(RecordPages):
    model = Post
    slug = "posts"
    title = "岗位"
    menu = Menu(GROUP, "岗位", "id-card")
    readers = rules.READERS
    workflows = (Appointment,)
    forms = {Appointment: PostForm}
    columns = (
        "user",
        "role",
        "organization",
        "division",
        "state",
        "proposed_by",
        "decided_by",
        "decided_at",
        "ended_at",
    )
    colours = {"state": POST_TONES}
    search = staticmethod(search_posts)
    search_hint = "姓名、登录名、单位名称"
    filterset_class = PostFilter
    select_related = ("user", "organization", "division")
    unit = "个"
    empty = "还没有岗位。"
    prefills = ("user",)
    sections = (
        Section("岗位", ("user", "user.username", "role", "organization", "division", "purpose")),
        Section("批准", ("proposed_by", "decided_by", "decided_at", "ended_at")),
    )
    headings = {"user.username": "登录名", "purpose": "职责"}
    panels = (villages_of,)

    @classmethod
    def why_not_edit(cls, record: Post, post: Post) -> str:
        return "岗位只能提出、批准和收回，不能修改。"

    @classmethod
    def actions(cls, record: Post, post: Post) -> Sequence[Action]:
        return [*proposal_to_end(record, post), *assigning(record, post)]


class SessionPages(RecordPages):
    model = SignIn
    slug = "sessions"
    title = "登录会话"
    menu = Menu("系统", "登录会话", "monitor-smartphone")
    readers = frozenset({Role.SECURITY_ADMIN})
    columns = ("user", "user.username", "user.organization", "signed_in_at", "address", "browser")
    headings = {"user.username": "登录名", "user.organization": "单位", "browser": "浏览器"}
    empty = "现在没有人登录。"
    api = False
    sections = (Section("会话", ("user", "signed_in_at", "ended_at", "address", "browser")),)

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Any]:
        return super().queryset(post).filter(ended_at=None)

    @classmethod
    def actions(cls, record: SignIn, post: Post) -> Sequence[Action]:
        url = UserPages.url("end-sessions", record.user_id)
        return [Action("结束全部登录", url, "log-out", why_not=rules.why_not_guard(record.user, post))]
