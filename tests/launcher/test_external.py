"""Servers given by the environment: each thing that can be wrong with them has its sentence."""

import os
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest

from config.devstack import external
from config.devstack.refusal import Refusal


@pytest.fixture
def ascii_database() -> Iterator[str]:
    """A database of the test run's own server in which Chinese letters are no letters."""
    url = os.environ["DATABASE_URL"]
    name = f"nuanhu_ascii_{os.getpid()}"
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C' ENCODING 'UTF8'")
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
            cursor.execute(f"DROP DATABASE {name}")


def test_the_database_of_this_run_is_fit() -> None:
    external.check_database(os.environ["DATABASE_URL"])


def test_a_database_without_chinese_letters_is_refused(ascii_database: str) -> None:
    with pytest.raises(Refusal, match="LC_CTYPE 是 C"):
        external.check_database(ascii_database)


def test_a_database_that_does_not_listen_is_named_with_its_address_and_without_its_password() -> None:
    with pytest.raises(Refusal, match=r"（127.0.0.1:1/portal）：连接被拒绝") as refusal:
        external.check_database("postgresql://clerk:geheim@127.0.0.1:1/portal")

    assert "geheim" not in str(refusal.value)


@pytest.mark.parametrize(
    "url", ["nonsense", "postgresql://host:port/name", "postgresql://[::1/name", "mysql://host/name"]
)
def test_a_malformed_address_is_refused(url: str) -> None:
    with pytest.raises(Refusal, match="DATABASE_URL"):
        external.check_database(url)


def test_a_missing_database_is_named() -> None:
    url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path="/nirgends"))

    with pytest.raises(Refusal, match="数据库或用户不存在"):
        external.check_database(url)


def test_the_broker_of_this_run_answers() -> None:
    external.check_broker(os.environ["REDIS_URL"])


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "nonsense", "redis+socket:///nowhere/valkey"])
def test_a_broker_that_does_not_answer_is_refused(url: str) -> None:
    with pytest.raises(Refusal, match="REDIS_URL"):
        external.check_broker(url)


@pytest.mark.parametrize(
    ("broker", "cache"),
    [
        ("redis://server", "redis://server/1"),
        ("redis://server:6379/", "redis://server:6379/1"),
        ("rediss://:word@server:6379/3", "rediss://:word@server:6379/4"),
    ],
)
def test_the_cache_takes_the_database_after_the_brokers(broker: str, cache: str) -> None:
    assert external.next_database(broker) == cache


def test_a_broker_of_another_kind_needs_a_cache_address() -> None:
    with pytest.raises(Refusal, match="CACHE_URL"):
        external.next_database("sentinel://server:26379")
