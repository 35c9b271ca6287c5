"""What a package says of one application: the householder as the ledger has him, and as the application makes him."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from core.sealing.numbers import open_seal, seal
from core.wording.division_names import division_name
from households.columns import is_given
from households.models import Application, CityExchangeRow
from households.models.choices import Status
from households.models.exchanges import PURPOSE

Case = Application.Case
# In the order of the city's workbook; codes stay codes.
PERSON = ("address", "name", "id_number", "phone")
CODES = ("category", "kind", "batch", "subsidy_method", "house_use", "user_class")
KEPT = (*PERSON, "heated_area", "converted_year", *CODES, "remark")
Facts = Mapping[str, Any]


def content_of(application: Application) -> dict[str, Any]:
    """`before` is empty of a household that comes in."""
    household = application.household if application.case not in Case.of_new_households() else None
    place = household or application
    where = {"city": place.city_id, "district": place.district_id, "town": place.town_id, "village": place.village_id}
    before = {name: _plain(getattr(household, name)) for name in KEPT} if household else {}
    after = before | {name: _plain(getattr(application, name)) for name in KEPT if is_given(application, name)}
    after |= {name: "" for name in KEPT if name in application.cleared}
    if application.case == Case.CANCEL:
        after |= {"status": Status.CANCELLED.value}
    moved = {"village": application.moved_to_id} if application.moved_to_id else {}
    names = {tier: division_name(pk) for tier, pk in where.items()}
    return {
        "case": application.case,
        "before": before and {**names, "status": Status.NORMAL.value, **before},
        "after": {**names, "status": Status.NORMAL.value, **after}
        | {tier: division_name(pk) for tier, pk in moved.items()},
        "adjusted_on": f"{application.effective_on or timezone.localdate():%Y/%m/%d}",
        "note": str(Case(application.case).label),
    }


def _plain(value: Any) -> Any:
    """As JSON has it; numbers as they are written."""
    if value is None:
        return ""
    return value if isinstance(value, int | str) else f"{value.normalize():f}"


def sealed(content: Facts) -> bytes:
    return seal(json.dumps(content, ensure_ascii=False), PURPOSE)


def opened(row: CityExchangeRow) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(open_seal(bytes(row.content), PURPOSE))
    return found
