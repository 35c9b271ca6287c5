"""`./portal run`, the whole of it: it comes up, holds, comes back, and goes."""

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from config.devstack import keys, logs, places, processes
from config.devstack.preparing import FIRST_RUN_NOTE
from tests.launcher.conftest import bare_environment, open_directory

pytestmark = pytest.mark.timeout(600)


class Run:
    """A running portal, seen from outside."""

    def __init__(self, place: Path, env: dict[str, str], *arguments: str) -> None:
        self.data = place / "data"
        self.port = free_port()
        self.output = place / f"output-{self.port}"
        with open(self.output, "wb") as file:
            self.process = subprocess.Popen(
                [places.ROOT / "portal", "run", "--port", str(self.port), *arguments], env=env, stdout=file, stderr=file
            )

    def said(self) -> str:
        return self.output.read_text()

    def up(self) -> "Run":
        while "暖户已启动" not in self.said():
            assert self.process.poll() is None, self.said() + logs.last_lines(self.data / "log" / "prepare.log")
            time.sleep(0.1)
        return self

    def page(self) -> int:
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=30).status
        except urllib.error.HTTPError as error:
            error.close()
            return error.code

    def state(self) -> dict[str, dict[str, list]]:
        return json.loads((self.data / "run" / "services.json").read_text())

    def pid(self, name: str) -> int:
        return self.state()["processes"][name][0]

    def ask(self, sql: str) -> list[tuple]:
        url = self.state()["addresses"]["DATABASE_URL"]
        with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def end(self, sign: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(sign)
        return self.process.wait(90)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def until(is_so, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def stopped() -> Iterator[Path]:
    """A portal that ran once and was stopped: migrated, and without a demo district, as this is not its first run."""
    with open_directory() as place:
        (place / "data").mkdir()
        (place / "data").chmod(0o711)
        (place / "data" / FIRST_RUN_NOTE).touch()
        assert Run(place, bare_environment(place)).up().end() == 0
        yield place


@pytest.fixture
def run(stopped: Path, place: Path, bare: dict[str, str]) -> Iterator[Run]:
    subprocess.run(["cp", "-a", stopped / "data", place], check=True)
    running = Run(place, bare)
    yield running.up()
    if running.process.poll() is None:
        running.end()


def test_it_comes_up_is_alone_and_goes_without_a_trace(run: Run, bare: dict[str, str]) -> None:
    assert f"http://127.0.0.1:{run.port}/" in run.said()
    assert run.page() in (200, 302)
    second = Run(run.data.parent, bare)
    assert second.process.wait(60) == 1
    assert re.fullmatch(rf"暖户：已在运行：http://127.0.0.1:{run.port}/（进程 \d+）。\n", second.said())

    everyone = [pid for pid, _ in run.state()["processes"].values()]
    children = [child for pid in everyone for child in processes.in_session_of(pid)]
    assert run.end(signal.SIGINT) == 0
    assert not [pid for pid in children if processes.is_alive(pid)]
    assert not (run.data / "run" / "services.json").exists()


def test_whatever_is_killed_comes_back_and_nothing_is_lost(run: Run) -> None:
    run.ask("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('written')")
    first = {name: run.pid(name) for name in ("web", "worker", "beat", "postgres", "valkey")}

    for name, pid in first.items():
        os.kill(pid, signal.SIGKILL)
        until(lambda name=name, pid=pid: run.pid(name) != pid)

    assert run.ask("SELECT word FROM kept") == [("written",)]
    until(lambda: run.page() in (200, 302))
    assert run.process.poll() is None


def test_after_everything_is_killed_the_next_start_recovers(run: Run, bare: dict[str, str]) -> None:
    run.ask("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('written')")
    for name in ("owner", "web", "worker", "beat", "postgres", "valkey"):
        os.kill(run.pid(name), signal.SIGKILL)
    run.process.wait()

    again = Run(run.data.parent, bare, "--port", str(run.port)).up()

    assert again.ask("SELECT word FROM kept") == [("written",)]
    assert again.end() == 0


def test_a_management_command_uses_the_running_database(run: Run, bare: dict[str, str]) -> None:
    command = "from django.db import connection; print(connection.settings_dict['HOST'])"
    answer = subprocess.run(
        [places.ROOT / "portal", "manage", "shell", "-v", "0", "-c", command],
        env=bare,
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.stdout.strip() in run.state()["addresses"]["DATABASE_URL"], answer.stderr


def test_a_busy_port_is_one_sentence(place: Path, bare: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        run = Run(place, bare, "--port", str(port))

        assert run.process.wait(60) == 1
    assert run.said() == f"暖户：端口 {port} 已被占用，请换一个：./portal run --port {port + 1}。\n"


def test_a_broken_database_address_is_one_sentence(place: Path, bare: dict[str, str]) -> None:
    given = {"DATABASE_URL": "postgresql://clerk:word@127.0.0.1:1/portal"} | keys.throwaway_secrets()
    run = Run(place, bare | given)

    assert run.process.wait(60) == 1
    assert run.said().startswith("暖户：连不上 DATABASE_URL 指定的数据库（127.0.0.1:1/portal）：连接被拒绝")
    assert run.said().count("\n") == 1


def test_an_external_database_without_secrets_is_one_sentence(place: Path, bare: dict[str, str]) -> None:
    given = {"DATABASE_URL": "postgresql://clerk:word@127.0.0.1:1/portal"}
    run = Run(place, bare | given)

    assert run.process.wait(60) == 1
    assert run.said().startswith("暖户：使用外部数据库时，密钥须由环境变量给出，缺少：PORTAL_SECRET_KEY")
    assert run.said().count("\n") == 1
