"""Taking an import back: who may, until when, and which of its rows."""

from __future__ import annotations

import pytest

from accounts.audit import Change, System, acting
from accounts.models import Division, Post
from core.ledgers.runs import continue_held
from core.ledgers.workflow import ImportWorkbook
from core.models import ImportRun, OpenItem
from core.workflow import StepRefused
from households.models import Application, Equipment, FirstFilling, Household
from households.models.choices import Status
from tests.core.ledgers.carrying import brought, carried, written
from tests.core.ledgers.workbooks import good_row, imported, workbook
from tests.factories import ApplicationFactory, HouseholdFactory

State = ImportRun.State


def undone(run: ImportRun, by: Post, confirmed_by: Post) -> ImportRun:
    ImportWorkbook.ask_undo(run, by=by, reason="导错了文件")
    return carried(ImportWorkbook.confirm_undo(run, by=confirmed_by))


def test_added_households_become_void_with_their_devices_and_history(office: Post, second_officer: Post) -> None:
    run = written(workbook([good_row(1), good_row(2)]), office, second_officer)

    undone(run, office, second_officer)

    assert (run.state, run.taken_back, run.kept) == (State.UNDONE, 2, {})
    assert set(Household.objects.values_list("status", flat=True)) == {Status.VOID}
    assert set(Equipment.objects.values_list("state", flat=True)) == {Equipment.State.VOID}
    assert Change.objects.filter(table="households_household", operation="U").count() == 2


def test_the_same_file_can_be_imported_again_after_an_undo(office: Post, second_officer: Post) -> None:
    content = workbook([good_row(1)])
    undone(written(content, office, second_officer), office, second_officer)

    written(content, office, second_officer)

    assert Household.objects.in_use().count() == 1


def test_changed_households_get_back_what_they_had(office: Post, second_officer: Post) -> None:
    imported(workbook([good_row(1)]), office)
    before = Household.objects.values().get()
    changed = {"户主姓名": "王卫国", "银行账号": "清空", "设备品牌": "美的", "联系方式": "13912345678"}
    run = written(workbook([good_row(1, **changed)]), office, second_officer)

    undone(run, office, second_officer)

    after = Household.objects.values().get()
    moved_on = {"version", "updated_at"}
    assert {name: value for name, value in after.items() if name not in moved_on} == {
        name: value for name, value in before.items() if name not in moved_on
    }
    assert Equipment.objects.get().device_brand == "海尔"


def test_a_row_changed_since_is_kept_and_named(office: Post, second_officer: Post) -> None:
    run = written(workbook([good_row(1), good_row(2)]), office, second_officer)
    with acting(office):
        touched = Household.objects.get(phone="13800000001")
        touched.remark = "后来又改"
        touched.save()

    undone(run, office, second_officer)

    assert (run.taken_back, list(run.kept.values())) == (1, ["导入之后又有改动。"])
    touched.refresh_from_db()
    assert touched.status == Status.NORMAL


def test_a_household_with_an_application_under_way_is_kept(office: Post, second_officer: Post) -> None:
    run = written(workbook([good_row(1)]), office, second_officer)
    ApplicationFactory(village=Household.objects.get().village, household=Household.objects.get(), case="change")

    undone(run, office, second_officer)

    assert list(run.kept.values()) == ["有申请正在办理。"]


def test_a_townships_applications_are_withdrawn(town_office: Post) -> None:
    run = brought(workbook([good_row(1)]), town_office)
    carried(ImportWorkbook.write(run, by=town_office))

    carried(ImportWorkbook.undo(run, by=town_office, reason="导错了文件"))

    assert Application.objects.get().state == Application.State.WITHDRAWN


def test_households_of_others_are_left_alone(office: Post, second_officer: Post) -> None:
    with acting(System.DEMO):
        other = HouseholdFactory(village=Division.objects.get(code="130102100007"))

    undone(written(workbook([good_row(1)]), office, second_officer), office, second_officer)

    other.refresh_from_db()
    assert other.status == Status.NORMAL


# Its own office alone has it in hand


def test_the_district_does_not_undo_a_townships_import(office: Post, second_officer: Post, town_office: Post) -> None:
    run = brought(workbook([good_row(1)]), town_office)
    carried(ImportWorkbook.write(run, by=town_office))

    for step in (ImportWorkbook.undo, ImportWorkbook.ask_undo):
        with pytest.raises(StepRefused):
            step(run, by=office, reason="导错了文件")

    assert run.state == State.WRITTEN
    assert "只能由该单位办理" in ImportWorkbook.ask_undo.why_not(run, by=office)
    assert Application.objects.get().state == Application.State.SUBMITTED


