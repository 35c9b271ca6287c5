"""登录: sessions as their owner sees them, the log that nobody edits, and what a role's holders must do to sign in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.browsers import browser_in_words
from accounts.models.users import User
from accounts.records import Record
from accounts.roles import Role
from accounts.scoping import AdministratorScope, PeopleScope, ScopedQuerySet


class SignInQuerySet(ScopedQuerySet["SignIn"]):
    def open(self) -> SignInQuerySet:
        """Those not known to have ended; one left alone for too long may be over without a row saying so."""
        return self.filter(ended_at=None)


class SignIn(models.Model):
    """登录会话: one row a session; its owner sees and ends his own, a security administrator anyone's."""

    user = models.ForeignKey(User, models.PROTECT, related_name="sign_ins", verbose_name="用户")
    session_key = models.CharField("会话", max_length=40, db_index=True)
    address = models.GenericIPAddressField("地址", null=True)
    agent = models.CharField("浏览器", max_length=300, blank=True)
    signed_in_at = models.DateTimeField("登录时间", default=timezone.now)
    ended_at = models.DateTimeField("退出时间", null=True, blank=True)

    scope = PeopleScope(area="user__organization__division", company="user__organization")
    objects = SignInQuerySet.as_manager()

    class Meta:
        verbose_name = "登录会话"
        ordering = ["-signed_in_at"]
        indexes = [models.Index(fields=["user"], condition=Q(ended_at=None), name="sign_in_open")]

    def __str__(self) -> str:
        return f"{self.user.name} {timezone.localtime(self.signed_in_at):%Y-%m-%d %H:%M}"

    @property
    def browser(self) -> str:
        return browser_in_words(self.agent)


class SignInEvent(models.Model):
    """登录日志: what happened at the door, in whose name and from where. No foreign keys, like every log."""

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", "登录成功"
        WRONG_PASSWORD = "wrong_password", "登录名或口令不正确"
        WRONG_CAPTCHA = "wrong_captcha", "验证码不正确"
        WRONG_CODE = "wrong_code", "动态口令不正确"
        LOCKED = "locked", "锁定期间尝试登录"
        WRONG_ADDRESS = "wrong_address", "不允许登录的地址"
        SIGNED_OUT = "signed_out", "退出"
        TIMED_OUT = "timed_out", "长时间未操作，自动退出"
        ENDED = "ended", "会话被结束"
        PASSWORD_CHANGED = "password_changed", "本人修改口令"
        PASSWORD_GIVEN = "password_given", "重置口令"
        UNLOCKED = "unlocked", "解除锁定"
        SECOND_STEP_SET = "second_step_set", "启用二次验证"
        SECOND_STEP_REMOVED = "second_step_removed", "停用二次验证"

    at = models.DateTimeField("时间", db_default=Now())
    kind = models.CharField("事件", max_length=20, choices=Kind)
    username = models.CharField("登录名", max_length=150)
    user_id = models.BigIntegerField("用户", null=True)
    # Set where somebody else did it.
    by_post_id = models.BigIntegerField("操作岗位", null=True)
    address = models.GenericIPAddressField("地址", null=True)
    agent = models.CharField("浏览器", max_length=300, blank=True)

    scope = AdministratorScope()
    objects = ScopedQuerySet["SignInEvent"].as_manager()

    class Meta:
        verbose_name = "登录日志"
        indexes = [
            models.Index(fields=["user_id", "id"], name="sign_in_event_of_user"),
            models.Index(fields=["username", "id"], name="sign_in_event_of_name"),
            models.Index(fields=["at", "id"], name="sign_in_event_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.username} {self.get_kind_display()}"

    @property
    def browser(self) -> str:
        return browser_in_words(self.agent)


class RoleRule(Record):
    """角色登录要求: what a security administrator requires of all who hold a role; no row: nothing."""

    role = models.CharField("角色", max_length=24, choices=Role, unique=True)
    second_step_required = models.BooleanField("须二次验证", default=False)

    scope = AdministratorScope()
    objects = ScopedQuerySet["RoleRule"].as_manager()

    class Meta:
        verbose_name = "角色登录要求"
        ordering = ["role"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="role_rule_of_known_role",
                violation_error_message="没有这个角色。",
            )
        ]

    def __str__(self) -> str:
        return self.get_role_display()
