"""Starting, recognising and ending processes, and as whom they run."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Account:
    """The user as whom servers run when we are root (PostgreSQL refuses to run as root)."""

    name: str
    uid: int
    gid: int

    @property
    def options(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def account_for(directory: Path) -> Account | None:
    """None for an ordinary user; for root the directory's owner, else `postgres`, else `nobody`."""
    if os.geteuid() != 0:
        return None
    if directory.exists() and directory.stat().st_uid != 0:
        entry = _password_entry(directory.stat().st_uid)
        return Account(entry.pw_name if entry else "?", directory.stat().st_uid, directory.stat().st_gid)
    entry = _password_entry("postgres") or pwd.getpwnam("nobody")
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _password_entry(user: int | str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwuid(user) if isinstance(user, int) else pwd.getpwnam(user)
    except KeyError:
        return None


def can_enter(account: Account | None, path: Path) -> bool:
    """Whether that user may pass a directory or run a program: asked of the kernel, as all above it counts too."""
    if account is None:
        return os.access(path, os.X_OK)
    return subprocess.run(["/bin/test", "-x", str(path)], cwd="/", check=False, **account.options).returncode == 0


def start(
    command: Sequence[str | Path],
    *,
    log: IO[bytes] | int,
    env: Mapping[str, str],
    account: Account | None = None,
    dies_by: signal.Signals = signal.SIGTERM,
    cwd: Path | str = "/",
    pass_fds: Sequence[int] = (),
) -> "subprocess.Popen[bytes]":
    """Start in a session of its own, so that Ctrl-C reaches only the launcher; call it from the main thread only.

    Linux sends `dies_by` when our main thread ends, even by kill -9. Elsewhere the next start finds what is left.
    """
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=dict(env),
        cwd=cwd,
        preexec_fn=_dies_with_parent(dies_by, os.getpid()),
        start_new_session=True,
        pass_fds=pass_fds,
        **(account.options if account else {}),
    )


def _dies_with_parent(sign: signal.Signals, parent: int) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def arrange() -> None:  # runs after setuid, which would clear the setting
        prctl(PR_SET_PDEATHSIG, int(sign), 0, 0, 0)
        if os.getppid() != parent:  # the parent died in between
            os.kill(os.getpid(), sign)

    return arrange


def is_alive(pid: int) -> bool:
    """A zombie is dead: containers often have nobody who reaps it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return _stat_fields(pid)[:1] not in (["Z"], ["X"])


def birth(pid: int) -> str:
    """Tells a process from a later one with the same number; empty where the system does not say."""
    fields = _stat_fields(pid)
    return fields[19] if len(fields) > 19 else ""


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        answer = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return answer.stdout.strip()


def _stat_fields(pid: int) -> list[str]:
    """Fields of /proc/PID/stat from the state on; the name before it may hold blanks and brackets."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def everybody() -> list[int]:
    """Every process, where the system has a list of them."""
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]


def working_in(directory: Path) -> list[int]:
    """Processes whose current directory it is; PostgreSQL's all work in their data."""
    return [pid for pid in everybody() if _current_directory(pid) == str(directory)]


def _current_directory(pid: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/cwd")
    except OSError:  # gone meanwhile, or not ours to see
        return ""


def in_session_of(leader: int) -> list[int]:
    """What a process that we started has started; also when it is dead, as its number stays taken while they live."""
    return [pid for pid in everybody() if _stat_fields(pid)[3:4] == [str(leader)]]


def wait_until_gone(pid: int, seconds: float) -> bool:
    """Also for processes that are not our children."""
    end = time.monotonic() + seconds
    while is_alive(pid):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def stop(process: "subprocess.Popen[bytes]", sign: signal.Signals = signal.SIGTERM, *, seconds: float = 30) -> None:
    """Ask, wait, and kill what does not listen."""
    if process.poll() is not None:
        return
    process.send_signal(sign)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def end_stranger(pid: int, sign: signal.Signals = signal.SIGTERM, *, seconds: float = 20) -> bool:
    """End a process of an earlier launcher; true once it is gone."""
    try:
        os.kill(pid, sign)
    except (ProcessLookupError, PermissionError):
        return not is_alive(pid)
    return wait_until_gone(pid, seconds)
