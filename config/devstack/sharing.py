"""Who started the servers and who uses them: `./portal manage` beside `./portal run` or beside another `manage`.

`gate` is held for moments, while somebody decides to start or stop. `users` is held shared by everyone who uses the
servers of somebody else's command; the one who started them stops them when nobody holds it any more.
"""

import contextlib
import fcntl
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from config.devstack import external, places, processes, stack
from config.devstack.refusal import Refusal

State = dict[str, Any]
NOT_LEFTOVERS = ("postgres", "owner")


class Register:
    """The files below <data>/run that tell one command of another."""

    def __init__(self, data: Path) -> None:
        self.directory = data / "run"
        self.state_file = self.directory / "services.json"

    @contextlib.contextmanager
    def gate(self) -> Iterator[None]:
        with self._open("gate") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @contextlib.contextmanager
    def used(self) -> Iterator[None]:
        with self._open("users") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            yield

    def is_used(self) -> bool:
        with self._open("users") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False

    def write(self, addresses: dict[str, str], pids: dict[str, int], web: str = "") -> None:
        people = {name: [pid, processes.birth(pid)] for name, pid in (pids | {"owner": os.getpid()}).items()}
        building = self.state_file.with_suffix(".building")
        building.write_text(json.dumps({"addresses": addresses, "processes": people, "web": web}))
        building.chmod(0o600)
        building.rename(self.state_file)

    def clear(self) -> None:
        self.state_file.unlink(missing_ok=True)

    def read(self) -> State:
        try:
            return json.loads(self.state_file.read_text())
        except (FileNotFoundError, ValueError):
            return {}

    def running(self) -> State:
        """The state, while the command that wrote it lives; it brings back what dies under it."""
        state = self.read()
        return state if state and _is_same(*state["processes"]["owner"]) else {}

    def _open(self, name: str) -> IO[str]:
        return open(self.directory / name, "w")


def _is_same(pid: int, birth: str) -> bool:
    return processes.is_alive(pid) and processes.birth(pid) == birth


def end_leftovers(register: Register) -> None:
    """End what a killed launcher left running; the database's own processes are found by its data directory."""
    left = {name: entry for name, entry in register.read().get("processes", {}).items() if name not in NOT_LEFTOVERS}
    for name, (pid, birth) in left.items():
        if _is_same(pid, birth) and not processes.end_stranger(pid) and not _killed(pid):
            raise Refusal(f"上次留下的进程 {pid}（{name}）无法结束，请先手工结束它。")
        for child in processes.in_session_of(pid):  # gunicorn's workers hold the port for a minute after its death
            if sys.executable in processes.command_line(child):
                _killed(child)
    register.clear()


def _killed(pid: int) -> bool:
    return processes.end_stranger(pid, signal.SIGKILL, seconds=5)


@contextlib.contextmanager
def environment() -> Iterator[dict[str, str]]:
    """The values a command needs, while servers stand behind them: running ones, or our own until the end."""
    stack.drop_libpq_variables()
    data = places.make_data_directory()
    fixed = stack.fixed_environment(data)
    ours = stack.Stack(data)
    if not ours.embedded():
        addresses = ours.addresses()
        check(addresses, ours)
        yield addresses | fixed
        return
    with _shared(Register(data), ours) as addresses:
        yield addresses | fixed


@contextlib.contextmanager
def _shared(register: Register, ours: stack.Stack) -> Iterator[dict[str, str]]:
    with contextlib.ExitStack() as leaving:
        with register.gate():
            state = register.running()
            if state:
                leaving.enter_context(register.used())
            else:
                leaving.callback(_stop_when_unused, register, ours)
                start(register, ours)
        addresses = state["addresses"] if state else ours.addresses()
        check(addresses, ours)
        yield addresses


def start(register: Register, ours: stack.Stack, web: str = "") -> None:
    """Behind the gate only. `web`: the address where pages will be, for a command that serves them."""
    end_leftovers(register)
    places.sweep_socket_directories()
    ours.start()
    register.write(ours.addresses(), ours.processes(), web)


def check(addresses: dict[str, str], ours: stack.Stack) -> None:
    external.check_database(addresses["DATABASE_URL"])
    if ours.valkey is None:
        external.check_broker(addresses["REDIS_URL"])


def _stop_when_unused(register: Register, ours: stack.Stack) -> None:
    while True:
        with register.gate():
            if not register.is_used():
                ours.stop()
                register.clear()
                return
        time.sleep(0.2)
