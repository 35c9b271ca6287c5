"""The four offices through which every application goes, and how far a test wants it carried."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Division, Post
from accounts.roles import Role
from core.workflow import Workflow
from households.documents import Document
from households.models import Application, Household
from households.models.choices import Batch, HouseUse, Kind, MeterType, SubsidyMethod, UserClass
from households.workflows import AddHousehold, CancelHousehold
from tests import factories
from tests.conftest import MakePost

State = Application.State
WAY = {State.SUBMITTED: "submit", State.VERIFIED: "verify", State.REVIEWED: "review", State.IN_LEDGER: "confirm"}
TODAY = timezone.localdate()


@dataclass
class Chain:
    village: Post
    town: Post
    district: Post
    city: Post

    @property
    def place(self) -> Division:
        return self.village.division

    def file_add(self, **facts: Any) -> Application:
        """A filled-in 增户 of this village, with its documents."""
        application = AddHousehold.file(by=self.village, village=self.place, **{**whole_row(), **facts})
        attach(application, *Document)
        return application

    def file_cancel(self, household: Household, **facts: Any) -> Application:
        given = {
            "known_on": TODAY,
            "effective_on": TODAY,
            "cancel_reason": "demolished",
            "reason": "房屋已拆",
            **facts,
        }
        application = CancelHousehold.file(by=self.village, household=household, **given)
        attach(application, *Document)
        return application

    def carry(self, application: Application, to: str) -> Application:
        """By its own steps, each by its own office."""
        for state, step in WAY.items():
            if application.state == to:
                break
            if list(WAY).index(state) >= _place(application.state):
                self.take(application, step)
        return application

    def take(self, application: Application, step: str, **answers: Any) -> Application:
        by = {"submit": self.village, "verify": self.town, "review": self.district, "confirm": self.city}[step]
        if step == "verify":
            answers.setdefault("visited_on", TODAY)
        return Workflow.of(application).steps[step](application, by=by, **answers)


def _place(state: str) -> int:
    return [State.DRAFT, *WAY].index(state)


def attach(application: Application, *documents: str) -> None:
    for document in documents:
        factories.AttachmentFactory(record=application, purpose=document)


def whole_row() -> dict[str, Any]:
    """What a complete 增户 of an electric household gives; another person every time."""
    made = factories.HouseholdFactory.build(village=Division())
    return {
        "name": made.name,
        "id_number": made.id_number,
        "phone": made.phone,
        "address": made.address,
        "heated_area": Decimal("88.00"),
        "converted_year": 2024,
        "kind": Kind.AIR_FAN,
        "batch": Batch.CITY,
        "subsidy_method": SubsidyMethod.ONE_CARD,
        "bank_account": made.bank_account,
        "account_name": made.name,
        "house_use": HouseUse.LIVING,
        "user_class": UserClass.NORMAL,
        "power_account": made.power_account,
        "device_brand": "海尔",
        "device_model": "RF-50",
    }


def gas_row(supplier: Any) -> dict[str, Any]:
    return {
        "kind": Kind.GAS,
        "gas_supplier": supplier,
        "gas_meter_number": "QB90001",
        "gas_meter_type": MeterType.IOT,
        "reason": "原有管道已通到院门",
        "supplier_reference": "供气函〔2026〕12号",
        "supplier_confirmed_on": TODAY,
    }


@pytest.fixture
def chain(post: MakePost) -> Chain:
    return Chain(
        village=post(Role.VILLAGE),
        town=post(Role.TOWN_OFFICE),
        district=post(Role.DISTRICT_OFFICE),
        city=post(Role.CITY_OFFICE),
    )
