"""Where things stand: the project, its data, and the short-lived directories for sockets."""

import os
import shutil
import tempfile
from pathlib import Path

from config.devstack import processes
from config.devstack.refusal import Refusal

ROOT = Path(__file__).resolve().parents[2]
SOCKET_PREFIX = "nuanhu-"


def data_directory() -> Path:
    """Uploads, secrets, logs and the embedded servers' files; PORTAL_DATA, seen from the project, or its var."""
    return (ROOT / Path(os.environ.get("PORTAL_DATA") or "var").expanduser()).resolve()


def make_data_directory() -> Path:
    """Create the data directory for its owner; refuses one that belongs to somebody else."""
    data = data_directory()
    try:
        if not data.exists():
            data.mkdir(parents=True)
            data.chmod(0o711)  # as root, the database's user must pass
        (data / "run").mkdir(mode=0o700, exist_ok=True)
        (data / "log").mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Refusal(
            f"数据目录 {data} 无法写入（{error.strerror}），请换用目录的所有者运行，或用 PORTAL_DATA 另指一处。"
        ) from None
    if not os.access(data / "run", os.W_OK | os.X_OK):
        raise Refusal(f"数据目录 {data} 属于另一用户，请以该用户运行，或用 PORTAL_DATA 另指一处。")
    return data


def make_socket_directory(account: processes.Account | None = None) -> Path:
    """A short directory, as paths of unix sockets end at 107 bytes; its name carries our process id for the sweep."""
    directory = Path(tempfile.mkdtemp(prefix=f"{SOCKET_PREFIX}{os.getpid()}-", dir=short_temporary_root()))
    if account:
        os.chown(directory, account.uid, account.gid)
    return directory


def short_temporary_root() -> str:
    """TMPDIR where it is short enough for a socket below it, else /tmp."""
    root = tempfile.gettempdir()
    return root if len(root) < 60 else "/tmp"


def sweep_socket_directories() -> None:
    """Remove what a killed launcher left behind."""
    for directory in Path(short_temporary_root()).glob(f"{SOCKET_PREFIX}*-*"):
        owner = directory.name.removeprefix(SOCKET_PREFIX).split("-")[0]
        if owner.isdigit() and not processes.is_alive(int(owner)):
            shutil.rmtree(directory, ignore_errors=True)
