"""What the demo district tells of the ledger, in the order in which one thing leads to the next.

An app above tells its own in its `demo/chapters.py`, after those below it: `manage.py seed_demo` asks every app for
`tell(posts)`, and before the ledger is filled for the tables that this writes.
"""

from __future__ import annotations

from collections.abc import Mapping

from accounts.audit import Change
from accounts.models import Post
from households.demo import ageing, caring, energy, reconciling, renovations, reports, stories, works
from households.demo.winters import close_winters
from households.models import DeviceLife, Equipment, Household

OF_THE_LEDGER = (Household, Equipment, DeviceLife, Change)

CHAPTERS = (
    stories.tell_all,
    reconciling.tell_all,
    energy.tell,
    caring.tell,
    renovations.tell_all,
    works.tell_all,
    close_winters,
    reports.tell_all,
    ageing.tell_all,
)


def tell(posts: Mapping[str, Post]) -> None:
    for chapter in CHAPTERS:
        chapter(posts)
