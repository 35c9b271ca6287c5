"""The demo township looks for old hoses in all its villages; the district has looked again at a share of what it
closed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.utils import timezone

from accounts.models import Post
from inspections.models import ClosureSample, Hazard
from inspections.rectifying.workflows import CheckClosure, Rectify, RectifyVillage, Supervise

MONTH = datetime.timedelta(days=30)


def tell(posts: Mapping[str, Post]) -> None:
    town, district, today = posts["town"], posts["district"], timezone.localdate()
    problem = Rectify.open(
        by=town,
        town=town.division,
        title="连接软管老化",
        demands="逐户检查连接软管，老化、超期的立即更换为金属波纹管。",
    )
    villages = list(problem.villages.order_by("village__code"))
    for number, village in enumerate(villages[: len(villages) // 2]):
        if number % 3:
            RectifyVillage.clear(village, by=town, checked_on=today, checked=40)
        else:
            RectifyVillage.find(village, by=town, checked_on=today, checked=40, found=2)
    if Hazard.objects.filter(town=town.division, state=Hazard.State.CLOSED).exists():
        _look_again(district, town, today)


def _look_again(district: Post, town: Post, today: datetime.date) -> None:
    round_ = Supervise.notify(by=district, town=town.division, closed_from_on=today - 2 * MONTH, closed_until_on=today)
    for sample in ClosureSample.objects.filter(supervision=round_).order_by("pk"):
        CheckClosure.hold(sample, by=district, checked_on=today, checked_by="林涛、何静")
    Supervise.pass_at_once(round_, by=district, feedback="抽查的隐患均已整改到位。")
