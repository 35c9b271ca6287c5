"""Two acts whose transactions overlap, each with a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from core.workflow import StepRefused

# For one who does not wait for the other to be done.
LONG_ENOUGH = 3.0


def while_open(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """What became of the second, begun while the first had done its part and not yet committed."""
    done, over = Event(), Event()

    def holding() -> None:
        with transaction.atomic():
            first()
            done.set()
            over.wait(LONG_ENOUGH)
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
