"""`./portal run`, `test` and `bench`; `./portal manage` goes to manage.py directly."""

import os
import subprocess
import sys

from config.devstack import places, sharing
from config.devstack.refusal import Refusal
from config.devstack.running import run
from config.devstack.testing import test


def bench(arguments: list[str]) -> None:
    """In the same environment as the portal's own processes."""
    with sharing.environment() as values:
        command = [sys.executable, str(places.ROOT / "bench/run.py"), *arguments]
        sys.exit(subprocess.run(command, env=os.environ | values, cwd=places.ROOT, check=False).returncode)


COMMANDS = {"run": run, "test": test, "bench": bench}


def main() -> None:
    name, *arguments = sys.argv[1:]
    try:
        COMMANDS[name](arguments)
    except Refusal as refusal:
        sys.exit(f"暖户：{refusal}")
    except KeyboardInterrupt:
        print("已停止。")
        sys.exit(0 if name == "run" else 130)


if __name__ == "__main__":
    main()
