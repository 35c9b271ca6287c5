"""The demo district's last two heating seasons, closed by its two officers, and the one to come."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from core.background import jobs
from core.models import HeatingSeason, Job
from households.seasons import jobs as season_jobs  # noqa: F401 - registers the job that freezes
from households.seasons.workflows import FREEZE, CloseSeason

BASIS = "演示：市政府供暖通知"
CLOSED = 2


def close_winters(posts: Mapping[str, Post]) -> None:
    today = timezone.localdate()
    last = today.year - 1 if today > datetime.date(today.year, 4, 30) else today.year - 2
    with acting(System.DEMO, why="建立演示区"):
        seasons = [_season(year) for year in range(last - CLOSED + 1, last + 2)]
    for season in seasons[:CLOSED]:
        _close(season, posts["district"], posts["district2"])


def _season(year: int) -> HeatingSeason:
    """The portal brings some years along."""
    days = {"starts_on": datetime.date(year, 11, 1), "ends_on": datetime.date(year + 1, 3, 31)}
    return HeatingSeason.objects.get_or_create(year=year, defaults={**days, "basis": BASIS})[0]


def _close(season: HeatingSeason, proposer: Post, confirmer: Post) -> None:
    day = season.last_day
    proposed_at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(10)))
    close = CloseSeason.propose(by=proposer, at=proposed_at, season=season, as_of_on=day)
    CloseSeason.confirm(close, by=confirmer, at=proposed_at + datetime.timedelta(hours=5))
    jobs.run_now(Job.objects.filter(kind=FREEZE).latest("pk"))
