"""What the change log holds, and that nobody writes without a name."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import InternalError, connection, transaction

from accounts.audit import AccessLog, Change, LogSeal, System, acting
from accounts.models import Division, Organization, Post, SignInEvent, User
from accounts.records import EditConflict
from accounts.roles import Role
from core.models import StepTaken
from households.models import Household
from tests.conftest import MakePost
from tests.factories import HouseholdFactory, Tree, UserFactory

NOBODY = "没有指明是谁在操作"


def changes_of(row: Any) -> list[Change]:
    return list(Change.objects.filter(table=row._meta.db_table, row_id=row.pk).order_by("id"))


def test_a_change_says_who_when_from_to_and_why(tree: Tree, post: MakePost) -> None:
    officer = post(Role.TOWN_OFFICE)
    household = HouseholdFactory(village=tree.village, name="王建国", phone="13800000001")

    with acting(officer, why="本人来电更正") as act:
        household.name = "王建军"
        household.save()

    made, change = changes_of(household)
    assert (made.operation, made.after["name"], made.after["phone"]) == ("I", "王建国", "13800000001")
    assert (change.operation, change.act, change.why) == ("U", act, "本人来电更正")
    assert (change.user_id, change.post_id, change.system) == (officer.user_id, officer.pk, None)
    assert {name: (change.before[name], change.after[name]) for name in change.before if "pinyin" not in name} == {
        "version": (1, 2),
        "name": ("王建国", "王建军"),
        "name_initials": ("wjg", "wjj"),
    }


def test_a_change_of_null_is_told_from_none(tree: Tree, as_demo: None) -> None:
    household = HouseholdFactory(village=tree.village, residents=None)

    Household.objects.filter(pk=household.pk).update(residents=3)
    Household.objects.filter(pk=household.pk).update(residents=3)

    [_, change] = changes_of(household)
    assert (change.before["residents"], change.after["residents"]) == (None, 3)


def test_the_values_keep_their_kind(tree: Tree, as_demo: None) -> None:
    household = HouseholdFactory(village=tree.village, care=["disabled"], remark='他说："冷"\n\\')

    Household.objects.filter(pk=household.pk).update(care=["ill", "child"], remark="", heated_area="80.5")

    change = changes_of(household)[-1]
    assert change.before["care"] == ["disabled"]
    assert change.after["care"] == ["ill", "child"]
    assert change.before["remark"] == '他说："冷"\n\\'
    assert change.after["heated_area"] == 80.5


def test_personal_numbers_stand_in_the_log_by_digest_alone(tree: Tree, as_demo: None) -> None:
    household = HouseholdFactory(village=tree.village)
    before = household.id_number_digest

    household.id_number = "130199197001010017"
    household.bank_account = "6228480010000009999"
    household.save()

    change = changes_of(household)[-1]
    assert set(change.after) == {"version", "id_number_digest", "bank_account_digest"}
    assert change.before["id_number_digest"] == str(before)


def test_a_new_rows_numbers_and_secrets_are_not_in_the_log(tree: Tree, as_demo: None) -> None:
    household = HouseholdFactory(village=tree.village)
    user = UserFactory(organization=Organization.objects.create(name="区双代办", division=tree.district))

    assert not {"id_number", "id_number_tail", "bank_account", "birth_year"} & set(changes_of(household)[0].after)
    assert changes_of(household)[0].after["id_number_digest"] == str(household.id_number_digest)
    assert "password" not in changes_of(user)[0].after


def test_a_password_is_logged_as_changed_without_its_hash(tree: Tree, as_demo: None) -> None:
    user = UserFactory(organization=Organization.objects.create(name="区双代办", division=tree.district))

    user.set_password("another-Good-1")
    user.save()

    assert changes_of(user)[-1].after["password"] == "（不显示）"


def test_a_deleted_row_is_kept_whole_but_for_its_secrets(tree: Tree, as_demo: None) -> None:
    household = HouseholdFactory(village=tree.village, name="王建国")
    pk = household.pk

    household.delete()

    gone = Change.objects.get(table="households_household", row_id=pk, operation="D")
    assert gone.before["name"] == "王建国"
    assert not {"id_number", "id_number_tail", "bank_account", "birth_year"} & set(gone.before)


def test_a_bulk_update_is_one_act_with_a_line_for_each_row(tree: Tree) -> None:
    households = HouseholdFactory.create_batch(3, village=tree.village)

    with acting(System.CLOCK) as act:
        Household.objects.update(remark="统一核查")

    assert {change.row_id for change in Change.objects.filter(act=act)} == {one.pk for one in households}
    assert set(Change.objects.filter(act=act).values_list("system", flat=True)) == {"clock"}


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO accounts_rolerule (role, second_step_required, version) VALUES ('finance', true, 1)",
        "UPDATE households_household SET remark = ''",
        "UPDATE accounts_post SET role = role",
        "DELETE FROM core_term",
    ],
)
def test_nobody_writes_without_a_name(tree: Tree, statement: str) -> None:
    HouseholdFactory(village=tree.village)

    with pytest.raises(InternalError, match=NOBODY), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_name_ends_with_the_block(tree: Tree) -> None:
    with acting(System.CLOCK):
        pass

    with pytest.raises(InternalError, match=NOBODY), transaction.atomic():
        Division.objects.update(dual=True)


def test_an_act_within_an_act_has_its_own_name_and_gives_back_the_outer(tree: Tree) -> None:
    with acting(System.CLOCK):
        with acting(System.SETUP):
            Division.objects.filter(pk=tree.village.pk).update(alias="内")
        Division.objects.filter(pk=tree.village.pk).update(alias="外")

    told = [(change.system, change.after["alias"]) for change in changes_of(tree.village)[-2:]]
    assert told == [("setup", "内"), ("clock", "外")]


def test_a_failed_act_within_an_act_gives_back_the_outer_name(tree: Tree) -> None:
    with acting(System.CLOCK):
        with pytest.raises(ZeroDivisionError), acting(System.SETUP):
            raise ZeroDivisionError
        Division.objects.filter(pk=tree.village.pk).update(alias="外")

    assert changes_of(tree.village)[-1].system == "clock"


def test_whoever_writes_raises_the_version(tree: Tree, as_demo: None) -> None:
    household = HouseholdFactory(village=tree.village)

    Household.objects.update(remark="统一核查")

    with pytest.raises(EditConflict), transaction.atomic():
        household.save()


def a_row_in_every_log(by: Post) -> None:
    AccessLog.objects.create(user_id=by.user_id, act="open", kind="households.household")
    SignInEvent.objects.create(kind="signed_in", username="town")
    LogSeal.objects.create(log="accounts_change", day="2026-11-01", rows=0, seal="0" * 64)
    StepTaken.objects.create(
        kind="k", record_id=1, workflow="w", step="s", label="s", to_state="t", by_label="b", act=uuid.uuid4()
    )


@pytest.mark.parametrize("log", [Change, AccessLog, SignInEvent, LogSeal, StepTaken])
def test_a_log_is_neither_changed_nor_emptied(tree: Tree, post: MakePost, as_demo: None, log: Any) -> None:
    a_row_in_every_log(post(Role.TOWN_OFFICE))

    with pytest.raises(InternalError, match="只能增加"), transaction.atomic():
        log.objects.update(id=0)
    with pytest.raises(InternalError, match="只能增加"), transaction.atomic():
        log.objects.all()._raw_delete("default")

    assert log.objects.exists()


def test_what_may_not_be_deleted_is_not_emptied_out_either(db: None) -> None:
    """Logs and past versions alike. Between tests everything is, so there this one guard sleeps (tests/conftest.py)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'portal_keep'")
        kept = {table for (table,) in cursor.fetchall()}
        for table in kept:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER portal_keep_whole")
            with pytest.raises(InternalError, match="只能增加"), transaction.atomic():
                cursor.execute(f"TRUNCATE {table} CASCADE")

    assert kept >= {"accounts_change", "accounts_accesslog", "core_steptaken", "households_household_version"}


def test_a_row_cannot_stand_in_a_village_and_another_villages_town(tree: Tree, as_demo: None) -> None:
    household = HouseholdFactory(village=tree.village)

    with pytest.raises(Exception, match="households_household_placed"), transaction.atomic():
        Household.objects.filter(pk=household.pk).update(town=tree.other_town)


def test_a_village_that_moves_takes_its_rows_along(tree: Tree, as_demo: None) -> None:
    household = HouseholdFactory(village=tree.village)

    Division.objects.filter(pk=tree.village.pk).update(town=tree.other_town)

    household.refresh_from_db()
    assert household.town_id == tree.other_town.pk
    assert changes_of(household)[-1].after["town_id"] == tree.other_town.pk


def test_users_are_never_logged_with_a_password(tree: Tree, as_demo: None) -> None:
    user = UserFactory(organization=Organization.objects.create(name="区双代办", division=tree.district))
    pk = user.pk

    User.objects.filter(pk=pk).delete()

    assert "password" not in Change.objects.get(table="accounts_user", row_id=pk, operation="D").before
