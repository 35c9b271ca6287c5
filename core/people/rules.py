"""Who may do what to whose account: each rule answers with "" or the sentence that stands in the way.

Three administrators keep each other in check (F108): one makes users and proposes posts, one confirms posts and helps
people back in, one reads the logs. No act here gives one of them the account of another, and none is done to oneself.
What takes an account out of its owner's hands takes two of them (measures.py).
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.utils import timezone

from accounts.models import AccountMeasure, Organization, Post, User
from accounts.roles import ADMINISTRATORS, MANAGES, Role

LIVE = (Post.State.PROPOSED, Post.State.IN_FORCE)
MANAGERS = frozenset(MANAGES)
# Who may look at people, and at what they hold.
READERS = MANAGERS | ADMINISTRATORS
ON_THE_SERVER = "管理员的口令和二次验证不能在页面上重置，请由运维人员在服务器上执行 manage.py give_password。"


def is_administrator(user: User) -> bool:
    return user.posts.filter(role__in=ADMINISTRATORS, state__in=LIVE).exists()


def why_not_manage(user: User, by: Post) -> str:
    """Change a user's account: its name, phone, organisation, whether it is in use."""
    if by.role not in MANAGERS:
        return "您的岗位不能修改用户。"
    if user.pk == by.user_id:
        return "自己的账户不能自己修改，请联系其他管理员。"
    held = set(user.posts.filter(state__in=LIVE).values_list("role", flat=True))
    if held - MANAGES[Role(by.role)]:
        return "这位用户还担任不归您管理的岗位，请联系区系统管理员修改。"
    return ""


def why_not_give_password(user: User, by: Post) -> str:
    """The system administrator, who makes users, does not learn a password: else he could act as one he made."""
    if user.pk == by.user_id:
        return "自己的口令请在“我的账户”中更改。"
    if is_administrator(user):
        return ON_THE_SERVER
    if by.role == Role.SYSTEM_ADMIN:
        return "口令由安全管理员或用户所在单位的管理员发放。"
    if by.role != Role.SECURITY_ADMIN and (sentence := why_not_manage(user, by)):
        return sentence
    if user.must_change_password or released_resets(user):
        return ""
    hours = settings.GIVEN_PASSWORD_HOURS
    return f"本人已有自己的口令：请先提出“重置口令”，由另一位安全管理员同意后 {hours} 小时内发放。"


def released_resets(user: User) -> list[AccountMeasure]:
    """What lets somebody replace a password that its owner chose."""
    since = timezone.now() - datetime.timedelta(hours=settings.GIVEN_PASSWORD_HOURS)
    released = {"what": AccountMeasure.What.PASSWORD, "state": AccountMeasure.State.RELEASED}
    return list(user.measures.filter(**released, released_at__gt=since))


def why_not_propose(user: User, by: Post) -> str:
    """A reset of the user's password or second step."""
    if user.pk == by.user_id:
        return "自己的口令和二次验证请在“我的账户”中设置。"
    if not User.objects.visible_to(by).filter(pk=user.pk).exists():
        return "这位用户不归您管理。"
    if is_administrator(user):
        return ON_THE_SERVER
    return "" if by.role in ADMINISTRATORS else why_not_manage(user, by)


def why_not_guard(user: User, by: Post) -> str:
    """Unlock, require a second step, end sessions."""
    if by.role != Role.SECURITY_ADMIN:
        return "由安全管理员办理。"
    return "不能对自己的账户办理。" if user.pk == by.user_id else ""


def why_not_close(organization: Organization) -> str:
    """An organisation out of use puts its posts out of force."""
    if organization.posts.filter(role__in=ADMINISTRATORS, state__in=LIVE).exists():
        return "这个单位有系统、安全或审计管理员的岗位，不能停用。"
    return ""
