"""What is printed, and what is written."""

import json
from pathlib import Path

from config.devstack import logs
from config.devstack.terminal import accounts_table, width


def test_the_table_of_accounts_stands_in_columns(tmp_path: Path) -> None:
    accounts = [
        {"username": "village", "password": "aB3$", "role_label": "村级管理员", "name": "李建国"},
        {"username": "district2", "password": "x", "role_label": "区办", "name": "王芳"},
    ]
    (tmp_path / "accounts.json").write_text(json.dumps(accounts))

    lines = accounts_table(tmp_path / "accounts.json").splitlines()

    columns = [
        width(line.partition(word)[0]) for line, word in zip(lines, ("登录名", "village", "district2"), strict=True)
    ]
    assert columns == [22, 22, 22]
    assert lines[1].endswith("aB3$")


def test_a_district_of_ones_own_has_no_table(tmp_path: Path) -> None:
    assert accounts_table(tmp_path / "accounts.json") == ""


def test_a_log_that_has_grown_is_turned_over_while_its_writer_goes_on(tmp_path: Path) -> None:
    with open(tmp_path / "web.log", "ab", buffering=0) as writer:
        writer.write(b"old" + bytes(logs.LARGEST_BYTES))
        logs.turn_over(tmp_path)
        writer.write(b"new")

    assert (tmp_path / "web.log").read_bytes() == b"new"
    assert (tmp_path / "web.log.1").read_bytes().startswith(b"old")


def test_the_oldest_of_the_kept_logs_goes(tmp_path: Path) -> None:
    for turn in range(logs.KEPT + 2):
        (tmp_path / "web.log").write_bytes(str(turn).encode() + bytes(logs.LARGEST_BYTES))
        logs.turn_over(tmp_path)

    kept = sorted(tmp_path.glob("web.log.*"))
    assert [file.read_bytes()[:1] for file in kept] == [b"6", b"5", b"4", b"3", b"2"]


def test_a_small_log_stays(tmp_path: Path) -> None:
    (tmp_path / "web.log").write_text("small")

    logs.turn_over(tmp_path)

    assert [file.name for file in tmp_path.iterdir()] == ["web.log"]
