"""Due soon → the handler; overdue → the handler and the tier above; nothing twice."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from accounts.audit import System, acting
from accounts.models import Organization, Post
from accounts.roles import FACTS, Reach, Role
from core.models import Notice, OpenItem
from core.models.clocks import Unit
from core.notifying.escalation import ABOVE
from core.notifying.reminders import remind, remind_due_soon, remind_overdue
from tests.conftest import MakePost
from tests.core.test_clocks import at
from tests.factories import OrganizationFactory, PostFactory, Tree

NOW = at("2026-11-16 12:00")
HOUR = datetime.timedelta(hours=1)


def wait(tree: Tree, role: Role, **facts: Any) -> OpenItem:
    """An item of the first village, due in an hour and to be warned of since an hour."""
    given = {"due_at": NOW + HOUR, "warn_at": NOW - HOUR, "record_id": OpenItem.objects.count() + 1, **facts}
    return OpenItem.objects.create(
        kind="households.application",
        title="街镇核实：增户申请 1",
        clock="households.application.verify",
        role=role,
        village=tree.village,
        town=tree.town,
        district=tree.district,
        city=tree.city,
        started_at=NOW - 2 * HOUR,
        limit_value=3,
        limit_unit=Unit.HOURS,
        **given,
    )


def overdue(tree: Tree, role: Role, **facts: Any) -> OpenItem:
    return wait(tree, role, due_at=NOW - HOUR, **facts)


def told(kind: Notice.Kind) -> set[Any]:
    return {notice.user for notice in Notice.objects.filter(kind=kind)}


def test_the_handler_is_told_that_it_is_due_soon(tree: Tree, post: MakePost) -> None:
    officer = post(Role.TOWN_OFFICE)
    item = wait(tree, Role.TOWN_OFFICE)

    assert remind_due_soon(NOW) == 1

    notice = Notice.objects.get()
    assert (notice.user, notice.kind) == (officer.user, Notice.Kind.DUE_SOON)
    assert (notice.title, notice.body) == ("即将到期：街镇核实：增户申请 1", "截止 2026-11-16 13:00")
    assert notice.link == f"/go/households.application/{item.record_id}/"
    assert notice.created_at == NOW


def test_the_end_of_a_day_is_called_so(tree: Tree, post: MakePost) -> None:
    post(Role.TOWN_OFFICE)
    wait(tree, Role.TOWN_OFFICE, due_at=at("2026-11-16 24:00"))

    remind_due_soon(NOW)

    assert Notice.objects.get().body == "截止 2026-11-16 24:00"


@pytest.mark.parametrize("warn_at", [NOW + HOUR, None])
def test_what_is_not_due_soon_is_not_told(tree: Tree, post: MakePost, warn_at: datetime.datetime | None) -> None:
    post(Role.TOWN_OFFICE)
    wait(tree, Role.TOWN_OFFICE, warn_at=warn_at)

    assert (remind_due_soon(NOW), remind_overdue(NOW)) == (0, 0)


@pytest.mark.parametrize(
    "stopped",
    [{"closed_at": NOW - HOUR}, {"paused_at": NOW - HOUR, "pause_reason": "农户外出"}],
    ids=["closed", "paused"],
)
def test_what_has_stopped_is_not_told(tree: Tree, post: MakePost, stopped: dict[str, Any]) -> None:
    post(Role.TOWN_OFFICE)
    wait(tree, Role.TOWN_OFFICE, **stopped)
    overdue(tree, Role.TOWN_OFFICE, **stopped)

    assert (remind_due_soon(NOW), remind_overdue(NOW)) == (0, 0)


def test_overdue_is_told_to_the_handler_and_to_the_tier_above(tree: Tree, post: MakePost) -> None:
    officer, above, city = post(Role.TOWN_OFFICE), post(Role.DISTRICT_OFFICE), post(Role.CITY_OFFICE)
    overdue(tree, Role.TOWN_OFFICE)

    assert remind_overdue(NOW) == 2

    assert told(Notice.Kind.OVERDUE) == {officer.user}
    assert told(Notice.Kind.ESCALATED) == {above.user}
    assert city.user not in told(Notice.Kind.ESCALATED)
    assert Notice.objects.get(kind=Notice.Kind.ESCALATED).title == "下级逾期：街镇核实：增户申请 1"


def test_what_the_city_lets_pass_is_told_to_the_city_alone(tree: Tree, post: MakePost) -> None:
    city = post(Role.CITY_OFFICE)
    overdue(tree, Role.CITY_OFFICE)

    assert remind_overdue(NOW) == 1
    assert told(Notice.Kind.OVERDUE) == {city.user}


def test_only_those_of_the_place_and_role_are_told(tree: Tree, post: MakePost) -> None:
    post(Role.TOWN_OFFICE, at=tree.other_town)
    post(Role.TOWN_GAS_OFFICE)
    wait(tree, Role.TOWN_OFFICE)

    assert remind_due_soon(NOW) == 0


@pytest.mark.parametrize(
    "gone", [{"state": Post.State.ENDED, "ended_at": NOW}, {"user__is_active": False}, {"organization__active": False}]
)
def test_who_is_no_longer_in_force_is_not_told(tree: Tree, gone: dict[str, Any]) -> None:
    PostFactory(role=Role.TOWN_OFFICE, division=tree.town, **gone)
    wait(tree, Role.TOWN_OFFICE)

    assert remind_due_soon(NOW) == 0


def test_everyone_at_the_office_is_told_and_nobody_twice_for_two_posts(tree: Tree, post: MakePost) -> None:
    one, colleague = post(Role.TOWN_OFFICE), PostFactory(role=Role.TOWN_OFFICE, division=tree.town)
    PostFactory(role=Role.TOWN_OFFICE, division=tree.town, user=one.user)
    wait(tree, Role.TOWN_OFFICE)

    assert remind_due_soon(NOW) == 2
    assert told(Notice.Kind.DUE_SOON) == {one.user, colleague.user}


def test_a_second_run_adds_nothing(tree: Tree, post: MakePost) -> None:
    post(Role.TOWN_OFFICE), post(Role.DISTRICT_OFFICE)
    wait(tree, Role.TOWN_OFFICE)
    overdue(tree, Role.TOWN_OFFICE)
    remind_due_soon(NOW), remind_overdue(NOW)

    later = NOW + datetime.timedelta(minutes=5)

    assert (remind_due_soon(later), remind_overdue(later)) == (0, 0)
    assert Notice.objects.count() == 3


def test_a_deadline_that_was_moved_is_reminded_of_anew(tree: Tree, post: MakePost) -> None:
    post(Role.TOWN_OFFICE)
    item = wait(tree, Role.TOWN_OFFICE)
    remind_due_soon(NOW)

    OpenItem.objects.filter(pk=item.pk).update(due_at=NOW + 2 * HOUR)

    assert remind_due_soon(NOW) == 1


def test_a_company_is_told_of_what_waits_for_it(tree: Tree, post: MakePost) -> None:
    gas, other = (OrganizationFactory(kind=Organization.Kind.GAS, division=tree.district) for _ in range(2))
    manager = PostFactory(role=Role.GAS_COMPANY, organization=gas, division=tree.district)
    PostFactory(role=Role.GAS_COMPANY, organization=other, division=tree.district)
    authority = post(Role.GAS_AUTHORITY)
    overdue(tree, Role.GAS_COMPANY, organization=gas)

    remind_overdue(NOW)

    assert told(Notice.Kind.OVERDUE) == {manager.user}
    assert told(Notice.Kind.ESCALATED) == {authority.user}


def test_field_staff_are_told_of_what_they_hold_and_their_company_of_what_they_let_pass(tree: Tree) -> None:
    repair = OrganizationFactory(kind=Organization.Kind.REPAIR, division=tree.district)
    holder, idle = (PostFactory(role=Role.REPAIRER, organization=repair, division=tree.district) for _ in range(2))
    manager = PostFactory(role=Role.REPAIR_COMPANY, organization=repair, division=tree.district)
    overdue(tree, Role.REPAIRER, organization=repair, holder=holder.user)

    remind_overdue(NOW)

    assert told(Notice.Kind.OVERDUE) == {holder.user}
    assert told(Notice.Kind.ESCALATED) == {manager.user}
    assert idle.user not in told(Notice.Kind.OVERDUE)


def test_the_beat_reminds_of_both(tree: Tree, post: MakePost, time_machine: Any) -> None:
    post(Role.TOWN_OFFICE)
    wait(tree, Role.TOWN_OFFICE)
    overdue(tree, Role.TOWN_OFFICE)
    time_machine.move_to(NOW, tick=False)

    remind()

    assert set(Notice.objects.values_list("kind", flat=True)) == {Notice.Kind.DUE_SOON, Notice.Kind.OVERDUE}


def test_reminding_takes_one_statement_each(tree: Tree, post: MakePost, django_assert_num_queries: Any) -> None:
    post(Role.TOWN_OFFICE)
    wait(tree, Role.TOWN_OFFICE)

    with acting(System.CLOCK), django_assert_num_queries(2 * (4 + 1)) as statements:
        remind_due_soon(NOW)
        remind_overdue(NOW)

    assert sum("core_notice" in query["sql"] for query in statements.captured_queries) == 2


@pytest.mark.parametrize("role", [role for role in Role if FACTS[role].reach is not Reach.NOTHING])
def test_every_role_answers_to_one_of_its_own_tier_or_above(role: Role) -> None:
    above = ABOVE.get(role)

    assert above is not None or role in {Role.CITY_OFFICE, Role.LEADER}
    assert above is None or FACTS[above].tier <= FACTS[role].tier
