"""账户处置: its pages, and where it begins."""

from __future__ import annotations

from collections.abc import Sequence

import django_filters as filters
from django.urls import reverse

from accounts.models import AccountMeasure, Post, User
from accounts.pages import Menu
from accounts.roles import ADMINISTRATORS, Role
from core.people import rules
from core.people.forms import MeasureForm, PostEndingForm
from core.people.measures import PasswordReset, PostEnding, SecondStepReset
from core.views.records import Action, RecordPages, Section

TONES = {"proposed": "waiting", "released": "doing", "done": "good", "refused": "danger", "withdrawn": "neutral"}
FACTS = ("what", "user", "ended_post", "state", "proposed_by", "released_by", "released_at")


class MeasureFilter(filters.FilterSet):  # type: ignore[misc]
    class Meta:
        model = AccountMeasure
        fields = ["what", "state"]


class MeasurePages(RecordPages):
    model = AccountMeasure
    slug = "account-measures"
    title = "账户处置"
    menu = Menu("组织与用户", "账户处置", "user-round-cog")
    readers = rules.READERS
    workflows = (PasswordReset, SecondStepReset, PostEnding)
    forms = {PasswordReset: MeasureForm, SecondStepReset: MeasureForm, PostEnding: PostEndingForm}
    columns = (*FACTS, "created_at")
    headings = {"created_at": "提出时间"}
    colours = {"state": TONES}
    filterset_class = MeasureFilter
    select_related = ("user", "ended_post", "proposed_by", "released_by")
    unit = "件"
    new_label = "提出"
    empty = "还没有账户处置：重置口令、重置二次验证、收回管理员岗位，由一人提出、另一人同意。"
    prefills = ("user", "ended_post")
    sections = (Section("处置", FACTS),)
    api = False

    @classmethod
    def why_not_edit(cls, record: AccountMeasure, post: Post) -> str:
        return "账户处置只能提出、复核和办理，不能修改。"

    @classmethod
    def sections_of(cls, record: AccountMeasure) -> Sequence[Section]:
        ends_a_post = record.what == AccountMeasure.What.END_POST
        return (Section("处置", [name for name in FACTS if ends_a_post or name != "ended_post"]),)

    @classmethod
    def actions(cls, record: AccountMeasure, post: Post) -> Sequence[Action]:
        if record.what != AccountMeasure.What.PASSWORD or record.state != AccountMeasure.State.RELEASED:
            return ()
        why_not = rules.why_not_give_password(record.user, post)
        return [Action("发放口令", reverse("people-password", args=[record.user_id]), "key-round", why_not=why_not)]


def proposals(user: User, post: Post) -> list[Action]:
    """Buttons of the user's page."""
    may = {PasswordReset: rules.MANAGERS | {Role.SECURITY_ADMIN}, SecondStepReset: ADMINISTRATORS - {Role.AUDIT_ADMIN}}
    return [
        Action(
            workflow.propose.label,
            MeasurePages.url("new", workflow.case, user=user.pk),
            "user-round-cog",
            why_not=rules.why_not_propose(user, post),
        )
        for workflow, roles in may.items()
        if post.role in roles
    ]


def proposal_to_end(ended: Post, post: Post) -> list[Action]:
    """The button of an administrator's post."""
    if ended.role not in ADMINISTRATORS or ended.state != Post.State.IN_FORCE:
        return []
    if post.role not in ADMINISTRATORS - {Role.AUDIT_ADMIN}:
        return []
    why_not = "不能收回自己的岗位。" if ended.user_id == post.user_id else ""
    url = MeasurePages.url("new", PostEnding.case, ended_post=ended.pk)
    return [Action(PostEnding.propose.label, url, "user-round-cog", why_not=why_not)]
