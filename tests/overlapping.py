"""Two acts whose transactions overlap, each with a connection of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from core.workflow import StepRefused

# Before the second is taken for one who neither is done nor waits for the first.
LONG_ENOUGH = 3.0
WAITED_FOR = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"


def while_open(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """What became of the second, begun while the first had done its part and not yet committed."""
    done, over = Event(), Event()

    def holding() -> None:
        with transaction.atomic():
            first()
            done.set()
            end = time.monotonic() + LONG_ENOUGH
            while not over.wait(0.02) and not _is_waited_for() and time.monotonic() < end:
                pass
        connection.close()

    def following() -> Any:
        done.wait(10)
        try:
            return second()
        except (StepRefused, PermissionDenied) as refused:
            return refused
        finally:
            over.set()
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        held, followed = pool.submit(holding), pool.submit(following)
        held.result()
        return followed.result()


def _is_waited_for() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITED_FOR)
        return bool(cursor.fetchone()[0])
