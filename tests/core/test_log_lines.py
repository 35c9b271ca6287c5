"""The portal's log says which rule was broken, and nothing of the row that broke it."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from logging.config import DictConfigurator  # type: ignore[attr-defined]
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from accounts.audit import System, acting
from households.models import Household
from tests.factories import HouseholdFactory, Tree

Log = tuple[logging.Logger, io.StringIO]
SECRETS = ("赵建国", "13812345678", "130199195001010016", "和平路", "DETAIL", "Failing row", "CONTEXT", "LINE 1")


@pytest.fixture
def log() -> Iterator[Log]:
    """As the settings have it, but for where it goes."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    formatter = settings.LOGGING["formatters"]["line"]
    handler.setFormatter(DictConfigurator(settings.LOGGING).configure_formatter(dict(formatter)))
    logger = logging.getLogger("test-of-log-lines")
    logger.addHandler(handler)
    yield logger, written
    logger.removeHandler(handler)


@pytest.fixture
def household(tree: Tree) -> Household:
    facts = {"name": "赵建国", "phone": "13812345678", "address": "和平路1号\n\n二楼", "gas_meter_number": "QB7654321"}
    return HouseholdFactory(village=tree.village, gas=True, **facts)


def refused(sql: str, *params: Any) -> DatabaseError:
    with (
        pytest.raises(DatabaseError) as problem,
        acting(System.DEMO),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, params)
    return problem.value


BROKEN = {
    "households_household_number_uniq|household_number_once": "UPDATE households_household SET number = 'X'",
    "household_area_in_range": "UPDATE households_household SET heated_area = -1",
    "invalid input syntax": "UPDATE households_household SET residents = '赵建国 130199195001010016'",
    "null value in column": "UPDATE households_household SET village_id = NULL",
    "does not exist": "SELECT * FROM nothing WHERE name = '赵建国' AND phone = '13812345678'",
}


@pytest.mark.parametrize("said", BROKEN)
def test_a_refusal_of_the_database_is_logged_without_the_row(
    said: str, log: Log, household: Household, tree: Tree
) -> None:
    HouseholdFactory(village=tree.village, name="赵建国", phone="13812345678")
    logger, written = log

    try:
        raise RuntimeError("任务没有成功") from refused(BROKEN[said])
    except RuntimeError as problem:
        logger.exception("没有写入")
        logger.error("没有写入：%s", problem.__cause__)
        logger.error("Task raised unexpected: %r", problem.__cause__)

    text = written.getvalue()
    assert any(part in text for part in said.split("|"))
    assert "Traceback" in text
    assert [secret for secret in SECRETS if secret in text] == []


def test_numbers_of_people_stand_in_no_error(log: Log) -> None:
    logger, written = log
    number = "130199 19500101 00" + "1x"

    try:
        int(number)
    except ValueError:
        logger.exception("没有读懂")

    assert "19500101" not in written.getvalue()


def test_a_line_says_when_where_and_what(log: Log) -> None:
    logger, written = log

    logger.warning("第 %s 次", 3)

    assert written.getvalue().endswith(" WARNING test-of-log-lines 第 3 次\n")
