"""显示完整号码的每周复核 (F102): listed by the clock each Monday, reviewed by an audit administrator, in time."""

from __future__ import annotations

import datetime
from typing import Any

from celery import shared_task
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from accounts.audit import AccessLog, System
from accounts.models import Division, Post
from accounts.pages import Menu
from accounts.roles import Role
from core.addresses import rows_url
from core.models import UnmaskingReview
from core.people.workflows import by_whom
from core.views.records import Action, RecordPages, Section
from core.workflow import NOW, REASON, Limit, Step, Unit, Workflow

State = UnmaskingReview.State
WEEK = datetime.timedelta(days=7)
# A clock that stood still for a while lists what it missed.
WEEKS_BACK = 5
FACTS = ("week_from_on", "week_to_on", "shown", "state", "reviewed_by", "reviewed_at", "opinion")


class ReviewUnmaskings(Workflow):
    title = "显示完整号码的每周复核"
    model, state = UnmaskingReview, State

    list_week = Step(
        "列出一周",
        None,
        State.DUE,
        by=System.CLOCK,
        asks=["week_from_on", "district", "shown"],
        tells={Role.AUDIT_ADMIN},
    )
    review = Step(
        "已复核",
        State.DUE,
        State.REVIEWED,
        by=Role.AUDIT_ADMIN,
        within=Limit(5, Unit.WORKING_DAYS),
        reason=True,
        stamps={"reviewed_by": by_whom, "reviewed_at": NOW, "opinion": REASON},
    )


def unmaskings(week_from: datetime.date) -> QuerySet[AccessLog]:
    start = timezone.make_aware(datetime.datetime.combine(week_from, datetime.time()))
    return AccessLog.objects.filter(act=AccessLog.Act.UNMASK, at__gte=start, at__lt=start + WEEK)


@shared_task(name="core.people.reviews.list_weeks")  # type: ignore[untyped-decorator]
def list_weeks() -> None:
    """Each ended week in which a number was shown, once."""
    district = Division.objects.filter(code=settings.DISTRICT_CODE).first()
    today = timezone.localdate()
    monday = today - datetime.timedelta(days=today.weekday())
    for back in range(WEEKS_BACK, 0, -1):
        week = monday - back * WEEK
        if district is None or UnmaskingReview.objects.filter(week_from_on=week).exists():
            continue
        if shown := unmaskings(week).count():
            ReviewUnmaskings.list_week(week_from_on=week, district=district, shown=shown, by=System.CLOCK)


class UnmaskingReviewPages(RecordPages):
    model = UnmaskingReview
    slug = "unmasking-reviews"
    title = "显示号码复核"
    menu = Menu("系统", "显示号码复核", "scan-eye")
    # Whom an overdue review climbs to sees that it is, not what was shown.
    readers = frozenset({Role.AUDIT_ADMIN, Role.DISTRICT_OFFICE})
    workflows = (ReviewUnmaskings,)
    columns = FACTS
    headings = {"week_to_on": "周日"}
    colours = {"state": {State.DUE: "waiting", State.REVIEWED: "good"}}
    select_related = ("reviewed_by",)
    unit = "周"
    empty = "还没有需要复核的一周。有人显示完整号码的，每周一列出上一周。"
    sections = (Section("复核", FACTS),)
    api = False

    @classmethod
    def why_not_create(cls, post: Post, workflow: type[Workflow] | None) -> str:
        return "每周一由系统列出。"

    @classmethod
    def why_not_edit(cls, record: Any, post: Post) -> str:
        return "复核只能办理，不能修改。"

    @classmethod
    def actions(cls, record: UnmaskingReview, post: Post) -> list[Action]:
        if post.role != Role.AUDIT_ADMIN:
            return []
        week = rows_url("logs/access", act="unmask", at_after=record.week_from_on, at_before=record.week_to_on)
        return [Action(f"看这一周的 {record.shown:,} 次", week, "eye")]
