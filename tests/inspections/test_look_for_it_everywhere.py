"""举一反三: what was found in one village is looked for in all (P36)."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Division, Post
from accounts.roles import Role
from core.models import Notice, OpenItem
from core.workflow import StepRefused
from inspections.models import Rectification, RectificationVillage
from inspections.rectifying.reminding import remind
from inspections.rectifying.workflows import Rectify, RectifyVillage
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree


@pytest.fixture
def office(post: MakePost) -> Post:
    return post(Role.TOWN_OFFICE)


@pytest.fixture
def problem(tree: Tree, office: Post) -> Rectification:
    made: Rectification = Rectify.open(by=office, town=tree.town, title="软管老化", demands="逐户检查")
    return made


def finish(village: RectificationVillage, by: Post, found: int = 0) -> None:
    today = timezone.localdate()
    if not found:
        RectifyVillage.clear(village, by=by, checked_on=today, checked=20)
        return
    RectifyVillage.find(village, by=by, checked_on=today, checked=20, found=found)
    RectifyVillage.finish(village, by=by, rectified=found, finished_on=today)


def test_every_village_that_takes_part_is_asked(problem: Rectification, tree: Tree) -> None:
    assert set(problem.villages.values_list("village", flat=True)) == {tree.village.pk, tree.next_village.pk}


@time_machine.travel("2026-09-01 10:00+08:00")
def test_it_is_due_at_the_end_of_october(tree: Tree, post: MakePost) -> None:
    Rectify.open(by=post(Role.TOWN_OFFICE), town=tree.town, title="软管老化", demands="逐户检查")

    [due] = set(OpenItem.objects.filter(clock=Rectify.before_winter.key).values_list("due_at", flat=True))
    assert timezone.localtime(due).date() == datetime.date(2026, 11, 1)


@time_machine.travel("2026-12-01 10:00+08:00")
def test_what_is_opened_in_the_season_does_not_wait_for_the_autumn(tree: Tree, post: MakePost) -> None:
    factories.HeatingSeasonFactory(year=2026, starts_on=datetime.date(2026, 11, 15), ends_on=datetime.date(2027, 3, 15))

    Rectify.open(by=post(Role.TOWN_OFFICE), town=tree.town, title="软管老化", demands="逐户检查")

    item = OpenItem.objects.filter(clock=Rectify.before_winter.key).first()
    assert item is not None
    assert item.due_at is not None
    assert timezone.localtime(item.due_at).date() == datetime.date(2026, 12, 12)


def test_the_town_reports_when_every_village_is_done(problem: Rectification, office: Post) -> None:
    first, second = problem.villages.order_by("pk")
    finish(first, office)

    with pytest.raises(StepRefused, match="还有 1 个村没有完成"):
        Rectify.report(problem, by=office, report="已整改")
    finish(second, office, found=3)
    Rectify.report(problem, by=office, report="已整改")

    assert problem.state == Rectification.State.REPORTED


def test_a_village_is_offered_every_answer_before_it_has_given_one(problem: Rectification, office: Post) -> None:
    village = problem.villages.first()
    assert RectifyVillage.find.why_not(village, by=office) == ""

    RectifyVillage.find(village, by=office, checked_on=timezone.localdate(), checked=20, found=3)

    assert RectifyVillage.finish.why_not(village, by=office) == ""


def test_a_village_is_not_done_before_all_is_put_right(problem: Rectification, office: Post) -> None:
    village = problem.villages.first()
    today = timezone.localdate()
    RectifyVillage.find(village, by=office, checked_on=today, checked=20, found=3)

    with pytest.raises(StepRefused, match="发现 3 个问题，全部整改了才能办理完成"):
        RectifyVillage.finish(village, by=office, rectified=2, finished_on=today)


def test_what_the_district_sends_back_is_looked_into_again(
    problem: Rectification, office: Post, post: MakePost
) -> None:
    for village in problem.villages.all():
        finish(village, office, found=1)
    Rectify.report(problem, by=office, report="已整改")

    Rectify.send_back(problem, by=post(Role.DISTRICT_OFFICE), reason="没有照片")

    assert problem.state == Rectification.State.OPEN
    assert problem.sent_back_reason == "没有照片"
    assert set(problem.villages.values_list("state", "found")) == {("waiting", None)}


def test_a_hazard_of_another_town_is_no_reason_here(tree: Tree, post: MakePost) -> None:
    hazard = factories.HazardFactory(household__village=tree.other_village)

    with pytest.raises(StepRefused, match="起因的隐患不在所选街镇"):
        Rectify.open(by=post(Role.DISTRICT_OFFICE), town=tree.town, title="软管", demands="查", hazard=hazard)


def test_a_village_fills_in_its_own_alone(problem: Rectification, tree: Tree, post: MakePost) -> None:
    [other] = problem.villages.filter(village=tree.next_village)

    with pytest.raises(StepRefused, match="没有找到这条记录"):
        RectifyVillage.clear(other, by=post(Role.VILLAGE), checked_on=timezone.localdate(), checked=3)


def test_the_town_is_reminded_30_14_and_3_days_ahead(tree: Tree, post: MakePost) -> None:
    office = post(Role.TOWN_OFFICE)
    with time_machine.travel("2026-09-01 10:00+08:00"):
        Rectify.open(by=office, town=tree.town, title="软管老化", demands="逐户检查")

    for day in (datetime.date(2026, 10, 1), datetime.date(2026, 10, 1), datetime.date(2026, 10, 2)):
        remind(day)
    remind(datetime.date(2026, 10, 28))

    told = Notice.objects.filter(user=office.user_id, kind=Notice.Kind.DUE_SOON).order_by("pk")
    assert [one.title[:7] for one in told] == ["还有 30 天", "还有 3 天到"]


@time_machine.travel("2026-10-20 10:00+08:00")
def test_what_is_done_by_the_end_of_october_opens_its_villages(tree: Tree, office: Post, client_of: ClientOf) -> None:
    problem = Rectify.open(by=office, town=tree.town, title="软管老化", demands="逐户检查")
    finish(problem.villages.first(), office)
    browser = client_of(office)

    [row] = browser.get("/api/rectification-figures/").json()["rows"]

    assert row["cells"][1:] == ["2", "1", "0", "1", "1", "50.0%"]
    assert len(browser.get(row["rows"][5]).json()["results"]) == 1


def test_a_street_has_it_looked_for_as_a_town_does(tree: Tree, post: MakePost) -> None:
    with acting(System.DEMO):
        tree.town.level = Division.Level.STREET
        tree.town.save()

    assert Rectify.open(by=post(Role.DISTRICT_OFFICE), town=tree.town, title="软管老化", demands="查").pk
