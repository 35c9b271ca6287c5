"""人与岗位: a user signs in, a post (a role at an organisation) acts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When
from django.utils import timezone

from accounts.constraints import ExclusionAmong
from accounts.models.divisions import Division
from accounts.models.duties import VillageDuty, held_by
from accounts.models.organizations import Organization
from accounts.records import Record
from accounts.roles import ADMINISTRATORS, Reach, Role, RoleFacts, facts
from accounts.scoping import PeopleScope, ScopedQuerySet


class UserQuerySet(ScopedQuerySet["User"]):
    pass


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> User:
        user: User = self.get(username=username)
        return user


class User(Record, AbstractBaseUser):
    """A person who signs in. What he may do hangs on his posts, never on the user."""

    username = models.CharField(
        "登录名",
        max_length=50,
        unique=True,
        error_messages={"unique": "这个登录名已有人使用。"},
        validators=[
            RegexValidator(r"^[A-Za-z0-9._-]{2,50}$", "登录名用字母、数字、点、下划线或短横线，2 至 50 个字符。")
        ],
    )
    name = models.CharField("姓名", max_length=50)
    phone = models.CharField("手机", max_length=20, blank=True)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="users", verbose_name="所在单位")
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须改初始口令", default=True)
    password_changed_at = models.DateTimeField("口令更改时间", default=timezone.now)
    # Of a password that somebody else gave: until when it opens. The first sign-in with it uses it up.
    given_password_ends_at = models.DateTimeField("初始口令有效至", null=True, blank=True, editable=False)
    second_step_required = models.BooleanField("须二次验证", default=False)
    # Sign-ins have rows of their own; without the field Django writes no user at each of them.
    last_login = None
    # What proved the second step in this session: django-otp's middleware sets it on the request's user.
    otp_device: Any = None

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    scope = PeopleScope(area="organization__division", company="organization")
    objects = UserManager()

    class Meta:
        verbose_name = "用户"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    @property
    def password_is_too_old(self) -> bool:
        days = settings.PASSWORD_MAX_DAYS
        return days > 0 and timezone.now() - self.password_changed_at > timedelta(days=days)

    @property
    def given_password_has_lapsed(self) -> bool:
        return self.given_password_ends_at is not None and self.given_password_ends_at <= timezone.now()

    def use_up_given_password(self) -> None:
        if self.given_password_ends_at is not None:
            self.given_password_ends_at = timezone.now()
            self.save(update_fields=["given_password_ends_at"])

    def change_password(self, password: str) -> None:
        """The user's own choice, already checked by the validators. Saves, and keeps the old one from coming back."""
        self._replace_password(password)
        self.must_change_password = False
        self.given_password_ends_at = None
        self.save()

    def give_password(self, password: str) -> None:
        """Somebody else's choice: good for one sign-in, at which the user must change it. Saves; what was signed in or
        let in by the old one is out, tokens too."""
        self._replace_password(password)
        self.must_change_password = True
        self.given_password_ends_at = timezone.now() + timedelta(hours=settings.GIVEN_PASSWORD_HOURS)
        self.save()
        ApiToken.objects.of(self).revoke()

    def _replace_password(self, password: str) -> None:
        self.past_passwords.create(password=self.password)
        self.set_password(password)
        self.password_changed_at = timezone.now()


IS_ADMINISTRATOR = Case(
    When(role__in=sorted(ADMINISTRATORS), then=Value(1)), default=Value(0), output_field=IntegerField()
)


class PostQuerySet(ScopedQuerySet["Post"]):
    def in_force(self) -> PostQuerySet:
        return self.filter(state=Post.State.IN_FORCE, user__is_active=True, organization__active=True)


