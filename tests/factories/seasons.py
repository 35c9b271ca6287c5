"""采暖季封账."""

from __future__ import annotations

import datetime
from typing import Any

import factory
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Division
from accounts.roles import Role
from core.models import HeatingSeason
from households.models import SeasonClose
from households.seasons.freezing import freeze
from tests.factories.base import RowFactory
from tests.factories.people import PostFactory


class HeatingSeasonFactory(RowFactory):
    class Meta:
        model = HeatingSeason
        django_get_or_create = ("year",)

    year = 2025
    starts_on = factory.LazyAttribute(lambda made: datetime.date(made.year, 11, 1))
    ends_on = factory.LazyAttribute(lambda made: datetime.date(made.year + 1, 3, 31))


class SeasonCloseFactory(RowFactory):
    """Proposed by the district; `frozen_close` freezes one."""

    class Meta:
        model = SeasonClose

    season = factory.SubFactory(HeatingSeasonFactory)
    as_of_on = factory.LazyFunction(timezone.localdate)
    proposed_at = factory.LazyFunction(timezone.now)
    proposed_by = factory.SubFactory(
        PostFactory, role=Role.DISTRICT_OFFICE, division=factory.SelfAttribute("..district")
    )


def frozen_close(district: Division, **facts: Any) -> SeasonClose:
    """Of what stands in the ledger now."""
    close: SeasonClose = SeasonCloseFactory(district=district, state=SeasonClose.State.FREEZING, **facts)
    close.confirmed_by = PostFactory(role=Role.DISTRICT_OFFICE, division=district)
    with acting(System.DEMO):
        freeze(close)
        close.state, close.frozen_at = SeasonClose.State.FROZEN, timezone.now()
        close.save()
    return close
