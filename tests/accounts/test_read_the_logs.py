"""The audit administrator reads who changed, looked at and signed in to what."""

from __future__ import annotations

import datetime
import html
import re
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.test import Client

from accounts.access import log_access
from accounts.audit import AccessLog, Change, acting
from accounts.models import Post, SignInEvent
from accounts.roles import Role
from core.keyset import CAP
from core.people.logs import AccessPages, ChangePages, LogPages, SignInEventPages
from core.views.list_query import ListQuery
from households.models import Household
from households.workflows import AddHousehold
from tests import factories
from tests.accounts.conftest import Release, Try
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree


@pytest.fixture
def auditor(post: MakePost, client_of: ClientOf) -> Client:
    return client_of(post(Role.AUDIT_ADMIN))


def rename(officer: Post, by: Post, name: str = "李四") -> None:
    with acting(by, why="更名"):
        officer.user.name = name
        officer.user.save()


def test_a_change_says_who_what_and_why(auditor: Client, officer: Post, post: MakePost) -> None:
    system_admin = post(Role.SYSTEM_ADMIN)
    before = officer.user.name
    rename(officer, system_admin)

    change = Change.objects.filter(table="accounts_user").latest("id")
    page = auditor.get(f"/logs/changes/{change.pk}/").content.decode()

    for word in ("用户", "修改", system_admin.user.name, "更名", "姓名", before, "李四"):
        assert word in page


def changed(household: Household, by: Post, **facts: object) -> Change:
    with acting(by):
        row = Household.objects.get(pk=household.pk)
        for name, value in facts.items():
            setattr(row, name, value)
        row.save()
    return Change.objects.filter(table="households_household", operation="U").latest("id")


def test_what_changed_is_said_in_the_words_of_the_records_own_history(
    auditor: Client, post: MakePost, tree: Tree
) -> None:
    household = factories.HouseholdFactory(village=tree.village, phone="13812345678", house_use=1)
    change = changed(
        household,
        post(Role.TOWN_OFFICE),
        phone="13900001111",
        house_use=2,
        village=tree.next_village,
        id_number="130199195001010024",
        care=["disabled"],
    )

    page = auditor.get(f"/logs/changes/{change.pk}/").content.decode().split("改动</h2>")[1]

    for word in ("139****1111", "138****5678", "经营", "西庄村", "（号码已更改，不留原文）", "残疾"):
        assert word in page
    for code in ("13900001111", "13812345678", "disabled", f">{tree.next_village.pk}<", "version", "id_number"):
        assert code not in page


def test_a_change_of_state_is_said_by_its_name(auditor: Client, post: MakePost, tree: Tree) -> None:
    application = factories.ApplicationFactory(village=tree.village, submitted=True)
    AddHousehold.send_back(application, by=post(Role.TOWN_OFFICE), reason="证号不清", flagged=["id_number"])
    change = Change.objects.filter(table="households_application", operation="U").latest("id")

    page = auditor.get(f"/logs/changes/{change.pk}/").content.decode().split("改动</h2>")[1]

    assert "待街镇核实" in page
    assert "submitted" not in page


def test_no_change_names_a_household_that_it_points_to(auditor: Client, tree: Tree) -> None:
    household = factories.HouseholdFactory(village=tree.village, name="赵建国")
    factories.EquipmentFactory(household=household)
    change = Change.objects.filter(table="households_equipment", operation="I").latest("id")

    page = auditor.get(f"/logs/changes/{change.pk}/").content.decode()

    assert "管辖范围以外" in page
    assert "赵建国" not in page


def test_changes_are_found_by_kind_of_record(auditor: Client, officer: Post, post: MakePost) -> None:
    rename(officer, post(Role.SYSTEM_ADMIN))

    found = auditor.get("/logs/changes/", {"q": "用户"}).content.decode()
    not_found = auditor.get("/logs/changes/", {"q": "附件"}).content.decode()

    assert "更名" in found
    assert "更名" not in not_found


def test_changes_are_filtered_by_who_made_them(auditor: Client, officer: Post, post: MakePost) -> None:
    system_admin = post(Role.SYSTEM_ADMIN)
    rename(officer, system_admin)

    found = auditor.get("/logs/changes/", {"who": system_admin.user.username}).content.decode()
    not_found = auditor.get("/logs/changes/", {"who": officer.user.username}).content.decode()

    assert "更名" in found
    assert "更名" not in not_found


def test_changes_are_filtered_by_day(auditor: Client, officer: Post, post: MakePost) -> None:
    rename(officer, post(Role.SYSTEM_ADMIN))

    page = auditor.get("/logs/changes/", {"at_after": "2020-01-01", "at_before": "2020-01-31"}).content.decode()

    assert "更名" not in page


def test_a_password_never_stands_in_the_change_log(auditor: Client, officer: Post) -> None:
    with acting(officer):
        officer.user.change_password("New-homes-2027")

    change = Change.objects.filter(table="accounts_user").latest("id")

    assert "argon2" not in str((change.before, change.after))


