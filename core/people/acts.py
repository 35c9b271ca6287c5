"""What a manager or the security administrator does to one account, each a page that asks and then does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import door, sessions
from accounts.audit import System, acting
from accounts.door import Kind
from accounts.models import ApiToken, Post, RoleRule, User
from accounts.pages import Menu, PortalRequest, page
from accounts.passwords import random_password
from accounts.roles import ADMINISTRATORS, Role, facts
from core.models import Notice
from core.notifying import notices
from core.people import rules
from core.people.measures import PasswordReset
from core.people.views import UserPages

SECURITY = frozenset({Role.SECURITY_ADMIN})


@dataclass(frozen=True)
class Question:
    """What the page asks before the act."""

    title: str
    sentence: str
    verb: str
    # What goes with the answer: a page that was answered twice asks for the same twice.
    wanted: tuple[tuple[str, str], ...] = ()


get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _user(request: PortalRequest, pk: int, rule: Callable[[User, Post], str]) -> User:
    """The user, if the post sees him and the rule lets it. Raises Http404, PermissionDenied with a sentence."""
    user: User = get_object_or_404(User.objects.visible_to(request.post), pk=pk)
    if sentence := rule(user, request.post):
        raise PermissionDenied(sentence)
    return user


def _ask(request: PortalRequest, user: User, question: Question) -> HttpResponse:
    context = {"user": user, "question": question, "list_url": UserPages.url("list"), "back_url": _page_of(user)}
    return render(request, "people/act.html", context)


def _page_of(user: User) -> str:
    return UserPages.url("detail", user.pk)


def _done(request: PortalRequest, user: User, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect(_page_of(user))


@get_or_post
@page(readers=rules.MANAGERS | SECURITY)
def give_password(request: PortalRequest, pk: int) -> HttpResponse:
    """A new first password, shown once; whoever was signed in with the old one is out."""
    user = _user(request, pk, rules.why_not_give_password)
    if request.method != "POST":
        sentence = (
            "将生成一个新的初始口令，只显示一次。原口令立即失效，各处登录随即结束，接口令牌停用。"
            f"新口令 {settings.GIVEN_PASSWORD_HOURS} 小时内可登录一次，登录后须改口令。"
        )
        return _ask(request, user, Question("发放口令", sentence, "生成口令"))
    password = random_password()
    with acting(request.post, why="发放初始口令"):
        resets = rules.released_resets(user)
        user.give_password(password)
        sessions.end_all(request, user.sign_ins.open(), by=request.post)
        door.note(request, Kind.PASSWORD_GIVEN, user, by=request.post)
        for reset in resets:
            PasswordReset.carry_out(reset, by=System.RELEASED)
        notices.tell([user.pk], Notice.Kind.SECURITY, "您的口令已重置", body=f"由{request.post}办理。")
    context = {
        "user": user,
        "password": password,
        "ends_at": user.given_password_ends_at,
        "list_url": UserPages.url("list"),
        "back_url": _page_of(user),
    }
    return render(request, "people/password.html", context)


@get_or_post
@page(readers=SECURITY)
def unlock(request: PortalRequest, pk: int) -> HttpResponse:
    user = _user(request, pk, rules.why_not_guard)
    if request.method != "POST":
        sentence = "登录失败的次数从零算起。请先确认是本人忘记口令，而不是别人在试。"
        return _ask(request, user, Question("解除锁定", sentence, "解除锁定"))
    door.unlock(user.username)
    door.note(request, Kind.UNLOCKED, user, by=request.post)
    return _done(request, user, f"{user.name}的账户已解除锁定。")


@get_or_post
@page(readers=SECURITY)
def require_second_step(request: PortalRequest, pk: int) -> HttpResponse:
    user = _user(request, pk, rules.why_not_guard)
    if request.method != "POST":
        return _ask(request, user, _question_of_second_step(user))
    with acting(request.post):
        user.second_step_required = request.POST.get("required") == "1"
        user.save()
    required = "已要求" if user.second_step_required else "不再单独要求"
    return _done(request, user, f"{required}{user.name}二次验证。")


def _question_of_second_step(user: User) -> Question:
    if user.second_step_required:
        sentence = "取消后，是否须二次验证只看其角色的要求。"
        return Question("取消二次验证要求", sentence, "取消要求", (("required", "0"),))
    sentence = "下一次打开页面时，须先在手机上设置动态口令，才能继续使用。"
    return Question("要求二次验证", sentence, "要求二次验证", (("required", "1"),))


@get_or_post
@page(readers=SECURITY)
def end_sessions(request: PortalRequest, pk: int) -> HttpResponse:
    user = _user(request, pk, rules.why_not_guard)
    if request.method != "POST":
        return _ask(request, user, Question("结束全部登录", "各处登录立即结束，未保存的内容会丢失。", "结束登录"))
    sessions.end_all(request, user.sign_ins.open(), by=request.post)
    return _done(request, user, f"{user.name}的各处登录都已结束。")


@require_POST
@page(readers=SECURITY)
def revoke_token(request: PortalRequest, pk: int, token: int) -> HttpResponse:
    user = _user(request, pk, rules.why_not_guard)
    found = get_object_or_404(ApiToken.objects.usable().of(user), pk=token)
    with acting(request.post, why="停用接口令牌"):
        ApiToken.objects.filter(pk=token).revoke()
        notices.tell(
            [user.pk], Notice.Kind.SECURITY, f"您的接口令牌“{found.name}”已停用", body=f"由{request.post}办理。"
        )
    return _done(request, user, f"{user.name}的令牌“{found.name}”已停用。")


@get_or_post
@page(readers=ADMINISTRATORS, menu=Menu("组织与用户", "角色", "shield"))
def roles(request: PortalRequest) -> HttpResponse:
    """Every role, what it is for, and whether it needs a second step: the security administrator decides that."""
    if request.method == "POST":
        return _change_rule(request)
    required = set(RoleRule.objects.filter(second_step_required=True).values_list("role", flat=True))
    rows = [{"role": role, "facts": facts(role), "required": role in required} for role in Role]
    return render(request, "people/roles.html", {"rows": rows, "may_change": request.post.role in SECURITY})


def _change_rule(request: PortalRequest) -> HttpResponse:
    if request.post.role not in SECURITY:
        raise PermissionDenied("角色的登录要求由安全管理员设定。")
    role = request.POST.get("role", "")
    if role not in Role.values:
        raise PermissionDenied("没有这个角色。")
    required = request.POST.get("second_step") == "1"
    with acting(request.post):
        rule, _ = RoleRule.objects.get_or_create(role=role)
        rule.second_step_required = required
        rule.save()
    messages.success(request, f"{Role(role).label}：{'须' if required else '不再要求'}二次验证。")
    return redirect("roles")
