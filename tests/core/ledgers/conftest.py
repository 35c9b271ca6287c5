"""The real district with its villages and the sample's two suppliers, its officers, and workbooks made in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from accounts.audit import System, acting
from accounts.loading import load_divisions
from accounts.models import Division, Organization, Post
from accounts.roles import Role
from tests import factories

DIVISIONS = Path(__file__).parents[3] / "accounts" / "data" / "130102.csv"
SUPPLIERS = ("示范燃气一公司", "示范燃气二公司")


@pytest.fixture
def changan(db: None) -> Division:
    with acting(System.DEMO):
        load_divisions(DIVISIONS)
        district = Division.objects.get(code="130102")
        for name in SUPPLIERS:
            Organization.objects.create(name=name, kind=Organization.Kind.GAS, division=district)
    return district


@pytest.fixture
def office(changan: Division) -> Post:
    """The district's, which fills the ledger for the first time."""
    return factories.PostFactory(role=Role.DISTRICT_OFFICE, division=changan)


@pytest.fixture
def second_officer(office: Post) -> Post:
    return factories.PostFactory(role=Role.DISTRICT_OFFICE, division=office.division, organization=office.organization)


@pytest.fixture
def town_office(changan: Division) -> Post:
    """西兆通镇's."""
    return factories.PostFactory(role=Role.TOWN_OFFICE, division=Division.objects.get(code="130102100"))
