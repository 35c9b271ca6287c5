"""The demo district: small here, as large as one likes at a desk."""

from __future__ import annotations

import json
import stat
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import Division, Organization, Post, VillageDuty
from accounts.roles import Role
from core.models import OpenItem
from core.workflow import Workflow
from households.demo import offices, people
from households.models import (
    Acceptance,
    Application,
    CityExchange,
    Construction,
    DemandSurvey,
    DeviceFlag,
    DeviceLife,
    DuplicatePair,
    EnergyConfirmation,
    Equipment,
    HeatGap,
    Household,
    KeyPerson,
    MonthlySummary,
    Objection,
    Publicity,
    ReconciliationRow,
    RenovationPlan,
    SeasonClose,
    StrangeReply,
    Tally,
    UsageAnomaly,
    Ventilation,
    YearBase,
)
from households.models.checks import id_number, phone
from households.workflows import AddHousehold, CancelHousehold, ChangeHousehold, ConvertHousehold, UpgradeEquipment

HOUSEHOLDS = 420
UP_TO_THE_PLAN = (
    "draft", "willing", "qualified", "publicised", "eligible", "planned", "rejected", "withdrawn"
)  # fmt: skip
STRAIGHT = (AddHousehold, ChangeHousehold, CancelHousehold, ConvertHousehold, UpgradeEquipment)


def states_of(flow: type[Workflow]) -> set[str]:
    return {str(step.target) for step in flow.steps.values()}


@pytest.fixture
def seeded(db: None, settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path
    call_command("seed_demo", households=HOUSEHOLDS, verbosity=0)
    return tmp_path / "demo_accounts.json"


def test_the_demo_district_is_whole(seeded: Path, client: Client) -> None:
    """One seeding, all that it promises: it takes seconds."""
    accounts = json.loads(seeded.read_text())
    assert {account["username"] for account in accounts} >= {
        "village",
        "town",
        "town2",
        "district",
        "district2",
        "city",
    }
    assert set(Post.objects.in_force().values_list("role", flat=True)) == set(Role)
    assert stat.S_IMODE(seeded.stat().st_mode) == 0o600
    # Sixteen offices, and one that an inspection brought in.
    assert Organization.objects.count() == 17
    assert 1 < VillageDuty.objects.in_force().count() <= 5
    officer = Post.objects.get(role=Role.SAFETY_OFFICER)
    assert Household.objects.visible_to(officer).filter(village__code=offices.VILLAGE).exists()

    assert Household.objects.exclude(data_source="application").count() == HOUSEHOLDS
    assert Equipment.objects.filter(state=Equipment.State.REPLACED, replaced_by__isnull=False).exists()
    assert not Division.objects.towns().filter(longitude=None).exists()

    every_kind_and_state = {(flow.case, state) for flow in STRAIGHT for state in states_of(flow)}
    assert set(Application.objects.values_list("case", "state")) >= every_kind_and_state
    assert Application.objects.filter(state="draft").exclude(flagged=[]).exists()
    planned = {(case, state) for case in ("plan_add", "plan_upgrade") for state in UP_TO_THE_PLAN}
    assert set(Application.objects.values_list("case", "state")) >= planned
    assert set(Publicity.objects.values_list("state", flat=True)) == {"ended", "running"}
    assert set(Objection.objects.values_list("state", flat=True)) == {"upheld", "open"}
    assert set(RenovationPlan.objects.values_list("state", flat=True)) == {"approved", "asked"}
    assert EnergyConfirmation.objects.filter(state="asked", energy=EnergyConfirmation.Energy.GAS).exists()
    assert set(DuplicatePair.objects.values_list("decision", flat=True)) >= {
        "undecided", "different", "same", "second_house"
    }  # fmt: skip
    assert set(MonthlySummary.objects.values_list("state", flat=True)) >= {"open", "submitted"}
    assert set(CityExchange.objects.values_list("state", flat=True)) == {"partly", "under_review"}
    assert StrangeReply.objects.count() == 1
    assert set(YearBase.objects.values_list("state", flat=True)) == {"open", "received"}
    assert OpenItem.objects.open().filter(due_at__lt=timezone.now()).exists()
    assert list(SeasonClose.objects.values_list("state", "households")) == [("frozen", HOUSEHOLDS)] * 2

    assert set(ReconciliationRow.objects.values_list("outcome", flat=True)) >= {
        "agrees", "differs", "missing_here", "missing_there"
    }  # fmt: skip
    assert set(KeyPerson.objects.values_list("state", flat=True)) == set(KeyPerson.State)
    assert KeyPerson.objects.registered().filter(carer="").exists()
    assert set(DemandSurvey.objects.values_list("wants", flat=True)) == set(DemandSurvey.Wants)
    assert UsageAnomaly.objects.exclude(state="cleared").exists()
    assert set(Construction.objects.values_list("case", "state")) >= {
        (case, state)
        for case in ("plan_add", "plan_upgrade")
        for state in ("waiting", "building", "reported", "accepted", "commissioned")
    }
    assert set(Acceptance.objects.values_list("state", "attempt")) >= {("passed", 1), ("rework", 1), ("waiting", 2)}
    assert Acceptance.objects.filter(state="waiting", heat_only=True, reinjection_passed=False).count() == 1
    [waiting], [let_in] = Ventilation.objects.waiting(), Ventilation.objects.ventilated()
    assert (waiting.household, waiting.village.code, str(waiting.supplier)) == (None, "130102100007", "示范燃气一公司")
    assert let_in.household is not None
    assert (timezone.localdate() - let_in.ventilated_on).days == 3
    assert HeatGap.objects.open().count() == 2
    in_use = Equipment.objects.filter(state=Equipment.State.IN_USE)
    assert DeviceLife.objects.listed().count() == in_use.count()
    assert {life.expiry for life in DeviceLife.objects.listed()} >= {"expired", "soon", "later"}
    assert set(DeviceFlag.objects.values_list("state", flat=True)) == {
        "waiting", "planned", "repaired", "stopped", "dismissed"
    }  # fmt: skip
    assert Application.objects.filter(case="plan_upgrade", reason__contains="到期").exists()

    by_status = Counter(Household.objects.values_list("status", flat=True))
    tallied = Tally.objects.filter(dimension="status")
    assert (
        Counter(
            {status: sum(tallied.filter(value=status).values_list("households", flat=True)) for status in by_status}
        )
        == by_status
    )

    with pytest.raises(CommandError, match="已经有用户"):
        call_command("seed_demo", verbosity=0)


def test_towns_are_invented_for_measuring(db: None, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path

    call_command("seed_demo", households=300, towns=30, verbosity=0)

    assert Division.objects.filter(name__startswith="示范", level=Division.Level.TOWN).count() == 30
    assert Household.objects.count() == 300
    assert Household.objects.values("village").distinct().count() == 60


def test_a_real_district_is_not_seeded(db: None, settings: Any) -> None:
    settings.DISTRICT_CODE = "130108"

    with pytest.raises(CommandError, match="演示区只能是"):
        call_command("seed_demo", verbosity=0)


def test_the_people_are_all_different_and_well_formed() -> None:
    ks = range(0, 30_000, 7)

    numbers = [people.id_number(k) for k in ks]

    assert len(set(numbers)) == len(numbers)
    assert len({people.phone(k) for k in ks}) == len(ks)
    for k in range(300):
        id_number(people.id_number(k))
        phone(people.phone(k))
        assert 2 <= len(people.name(k)) <= 3