class Post(Record):
    """岗位: one role at one organisation. Proposed by a system administrator or the organisation's manager, in force
    only when a security administrator has confirmed it (F108); ended, never deleted."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "待安全管理员确认"
        IN_FORCE = "in_force", "在岗"
        REFUSED = "refused", "未批准"
        ENDED = "ended", "已离岗"

    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name="用户")
    role = models.CharField("角色", max_length=24, choices=Role)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="posts", verbose_name="单位")
    division = models.ForeignKey(Division, models.PROTECT, related_name="posts", verbose_name="管辖区划")
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="提出人")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准人")
    decided_at = models.DateTimeField("批准时间", null=True, blank=True)
    ended_at = models.DateTimeField("离岗时间", null=True, blank=True)

    scope = PeopleScope(area="division", company="organization")
    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["role", "division"], condition=Q(state="in_force"), name="post_by_role_and_place")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "organization", "division"],
                condition=Q(state__in=["proposed", "in_force"]),
                name="post_held_once",
                violation_error_message="该用户已有这个岗位。",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(role__in=sorted(ADMINISTRATORS), state__in=["proposed", "in_force"]),
                name="post_one_administrator_role",
                violation_error_message="系统、安全、审计三个管理员岗位不能由同一人兼任。",
            ),
            # Of one person's live posts all are administrators', or none is.
            ExclusionAmong(
                name="post_administrator_holds_no_other",
                expressions=[("user", "="), (IS_ADMINISTRATOR, "<>")],
                condition=Q(state__in=["proposed", "in_force"]),
                violation_error_message="系统、安全、审计管理员不能兼任其他岗位。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(proposed_by=None) | ~Q(decided_by=models.F("proposed_by")),
                name="post_not_confirmed_by_proposer",
                violation_error_message="岗位不能由提出人自己批准。",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by=None) | ~Q(proposed_by=models.F("user")),
                name="post_not_proposed_for_oneself",
                violation_error_message="不能为自己提出岗位。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("user")),
                name="post_not_confirmed_for_oneself",
                violation_error_message="不能批准自己的岗位。",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at=None) | (~Q(state="proposed") & Q(decided_at__isnull=False)),
                name="post_decided_with_time",
                violation_error_message="已批准或未批准的岗位应有批准时间。",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False) | (~Q(state="ended") & Q(ended_at=None)),
                name="post_ended_with_time",
                violation_error_message="已离岗的岗位应有离岗时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.name}（{self.get_role_display()}，{self.organization.name}）"

    @property
    def is_in_force(self) -> bool:
        """As `in_force()` has it: confirmed, and neither the person nor the organisation out of use."""
        return self.state == Post.State.IN_FORCE and self.user.is_active and self.organization.active

    @property
    def facts(self) -> RoleFacts:
        return facts(self.role)

    @property
    def beat(self) -> models.QuerySet[VillageDuty, int]:
        """The ids of the villages that it is responsible for now."""
        return VillageDuty.objects.in_force().filter(held_by(self)).order_by().values_list("village", flat=True)

    @property
    def purpose(self) -> str:
        return self.facts.purpose

    @property
    def reach(self) -> Reach:
        return self.facts.reach


class PastPassword(models.Model):
    """Hashes of the last passwords, so that a used one is not taken again; they go where their user goes."""

    user = models.ForeignKey(User, models.CASCADE, related_name="past_passwords", verbose_name="用户")
    password = models.CharField("口令摘要", max_length=128)
    replaced_at = models.DateTimeField("更换时间", default=timezone.now)

    class Meta:
        verbose_name = "历史口令"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def of(self, user: User) -> ApiTokenQuerySet:
        return self.filter(post__user=user)

    def revoke(self) -> int:
        return self.filter(revoked_at=None).update(revoked_at=timezone.now())

    def usable(self) -> ApiTokenQuerySet:
        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), post__in=Post.objects.in_force())


class ApiToken(models.Model):
    """接口令牌: bound to one post and so to its scope; only a digest is kept."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="tokens", verbose_name="岗位")
    name = models.CharField("用途", max_length=60)
    digest = models.CharField("摘要", max_length=64, unique=True)
    created_at = models.DateTimeField("建立时间", default=timezone.now)
    expires_at = models.DateTimeField("到期时间")
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    # Whether the session that made it had passed the second step: without, it never acts as a post that requires one.
    second_step_passed = models.BooleanField("建立时已二次验证", default=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "接口令牌"
        ordering = ["-created_at"]
