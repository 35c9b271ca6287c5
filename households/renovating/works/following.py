"""What follows a step of the works or of an acceptance: the application goes with it, the ledger hears of the heat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from accounts.audit import Actor
from core.workflow import Answers, follow
from households.columns import DEVICE
from households.models import Acceptance, Application, Construction
from households.renovating.works import gaps

METERS = ("gas_account", "gas_meter_number", "gas_meter_type", "safety_device", "power_meter_number")


def begin_application(works: Sequence[Construction], by: Actor, answers: Answers) -> None:
    follow(_applications(works), "begin", answers)


def complete_application(works: Sequence[Construction], by: Actor, answers: Answers) -> None:
    """With what was built in: it differs from house to house."""
    for one in works:
        one.device_installed_on = one.device_installed_on or one.finished_on
        one.device_installer = one.device_installer or str(one.contractor)[:60]
        built = {name: getattr(one, name) for name in (*DEVICE, *METERS)}
        follow(_applications([one]), "complete", answers, **built)


def accept_works(forms: Sequence[Acceptance], by: Actor, answers: Answers) -> None:
    """The year of conversion is that of the acceptance."""
    works = _works_of(forms)
    follow(works, "accept", answers)
    follow(_applications(works), "accept", answers, converted_year=answers["accepted_on"].year)


def send_works_back(forms: Sequence[Acceptance], by: Actor, answers: Answers) -> None:
    works = _works_of(forms)
    follow(works, "rework", answers, rework_until_on=answers["rework_until_on"])
    follow(_applications(works), "rework", answers, reason=answers.reason)


def warm_household(works: Sequence[Construction], by: Actor, answers: Answers) -> None:
    """The day stands in the application; of a household that is in the ledger already, beside its newest device."""
    given = {
        "applications": [one.application_id for one in works],
        "day": answers["device_commissioned_on"],
        "at": answers.at,
    }
    with connection.cursor() as cursor:
        cursor.execute(WARM_APPLICATION, given)
        cursor.execute(WARM_DEVICE, given)
    gaps.close(works, answers.at)


WARM_APPLICATION = """
UPDATE households_application
SET device_commissioned_on = %(day)s, version = version + 1, updated_at = %(at)s
WHERE id = ANY(%(applications)s)
"""
WARM_DEVICE = """
UPDATE households_equipment e
SET device_commissioned_on = %(day)s, version = e.version + 1, updated_at = %(at)s
FROM households_application a
WHERE a.id = ANY(%(applications)s) AND a.state = 'in_ledger' AND e.device_commissioned_on IS NULL
    AND e.id = (SELECT max(id) FROM households_equipment WHERE household_id = a.household_id AND state = 'in_use')
"""


def _works_of(forms: Sequence[Acceptance]) -> Any:
    return Construction.objects.filter(pk__in=[one.construction_id for one in forms])


def _applications(works: Any) -> Any:
    return Application.objects.filter(pk__in=[one.application_id for one in works])
