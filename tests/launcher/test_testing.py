"""What `./portal test` says at its end, and when it fails."""

import re
from pathlib import Path

import pytest

from config.devstack import browser
from config.devstack.testing import Course


def last_line(course: Course, capsys: pytest.CaptureFixture[str]) -> str:
    course.report()
    return re.sub(r" in [\d.]+s", "", capsys.readouterr().out.splitlines()[-1])


def test_a_linter_that_finds_something_counts_as_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    course = Course()
    course.side_by_side({"content": ["true"], "critical": ["false"]})

    assert course.failed == ["critical"]
    assert last_line(course, capsys) == "==== 1 failed ===="


def test_the_outcomes_of_every_run_of_tests_are_added_up(capsys: pytest.CaptureFixture[str]) -> None:
    course = Course()
    course.tests("first", ["tests/launcher/test_terminal.py"])
    course.tests("second", ["tests/launcher/test_terminal.py", "-k", "columns"])

    assert not course.failed
    assert last_line(course, capsys) == "==== 0 failed, 6 passed ===="


def test_tests_that_could_not_begin_are_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    course = Course()
    course.tests("lost", ["tests/nowhere"])

    assert last_line(course, capsys) == "==== 1 failed ===="


def test_a_browser_that_is_missing_is_a_failure_only_where_it_is_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    course = Course()
    course.leave_out("没有浏览器", is_failure=False)
    assert not course.failed

    course.leave_out("没有浏览器", is_failure=True)
    assert last_line(course, capsys) == "==== 1 failed ===="


def test_a_browser_that_does_not_start_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\necho 'please use snap'\nexit 1\n")
    broken.chmod(0o755)

    monkeypatch.setenv(browser.SWITCH, str(broken))

    assert browser.find_browser() is None


@pytest.mark.parametrize(("given", "is_wanted"), [("0", False), ("1", True), ("/usr/bin/chromium", True)])
def test_the_browser_can_be_left_out(given: str, is_wanted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(browser.SWITCH, given)

    assert browser.is_wanted() is is_wanted
