"""An import from its upload to the ledger and back, as the jobs carry it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.audit import Change, System, acting
from accounts.models import Division, Post
from accounts.roles import Role
from core.background import jobs
from core.ledgers.runs import content_of, continue_held, correct, corrections_of, opened, upload
from core.ledgers.workflow import ImportWorkbook
from core.models import ImportRow, ImportRun, Job, Notice, OpenItem
from core.workflow import StepRefused
from households.models import Application, FirstFilling, Household
from tests.core.ledgers.carrying import brought, carried, written
from tests.core.ledgers.workbooks import LEDGER, good_row, imported, workbook
from tests.factories import PostFactory, id_number
from tests.workbooks import workbook_of

State = ImportRun.State


def rows_of(run: ImportRun, outcome: str) -> Sequence[int]:
    return list(run.shown_rows.filter(outcome=outcome).values_list("row", flat=True))


# Checking


def test_an_upload_is_checked_and_nothing_is_written(office: Post) -> None:
    run = brought(workbook([good_row(1), good_row(2, 改造年份=2099), good_row(3, 户主姓名=" 王 建国")]), office)

    assert run.state == State.CHECKED
    assert (run.rows, run.added, run.changed, run.unchanged, run.bad) == (3, 2, 0, 0, 1)
    assert [(one["level"], one["code"], one["count"]) for one in run.summary] == [
        ("error", "year_future", 1),
        ("fixed", "spaces", 1),
    ]
    assert not Household.objects.exists()


def test_who_waits_no_longer_is_told_of_the_check_with_its_page(office: Post) -> None:
    run = upload(LEDGER, ContentFile(workbook([good_row(1)]), "台账.xlsx"), by=office)
    Job.objects.update(created_at=timezone.now() - datetime.timedelta(minutes=2))

    carried(run)

    notice = Notice.objects.get(user=office.user)
    assert (notice.title, notice.link) == ("核对“台账.xlsx”已办完", f"/go/core.importrun/{run.pk}/")


def test_the_file_is_kept_as_it_came(office: Post) -> None:
    content = workbook([good_row(1)])

    run = brought(content, office)

    assert content_of(run) == content
    with run.file.storage.open(run.file.name) as stored:
        assert stored.read() == content


def test_rows_are_kept_sealed_without_personal_numbers_in_sight(office: Post) -> None:
    run = brought(workbook([good_row(1, 身份证号="130199195001010010")]), office)

    row = run.shown_rows.get()
    assert b"130199195001010010" not in bytes(row.content)
    assert "130199195001010010" not in str(row.findings) + str(run.summary)
    assert opened(row.content)["cells"]["id_number"] == "130199195001010010"


@pytest.mark.parametrize(
    "heading",
    ["改造年份", "采暖面积(㎡)", "额定功率(kW)", "供气企业", "所属村", "改造类型", "安装日期", "房屋用途"],
)
@pytest.mark.parametrize("before", ["", "燃气公司"])
def test_the_number_of_a_cell_that_was_shifted_is_quoted_nowhere(office: Post, heading: str, before: str) -> None:
    number = id_number(7)

    run = brought(workbook([good_row(3, **{heading: before + number})]), office)

    shown = run.shown_rows.get()
    assert shown.findings
    assert number[:-4] not in str(shown.findings) + str(run.summary) + str(run.remarks)
    logged = Change.objects.filter(table__startswith="core_import").values_list("before", "after")
    assert number[:-4] not in str(list(logged))


def test_the_name_of_a_file_is_kept_without_the_number_in_it(office: Post) -> None:
    run = brought(workbook([good_row(1)]), office, name=f"王建国{id_number(1)}.xlsx")

    assert run.name == f"王建国{'*' * 14}{id_number(1)[-4:]}.xlsx"
    assert run.job is not None
    assert id_number(1) not in run.job.title


def test_a_file_that_cannot_be_read_ends_with_its_sentence(office: Post) -> None:
    run = brought(b"PK but no more", office)

    assert run.state == State.REFUSED
    assert "不是 Excel 工作簿" in run.refusal


def test_a_file_too_large_is_not_even_stored(office: Post, settings: Any) -> None:
    settings.WORKBOOK_MAX_BYTES = 1000

    with pytest.raises(StepRefused, match="一次最多导入"):
        upload(LEDGER, ContentFile(bytes(2000), "大.xlsx"), by=office)

    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("role", [Role.VILLAGE, Role.LEADER])
def test_a_role_without_a_way_to_import_is_refused(changan: Division, role: Role) -> None:
    holder = PostFactory(role=role, division=Division.objects.get(code="130102100007"))

    with pytest.raises(StepRefused, match="不能导入"):
        upload(LEDGER, ContentFile(workbook([good_row(1)]), "台账.xlsx"), by=holder)


def test_old_and_new_are_kept_masked(office: Post) -> None:
    imported(workbook([good_row(1)]), office)

    run = brought(workbook([good_row(1, 联系方式="13912345678", 设备品牌="美的")]), office)

    (row,) = run.shown_rows.all()
    assert row.outcome == ImportRow.Outcome.CHANGED
    assert opened(row.content)["changes"] == [["联系方式", "138****0001", "139****5678"], ["设备品牌", "海尔", "美的"]]


# Writing


def test_the_second_officer_confirms_and_the_ledger_is_filled(office: Post, second_officer: Post) -> None:
    run = written(workbook([good_row(1), good_row(2)]), office, second_officer)

    assert (run.state, run.confirmed_by) == (State.WRITTEN, second_officer)
    assert Household.objects.count() == 2
    act = Change.objects.filter(table="households_household", operation="I").values_list("act", flat=True)
    assert set(act) == {run.act}
    assert second_officer.user.name in Change.objects.filter(act=run.act)[0].why


NOT_ANOTHER_PERSON = "没有经手过这份表格的另一位同事"


def test_the_importer_cannot_confirm_his_own_import(office: Post) -> None:
    run = brought(workbook([good_row(1)]), office)
    ImportWorkbook.hand_over(run, by=office)

    with pytest.raises(StepRefused, match=NOT_ANOTHER_PERSON):
        ImportWorkbook.confirm(run, by=office)


def test_who_handed_over_anothers_import_cannot_confirm_it(office: Post, second_officer: Post) -> None:
    run = brought(workbook([good_row(1)]), office)
    ImportWorkbook.hand_over(run, by=second_officer)

    with pytest.raises(StepRefused, match=NOT_ANOTHER_PERSON):
        ImportWorkbook.confirm(run, by=second_officer)


def test_who_mended_a_row_cannot_confirm_the_import_though_another_mended_it_after_him(
    office: Post, second_officer: Post
) -> None:
    run = brought(workbook([good_row(1, 改造年份=2099)]), office)
    correct(run, 2, {"converted_year": "2098"}, by=second_officer)
    correct(run, 2, {"converted_year": "2019"}, by=office)
    carried(ImportWorkbook.check_again(run, by=office))
    ImportWorkbook.hand_over(run, by=office)

    with pytest.raises(StepRefused, match=NOT_ANOTHER_PERSON):
        ImportWorkbook.confirm(run, by=second_officer)


def test_who_brought_the_rows_cannot_confirm_them_when_another_goes_on_with_the_held_ones(
    office: Post, second_officer: Post
) -> None:
    run = written(workbook([good_row(1), good_row(2, 改造年份=2099)]), office, second_officer)
    rest = carried(continue_held(run, by=second_officer))
    correct(rest, 3, {"converted_year": "2020"}, by=second_officer)
    carried(ImportWorkbook.check_again(rest, by=second_officer))
    ImportWorkbook.hand_over(rest, by=second_officer)

    with pytest.raises(StepRefused, match=NOT_ANOTHER_PERSON):
        ImportWorkbook.confirm(rest, by=office)


def test_the_second_officer_finds_it_in_the_inbox(office: Post, second_officer: Post) -> None:
    run = brought(workbook([good_row(1)]), office)

    ImportWorkbook.hand_over(run, by=office)

    item = OpenItem.objects.open().visible_to(second_officer).get(kind="core.importrun")
    assert (item.record_id, item.role) == (run.pk, Role.DISTRICT_OFFICE)


def test_a_checked_import_waits_for_the_office_that_brought_it_alone(office: Post, town_office: Post) -> None:
    brought(workbook([good_row(1)]), town_office)
    brought(workbook([good_row(2)]), office)

    titles = {item.role: item.title.split("：")[0] for item in OpenItem.objects.open().filter(kind="core.importrun")}

    assert OpenItem.objects.open().filter(kind="core.importrun").count() == 2
    assert titles == {Role.TOWN_OFFICE: "写入", Role.DISTRICT_OFFICE: "提交确认"}


def test_a_district_import_is_not_written_without_confirmation(office: Post) -> None:
    run = brought(workbook([good_row(1)]), office)

    assert ImportWorkbook.write.why_not(run, by=office) != ""


def test_bad_rows_stand_in_the_way_unless_the_good_ones_are_taken(office: Post, second_officer: Post) -> None:
    run = brought(workbook([good_row(1), good_row(2, 改造年份=2099)]), office)

    with pytest.raises(StepRefused, match="有 1 行有误"):
        ImportWorkbook.hand_over(run, by=office)

    ImportWorkbook.hand_over_good_rows(run, by=office)
    carried(ImportWorkbook.confirm(run, by=second_officer))
    assert Household.objects.count() == 1


def test_a_rejected_import_writes_nothing(office: Post, second_officer: Post) -> None:
    run = brought(workbook([good_row(1)]), office)
    ImportWorkbook.hand_over(run, by=office)

    ImportWorkbook.reject(run, by=second_officer, reason="村名不对")

    assert run.state == State.REJECTED
    assert not Household.objects.exists()


def test_after_the_first_filling_has_ended_nothing_is_imported_into_the_ledger(
    office: Post, second_officer: Post
) -> None:
    run = brought(workbook([good_row(1)]), office)
    ImportWorkbook.hand_over(run, by=office)
    with acting(System.DEMO):
        FirstFilling.objects.create(district=office.division, ended_at="2026-11-22T00:00Z", ended_by=office)

    with pytest.raises(StepRefused, match="首次建账已宣布结束"):
        ImportWorkbook.confirm(run, by=second_officer)
    with pytest.raises(StepRefused, match="首次建账已宣布结束"):
        upload(LEDGER, ContentFile(workbook([good_row(2)]), "台账.xlsx"), by=office)


def test_a_townships_workbook_becomes_applications_at_its_own_word(town_office: Post) -> None:
    run = brought(workbook([good_row(1), good_row(2)]), town_office)

    carried(ImportWorkbook.write(run, by=town_office))

    assert run.state == State.WRITTEN
    assert Application.objects.filter(import_act=run.act, case=Application.Case.ADD).count() == 2
    assert not Household.objects.exists()


def test_a_townships_change_of_a_known_household_becomes_a_change_application(office: Post, town_office: Post) -> None:
    imported(workbook([good_row(1)]), office)
    run = brought(workbook([good_row(1, 户主姓名="王卫国", 银行账号="清空")]), town_office)

    carried(ImportWorkbook.write(run, by=town_office))

    application = Application.objects.get()
    assert (application.case, application.name, application.cleared) == ("change", "王卫国", ["bank_account"])
    assert Household.objects.get().name == "王建国"


def test_a_cancelled_household_comes_in_only_in_the_first_filling(office: Post, town_office: Post) -> None:
    row = good_row(1, 使用状态="销户", 销户日期="2025-03-20")

    assert brought(workbook([row]), town_office).bad == 1
    assert brought(workbook([row]), office).bad == 0


# Mending in the browser


def test_a_mended_row_is_good_at_the_next_check(office: Post, second_officer: Post) -> None:
    run = brought(workbook([good_row(1, 改造年份=2099), good_row(2)]), office)

    correct(run, 2, {"converted_year": "2019"}, by=office)
    carried(ImportWorkbook.check_again(run, by=office))

    assert (run.added, run.bad) == (2, 0)
    ImportWorkbook.hand_over(run, by=office)
    carried(ImportWorkbook.confirm(run, by=second_officer))
    assert set(Household.objects.values_list("converted_year", flat=True)) == {2019, 2021}


def test_of_two_who_mend_a_row_each_keeps_his_own_cells_and_his_name(office: Post, second_officer: Post) -> None:
    run = brought(workbook([good_row(1, 改造年份=2099, 采暖面积="很大")]), office)

    correct(run, 2, {"converted_year": "2019"}, by=office)
    correct(run, 2, {"heated_area": "96"}, by=second_officer)
    correct(run, 2, {"converted_year": "2020"}, by=second_officer)

    assert corrections_of(run) == {2: {"converted_year": "2020", "heated_area": "96"}}
    assert [one.by for one in run.corrections.all()] == [office, second_officer, second_officer]


def test_held_rows_go_on_as_an_import_of_their_own(office: Post, second_officer: Post) -> None:
    run = written(workbook([good_row(1), good_row(2, 改造年份=2099)]), office, second_officer)

    rest = carried(continue_held(run, by=office))
    assert (rest.rows, rest.bad) == (1, 1)
    correct(rest, 3, {"converted_year": "2020"}, by=office)
    carried(ImportWorkbook.check_again(rest, by=office))
    ImportWorkbook.hand_over(rest, by=office)
    carried(ImportWorkbook.confirm(rest, by=second_officer))

    assert Household.objects.count() == 2
    with pytest.raises(StepRefused, match="已在处理"):
        continue_held(run, by=office)


# The coloured copy


def test_the_coloured_copy_is_the_same_workbook_with_its_cells_marked(office: Post) -> None:
    rows = [good_row(1), good_row(2, 改造年份=2099, 户主姓名=" 王 建国"), good_row(3, 银行账号="6217000000004749995")]
    run = brought(workbook(rows), office)
    with acting(office):
        job = jobs.start("colour_import", "标注", office, {"run": run.pk})

    jobs.run_now(job)

    assert job.state == Job.State.DONE
    sheet = workbook_of(job)["确户台账"]
    assert sheet["J3"].fill.fgColor.rgb.endswith("FFC7CE")
    assert "还没有到" in sheet["J3"].comment.text
    assert sheet["F3"].fill.fgColor.rgb.endswith("C6EFCE")
    assert sheet["O4"].fill.fgColor.rgb.endswith("FFEB9C")
    assert sheet["J2"].comment is None
    assert sheet["G2"].value == id_number(1)


def test_merged_cells_can_be_marked_too(office: Post) -> None:
    def merge(made: openpyxl.Workbook) -> None:
        made.worksheets[0].merge_cells("D2:D3")

    run = brought(workbook([good_row(1), good_row(2)], arrange=merge), office)
    with acting(office):
        job = jobs.start("colour_import", "标注", office, {"run": run.pk})

    jobs.run_now(job)

    assert (job.state, job.result_name) == (Job.State.DONE, "台账-核对结果.xlsx")


# A township sees its own imports alone


def test_an_import_of_another_township_is_not_seen(office: Post, town_office: Post) -> None:
    run = brought(workbook([good_row(1)]), town_office)
    elsewhere = PostFactory(role=Role.TOWN_OFFICE, division=Division.objects.get(code="130102101"))

    assert list(ImportRun.objects.visible_to(elsewhere)) == []
    assert list(ImportRun.objects.visible_to(office)) == [run]
