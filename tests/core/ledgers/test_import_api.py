"""An import from outside: the same steps, rules and sentences as its pages (test_import_pages.py)."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.audit import AccessLog
from accounts.models import Division, Post
from accounts.roles import Role
from core.api import imports as api_imports
from core.background import jobs
from core.ledgers.runs import corrections_of
from core.ledgers.workflow import ImportWorkbook
from core.models import ImportCorrection, ImportRun, Job, StepTaken
from households.models import Application, Household
from tests.conftest import ClientOf
from tests.core.calling import send, with_token
from tests.core.ledgers.carrying import brought, carried, written
from tests.core.ledgers.workbooks import good_row, imported, workbook
from tests.factories import PostFactory
from tests.workbooks import workbook_of

State = ImportRun.State


@pytest.fixture
def outside(office: Post) -> Client:
    """Another system, with a token of the district's."""
    return with_token(office)


@pytest.fixture
def run(office: Post) -> ImportRun:
    """One good row, one bad, one mended."""
    return brought(workbook([good_row(1), good_row(2, 改造年份=2099), good_row(3, 户主姓名=" 王 建国")]), office)


def upload(caller: Client, content: bytes | None, **data: Any) -> Any:
    file = {"file": SimpleUploadedFile("台账.xlsx", content)} if content is not None else {}
    return caller.post("/api/imports/", {**data, **file})


def take(caller: Client, run: ImportRun, step: str, **answers: Any) -> Any:
    """As another system does: read, then act on what was read."""
    tag = caller.get(f"/api/imports/{run.pk}/")["ETag"]
    answer = send(caller, "post", f"/api/imports/{run.pk}/{step}/", answers, **{"If-Match": tag})
    run.refresh_from_db()
    return answer


# Uploading


def test_a_workbook_is_uploaded_and_its_check_can_be_followed(outside: Client, office: Post) -> None:
    answer = upload(outside, workbook([good_row(1)]), ledger="households")

    run = ImportRun.objects.get()
    assert (answer.status_code, answer.json()["id"], answer["ETag"]) == (201, run.pk, f'"{run.version}"')
    progress = outside.get(f"/api/imports/{run.pk}/progress/").json()
    assert progress == {"state": "uploaded", "state_label": "核对中", "done": 0, "total": None, "sentence": "核对中"}
    carried(run)
    assert outside.get(f"/api/imports/{run.pk}/progress/").json()["state"] == "checked"
    counts = outside.get(f"/api/imports/{run.pk}/").json()
    assert (counts["rows"], counts["added"], counts["bad"]) == (1, 1, 0)
    assert StepTaken.objects.get(step="upload").post == office
    assert not Household.objects.exists()


def test_one_ledger_needs_no_name(outside: Client) -> None:
    assert upload(outside, workbook([good_row(1)])).status_code == 201


