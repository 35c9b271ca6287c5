"""What nobody means to send: every page says so in a sentence, or passes over it; none fails."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.http import urlencode

HUGE = "9" * 30
ENDLESS = "9" * 5000
NUL = "%00"
# The names that pages, filters and forms ask for, with what each can least read.
JUNK = {
    "q": "²³²³",
    "sort": "--乱写",
    "after": "乱写",
    "before": "2026-13-45T00:00:00",
    "day": "2026-13-45",
    "page_size": "-1",
    "panel": "²",
    "town": "²",
    "village": HUGE,
    "kind": "乱写",
    "state": "²",
    "converted_year": ENDLESS,
    "completeness": "-1",
    "submitted_after": "2026-13-45",
    "at_after": "0000-00-00",
    "household": "²",
    "equipment": HUGE,
    "user": "²",
    "parent": ENDLESS,
    "place": "²",
    "first": ENDLESS,
    "outcome": "乱写",
    "level": "乱写",
    "unread": "²",
    "close": ENDLESS,
    "fault": "99",
    "first_day": "0001-01-01",
    "last_day": "9999-12-31",
}
# A cursor as ours are, made up: [Infinity], ["\\u0000", 1], [{}, []].
CURSORS = ("W0luZmluaXR5XQ", "WyJcdTAwMDAiLCAxXQ", "W3t9LCBbXV0", HUGE, "²", "%ff%fe")


def junk_for(url: str) -> Iterator[str]:
    """What each list reads by filters and a search of its own."""
    yield f"{url}?{urlencode(JUNK)}"
    yield f"{url}?q={ENDLESS}&before={HUGE}&day=0001-01-01&page_size={ENDLESS}&last=²&household={HUGE}&place={ENDLESS}"


def junk_for_all(url: str) -> Iterator[str]:
    """What is read alike whatever is listed."""
    yield f"{url}?q=%ff%fe%ed%a0%80&after={CURSORS[0]}&day=9999-12-31&before=0001-01-01T00:00:00"
    yield f"{url}?q={NUL}&after={NUL}"
