"""Watches what runs, starts again what died, and ends everything together."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config.devstack import logs, processes
from config.devstack.postgres import Cluster
from config.devstack.refusal import Refusal
from config.devstack.stack import Stack
from config.devstack.terminal import say
from config.devstack.valkey import Valkey

LOOK_SECONDS = 0.3
TURN_OVER_EVERY = 100  # looks
LONGEST_PAUSE = 60
CALM_SECONDS = 60  # after so long a life, a death is a first one again
SERVER_DEATHS_IN_A_ROW = 3


def _report(sentence: str) -> None:
    say(f"{time.strftime('%H:%M:%S')} {sentence}")


def how_it_ended(code: int) -> str:
    return f"被信号 {-code} 结束" if code < 0 else f"退出码 {code}"


@dataclass
class Deaths:
    """How often in a row, and how long to wait before the next try: 1, 2, 4 … 60 seconds."""

    born: float = field(default_factory=time.monotonic)
    in_a_row: int = 0

    def count(self) -> float:
        self.in_a_row = self.in_a_row + 1 if time.monotonic() - self.born < CALM_SECONDS else 1
        return min(2.0 ** (self.in_a_row - 1), LONGEST_PAUSE)


@dataclass
class Program:
    """A process of the portal: web, worker or beat."""

    name: str
    command: Sequence[str]
    farewell: Sequence[tuple[signal.Signals, float]]  # signals in turn, each with the seconds it is given
    pass_fds: Sequence[int] = ()
    process: "subprocess.Popen[bytes] | None" = None
    deaths: Deaths = field(default_factory=Deaths)
    starts_at: float = 0


class Supervisor:
    def __init__(self, stack: Stack, programs: Sequence[Program], env: dict[str, str], root: Path) -> None:
        self.stack = stack
        self.programs = programs
        self.env = env
        self.root = root
        self.servers = {name: (server, Deaths()) for server, name in stack.embedded()}
        self.changed: Callable[[dict[str, int]], None] = lambda pids: None

    def start(self) -> None:
        for program in self.programs:
            self._start(program)
        self.changed(self.pids())

    def watch(self) -> None:
        """Returns never: a signal raises, or a server that can't be kept alive refuses."""
        looks = 0
        while True:
            time.sleep(LOOK_SECONDS)
            looks += 1
            if looks % TURN_OVER_EVERY == 0:
                logs.turn_over(self.stack.data / "log")
            for name, (server, deaths) in self.servers.items():
                self._look_at_server(name, server, deaths)
            for program in self.programs:
                self._look_at(program)

    def stop(self) -> None:
        """Together, as a worker may need half a minute; what does not listen is killed with its children."""
        running = [program for program in self.programs if program.process]
        for turn in range(max((len(program.farewell) for program in running), default=0)):
            asked = [program for program in running if turn < len(program.farewell) and program.process.poll() is None]
            for program in asked:
                program.process.send_signal(program.farewell[turn][0])
            _wait_for(asked, turn)
        for program in running:
            _kill_group(program.process)

    def has_lost(self, name: str) -> bool:
        return any(program.name == name and program.process.poll() is not None for program in self.programs)

    def pids(self) -> dict[str, int]:
        ours = {program.name: program.process.pid for program in self.programs if program.process}
        return self.stack.processes() | ours

    def _start(self, program: Program) -> None:
        with self.stack.log(program.name) as log:
            program.process = processes.start(
                program.command, log=log, env=self.env, cwd=self.root, pass_fds=program.pass_fds
            )
        program.deaths.born = time.monotonic()

    def _look_at(self, program: Program) -> None:
        if program.process and program.process.poll() is not None:
            _kill_group(program.process)  # its own children may have outlived it
            pause = program.deaths.count()
            program.starts_at = time.monotonic() + pause
            _report(
                f"{program.name} 已停止（{how_it_ended(program.process.returncode)}），{pause:.0f} 秒后重新启动；"
                f"记录见 {self.stack.data / 'log' / program.name}.log"
            )
            program.process = None
        if not program.process and time.monotonic() >= program.starts_at:
            self._start(program)
            self.changed(self.pids())

    def _look_at_server(self, name: str, server: Cluster | Valkey, deaths: Deaths) -> None:
        if not server.process or server.process.poll() is None:
            return
        deaths.count()
        ended = how_it_ended(server.process.returncode)
        log = f"{self.stack.data / 'log' / name}.log"
        if deaths.in_a_row > SERVER_DEATHS_IN_A_ROW:
            raise Refusal(f"{name} 一再停止（{ended}），已放弃重启并停止全部进程；原因见 {log}。")
        _report(f"{name} 已停止（{ended}），正在恢复；记录见 {log}")
        with self.stack.log(name) as file:
            server.start(file)
        deaths.born = time.monotonic()
        self.changed(self.pids())
        _report(f"{name} 已恢复")


def _wait_for(programs: Sequence[Program], turn: int) -> None:
    begun = time.monotonic()
    for program in programs:
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.process.wait(max(0.0, begun + program.farewell[turn][1] - time.monotonic()))


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    """Each program leads a group of its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
