"""台账变动对比: what became different between the ends of two days."""

from __future__ import annotations

import datetime
import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.background import jobs
from core.files.storage import SealedFileStorage
from core.models import Job
from households.models import Equipment, Household
from households.models.choices import Category, Status
from households.models.choices import Kind as Heating
from households.seasons.changes import month_before
from households.seasons.differences import Asked, Kind, counts_of, page_of
from households.seasons.saying import lines_of
from tests.conftest import ClientOf, MakePost
from tests.factories import EquipmentFactory, HouseholdFactory, Tree

TODAY = timezone.localdate()
YESTERDAY, LAST_WEEK = TODAY - datetime.timedelta(days=1), TODAY - datetime.timedelta(days=7)


@pytest.fixture
def officer(post: MakePost) -> Post:
    return post(Role.DISTRICT_OFFICE)


@pytest.fixture
def asked(officer: Post) -> Asked:
    return Asked(officer, YESTERDAY, TODAY)


def stood_long(*households: Household) -> None:
    """As if all of it were a week old: the clock of PostgreSQL cannot be turned back."""
    moment = datetime.datetime.combine(LAST_WEEK, datetime.time(12), tzinfo=timezone.get_default_timezone())
    with acting(System.SEALS), connection.cursor() as cursor:
        for table, key in (("household", "id"), ("equipment", "household_id")):
            cursor.execute(
                f"UPDATE households_{table} SET created_at = %s, updated_at = %s WHERE {key} = ANY(%s)",
                [moment, moment, [one.pk for one in households]],
            )


def change(household: Household, **values: Any) -> None:
    with acting(System.DEMO):
        Household.objects.filter(pk=household.pk).update(**values)


def of_old(tree: Tree, **facts: Any) -> Household:
    made: Household = HouseholdFactory(village=tree.village, **facts)
    EquipmentFactory(household=made)
    stood_long(made)
    return made


def kinds_of(asked: Asked) -> dict[int, list[str]]:
    return {one.household: [str(kind) for kind in one.kinds] for one in page_of(asked)}


def test_each_kind_is_told_by_what_became_different(tree: Tree, asked: Asked) -> None:
    new = HouseholdFactory(village=tree.village)
    cancelled, converted, renamed, called, same = (of_old(tree) for _ in range(5))
    change(cancelled, status=Status.CANCELLED, cancelled_on=TODAY)
    change(converted, kind=Heating.PHOTOVOLTAIC, category=Category.OTHER)
    change(renamed, name="王新主")
    change(called, phone="13900000001")
    change(same, version=7)

    assert kinds_of(asked) == {
        new.pk: ["added"],
        cancelled.pk: ["cancelled"],
        converted.pk: ["converted"],
        renamed.pk: ["householder"],
        called.pk: ["other"],
    }


def test_what_was_changed_and_changed_back_is_no_difference(tree: Tree, asked: Asked) -> None:
    household = of_old(tree, phone="13800000009")
    change(household, phone="13900000001")
    change(household, phone="13800000009")

    assert page_of(asked) == []


def test_what_happened_before_the_first_day_is_not_told(tree: Tree, asked: Asked) -> None:
    household = of_old(tree)
    change(household, phone="13900000001")
    stood_long(household)
    with acting(System.SEALS), connection.cursor() as cursor:
        cursor.execute("UPDATE households_household_version SET valid_to = valid_to - interval '6 days'")

    assert page_of(asked) == []
    assert len(page_of(Asked(asked.post, LAST_WEEK - datetime.timedelta(days=1), TODAY))) == 1


def test_a_household_of_two_kinds_counts_for_both(tree: Tree, asked: Asked) -> None:
    both = of_old(tree)
    change(both, name="王新主", phone="13900000001")
    change(of_old(tree), phone="13900000002")

    assert kinds_of(asked)[both.pk] == ["householder", "other"]
    assert counts_of(asked) == {Kind.HOUSEHOLDER: 1, Kind.OTHER: 2}


