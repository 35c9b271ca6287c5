"""增销户底数表: opened by the clock, filled and signed by the village, confirmed and received above."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from accounts.models import Division
from core.figures.areas import Area
from core.figures.sheets import Asked
from core.models import OpenItem
from core.workflow import StepRefused
from households.models import YearBase
from households.reporting import clockwork
from households.reporting.base_sums import build
from households.reporting.documents import BaseDocument
from households.reporting.workflows import BaseCount
from tests import factories
from tests.factories import Tree
from tests.households.conftest import Chain

AUGUST = datetime.date(timezone.localdate().year, 8, 1)


def opened(chain: Chain) -> YearBase:
    clockwork.open_bases(AUGUST)
    return YearBase.objects.get(village=chain.place)


def filled(chain: Chain, **answers: Any) -> YearBase:
    base = opened(chain)
    factories.AttachmentFactory(record=base, purpose=BaseDocument.SIGNED)
    made: YearBase = BaseCount.fill(base, by=chain.village, **{"added": 0, "cancelled": 0, **answers})
    return made


def test_every_village_that_takes_part_gets_one_from_august_on(chain: Chain) -> None:
    assert clockwork.open_bases(AUGUST - datetime.timedelta(days=1)) == 0
    assert clockwork.open_bases(AUGUST) == Division.objects.villages().dual().count()
    assert clockwork.open_bases(AUGUST) == 0


def test_it_proposes_what_the_portal_knows_of_the_year(chain: Chain, tree: Tree) -> None:
    now = timezone.now()
    for facts in (
        {},
        {"case": "plan_add", "state": "planned"},
        {"cancel": True},
        {"state": "withdrawn", "decided_at": now},
    ):
        factories.ApplicationFactory(village=chain.place, **{"state": "verified", "submitted_at": now, **facts})
    factories.ApplicationFactory(village=chain.place, state="verified", submitted_at=now - datetime.timedelta(days=366))

    base = opened(chain)

    assert (base.found_added, base.found_cancelled) == (2, 1)


def test_it_needs_the_signed_sheet(chain: Chain) -> None:
    with pytest.raises(StepRefused, match="签字盖章后上传"):
        BaseCount.fill(opened(chain), by=chain.village, added=0, cancelled=0)


def test_numbers_other_than_the_portals_are_explained(chain: Chain) -> None:
    with pytest.raises(StepRefused, match="请写差异说明"):
        filled(chain, added=3)

    base = filled(chain, added=3, note="三户已报村里，还没有申请")
    assert YearBase.objects.get(pk=base.pk).net == 3


def test_village_township_district(chain: Chain) -> None:
    base = filled(chain)

    BaseCount.receive(BaseCount.confirm(base, by=chain.town), by=chain.district)

    assert base.state == YearBase.State.RECEIVED


def test_it_is_due_on_30_september(chain: Chain) -> None:
    base = opened(chain)

    item = OpenItem.objects.get(clock=BaseCount.fill.key, record_id=base.pk)
    assert timezone.localdate(item.due_at) == datetime.date(AUGUST.year, 10, 1)  # 24:00 of the day before


def test_sums_count_the_villages_that_are_missing(chain: Chain, tree: Tree) -> None:
    filled(chain, added=4, cancelled=1, note="已核对")

    first, *_ = build(Area(chain.district), Asked("year-base-sums", QueryDict(f"year={AUGUST.year}"))).rows

    _, villages, missing, added, cancelled, net, *_ = (cell.text for cell in first)
    assert (villages, missing, added, cancelled, net) == ("2", "1", "4", "1", "+3")
