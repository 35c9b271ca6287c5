"""The demo district's campaigns: one that runs and is half done, one that was concluded, one of buried pipes; and
inspections before it, so that the due list holds every kind."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from accounts.models import Post
from households.models import Household
from households.models.choices import Category
from inspections.models import Campaign, Inspection
from inspections.planning.workflows import RunCampaign
from inspections.visiting.workflows import FileInspection

Outcome = Inspection.Outcome
DAY = datetime.timedelta(days=1)
# Of ten households what the last visit came to; the rest nobody visited.
OUTCOMES = (
    Outcome.DONE, Outcome.DONE, Outcome.DONE, Outcome.DONE, Outcome.NOT_HOME, Outcome.REFUSED, Outcome.VACANT,
)  # fmt: skip
HOUSES = 30
# After what time of the year a campaign is called that begins in a month.
TIMES = {1: "冬季", 2: "冬季", 3: "停暖后", 4: "停暖后", 5: "汛期前", 6: "汛期", 7: "汛期", 8: "汛期", 9: "采暖期前",
         10: "采暖期前", 11: "冬季", 12: "冬季"}  # fmt: skip
# Days each lasts: the one that was concluded ends today.
LASTING = 25


def tell(posts: Mapping[str, Post]) -> None:
    officer, district = posts["safety_officer"], posts["district"]
    rows = Household.objects.visible_to(officer).in_use().filter(category=Category.GAS, gas_supplier__isnull=False)
    houses = list(rows.order_by("-pk")[:HOUSES])
    if not houses:
        return
    _concluded(district)
    running = _issued(district, "连接管专项排查", "18", towns=[houses[0].town_id])
    _issued(district, "地埋燃气管道施工隐患排查整治", "21", kind=Campaign.Kind.BURIED)
    RunCampaign.draft(by=district, **_facts("报警装置专项排查", "26", days=20))
    _visit(houses[: HOUSES // 2], officer, days_ago=100)
    _visit(houses, officer, days_ago=2, campaign=running)


def _issued(by: Post, title: str, number: str, **facts: Any) -> Campaign:
    drafted = RunCampaign.draft(by=by, **{**_facts(title, number, days=-5), **facts})
    issued: Campaign = RunCampaign.issue(drafted, by=by)
    return issued


def _concluded(by: Post) -> None:
    begins_on = timezone.localdate() - LASTING * DAY
    campaign = RunCampaign.draft(by=by, **_facts(f"{TIMES[begins_on.month]}用气安全排查", "11", days=-LASTING))
    RunCampaign.issue(campaign, by=by)
    conclusion = "排查已经结束，发现的隐患已告知住户并限期整改，未能入户的转入日常跟进。"
    RunCampaign.conclude(campaign, by=by, conclusion=conclusion)


def _facts(title: str, number: str, days: int) -> dict[str, Any]:
    begins_on = timezone.localdate() + days * DAY
    return {
        "kind": Campaign.Kind.SPECIAL,
        "title": title,
        "document_number": f"长双代办〔{begins_on.year}〕{number}号",
        "issued_by_name": "长安区双代办",
        "starts_on": begins_on,
        "ends_on": begins_on + LASTING * DAY,
        "rounds": 1,
        "demands": "逐户检查，发现隐患当场告知并限期整改；到访不遇的约定时间再次上门。",
    }


def _visit(houses: Sequence[Household], by: Post, *, days_ago: int, campaign: Campaign | None = None) -> None:
    """Of every ten as many as there are outcomes."""
    at = timezone.now() - days_ago * DAY
    visits = [
        Inspection(
            household=house,
            kind=Inspection.Kind.CAMPAIGN if campaign else Inspection.Kind.ROUTINE,
            campaign=campaign,
            inspector=by,
            inspector_name=by.user.name,
            outcome=OUTCOMES[place % 10],
            witness="王店生" if OUTCOMES[place % 10] == Outcome.REFUSED else "",
            notice_left=OUTCOMES[place % 10] == Outcome.NOT_HOME,
            begun_at=at,
            ended_at=at,
            client_key=uuid.uuid4(),
        )
        for place, house in enumerate(houses)
        if place % 10 < len(OUTCOMES)
    ]
    outcome = FileInspection.file.begin_all(visits, by=by, at=at)
    assert not outcome.refused, outcome.refused