def test_a_new_device_is_a_difference_of_its_household(tree: Tree, asked: Asked) -> None:
    household = of_old(tree)
    with acting(System.DEMO):
        Equipment.objects.update(state=Equipment.State.REPLACED)
    EquipmentFactory(household=household, device_brand="格力")

    [line] = lines_of(page_of(asked))

    assert ("设备品牌", "暖风", "格力") in [(one.label, one.was, one.now) for one in line.changes]


def test_old_and_new_are_masked(tree: Tree, asked: Asked) -> None:
    household = of_old(tree, phone="13812345678")
    with acting(System.DEMO):
        household.refresh_from_db()
        household.phone, household.id_number = "13987654321", "110101199003070134"
        household.save()

    [line] = lines_of(page_of(asked))

    said = {one.label: (one.was, one.now) for one in line.changes}
    assert said["联系方式"] == ("138****5678", "139****4321")
    assert said["身份证号"][1] == "110101********0134"


def test_a_township_sees_its_own_and_one_that_left_is_said_so(tree: Tree, asked: Asked, post: MakePost) -> None:
    moved = of_old(tree)
    other = HouseholdFactory(village=tree.other_next_village)
    change(moved, village=tree.other_village, town=tree.other_town)

    assert kinds_of(Asked(post(Role.TOWN_OFFICE), YESTERDAY, TODAY)) == {moved.pk: ["other"]}
    there = Asked(post(Role.TOWN_OFFICE, at=tree.other_town), YESTERDAY, TODAY)
    assert kinds_of(there) == {moved.pk: ["added"], other.pk: ["added"]}
    assert kinds_of(asked)[moved.pk] == ["other"]


def test_the_page_counts_by_kind_and_turns_by_key(
    tree: Tree, officer: Post, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("households.seasons.changes.PAGE", 2)
    made = [HouseholdFactory(village=tree.village).pk for _ in range(5)]
    browser = client_of(officer)

    page = browser.get(reverse("changes"))
    shown = []
    while True:
        shown += [line.household for line, _ in page.context["lines"]]
        if not page.context["next_url"]:
            break
        page = browser.get(page.context["next_url"])
    back = browser.get(page.context["previous_url"])

    assert shown == made
    assert [line.household for line, _ in back.context["lines"]] == made[2:4]
    [added] = [one for one in page.context["kinds"] if one["kind"] == Kind.ADDED]
    assert added["households"] == 5
    assert browser.get(added["url"]).context["asked"].kind == Kind.ADDED


def test_days_that_make_no_span_are_refused_in_a_sentence(officer: Post, client_of: ClientOf) -> None:
    page = client_of(officer).get(reverse("changes"), {"first_day": f"{TODAY}", "last_day": f"{YESTERDAY}"})

    assert "应早于后一天" in page.content.decode()


def test_it_leaves_as_a_workbook_of_one_line_a_column(tree: Tree, officer: Post, client_of: ClientOf) -> None:
    household = of_old(tree, phone="13812345678")
    change(household, phone="13900000001", address="新地址1号")

    client_of(officer).post(f"{reverse('changes-export')}?first_day={YESTERDAY}&last_day={TODAY}")
    job = jobs.run_now(Job.objects.get(kind="ledger_changes"))

    with SealedFileStorage().open(job.result.name) as file:
        rows = list(openpyxl.load_workbook(io.BytesIO(file.read())).worksheets[0].iter_rows(values_only=True))
    assert [row[5:] for row in rows[1:]] == [
        ("地址", household.address, "新地址1号"),
        ("联系方式", "138****5678", "139****0001"),
    ]
    assert job.sentence == "已导出 1 户的变动。"


def test_the_api_gives_the_same(tree: Tree, officer: Post, client_of: ClientOf) -> None:
    made = HouseholdFactory(village=tree.village)

    found = client_of(officer).get("/api/changes/", {"kind": "added"}).json()

    assert [one["household"] for one in found["results"]] == [made.pk]
    assert next(one for one in found["counts"] if one["kind"] == "added")["households"] == 1


def test_where_no_day_was_said_the_boxes_show_which_is_meant(officer: Post, client_of: ClientOf) -> None:
    form = client_of(officer).get(reverse("changes")).context["form"]

    assert form["last_day"].value() == TODAY
    assert form["first_day"].value() == month_before(TODAY)
