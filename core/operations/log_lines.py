"""Lines of the portal's own log, without the rows that PostgreSQL repeats in its complaints and the numbers of people.

“duplicate key … DETAIL: Key (phone)=(138…) already exists” says all in its first line; “Failing row contains (…)” is a
household.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping

from django.db import Error as DatabaseError

from accounts.hiding import without_numbers

_MORE = re.compile(r"^(?:DETAIL|CONTEXT|HINT|QUERY|STATEMENT|WHERE|LINE \d+):.*", re.DOTALL | re.MULTILINE)
_VALUE = re.compile(r'(?<=: )".*"', re.DOTALL)


class WithoutRows(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for error in _errors_of(record):
            said, shown = str(error), _shown(error)
            if said and shown != said:
                text = text.replace(said, shown).replace(repr(said)[1:-1], shown)
        return text


def _errors_of(record: logging.LogRecord) -> Iterator[BaseException]:
    """Of which the line tells: those that it quotes, and the one that it traces."""
    quoted = record.args.values() if isinstance(record.args, Mapping) else record.args or ()
    for error in (*quoted, record.exc_info[1] if record.exc_info else None):
        if isinstance(error, BaseException):
            yield from _with_causes(error)


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        found = found.__cause__ or found.__context__


def _shown(error: BaseException) -> str:
    said = str(error)
    if isinstance(error, DatabaseError) or type(error).__module__.startswith("psycopg2"):
        said = _VALUE.sub("…", _MORE.sub("", said).rstrip())
    return without_numbers(said)