def test_an_access_says_who_looked_at_whom(auditor: Client, officer: Post, tree: Tree) -> None:
    household = factories.HouseholdFactory(village=tree.village)
    log_access(officer, AccessLog.Act.UNMASK, household, detail="身份证号", reason="核对补贴")

    page = auditor.get("/logs/access/").content.decode()

    for word in (officer.user.name, "显示完整号码", "身份证号", "核对补贴"):
        assert word in page


def test_unmasked_numbers_are_reviewed_as_a_list(auditor: Client, officer: Post, tree: Tree) -> None:
    household = factories.HouseholdFactory(village=tree.village)
    log_access(officer, AccessLog.Act.OPEN, household, detail="打开页面")
    log_access(officer, AccessLog.Act.UNMASK, household, detail="身份证号", reason="核对补贴")

    page = auditor.get("/logs/access/", {"act": AccessLog.Act.UNMASK}).content.decode()

    assert "核对补贴" in page
    assert "打开页面" not in page


def test_failed_sign_ins_are_found_by_name(
    auditor: Client, officer: Post, browser: Client, try_to_sign_in: Try
) -> None:
    try_to_sign_in(browser, officer.user.username, "Wrong-password-1")
    SignInEvent.objects.create(kind=SignInEvent.Kind.SIGNED_IN, username="somebody")

    page = auditor.get("/logs/sign-ins/", {"q": officer.user.username}).content.decode()

    assert "登录名或口令不正确" in page
    assert "somebody" not in page


def test_a_given_password_names_its_giver(
    auditor: Client, officer: Post, post: MakePost, client_of: ClientOf, release: Release
) -> None:
    security_admin = post(Role.SECURITY_ADMIN)
    release(officer.user)
    client_of(security_admin).post(f"/people/{officer.user_id}/password/")

    page = auditor.get("/logs/sign-ins/", {"kind": SignInEvent.Kind.PASSWORD_GIVEN}).content.decode()

    assert security_admin.user.name in page


@pytest.mark.parametrize("log", [Change, AccessLog, SignInEvent])
def test_the_database_itself_refuses_to_alter_a_log(log: type, officer: Post) -> None:
    log_access(officer, AccessLog.Act.OPEN, officer.user)
    SignInEvent.objects.create(kind=SignInEvent.Kind.SIGNED_IN, username="somebody")

    with pytest.raises(DatabaseError), transaction.atomic():
        log.objects.all().delete()  # type: ignore[attr-defined]
    with pytest.raises(DatabaseError), transaction.atomic():
        log.objects.update(at="2020-01-01T00:00Z")  # type: ignore[attr-defined]


def test_the_lists_cost_the_same_from_three_entries_to_sixty(
    auditor: Client, officer: Post, django_assert_max_num_queries: object
) -> None:
    for number in range(60):
        SignInEvent.objects.create(kind=SignInEvent.Kind.SIGNED_IN, username=f"user{number}")

    for path in ("/logs/sign-ins/", "/logs/changes/", "/logs/access/"):
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            auditor.get(path)


@pytest.mark.parametrize("pages", [ChangePages, AccessPages, SignInEventPages])
def test_a_past_day_is_one_range_of_an_index_read_in_its_order(pages: type[LogPages], post: MakePost) -> None:
    """Page and count alike: neither sorts the day nor walks back to it."""
    address = QueryDict("at_after=2026-11-01&at_before=2026-11-01", mutable=True)
    query = ListQuery(pages, post(Role.AUDIT_ADMIN), address)
    keyset = query.keyset(query.rows)
    page = query.rows.order_by(*(f"-{name}" for name in keyset.fields))[: keyset.size]

    for plan in (plan_of(page), plan_of(query.rows.order_by().values("pk")[:CAP])):
        assert "Sort" not in plan
        assert "_by_day on " in plan
        assert "Index Cond: ((at >= " in plan


def plan_of(rows: QuerySet[Any]) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        sql, params = rows.query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", params)
        return "\n".join(line for (line,) in cursor.fetchall())


def test_pages_of_a_log_meet_within_a_millisecond(auditor: Client) -> None:
    moment = datetime.datetime(2026, 11, 1, 8, tzinfo=datetime.UTC)
    for number in range(120):
        at = moment + datetime.timedelta(microseconds=number * 7)
        SignInEvent.objects.create(kind=SignInEvent.Kind.SIGNED_IN, username=f"user-{number:03d}", at=at)
    seen: list[str] = []
    url = "/logs/sign-ins/"

    while url:
        page = auditor.get(url).content.decode()
        seen += re.findall(r"user-\d{3}", page)
        following = re.search(r'href="(\?[^"]*after=[^"]*)"', page)
        url = f"/logs/sign-ins/{html.unescape(following[1])}" if following else ""

    assert seen == [f"user-{number:03d}" for number in reversed(range(120))]


@pytest.mark.parametrize("path", ["/logs/sign-ins/", "/logs/changes/", "/logs/access/"])
def test_the_filters_can_be_opened(auditor: Client, path: str) -> None:
    page = auditor.get(path, {"panel": "filters"}).content.decode()

    assert '时间自"' in page
    assert '时间至"' in page
