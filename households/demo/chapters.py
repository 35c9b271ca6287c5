"""What the demo district tells of the ledger, in the order in which one thing leads to the next.

An app above tells its own in its `demo/chapters.py`, after those below it: `manage.py seed_demo` asks every app for
`tell(posts)`.
"""

from __future__ import annotations

from collections.abc import Mapping

from accounts.models import Post
from households.demo import ageing, caring, energy, reconciling, renovations, reports, stories, works
from households.demo.winters import close_winters

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