@pytest.mark.parametrize(
    ("content", "data", "field", "sentence"),
    [
        (None, {}, "file", api_imports.NO_FILE),
        (None, {"file": "台账.xlsx"}, "file", api_imports.NO_FILE),
        (b"x", {"ledger": "nothing"}, "ledger", "应是其中之一：households（确户台账）"),
    ],
)
def test_what_is_missing_is_said_by_field(
    outside: Client, content: bytes | None, data: dict[str, str], field: str, sentence: str
) -> None:
    answer = upload(outside, content, **data)

    [(named, [said])] = answer.json()["fields"].items()
    assert (answer.status_code, named) == (400, field)
    assert said.startswith(sentence)
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("body", ["[1]", "{", '{"ledger": "households"}', '"x"', ""])
def test_json_brings_no_workbook(outside: Client, body: str) -> None:
    answer = outside.post("/api/imports/", body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["detail"]
    assert not ImportRun.objects.exists()


def test_a_file_too_large_is_refused(outside: Client, settings: Any) -> None:
    settings.WORKBOOK_MAX_BYTES = 1000

    answer = upload(outside, bytes(2000))

    assert (answer.status_code, "一次最多导入" in answer.json()["detail"]) == (409, True)
    assert not ImportRun.objects.exists()


def test_a_file_that_cannot_be_read_says_why(outside: Client) -> None:
    upload(outside, b"PK but no more")
    run = carried(ImportRun.objects.get())

    assert outside.get(f"/api/imports/{run.pk}/progress/").json()["state_label"] == "文件不能导入"
    assert "不是 Excel 工作簿" in outside.get(f"/api/imports/{run.pk}/result/").json()["refusal"]


def test_who_imports_nothing_has_no_such_endpoint(client_of: ClientOf, changan: Division) -> None:
    reader = client_of(PostFactory(role=Role.LEADER, division=changan))

    answer = upload(reader, workbook([good_row(1)]))

    assert (answer.status_code, answer.json()["detail"]) == (403, "您当前的岗位不能使用这个接口。")


def test_an_import_is_changed_by_its_steps_alone(outside: Client, run: ImportRun) -> None:
    answer = send(outside, "patch", f"/api/imports/{run.pk}/", {"name": "x"}, **{"If-Match": f'"{run.version}"'})

    assert (answer.status_code, answer.json()["detail"]) == (403, "导入的文件不能改；有误的行请用“修改有误的行”。")


# What the check found


def test_kinds_of_findings_are_counted(outside: Client, run: ImportRun) -> None:
    result = outside.get(f"/api/imports/{run.pk}/result/").json()

    found = [(one["level_label"], one["column"], one["code"], one["count"]) for one in result["kinds"]]
    assert found == [("有误", "改造年份", "year_future", 1), ("已修正", "户主姓名", "spaces", 1)]
    assert {"name": "converted_year", "heading": "改造年份"} in result["columns"]
    assert AccessLog.objects.filter(kind="core.importrun", record_id=run.pk).exists()


def test_rows_come_by_what_was_found(outside: Client, run: ImportRun) -> None:
    url = f"/api/imports/{run.pk}/rows/"

    held = outside.get(f"{url}?outcome=bad").json()

    assert (held["count"], [one["row"] for one in held["results"]]) == (1, [3])
    [finding] = held["results"][0]["findings"]
    assert (finding["name"], finding["message"]) == ("converted_year", "2099 年还没有到。")
    assert [one["row"] for one in outside.get(f"{url}?level=fixed").json()["results"]] == [4]


def test_old_and_new_are_masked(outside: Client, office: Post) -> None:
    imported(workbook([good_row(1)]), office)
    run = brought(workbook([good_row(1, 联系方式="13912345678")]), office)

    [row] = outside.get(f"/api/imports/{run.pk}/rows/").json()["results"]

    assert row["changes"] == [{"label": "联系方式", "before": "138****0001", "after": "139****5678"}]


def test_rows_come_page_by_page(outside: Client, office: Post) -> None:
    run = brought(workbook([good_row(number, 改造年份=2099) for number in range(250)]), office)
    url, seen = f"/api/imports/{run.pk}/rows/?outcome=bad", []
    while url:
        answer = outside.get(url).json()
        seen += [row["row"] for row in answer["results"]]
        url = answer["next"]

    assert seen == list(range(2, 252))


# Mending


def test_a_cell_is_mended_and_checked_again(outside: Client, run: ImportRun) -> None:
    answer = send(outside, "post", f"/api/imports/{run.pk}/mend/", {"r3-converted_year": 2019})

    assert answer.json() == {"changed": 1, "mended": 1}
    assert corrections_of(run) == {3: {"converted_year": "2019"}}
    assert take(outside, run, "check_again").status_code == 200
    assert (carried(run).state, run.bad, run.added) == (State.CHECKED, 0, 3)


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"r2-name": "x"},
        {"r4-name": "x"},
        {"r3-nothing": "x"},
        {"r3-converted_year": "2019", "r99999999999999999999-name": "x"},
        {"r³-name": "x"},
        {"name": "x"},
        {"r3-converted_year": "20\0"},
    ],
)
def test_what_is_no_cell_of_a_bad_row_is_refused(outside: Client, run: ImportRun, cells: dict[str, str]) -> None:
    answer = send(outside, "post", f"/api/imports/{run.pk}/mend/", cells)

    assert (answer.status_code, bool(answer.json()["detail"])) == (400, True)
    assert not ImportCorrection.objects.exists()