@pytest.mark.parametrize("step", ["hand_over_good_rows", "check_again", "cancel"])
def test_the_district_takes_no_step_of_a_townships_import(office: Post, town_office: Post, step: str) -> None:
    run = brought(workbook([good_row(1), good_row(2, 改造年份=2099)]), town_office)

    with pytest.raises(StepRefused, match="只能由该单位办理"):
        ImportWorkbook.steps[step](run, by=office)


def test_the_district_does_not_go_on_with_the_rows_that_a_township_held_back(office: Post, town_office: Post) -> None:
    run = brought(workbook([good_row(1), good_row(2, 改造年份=2099)]), town_office)
    carried(ImportWorkbook.write_good_rows(run, by=town_office))

    with pytest.raises(StepRefused, match="只能由该单位办理"):
        continue_held(run, by=office)


def test_an_import_of_which_no_row_could_be_taken_back_is_not_called_undone(town_office: Post) -> None:
    run = brought(workbook([good_row(1)]), town_office)
    carried(ImportWorkbook.write(run, by=town_office))
    verified = Application.objects.filter(import_act=run.act)
    with acting(System.DEMO):
        verified.update(state=Application.State.VERIFIED, visited_on="2026-11-16")

    carried(ImportWorkbook.undo(run, by=town_office, reason="导错了文件"))

    assert (run.state, run.taken_back) == (State.WRITTEN, 0)
    assert list(run.kept) == [str(verified.get())]
    assert run.job is not None
    assert run.job.sentence.startswith("没有撤销")


# A first filling goes back as it came: by two, while it is open


def test_a_first_filling_is_not_undone_at_one_officers_word(office: Post, second_officer: Post) -> None:
    run = written(workbook([good_row(1)]), office, second_officer)

    with pytest.raises(StepRefused, match="须由第二人确认"):
        ImportWorkbook.undo(run, by=office, reason="导错了文件")
    ImportWorkbook.ask_undo(run, by=office, reason="导错了文件")
    with pytest.raises(StepRefused, match="须由另一位同事确认撤销"):
        ImportWorkbook.confirm_undo(run, by=office)

    assert Household.objects.get().status == Status.NORMAL


def test_who_confirmed_the_import_may_ask_to_undo_it_and_its_importer_confirm(
    office: Post, second_officer: Post
) -> None:
    run = written(workbook([good_row(1)]), office, second_officer)

    undone(run, second_officer, office)

    assert run.state == State.UNDONE


def test_who_confirms_the_undoing_finds_it_in_the_inbox(office: Post, second_officer: Post) -> None:
    run = written(workbook([good_row(1)]), office, second_officer)

    ImportWorkbook.ask_undo(run, by=office, reason="导错了文件")

    item = OpenItem.objects.open().visible_to(second_officer).get(kind="core.importrun")
    assert (item.record_id, item.title.split("：")[0]) == (run.pk, "确认撤销")


def test_an_undoing_that_is_not_agreed_to_leaves_the_rows(office: Post, second_officer: Post) -> None:
    run = written(workbook([good_row(1)]), office, second_officer)
    ImportWorkbook.ask_undo(run, by=office, reason="导错了文件")

    ImportWorkbook.refuse_undo(run, by=second_officer, reason="文件没有错")

    assert run.state == State.WRITTEN
    assert Household.objects.get().status == Status.NORMAL


def test_after_the_first_filling_has_ended_nothing_of_it_is_undone(office: Post, second_officer: Post) -> None:
    run = written(workbook([good_row(1)]), office, second_officer)
    asked = written(workbook([good_row(2)]), office, second_officer)
    ImportWorkbook.ask_undo(asked, by=office, reason="导错了文件")
    with acting(System.DEMO):
        FirstFilling.objects.create(district=office.division, ended_at="2026-11-22T00:00Z", ended_by=office)

    with pytest.raises(StepRefused, match="逐户办理变更或销户申请"):
        ImportWorkbook.ask_undo(run, by=office, reason="导错了文件")
    with pytest.raises(StepRefused, match="逐户办理变更或销户申请"):
        ImportWorkbook.confirm_undo(asked, by=second_officer)
