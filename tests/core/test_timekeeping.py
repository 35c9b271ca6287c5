"""What the system administrator keeps: the calendar, and the limits in place of those declared (P180)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from accounts.audit import System, acting
from accounts.roles import Role
from core.models import CalendarDay, OfficeHours, TimeLimit
from core.models.clocks import Unit
from core.timekeeping.clocks import Limit, due_at, limit_in_force
from core.timekeeping.named import named_limits
from core.timekeeping.working_days import is_workday
from tests.conftest import ClientOf, MakePost
from tests.core.test_clocks import at

pytestmark = pytest.mark.usefixtures("small_tables")
VERIFY = "households.application.verify"


@pytest.fixture
def browser(post: MakePost, client_of: ClientOf) -> Any:
    return client_of(post(Role.SYSTEM_ADMIN))


def limit(**facts: Any) -> dict[str, Any]:
    given = {"what": f"{VERIFY}|add", "value": 3, "unit": Unit.WORKING_DAYS, "basis": "区办〔2026〕1号", **facts}
    return {"effective_on": timezone.localdate().isoformat(), **given}


def test_a_day_entered_by_the_administrator_is_reckoned_with(browser: Any) -> None:
    browser.post("/calendar/new/", {"date": "2027-01-01", "name": "元旦", "basis": "国办发明电〔2026〕1号"})

    assert CalendarDay.objects.get().name == "元旦"
    assert not is_workday(datetime.date(2027, 1, 1))


def test_a_limit_put_by_the_administrator_is_in_force_from_its_day(browser: Any) -> None:
    browser.post("/time-limits/new/", limit())

    row = TimeLimit.objects.get()
    assert (row.clock, row.case) == (VERIFY, "add")
    assert str(limit_in_force(VERIFY, "add", None, timezone.localdate())) == "3个工作日"
    assert limit_in_force(VERIFY, "cancel", None, timezone.localdate()) is None


def test_the_district_puts_its_limits_and_sees_them(post: MakePost, client_of: ClientOf) -> None:
    office = client_of(post(Role.DISTRICT_OFFICE))

    office.post("/time-limits/new/", limit())

    assert TimeLimit.objects.get().value == 3
    assert "增户：街镇核实" in office.get("/time-limits/").content.decode()


@pytest.mark.parametrize("role", [Role.TOWN_OFFICE, Role.LEADER, Role.SECURITY_ADMIN])
def test_nobody_else_puts_limits(role: Role, post: MakePost, client_of: ClientOf) -> None:
    assert client_of(post(role)).post("/time-limits/new/", limit()).status_code == 403
    assert not TimeLimit.objects.exists()


def test_the_same_limit_is_not_put_twice_for_a_day(browser: Any) -> None:
    browser.post("/time-limits/new/", limit())

    answer = browser.post("/time-limits/new/", limit(value=4))

    assert "这一时限在该日已有规定。" in answer.content.decode()
    assert TimeLimit.objects.get().value == 3


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"effective_on": "2026-01-01"}, "生效日期不能早于今天。"),
        ({"value": 0}, "时限应大于零。"),
        ({"value": 1345, "unit": Unit.DAY_OF_YEAR}, "如 10 月 31 日写 1031"),
        ({"what": ""}, "请填写“哪一步的时限”。"),
        ({"what": "households.application.nothing|"}, "nothing"),
    ],
)
def test_a_limit_that_means_nothing_is_refused(browser: Any, facts: dict[str, Any], sentence: str) -> None:
    answer = browser.post("/time-limits/new/", limit(**facts))

    assert sentence in answer.content.decode()
    assert not TimeLimit.objects.exists()


def test_a_limit_in_force_is_followed_by_another_not_changed(browser: Any) -> None:
    with acting(System.SETUP):
        row = TimeLimit.objects.create(
            clock=VERIFY, case="add", value=3, unit=Unit.WORKING_DAYS, effective_on="2026-01-01", basis="旧"
        )

    answer = browser.post(f"/time-limits/{row.pk}/edit/", limit(value=9, version=row.version))

    assert answer.status_code == 403
    assert TimeLimit.objects.get().value == 3


def hours(**facts: Any) -> dict[str, Any]:
    return {"effective_on": "2026-12-01", "closes_at": "17:00", "basis": "冬季作息", **facts}


def test_closing_time_is_that_of_the_day_on_which_a_clock_starts(browser: Any, time_machine: Any) -> None:
    time_machine.move_to(at("2026-11-20 10:00"))
    browser.post("/office-hours/new/", hours())

    assert due_at(at("2026-11-30 17:10"), Limit(1, Unit.WORKING_DAYS)) == at("2026-12-01 24:00")
    assert due_at(at("2026-12-01 17:10"), Limit(1, Unit.WORKING_DAYS)) == at("2026-12-03 24:00")
    assert due_at(at("2026-12-01 17:00"), Limit(1, Unit.WORKING_DAYS)) == at("2026-12-02 24:00")


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"effective_on": "2026-11-19"}, "生效日期不能早于今天。"),
        ({"closes_at": "05:30"}, "下班时间应在 12:00 以后"),
        ({"basis": ""}, "请填写“依据”。"),
    ],
)
def test_a_closing_time_that_cannot_be_is_refused(
    browser: Any, time_machine: Any, facts: dict[str, Any], sentence: str
) -> None:
    time_machine.move_to(at("2026-11-20 10:00"))

    answer = browser.post("/office-hours/new/", hours(**facts))

    assert sentence in answer.content.decode()
    assert not OfficeHours.objects.exists()


def test_a_closing_time_in_force_is_followed_by_another_not_changed(browser: Any, time_machine: Any) -> None:
    time_machine.move_to(at("2026-11-20 10:00"))
    browser.post("/office-hours/new/", hours())
    row = OfficeHours.objects.get()

    before = browser.post(f"/office-hours/{row.pk}/edit/", hours(closes_at="16:30", version=row.version))
    time_machine.move_to(at("2026-12-01 10:00"))
    refused = browser.post(f"/office-hours/{row.pk}/edit/", hours(closes_at="16:00", version=2))

    assert (before.status_code, refused.status_code) == (302, 403)
    assert OfficeHours.objects.get().closes_at == datetime.time(16, 30)


def test_only_the_system_administrator_sets_the_closing_time(post: MakePost, client_of: ClientOf) -> None:
    auditor, office = client_of(post(Role.AUDIT_ADMIN)), client_of(post(Role.DISTRICT_OFFICE))

    assert auditor.get("/office-hours/").status_code == 200
    assert auditor.post("/office-hours/new/", hours()).status_code == 403
    assert office.get("/office-hours/").status_code == 403
    assert not OfficeHours.objects.exists()


def test_the_list_names_limits_in_the_offices_words(browser: Any) -> None:
    browser.post("/time-limits/new/", limit())

    page = browser.get("/time-limits/").content.decode()

    assert "增户：街镇核实" in page
    assert VERIFY not in page


def test_the_history_names_them_too(browser: Any) -> None:
    browser.post("/time-limits/new/", limit())

    page = browser.get(f"/time-limits/{TimeLimit.objects.get().pk}/history/").content.decode()

    assert "街镇核实" in page
    assert "增户" in page
    assert VERIFY not in page


def test_what_is_added_to_the_calendar_is_a_day(post: MakePost, client_of: ClientOf) -> None:
    browser = client_of(post(Role.SYSTEM_ADMIN))

    for url in ("/calendar/", "/calendar/new/"):
        assert "登记一天" in browser.get(url).content.decode()


def test_who_keeps_no_calendar_neither_sees_nor_changes_it(post: MakePost, client_of: ClientOf) -> None:
    town, readers = client_of(post(Role.TOWN_OFFICE)), [post(Role.DISTRICT_OFFICE), post(Role.AUDIT_ADMIN)]

    assert town.get("/calendar/").status_code == 403
    for reader in map(client_of, readers):
        assert reader.get("/calendar/").status_code == 200
        assert reader.post("/calendar/new/", {"date": "2027-01-01", "name": "元旦"}).status_code == 403
    assert not CalendarDay.objects.exists()


def test_every_declared_limit_can_be_named() -> None:
    named = named_limits()

    assert len({one.key for one in named}) == len(named)
    assert {(VERIFY, "add"), (VERIFY, "cancel")} <= {(one.clock, one.case) for one in named}