def test_rows_are_mended_only_between_check_and_writing(outside: Client, office: Post, run: ImportRun) -> None:
    ImportWorkbook.cancel(run, by=office)

    answer = send(outside, "post", f"/api/imports/{run.pk}/mend/", {"r3-converted_year": "2019"})

    assert (answer.status_code, answer.json()["detail"].split("，")[0]) == (403, "“已取消”时不能修改")
    assert outside.get(f"/api/imports/{run.pk}/result/").json()["columns"] == []


# Steps


def test_the_second_person_confirms_what_the_first_handed_over(
    outside: Client, client_of: ClientOf, second_officer: Post, run: ImportRun
) -> None:
    assert take(outside, run, "hand_over").json()["detail"] == "有 1 行有误：请先修改，或只办理无误的行。"
    assert take(outside, run, "hand_over_good_rows").json()["state_label"] == "待第二人确认"
    assert "另一位同事确认" in take(outside, run, "confirm").json()["detail"]

    answer = take(client_of(second_officer), run, "confirm")

    assert (answer.status_code, answer.json()["state"]) == (200, "writing")
    assert (carried(run).state, Household.objects.count()) == (State.WRITTEN, 2)


def test_a_township_takes_the_good_rows_and_goes_on_with_the_others(town_office: Post) -> None:
    outside = with_token(town_office)
    run = brought(workbook([good_row(1), good_row(2, 改造年份=2099)]), town_office)

    assert take(outside, run, "write_good_rows").status_code == 200
    carried(run)
    rest = outside.post(f"/api/imports/{run.pk}/rest/")

    assert Application.objects.count() == 1
    assert (rest.status_code, rest.json()["held_from"]) == (201, run.pk)
    assert outside.get(f"/api/imports/{run.pk}/result/").json()["continued_by"] == rest.json()["id"]
    again = outside.post(f"/api/imports/{run.pk}/rest/")
    assert (again.status_code, again.json()["detail"].split("，")[0]) == (409, "没有留待修改的行")


def test_an_import_is_cancelled(outside: Client, run: ImportRun) -> None:
    assert take(outside, run, "cancel").json()["state"] == "cancelled"


def test_an_import_is_undone_by_two(outside: Client, client_of: ClientOf, office: Post, second_officer: Post) -> None:
    run = written(workbook([good_row(1)]), office, second_officer)

    assert "reason" in take(outside, run, "ask_undo").json()["fields"]
    assert take(outside, run, "ask_undo", reason="传错了文件").status_code == 200
    assert take(outside, run, "confirm_undo").status_code == 409
    assert take(client_of(second_officer), run, "confirm_undo").status_code == 200

    assert carried(run).state == State.UNDONE
    result = outside.get(f"/api/imports/{run.pk}/result/").json()
    assert (result["taken_back"], result["kept"]) == (1, [])


def test_a_step_by_an_older_version_is_a_conflict(outside: Client, run: ImportRun) -> None:
    answer = send(outside, "post", f"/api/imports/{run.pk}/cancel/", {}, **{"If-Match": f'"{run.version - 1}"'})

    run.refresh_from_db()
    assert (answer.status_code, run.state) == (409, State.CHECKED)


# Files


def test_the_template_is_a_file(outside: Client) -> None:
    answer = outside.get("/api/imports/template/households/", headers={"Accept": "application/vnd.ms-excel"})

    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert book.sheetnames[0] == "确户台账"


def test_there_is_no_template_of_what_is_no_ledger(outside: Client) -> None:
    answer = outside.get("/api/imports/template/nothing/")

    assert (answer.status_code, answer.json()["detail"]) == (404, "没有这份台账。")


