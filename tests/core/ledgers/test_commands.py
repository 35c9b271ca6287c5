"""`import_ledger` and `export_ledger`, as another program calls them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from accounts.audit import AccessLog
from accounts.models import Post
from core.models import ImportRun
from households.models import Application, Household
from tests.core.ledgers.workbooks import DATA, good_row, imported, workbook
from tests.factories import id_number

Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def write(*rows: dict[str, Any]) -> Path:
        file = tmp_path / "台账.xlsx"
        file.write_bytes(workbook(rows))
        return file

    return write


def run(name: str, *args: Any, **options: Any) -> tuple[str, int]:
    """What it printed and its exit status."""
    out = io.StringIO()
    try:
        call_command(name, *map(str, args), stdout=out, **options)
    except SystemExit as ended:
        return out.getvalue(), int(ended.code or 0)
    return out.getvalue(), 0


def report(*args: Any) -> tuple[dict[str, Any], int]:
    printed, status = run("import_ledger", "households", *args, "--json")
    return json.loads(printed), status


def test_good_rows_are_written_once_confirmed(office: Post, second_officer: Post, save: Save) -> None:
    told, status = report(
        save(good_row(1), good_row(2)), "--by", office.user.username, "--confirmed-by", second_officer.user.username
    )

    assert status == 0
    assert told == {
        "rows": 2,
        "added": 2,
        "changed": 0,
        "unchanged": 0,
        "bad": 0,
        "written": True,
        "errors": [],
        "warnings": [],
        "fixed": [],
    }
    assert Household.objects.count() == 2
    assert ImportRun.objects.get().confirmed_by == second_officer


def test_findings_have_row_column_code_and_message(office: Post, save: Save) -> None:
    rows = [good_row(1, 改造年份=2099), good_row(2, 户主姓名="王 建国"), good_row(3, 银行账号="6217000000004749995")]

    told, status = report(save(*rows), "--by", office.user.username, "--check")

    assert status == 1
    assert told["errors"] == [{"row": 2, "column": "改造年份", "code": "year_future", "message": "2099 年还没有到。"}]
    assert [(one["row"], one["column"], one["code"]) for one in told["fixed"]] == [(3, "户主姓名", "spaces")]
    assert [(one["row"], one["code"]) for one in told["warnings"]] == [(4, "account_check_digit")]
    assert (told["rows"], told["added"], told["bad"]) == (3, 2, 1)


def test_with_errors_nothing_is_written_and_the_status_is_1(office: Post, second_officer: Post, save: Save) -> None:
    told, status = report(
        save(good_row(1), good_row(2, 改造年份=2099)),
        "--by",
        office.user.username,
        "--confirmed-by",
        second_officer.user.username,
    )

    assert (status, told["written"]) == (1, False)
    assert not Household.objects.exists()
    assert not ImportRun.objects.exists()


def test_good_rows_are_taken_when_asked(office: Post, second_officer: Post, save: Save) -> None:
    told, status = report(
        save(good_row(1), good_row(2, 改造年份=2099)),
        "--by",
        office.user.username,
        "--confirmed-by",
        second_officer.user.username,
        "--take-good-rows",
    )

    assert (status, told["written"], told["bad"]) == (0, True, 1)
    assert Household.objects.count() == 1


def test_a_check_writes_nothing(office: Post, save: Save) -> None:
    told, status = report(save(good_row(1)), "--by", office.user.username, "--check")

    assert (status, told["added"], told["written"]) == (0, 1, False)
    assert not Household.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_check_needs_no_transaction_around_it(office: Post, save: Save) -> None:
    """As the command is run: nothing but itself opens one."""
    told, status = report(save(good_row(1)), "--by", office.user.username, "--check")

    assert (status, told["added"]) == (0, 1)


def test_the_sample_with_faults_is_reported_as_its_key_says(office: Post) -> None:
    told, status = report(DATA / "household_ledger_with_faults.xlsx", "--by", office.user.username, "--check")

    assert (status, told["rows"], len(told["errors"]), len(told["fixed"])) == (1, 600, 52, 8)


def test_a_file_that_cannot_be_read_is_one_error(office: Post, tmp_path: Path) -> None:
    file = tmp_path / "台账.xlsx"
    file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000))

    told, status = report(file, "--by", office.user.username, "--check")

    assert (status, [one["code"] for one in told["errors"]]) == (1, ["old_format"])


def test_the_township_needs_no_second_person(town_office: Post, save: Save) -> None:
    told, status = report(save(good_row(1)), "--by", town_office.user.username)

    assert (status, told["written"]) == (0, True)
    assert Application.objects.count() == 1


def test_without_json_it_is_said_in_words(office: Post, save: Save) -> None:
    printed, status = run(
        "import_ledger", "households", save(good_row(1, 改造年份=2099)), "--by", office.user.username, "--check"
    )

    assert status == 1
    assert "共 1 行" in printed
    assert "有误 第 2 行“改造年份”：2099 年还没有到。" in printed


def test_what_does_not_fit_is_said_in_a_sentence(
    office: Post, second_officer: Post, save: Save, tmp_path: Path
) -> None:
    file, name = save(good_row(1)), office.user.username

    for arguments, sentence in (
        ((file, "--by", "nobody"), "没有登录名为“nobody”的用户"),
        ((file, "--by", name), "须由第二人确认"),
        ((file, "--by", name, "--confirmed-by", name), "导入人自己不能确认"),
        ((tmp_path / "none.xlsx", "--by", name, "--check"), "读不到文件"),
    ):
        with pytest.raises(CommandError, match=sentence):
            run("import_ledger", "households", *arguments)
    assert not Household.objects.exists()


def test_the_ledger_is_exported_to_a_file(office: Post, tmp_path: Path) -> None:
    imported(workbook([good_row(1), good_row(2)]), office)
    out = tmp_path / "out.xlsx"

    printed, status = run("export_ledger", "households", out, "--by", office.user.username)

    assert (status, "已导出 2 行" in printed) == (0, True)
    assert openpyxl.load_workbook(out)["确户台账"].max_row == 3
    assert AccessLog.objects.get(act=AccessLog.Act.EXPORT).user_id == office.user_id


def test_whole_numbers_are_exported_for_a_reason(office: Post, tmp_path: Path) -> None:
    imported(workbook([good_row(1)]), office)
    out = tmp_path / "out.xlsx"

    with pytest.raises(CommandError, match="须写明用途"):
        run("export_ledger", "households", out, "--by", office.user.username, "--in-full")
    assert not out.exists()
    run("export_ledger", "households", out, "--by", office.user.username, "--in-full", "--reason", "年度核对")

    sheet = openpyxl.load_workbook(out)["确户台账"]
    assert id_number(1) in [cell.value for cell in sheet[2]]


def test_filters_narrow_the_export(office: Post, tmp_path: Path) -> None:
    imported(workbook([good_row(1), good_row(2, 户主姓名="李秀英")]), office)
    out = tmp_path / "out.xlsx"

    run("export_ledger", "households", out, "--by", office.user.username, "--filter", "q=李秀英")

    assert openpyxl.load_workbook(out)["确户台账"].max_row == 2


def test_a_filter_that_does_not_exist_leaves_no_file(office: Post, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="没有筛选条件"):
        run("export_ledger", "households", tmp_path / "out.xlsx", "--by", office.user.username, "--filter", "x=1")

    assert list(tmp_path.iterdir()) == []
