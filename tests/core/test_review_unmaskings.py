"""Each week somebody looks at who had personal numbers shown in full (F102)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import time_machine

from accounts.audit import AccessLog
from accounts.models import Post
from accounts.roles import Role
from core.models import Notice, OpenItem, UnmaskingReview
from core.notifying import reminders
from core.people.reviews import ReviewUnmaskings, list_weeks
from core.workflow import StepRefused
from tests.conftest import ClientOf, MakePost

WEDNESDAY = datetime.datetime(2026, 11, 18, 10, tzinfo=datetime.UTC)
MONDAY = datetime.datetime(2026, 11, 23, 1, tzinfo=datetime.UTC)


@pytest.fixture
def auditor(post: MakePost) -> Post:
    return post(Role.AUDIT_ADMIN)


@pytest.fixture
def shown(post: MakePost) -> None:
    officer = post(Role.TOWN_OFFICE)
    AccessLog.objects.create(
        at=WEDNESDAY,
        user_id=officer.user_id,
        post_id=officer.pk,
        act=AccessLog.Act.UNMASK,
        kind="households.household",
        record_id=1,
        detail="身份证号",
        reason="核对补贴名单",
    )


def on_monday() -> UnmaskingReview:
    with time_machine.travel(MONDAY, tick=False):
        list_weeks()
    return UnmaskingReview.objects.get()


def test_on_monday_the_week_is_listed_and_the_audit_administrators_are_told(shown: None, auditor: Post) -> None:
    review = on_monday()

    assert (review.week_from_on, review.shown) == (datetime.date(2026, 11, 16), 1)
    assert Notice.objects.get(user=auditor.user).link == f"/go/core.unmaskingreview/{review.pk}/"


def test_a_week_is_listed_once(shown: None, auditor: Post) -> None:
    on_monday()

    assert on_monday().shown == 1


def test_a_week_in_which_nothing_was_shown_is_not_listed(auditor: Post) -> None:
    with time_machine.travel(MONDAY, tick=False):
        list_weeks()

    assert not UnmaskingReview.objects.exists()


def test_the_page_leads_to_what_was_shown_that_week(shown: None, auditor: Post, client_of: ClientOf) -> None:
    browser = client_of(auditor)
    page = browser.get(f"/unmasking-reviews/{on_monday().pk}/")
    [action] = page.context["actions"]

    assert "核对补贴名单" in browser.get(action.url).content.decode()


def test_the_mark_says_who_when_and_what_he_thinks(shown: None, auditor: Post, client_of: ClientOf) -> None:
    review = on_monday()

    client_of(auditor).post(f"/unmasking-reviews/{review.pk}/steps/review/", {"reason": "均有业务理由"})

    review.refresh_from_db()
    assert (review.state, review.reviewed_by, review.opinion) == ("reviewed", auditor.user, "均有业务理由")
    assert review.reviewed_at is not None


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.DISTRICT_OFFICE])
def test_nobody_else_marks_it(shown: None, post: MakePost, role: Role) -> None:
    review = on_monday()

    with pytest.raises(StepRefused):
        ReviewUnmaskings.review(review, reason="均有业务理由", by=post(role))


def test_an_overdue_review_climbs_to_the_district(
    shown: None, auditor: Post, post: MakePost, client_of: ClientOf
) -> None:
    office = post(Role.DISTRICT_OFFICE)
    review = on_monday()
    due = OpenItem.objects.get(kind="core.unmaskingreview").due_at
    assert due

    reminders.remind_overdue(due + datetime.timedelta(minutes=1))

    told: dict[Any, Any] = dict(Notice.objects.exclude(kind=Notice.Kind.NEWS).values_list("user", "kind"))
    assert told == {auditor.user_id: "overdue", office.user_id: "escalated"}
    assert client_of(office).get(f"/unmasking-reviews/{review.pk}/").status_code == 200
