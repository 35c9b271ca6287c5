"""Management commands beside each other: the servers of the first serve the second, and stop after both."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.devstack import places, processes
from config.devstack.sharing import Register

# A command that says where its database is, then works until its standard input closes.
COMMAND = """
import sys
import psycopg2
from config.devstack import sharing
with sharing.environment() as values:
    print(values["DATABASE_URL"], flush=True)
    sys.stdin.read()
    psycopg2.connect(values["DATABASE_URL"]).close()
"""


@pytest.fixture
def begin(bare: dict[str, str]):
    begun = []

    def start() -> "subprocess.Popen[str]":
        command = subprocess.Popen(
            [sys.executable, "-c", COMMAND],
            cwd=places.ROOT,
            env=bare,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        begun.append(command)
        command.address = command.stdout.readline()
        return command

    yield start
    for command in reversed(begun):  # the first waits for the others
        end(command)


def end(command: "subprocess.Popen[str]") -> int:
    if not command.stdin.closed:
        command.stdin.close()
    command.stdout.close()
    return command.wait(30)


@pytest.fixture
def register(place: Path) -> Register:
    return Register(place / "data")


def test_a_second_command_uses_the_servers_of_the_first(begin, register: Register) -> None:
    first, second = begin(), begin()

    assert second.address == first.address
    assert register.running()["processes"]["owner"][0] == first.pid


def test_the_servers_stop_with_the_command_that_started_them(begin, register: Register) -> None:
    command = begin()
    server = register.read()["processes"]["postgres"][0]

    assert end(command) == 0
    assert not processes.is_alive(server)
    assert register.read() == {}


def test_the_first_command_waits_for_the_second_before_it_stops_the_servers(begin, register: Register) -> None:
    first, second = begin(), begin()
    first.stdin.close()
    time.sleep(0.6)

    assert first.poll() is None
    assert end(second) == 0
    assert end(first) == 0


def test_a_killed_command_takes_its_servers_along_and_the_next_starts_anew(begin, register: Register) -> None:
    killed = begin()
    left = [pid for pid, _ in register.read()["processes"].values()]
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()

    assert begin().address != killed.address
    assert not any(processes.is_alive(pid) for pid in left)


def test_directories_of_killed_launchers_are_swept(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "short_temporary_root", lambda: str(place))
    dead = subprocess.Popen(["true"])
    dead.wait()
    (place / f"nuanhu-{dead.pid}-abc").mkdir()
    (place / f"nuanhu-{os.getpid()}-abc").mkdir()
    (place / "nuanhu-test-1-abc").mkdir()

    places.sweep_socket_directories()

    assert sorted(left.name for left in place.iterdir()) == [f"nuanhu-{os.getpid()}-abc", "nuanhu-test-1-abc"]