def test_the_coloured_copy_is_made_by_a_job(outside: Client, run: ImportRun) -> None:
    answer = outside.post(f"/api/imports/{run.pk}/colour/")

    assert answer.status_code == 202
    made = jobs.run_now(Job.objects.get(kind="colour_import"))
    assert "2099 年还没有到" in workbook_of(made)["确户台账"]["J3"].comment.text
    job = outside.get(f"/api/jobs/{answer.json()['id']}/").json()
    assert b"".join(outside.get(job["file"]).streaming_content).startswith(b"PK")  # type: ignore[attr-defined]


def test_where_nothing_was_found_nothing_is_coloured(outside: Client, client_of: ClientOf, office: Post) -> None:
    run = brought(workbook([good_row(1)]), office)

    answer = outside.post(f"/api/imports/{run.pk}/colour/")
    page = client_of(office).post(f"/imports/{run.pk}/colour/", follow=True)

    assert (answer.status_code, answer.json()["detail"]) == (409, "没有可以标注的核对结果。")
    assert "没有可以标注的核对结果。" in page.content.decode()
    assert not Job.objects.filter(kind="colour_import").exists()


# Scope


def test_the_coloured_copy_with_its_whole_numbers_is_for_who_brought_the_file(
    client_of: ClientOf, office: Post, town_office: Post
) -> None:
    run = brought(workbook([good_row(1, 改造年份=2099)]), town_office)
    district = client_of(office)

    answer = district.post(f"/api/imports/{run.pk}/colour/")
    asked = district.post(f"/imports/{run.pk}/colour/", follow=True)

    assert (answer.status_code, "只能由该单位办理" in answer.json()["detail"]) == (409, True)
    assert "只能由该单位办理" in asked.content.decode()
    assert "/colour/" not in district.get(f"/imports/{run.pk}/").content.decode()
    assert not Job.objects.filter(kind="colour_import").exists()


def test_another_townships_import_is_not_there(client_of: ClientOf, town_office: Post) -> None:
    run = brought(workbook([good_row(1, 改造年份=2099)]), town_office)
    elsewhere = client_of(PostFactory(role=Role.TOWN_OFFICE, division=Division.objects.get(code="130102101")))

    for address in ("", "progress/", "result/", "rows/", "history/", "files/"):
        assert elsewhere.get(f"/api/imports/{run.pk}/{address}").status_code == 404
    for address in ("mend/", "rest/", "colour/", "cancel/"):
        assert elsewhere.post(f"/api/imports/{run.pk}/{address}").status_code == 404
    assert elsewhere.get("/api/imports/").json()["results"] == []


def test_the_district_looks_on_but_does_not_act(client_of: ClientOf, office: Post, town_office: Post) -> None:
    run = brought(workbook([good_row(1, 改造年份=2099)]), town_office)
    district = client_of(office)

    mended = send(district, "post", f"/api/imports/{run.pk}/mend/", {"r2-converted_year": "2019"})
    cancelled = take(district, run, "cancel")

    assert (mended.status_code, cancelled.status_code, run.state) == (403, 409, State.CHECKED)
    assert "只能由该单位办理" in mended.json()["detail"]
    assert district.get(f"/api/imports/{run.pk}/result/").json()["columns"] == []


def test_looking_writes_nothing_but_who_looked(outside: Client, run: ImportRun) -> None:
    before = (run.version, Job.objects.count(), StepTaken.objects.count())

    for address in ("", "progress/", "result/", "rows/", "files/", "history/", "clocks/"):
        assert outside.get(f"/api/imports/{run.pk}/{address}").status_code == 200

    run.refresh_from_db()
    assert (run.version, Job.objects.count(), StepTaken.objects.count()) == before


def test_a_document_is_attached(outside: Client, run: ImportRun) -> None:
    file = SimpleUploadedFile("汇总.pdf", b"%PDF-1.7\n")

    answer = outside.post(f"/api/imports/{run.pk}/files/", {"purpose": "stamped_summary", "file": file})

    assert answer.status_code == 201, json.loads(answer.content)
