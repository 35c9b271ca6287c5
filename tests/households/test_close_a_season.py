"""采暖季封账: proposed by one, confirmed by another, frozen for good, and found out when something was moved."""

from __future__ import annotations

import datetime
import io
from typing import Any

import openpyxl
import pytest
from django.db import InternalError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.background import jobs
from core.ledgers.export import Order, export
from core.models import Job
from core.sealing import rotation
from core.workflow import StepRefused
from households.models import Household, SeasonClose, SeasonRow
from households.models.choices import Kind, Status
from households.seasons import freezing
from households.seasons.freezing import examine
from households.seasons.jobs import start_check
from households.seasons.ledgers import SeasonLedger
from households.seasons.totals import totals_of
from households.seasons.views import SeasonClosePages
from households.seasons.workflows import CloseSeason
from tests.conftest import ClientOf, MakePost
from tests.factories import EquipmentFactory, HeatingSeasonFactory, HouseholdFactory, PostFactory, Tree, frozen_close

State = SeasonClose.State
TODAY = timezone.localdate()


@pytest.fixture
def season(db: None) -> Any:
    return HeatingSeasonFactory(year=2025)


@pytest.fixture
def officer(post: MakePost) -> Post:
    return post(Role.DISTRICT_OFFICE)


@pytest.fixture
def colleague(tree: Tree) -> Post:
    return PostFactory(role=Role.DISTRICT_OFFICE, division=tree.district)


@pytest.fixture
def households(tree: Tree) -> list[Household]:
    """Two of one village, the second cancelled, and one of another township."""
    return [
        HouseholdFactory(village=tree.village),
        HouseholdFactory(village=tree.village, cancelled=True),
        HouseholdFactory(village=tree.other_village, gas=True),
    ]


def propose(season: Any, officer: Post, **facts: Any) -> SeasonClose:
    close: SeasonClose = CloseSeason.propose(by=officer, season=season, as_of_on=TODAY, **facts)
    return close


def run_last_job() -> Job:
    return jobs.run_now(Job.objects.latest("pk"))


