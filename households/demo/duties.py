"""The villages of the demo's safety officer: where his company supplies most, its own village first."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from django.db.models import Count
from django.utils import timezone

from accounts.models import Division, Post
from core.people.duties import VILLAGES_PER_OFFICER, AssignVillage
from households.demo import offices
from households.models import Household

SINCE = datetime.timedelta(days=90)


def assign(posts: Mapping[str, Post]) -> None:
    begun_at = timezone.now() - SINCE
    for village in _served(posts["gas_company"]):
        AssignVillage.assign(
            post=posts["safety_officer"],
            village=village,
            since_on=timezone.localdate(begun_at),
            by=posts["gas_company"],
            at=begun_at,
        )


def _served(company: Post) -> Iterator[Division]:
    own = Household.objects.visible_to(company).filter(town__code=offices.TOWN)
    by_village = own.order_by().values_list("village").annotate(households=Count("pk"))
    most_first = [pk for pk, _ in by_village.order_by("-households", "village")]
    villages = Division.objects.in_bulk(most_first)
    ranked = sorted(most_first, key=lambda pk: villages[pk].code != offices.VILLAGE)
    yield from (villages[pk] for pk in ranked[: int(VILLAGES_PER_OFFICER.on())])
