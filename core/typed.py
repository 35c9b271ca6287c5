"""What an address or a form gives as text: the number or the moment that it means, None where it means none."""

from __future__ import annotations

import datetime
import re

from django.utils import timezone
from django.utils.dateparse import parse_datetime

# Of the database's largest whole number: what is longer names no row, and is no number of anything here.
LONGEST = 18
# The sign that no text of PostgreSQL can hold; half of a sign, which JSON can write; and the two that are none: no
# workbook with one of them in it can be opened.
UNSTORABLE = re.compile("[\0\ud800-\udfff\ufffe\uffff]")


def is_storable(text: str) -> bool:
    return not UNSTORABLE.search(text)


def storable(text: str) -> str:
    return UNSTORABLE.sub("", text)


def whole_number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= LONGEST else None


def whole_numbers(texts: list[str]) -> list[int]:
    """Those that are some."""
    return [number for text in texts if (number := whole_number(text)) is not None]


def moment(text: str) -> datetime.datetime | None:
    """As the page's own links write it; without a zone it is Beijing's."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return timezone.make_aware(found) if found and timezone.is_naive(found) else found
