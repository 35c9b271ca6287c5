"""Logs are sealed by the day; what is removed or changed afterwards shows."""

from __future__ import annotations

import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from accounts import log_chain
from accounts.audit import AccessLog, LogSeal

TODAY = timezone.localdate()
NOON = datetime.time(12, tzinfo=timezone.get_default_timezone())
FIRST, SECOND, EMPTY, LAST = (TODAY - datetime.timedelta(days=ago) for ago in (4, 3, 2, 1))


@pytest.fixture(autouse=True)
def sealed(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four days of looking, the third empty, sealed on the morning of the fifth."""
    for day, looks in ((FIRST, 3), (SECOND, 2), (LAST, 1)):
        for look in range(looks):
            at = datetime.datetime.combine(day, NOON)
            AccessLog.objects.create(at=at, user_id=7, act="open", kind="households.household", record_id=look)
    monkeypatch.setattr(log_chain, "LOGS", (AccessLog,))
    monkeypatch.setattr("accounts.management.commands.verify_log.LOGS", (AccessLog,))
    log_chain.seal_ended_days()


def verify(**options: Any) -> str:
    out = StringIO()
    call_command("verify_log", stdout=out, **options)
    return out.getvalue()


def tamper(statement: str) -> None:
    """As somebody could who has the database."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_accesslog DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE accounts_logseal DISABLE TRIGGER USER")
        cursor.execute(statement)


def test_every_ended_day_is_sealed_once_also_one_without_rows() -> None:
    log_chain.seal_ended_days()

    days = list(LogSeal.objects.order_by("day").values_list("day", "rows"))
    assert days == [(FIRST, 3), (SECOND, 2), (EMPTY, 0), (LAST, 1)]


def test_what_was_left_alone_fits() -> None:
    assert "日志与封存相符" in verify()


ADD = """INSERT INTO accounts_accesslog (at, user_id, act, kind, detail, reason)
    VALUES ('{} 10:00+08', 9, 'open', 'households.household', '', '')"""


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (f"DELETE FROM accounts_accesslog WHERE record_id = 1 AND at < '{SECOND}'", f"{FIRST}：少了 1 条"),
        (f"UPDATE accounts_accesslog SET user_id = 8 WHERE record_id = 1 AND at > '{SECOND}'", f"{SECOND}：有记录"),
        (f"UPDATE accounts_accesslog SET detail = 'x' WHERE at > '{LAST}'", f"{LAST}：有记录"),
        (ADD.format(EMPTY), f"{EMPTY}：多了 1 条"),
        (ADD.format(FIRST - datetime.timedelta(days=30)), "首日之前多了 1 条"),
        (f"DELETE FROM accounts_logseal WHERE day = '{SECOND}'", f"缺少 {SECOND} 至 {SECOND} 的封存"),
        (f"UPDATE accounts_logseal SET rows = 5 WHERE day = '{SECOND}'", f"{SECOND}：少了 3 条"),
        (f"UPDATE accounts_accesslog SET at = at - interval '1 day' WHERE at > '{LAST}'", f"{EMPTY}：多了 1 条"),
    ],
)
def test_what_was_tampered_with_is_named_by_its_day(statement: str, sentence: str) -> None:
    tamper(statement)

    with pytest.raises(CommandError, match=sentence):
        verify()


CUT = f"DELETE FROM accounts_accesslog WHERE at > '{LAST}'; DELETE FROM accounts_logseal WHERE day >= '{LAST}'"


def test_a_seal_made_again_without_the_key_does_not_fit() -> None:
    tamper(CUT)
    with override_settings(DIGEST_KEY=b"another key of somebody else...."):
        log_chain.seal_ended_days()

    with pytest.raises(CommandError, match=f"{LAST}：有记录或封存值被改动过"):
        verify()


def test_an_end_that_was_cut_off_shows_against_a_noted_seal() -> None:
    noted = LogSeal.objects.get(day=LAST).seal
    assert "日志与封存相符" in verify(expect=[noted])

    tamper(CUT)

    assert "日志与封存相符" in verify()
    with pytest.raises(CommandError, match="已不在链上"):
        verify(expect=[noted])


def test_a_beginning_that_was_cut_off_shows() -> None:
    tamper(f"DELETE FROM accounts_accesslog WHERE at < '{SECOND}'; DELETE FROM accounts_logseal WHERE day = '{FIRST}'")

    with pytest.raises(CommandError, match=f"{SECOND}：有记录或封存值被改动过"):
        verify()


def test_the_next_days_go_on_from_the_last_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_chain, "last_quiet_day", lambda: TODAY + datetime.timedelta(days=1))
    log_chain.seal_ended_days()

    assert LogSeal.objects.count() == 6
    assert "日志与封存相符" in verify()
