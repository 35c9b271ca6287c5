"""The import in the browser, as the district's and a township's officer use it."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.audit import AccessLog
from accounts.models import Division, Post
from accounts.roles import Role
from core.background import jobs
from core.ledgers.runs import corrections_of, upload
from core.ledgers.workflow import ImportWorkbook
from core.models import ImportRun, Job
from core.views import import_rows
from tests.conftest import ClientOf
from tests.core.ledgers.workbooks import HEADINGS, LEDGER, good_row, workbook
from tests.factories import PostFactory

State = ImportRun.State


def file_of(content: bytes, name: str = "台账.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def brought(content: bytes, by: Post) -> ImportRun:
    run = upload(LEDGER, file_of(content), by=by)
    assert run.job is not None
    jobs.run_now(run.job)
    run.refresh_from_db()
    return run


@pytest.fixture
def browser(client_of: ClientOf, office: Post) -> Client:
    return client_of(office)


@pytest.fixture
def run(office: Post) -> ImportRun:
    """One good row, one bad, one mended."""
    return brought(workbook([good_row(1), good_row(2, 改造年份=2099), good_row(3, 户主姓名=" 王 建国")]), office)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_workbook_is_uploaded_and_its_check_begins(browser: Client) -> None:
    answer = browser.post("/imports/new/", {"file": file_of(workbook([good_row(1)]))}, follow=True)

    run = ImportRun.objects.get()
    assert answer.redirect_chain == [(f"/imports/{run.pk}/", 302)]
    assert (run.state, run.name, run.job.kind) == (State.UPLOADED, "台账.xlsx", "check_import")  # type: ignore[union-attr]
    assert "核对中" in text_of(answer)


def test_no_file_is_told_in_a_sentence(browser: Client) -> None:
    answer = browser.post("/imports/new/", {})

    assert answer.status_code == 409
    assert "请选择要导入的 Excel 文件" in text_of(answer)


def test_the_page_shows_counts_and_kinds_of_findings(browser: Client, run: ImportRun) -> None:
    shown = text_of(browser.get(f"/imports/{run.pk}/"))

    for word in ("已核对", "改造年份", "2099 年还没有到", "户主姓名", "已去掉空格", "修改有误的行", "提交确认"):
        assert word in shown


def test_the_list_shows_the_imports_of_the_area(browser: Client, run: ImportRun) -> None:
    assert run.name in text_of(browser.get("/imports/"))


def test_progress_asks_for_the_whole_page_once_the_state_has_moved_on(browser: Client, run: ImportRun) -> None:
    answer = browser.get(f"/imports/{run.pk}/progress/", headers={"HX-Request": "true"})

    assert answer["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", ["3", "4"]),
        ("outcome=bad", ["3"]),
        ("level=fixed", ["4"]),
        ("level=error&code=year_future&column=改造年份", ["3"]),
    ],
)
def test_rows_are_shown_by_what_was_found(browser: Client, run: ImportRun, query: str, rows: list[str]) -> None:
    answer = browser.get(f"/imports/{run.pk}/rows/?{query}")

    assert [str(row["row"]) for row in answer.context["rows"]] == rows
    assert AccessLog.objects.filter(kind="core.importrun", record_id=run.pk).exists()


def test_a_bad_row_is_marked_as_such_once(browser: Client, run: ImportRun) -> None:
    rows = text_of(browser.get(f"/imports/{run.pk}/rows/?outcome=bad")).partition("<tbody>")[2]

    assert rows.count("有误") == 1


def test_a_figure_of_no_rows_is_no_link(browser: Client, run: ImportRun) -> None:
    shown = text_of(browser.get(f"/imports/{run.pk}/"))

    assert "outcome=bad" in shown
    assert "outcome=changed" not in shown


@pytest.mark.parametrize("step", ["write_good_rows", "hand_over_good_rows"])
def test_the_step_that_writes_says_how_many_rows(
    client_of: ClientOf, town_office: Post, office: Post, step: str
) -> None:
    by = town_office if step == "write_good_rows" else office
    run = brought(workbook([good_row(1), good_row(2, 改造年份=2099), good_row(3)]), by)

    shown = text_of(client_of(by).get(f"/imports/{run.pk}/steps/{step}/"))

    assert "将写入 2 行：新增 2 行，变更 0 行。有误的 1 行不写入，留待修改。" in shown


def test_no_row_is_said_to_be_held_back_where_all_are_good(client_of: ClientOf, town_office: Post) -> None:
    run = brought(workbook([good_row(1)]), town_office)

    shown = text_of(client_of(town_office).get(f"/imports/{run.pk}/steps/write/"))

    assert "将写入 1 行：新增 1 行，变更 0 行。" in shown
    assert "留待修改" not in shown


def test_a_step_that_writes_nothing_speaks_of_no_rows(browser: Client, run: ImportRun) -> None:
    assert "将写入" not in text_of(browser.get(f"/imports/{run.pk}/steps/cancel/"))


def test_rows_come_page_by_page(browser: Client, office: Post) -> None:
    run = brought(workbook([good_row(number, 改造年份=2099) for number in range(120)]), office)
    seen: list[int] = []
    address = "?"
    while address:
        context = browser.get(f"/imports/{run.pk}/rows/{address}").context
        seen += [row["row"] for row in context["rows"]]
        address = context["next_url"]

    assert seen == list(range(2, 122))


def test_a_bad_cell_says_why_under_any_heading(browser: Client, office: Post) -> None:
    row = good_row(1)
    row["改造年限（年份）"] = row.pop("改造年份") + 100
    headings = ["改造年限（年份）" if name == "改造年份" else name for name in HEADINGS]
    run = brought(workbook([row], headings=headings), office)

    page = browser.get(f"/imports/{run.pk}/mend/").content.decode()

    assert 'id="r2-converted_year-error">2121 年还没有到。' in " ".join(page.split())
    assert 'value="2121"' in page


def test_bad_cells_are_mended_and_checked_again(browser: Client, run: ImportRun) -> None:
    shown = text_of(browser.get(f"/imports/{run.pk}/mend/"))
    assert "2099 年还没有到" in shown

    answer = browser.post(f"/imports/{run.pk}/mend/", {"r3-converted_year": "2019", "check": "1"})

    run.refresh_from_db()
    assert answer.status_code == 302
    assert corrections_of(run) == {3: {"converted_year": "2019"}}
    assert run.state == State.UPLOADED
    assert run.job is not None
    jobs.run_now(run.job)
    run.refresh_from_db()
    assert (run.state, run.bad, run.added) == (State.CHECKED, 0, 3)


def test_saving_without_a_change_keeps_nothing(browser: Client, run: ImportRun) -> None:
    browser.post(f"/imports/{run.pk}/mend/", {"r3-converted_year": "2099", "save": "1"})

    assert not run.corrections.exists()


def test_rows_are_mended_only_between_check_and_writing(browser: Client, office: Post, run: ImportRun) -> None:
    ImportWorkbook.cancel(run, by=office)

    assert browser.get(f"/imports/{run.pk}/mend/").status_code == 403


def test_what_was_handed_over_while_a_row_was_mended_stays_as_it_was_handed_over(
    browser: Client, office: Post, run: ImportRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = ImportRun.objects.get(pk=run.pk)
    ImportWorkbook.hand_over_good_rows(run, by=office)
    monkeypatch.setattr(import_rows, "record_of", lambda pages, post, pk: seen)

    answer = browser.post(f"/imports/{run.pk}/mend/", {"r3-converted_year": "2019", "save": "1"})

    assert answer.status_code == 403
    assert not run.corrections.exists()


def test_the_coloured_workbook_is_made_in_the_background(browser: Client, run: ImportRun) -> None:
    answer = browser.post(f"/imports/{run.pk}/colour/")

    job = Job.objects.get(kind="colour_import")
    assert answer.headers["Location"] == f"/downloads/{job.pk}/"


def test_held_rows_go_on_from_a_button(browser: Client, office: Post, second_officer: Post, run: ImportRun) -> None:
    ImportWorkbook.hand_over_good_rows(run, by=office)
    ImportWorkbook.confirm(run, by=second_officer)
    assert run.job is not None
    jobs.run_now(run.job)
    assert "接着处理这些行" in text_of(browser.get(f"/imports/{run.pk}/"))

    browser.post(f"/imports/{run.pk}/rest/")

    rest = ImportRun.objects.get(held_from=run)
    assert rest.state == State.UPLOADED


def test_a_step_is_taken_from_the_page(browser: Client, run: ImportRun) -> None:
    page = f"/imports/{run.pk}/steps"

    refused = browser.post(f"{page}/hand_over/", {"version": run.version})
    taken = browser.post(f"{page}/hand_over_good_rows/", {"version": run.version})

    run.refresh_from_db()
    assert (refused.status_code, taken.status_code) == (409, 302)
    assert (run.state, run.takes_good_rows) == (State.AWAITING, True)


def test_another_townships_import_is_not_there(client_of: ClientOf, town_office: Post) -> None:
    run = brought(workbook([good_row(1, 改造年份=2099)]), town_office)
    elsewhere = client_of(PostFactory(role=Role.TOWN_OFFICE, division=Division.objects.get(code="130102101")))

    for address in ("", "rows/", "mend/", "progress/"):
        assert elsewhere.get(f"/imports/{run.pk}/{address}").status_code == 404
    for address in ("colour/", "rest/"):
        assert elsewhere.post(f"/imports/{run.pk}/{address}").status_code == 404


@pytest.mark.parametrize("role", [Role.LEADER, Role.DUTY_OFFICER])
def test_who_does_not_import_has_no_such_page(client_of: ClientOf, changan: Division, role: Role) -> None:
    reader = client_of(PostFactory(role=role, division=changan))

    assert reader.get("/imports/").status_code == 403
    assert reader.get("/imports/new/").status_code == 403


# The template


@pytest.fixture
def template(browser: Client) -> openpyxl.Workbook:
    answer = browser.get("/imports/template/households/")
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]


def test_the_template_explains_itself(template: openpyxl.Workbook) -> None:
    assert template.sheetnames == ["确户台账", "填表说明", "选项"]
    assert template["选项"].sheet_state == "hidden"
    assert template["填表说明"]["A1"].value == "确户台账"


def test_numbers_of_the_template_are_text_down_the_column(template: openpyxl.Workbook) -> None:
    sheet = template["确户台账"]
    letters = {cell.value: cell.column_letter for cell in sheet[1]}

    for heading in ("户编号", "身份证号", "联系方式", "银行账号", "燃气表号", "电力户号"):
        assert sheet.column_dimensions[letters[heading]].number_format == "@"
    assert sheet.column_dimensions[letters["采暖面积(㎡)"]].number_format == "General"


def test_choices_of_the_template_have_drop_downs_and_notes(template: openpyxl.Workbook) -> None:
    sheet = template["确户台账"]
    letters = {cell.value: cell.column_letter for cell in sheet[1]}
    rules = {str(rule.sqref).split("2:")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}

    assert rules[letters["所属村"]] == f"INDIRECT(${letters['所属乡镇']}2)"
    reference = rules[letters["改造类型"]].removeprefix("选项!").replace("$", "")
    assert [cell.value for (cell,) in template["选项"][reference]][:2] == ["气代煤", "直热式电锅炉"]
    assert "新户必填" in sheet[f"{letters['户主姓名']}1"].comment.text


def test_each_towns_villages_stand_behind_its_name(template: openpyxl.Workbook) -> None:
    reference = template.defined_names["西兆通镇"].attr_text.removeprefix("选项!").replace("$", "")

    assert "店上村" in [cell.value for (cell,) in template["选项"][reference]]


def test_a_filled_template_is_good(template: openpyxl.Workbook, office: Post) -> None:
    sheet = template["确户台账"]
    row = good_row(1)
    for cell in sheet[1]:
        sheet.cell(2, cell.column, row.get(cell.value))
    file = io.BytesIO()
    template.save(file)

    run = brought(file.getvalue(), office)

    assert (run.state, run.added, run.bad, run.summary) == (State.CHECKED, 1, 0, [])