def write(sql: str, *params: Any, by: System = System.DEMO) -> None:
    """By hand, in a savepoint that is given up where the database refuses."""
    with acting(by), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def past_the_triggers(sql: str) -> None:
    """As somebody with the database in his hands could."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE households_seasonrow DISABLE TRIGGER USER")
        cursor.execute(sql)
        cursor.execute("ALTER TABLE households_seasonrow ENABLE TRIGGER USER")


def test_what_one_officer_proposes_another_confirms_and_a_job_freezes(
    season: Any, officer: Post, colleague: Post, households: list[Household]
) -> None:
    close = propose(season, officer)
    CloseSeason.confirm(close, by=colleague)

    job = run_last_job()

    close.refresh_from_db()
    assert (job.state, job.sentence) == (Job.State.DONE, "已封存 3 户。")
    assert (close.state, close.households, close.confirmed_by) == (State.FROZEN, 3, colleague)
    assert list(SeasonRow.objects.of(close).order_by("pk").values_list("household", flat=True)) == [
        one.pk for one in households
    ]


def test_who_proposed_it_does_not_confirm_it(season: Any, officer: Post) -> None:
    close = propose(season, officer)
    again = PostFactory(role=Role.DISTRICT_OFFICE, division=officer.division, user=officer.user)

    for one in (officer, again):
        with pytest.raises(StepRefused, match="另一位同事"):
            CloseSeason.confirm(close, by=one)


def test_the_day_lies_within_the_season_and_not_ahead(season: Any, officer: Post) -> None:
    with pytest.raises(StepRefused, match="不能晚于今天"):
        CloseSeason.propose(by=officer, season=season, as_of_on=TODAY + datetime.timedelta(days=1))
    with pytest.raises(StepRefused, match="不能早于"):
        CloseSeason.propose(by=officer, season=season, as_of_on=datetime.date(2025, 10, 31))


def test_a_season_is_closed_once_but_may_be_proposed_again_after_a_refusal(
    season: Any, officer: Post, colleague: Post
) -> None:
    close = propose(season, officer)
    with pytest.raises(StepRefused, match="已经提出封账"):
        propose(season, colleague)

    CloseSeason.reject(close, by=colleague, reason="台账还有两个村没有核完")

    assert propose(season, colleague).state == State.PROPOSED


def test_void_rows_stay_out_and_the_newest_device_in_use_comes_along(
    season: Any, tree: Tree, households: list[Household]
) -> None:
    HouseholdFactory(village=tree.village, status=Status.VOID)
    EquipmentFactory(household=households[0], device_code="OLD")
    EquipmentFactory(household=households[0], device_code="NEW")
    EquipmentFactory(household=households[0], device_code="GONE", replaced=True)

    close = frozen_close(tree.district, season=season)

    rows = {row.household_id: row for row in SeasonRow.objects.of(close)}
    assert len(rows) == 3
    assert rows[households[0].pk].device_code == "NEW"
    assert rows[households[1].pk].device_code == ""


def test_a_past_day_is_frozen_as_the_ledger_stood_then(season: Any, tree: Tree, households: list[Household]) -> None:
    yesterday = timezone.now() - datetime.timedelta(days=1)
    with acting(System.SEALS), connection.cursor() as cursor:
        cursor.execute("UPDATE households_household SET created_at = %s, updated_at = %s", [yesterday, yesterday])
    with acting(System.DEMO):
        Household.objects.filter(pk=households[0].pk).update(name="后来的户主")
    HouseholdFactory(village=tree.village)

    close = frozen_close(tree.district, season=season, as_of_on=timezone.localdate(yesterday))

    assert [row.name for row in SeasonRow.objects.of(close).order_by("pk")] == [one.name for one in households]


def test_numbers_are_copied_sealed_and_open_with_a_new_key(
    season: Any, tree: Tree, households: list[Household], settings: Any
) -> None:
    close = frozen_close(tree.district, season=season)
    settings.SEAL_KEYS = {"2026": b"k" * 32} | settings.SEAL_KEYS

    for column in rotation.sealed_columns():
        rotation.reseal_column(column)

    settings.SEAL_KEYS = {"2026": b"k" * 32}
    row = SeasonRow.objects.of(close).get(household=households[0])
    assert row.id_number == households[0].id_number
    assert examine(close) == freezing.Found(2, [], True)


@pytest.mark.parametrize(
    "moved",
    [
        "UPDATE households_seasonrow SET name = '别人'",
        "DELETE FROM households_seasonrow",
        "UPDATE households_seasonvillage SET sha256 = ''",
        "UPDATE households_seasoncount SET households = 0",
        "UPDATE households_seasonclose SET households = 0",
        "DELETE FROM households_seasonclose",
    ],
)
def test_nobody_moves_what_is_frozen(season: Any, tree: Tree, households: list[Household], moved: str) -> None:
    frozen_close(tree.district, season=season)

    with pytest.raises(InternalError, match="记录只能增加"):
        write(moved)


def test_who_seals_again_changes_nothing_but_seals(season: Any, tree: Tree, households: list[Household]) -> None:
    frozen_close(tree.district, season=season)

    with pytest.raises(InternalError, match="记录只能增加"):
        write("UPDATE households_seasonrow SET heated_area = 1", by=System.SEALS)


@pytest.mark.parametrize("part", ["seasoncount", "seasonvillage", "seasonrow"])
def test_nothing_is_added_to_a_close_that_is_frozen(
    season: Any, tree: Tree, households: list[Household], part: str
) -> None:
    frozen_close(tree.district, season=season)

    with pytest.raises(InternalError, match="不能再增加"):
        write(
            f"""INSERT INTO households_{part} SELECT (jsonb_populate_record(t, '{{"id": 0, "village_id": 0}}')).*
            FROM (SELECT t FROM households_{part} AS t LIMIT 1) AS one"""
        )


@pytest.mark.parametrize(
    "moved",
    [
        "UPDATE households_seasonrow SET heated_area = heated_area + 1 WHERE village_id = {village}",
        "DELETE FROM households_seasonrow WHERE village_id = {village}",
        "UPDATE households_seasonrow SET sha256 = sha256('') WHERE village_id = {village}",
    ],
)
def test_the_village_whose_rows_were_moved_behind_its_back_is_named(
    season: Any, tree: Tree, households: list[Household], moved: str, officer: Post
) -> None:
    close = frozen_close(tree.district, season=season)
    past_the_triggers(moved.format(village=tree.other_village.pk))

    with acting(officer):
        job = jobs.run_now(start_check(close, officer))

    assert examine(close).faulty == [tree.other_village.pk]
    assert "不一致：北五女村" in job.sentence
    assert close.checks.get().faulty == [tree.other_village.pk]


def test_one_village_is_checked_alone(season: Any, tree: Tree, households: list[Household]) -> None:
    close = frozen_close(tree.district, season=season)
    past_the_triggers(f"UPDATE households_seasonrow SET name = '别人' WHERE village_id = {tree.other_village.pk}")

    assert examine(close, tree.village.pk) == freezing.Found(1, [], True)
    assert examine(close, tree.other_village.pk).faulty == [tree.other_village.pk]


def test_a_killed_freezing_leaves_nothing_and_is_taken_up_again(
    season: Any, officer: Post, colleague: Post, households: list[Household], monkeypatch: pytest.MonkeyPatch
) -> None:
    close = propose(season, officer)
    CloseSeason.confirm(close, by=colleague)
    with monkeypatch.context() as broken:
        broken.setattr(freezing, "_whole", lambda cursor, close: 1 / 0)
        assert run_last_job().state == Job.State.FAILED

    close.refresh_from_db()
    assert (close.state, close.confirmed_by, SeasonRow.objects.count()) == (State.PROPOSED, None, 0)
    CloseSeason.confirm(close, by=colleague)
    assert run_last_job().state == Job.State.DONE


def test_totals_stand_beside_those_of_the_season_before(tree: Tree, post: MakePost, officer: Post) -> None:
    one, other = HouseholdFactory(village=tree.village), HouseholdFactory(village=tree.other_village)
    frozen_close(tree.district, season=HeatingSeasonFactory(year=2024))
    with acting(System.DEMO):
        Household.objects.filter(pk=one.pk).update(kind=Kind.AIR_PUMP)
    HouseholdFactory(village=tree.village)
    close = frozen_close(tree.district, season=HeatingSeasonFactory(year=2025))

    parts = {part.title: {line.label: line for line in part.lines} for part in totals_of(close, officer).parts}

    kinds = parts["改造类型（在用）"]
    assert [(kinds[name].households, kinds[name].before) for name in ("空气源热风机", "空气源热泵")] == [(2, 2), (1, 0)]
    [since] = [one for one in SeasonClosePages.actions(close, officer) if one.label == "与上季的变动"]
    assert since.url.startswith(reverse("changes"))
    assert (parts["使用状态"]["正常"].change, parts["使用状态"]["正常"].percent) == (1, 50)
    own = totals_of(close, post(Role.TOWN_OFFICE, at=tree.other_town))
    assert [line.households for line in own.parts[0].lines] == [1], other


def test_each_total_opens_as_many_rows_as_it_says(
    tree: Tree, officer: Post, households: list[Household], season: Any, client_of: ClientOf
) -> None:
    close = frozen_close(tree.district, season=season)
    HouseholdFactory(village=tree.village)
    frozen_close(tree.district, season=HeatingSeasonFactory(year=2024))
    browser = client_of(officer)

    for part in totals_of(close, officer).parts:
        for line in part.lines:
            assert browser.get(line.url).context["query"].count == line.households, line


def test_the_pages_show_totals_checks_and_the_households_closes(
    tree: Tree, officer: Post, households: list[Household], season: Any, client_of: ClientOf
) -> None:
    close = frozen_close(tree.district, season=season)
    browser = client_of(officer)
    with acting(officer):
        jobs.run_now(start_check(close, officer))

    page = browser.get(reverse("season-closes-detail", args=[close.pk])).content.decode()
    own = browser.get(reverse("households-detail", args=[households[0].pk])).content.decode()

    assert "成效对比" in page
    assert "没有上一采暖季的封账可以对比" in page
    assert "一致" in page
    row = SeasonRow.objects.get(household=households[0])
    assert reverse("season-rows-detail", args=[row.pk]) in own


def test_frozen_rows_are_searched_by_what_was_frozen(
    tree: Tree, officer: Post, season: Any, client_of: ClientOf
) -> None:
    made = HouseholdFactory(village=tree.village, name="甄士隐")
    frozen_close(tree.district, season=season)
    with acting(System.DEMO):
        Household.objects.filter(pk=made.pk).update(name="后来的户主")
    browser = client_of(officer)

    for typed in ("甄士", "zsy", made.id_number, made.phone, made.number):
        answer = browser.get(reverse("season-rows-list"), {"q": typed})
        assert answer.context["query"].count == 1, typed


def test_frozen_rows_leave_masked_under_the_ledgers_own_headings(
    tree: Tree, officer: Post, season: Any, households: list[Household]
) -> None:
    close = frozen_close(tree.district, season=season)
    file = io.BytesIO()

    with acting(officer):
        rows = export(Order(SeasonLedger(), {"close": [str(close.pk)]}), officer, file)

    sheet = openpyxl.load_workbook(file).worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    number = sheet.cell(2, headings.index("身份证号") + 1).value
    assert (rows, headings) == (3, [column.heading for column in SeasonLedger.columns])
    assert number == f"{households[0].id_number[:6]}********{households[0].id_number[-4:]}"


def test_a_township_sees_its_own_frozen_rows(
    tree: Tree, post: MakePost, season: Any, households: list[Household], client_of: ClientOf
) -> None:
    frozen_close(tree.district, season=season)

    answer = client_of(post(Role.TOWN_OFFICE)).get(reverse("season-rows-list"))

    assert answer.context["query"].count == 2


def test_checking_is_begun_by_the_api_and_refused_to_a_township(
    tree: Tree, post: MakePost, officer: Post, season: Any, households: list[Household], client_of: ClientOf
) -> None:
    close = frozen_close(tree.district, season=season)
    url = f"/api/season-closes/{close.pk}/check/"

    assert client_of(post(Role.TOWN_OFFICE)).post(url).status_code == 409
    begun = client_of(officer).post(url)

    assert begun.status_code == 202
    assert jobs.run_now(Job.objects.latest("pk")).sentence == "核对 2 个村，全部一致。"
    found = client_of(officer).get(f"/api/season-closes/{close.pk}/totals/").json()
    assert found["parts"][0]["lines"][0]["households"] == 2
