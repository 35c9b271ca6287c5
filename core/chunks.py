"""Rows in pieces, so that neither a statement nor the memory grows with their number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def chunks(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """The last one may be shorter; none is empty."""
    rest = iter(rows)
    while chunk := list(islice(rest, size)):
        yield chunk
