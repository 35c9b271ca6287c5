"""Key persons, as their tests register them."""

from __future__ import annotations

from typing import Any

from households.caring.workflows import CareForPerson
from households.models import Household, KeyPerson
from tests.households.conftest import Chain

State = KeyPerson.State


def register(chain: Chain, household: Household, **facts: Any) -> KeyPerson:
    given = {"name": "孙秀英", "kinds": ["lives_alone"], "mobility": "partly", **facts}
    person: KeyPerson = CareForPerson.register(by=chain.village, household=household, **given)
    return person
