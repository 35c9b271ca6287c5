"""A hazard's way, as its tests go it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Post
from core.models import OpenItem
from core.workflow import StepRefused
from households.models import Household
from inspections.hazards import guards
from inspections.hazards.stopping import StopGas
from inspections.hazards.workflows import HandleHazard
from inspections.models import GasStop, Hazard, Level
from tests import factories

ONE_DAY = datetime.timedelta(days=1)


def today() -> datetime.date:
    return timezone.localdate()


def find(house: Household, by: Post, level: str = Level.MAJOR, **rest: Any) -> Hazard:
    made: Hazard = HandleHazard.find(
        by=by,
        **{
            "household": house,
            "source": Hazard.Source.PATROL,
            "description": "连接软管老化",
            "level": level,
            "found_on": today(),
            **rest,
        },
    )
    return made


def photograph(record: Any, purpose: str) -> None:
    factories.AttachmentFactory(record=record, purpose=purpose)


def report(hazard: Hazard, by: Post) -> Hazard:
    photograph(hazard, guards.AFTER)
    made: Hazard = HandleHazard.report(
        hazard, by=by, rectified_on=today(), rectified_by="户主", rectification="已换不锈钢波纹管"
    )
    return made


def close(hazard: Hazard, by: Post) -> Hazard:
    photograph(hazard, guards.RECHECK)
    made: Hazard = HandleHazard.close(hazard, by=by, rechecked_on=today())
    return made


def stop(household: Household, by: Post) -> GasStop:
    made: GasStop = StopGas.stop(
        by=by, household=household, stopped_at=timezone.now(), means="关闭表前阀并加封", witness="王店生"
    )
    return made


def waits(record: Any, clock: str) -> list[OpenItem]:
    """What is open of a record by the name of its clock or step."""
    items = OpenItem.objects.open().filter(kind=record._meta.label_lower, record_id=record.pk)
    return [item for item in items if item.clock.endswith(f".{clock}")]


def why_not(act: Any, *args: Any, **answers: Any) -> str:
    with pytest.raises(StepRefused) as refused:
        act(*args, **answers)
    return refused.value.sentence
