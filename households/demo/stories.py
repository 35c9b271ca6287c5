"""The demo district's applications, in every kind and state, each taken through its real steps on plausible days."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.audit import acting
from accounts.models import Division, Organization, Post
from core.files.attachments import attach
from core.timekeeping.working_days import add_working_days
from core.workflow import Workflow
from households.demo import lineage, people
from households.demo.ledger import ENOUGH
from households.documents import required_at_submission, required_at_verification
from households.models import Application, DuplicatePair, Household
from households.models.choices import (
    TO_BE_UPGRADED,
    Batch,
    CancelReason,
    HouseholderReason,
    HouseUse,
    Kind,
    MeterType,
    SubsidyMethod,
    UserClass,
)
from households.workflows import (
    AddHousehold,
    CancelHousehold,
    ChangeHousehold,
    ConvertHousehold,
    SettleDuplicate,
    UpgradeEquipment,
)

Case = Application.Case
# People who are in no ledger yet.
FIRST_NEWCOMER = 15_000_000
FORWARD = ("submit", "verify", "review", "confirm")
# The steps of each end, after filing. What waits, waits for as long as `WAITED` says; what is done was done earlier.
ENDS: dict[str, tuple[str, ...]] = {
    "draft": (),
    "submitted": FORWARD[:1],
    "verified": FORWARD[:2],
    "reviewed": FORWARD[:3],
    "in_ledger": FORWARD,
    "sent_back": (*FORWARD[:2], "send_back"),
    "rejected": (*FORWARD[:2], "reject"),
    "withdrawn": (*FORWARD[:1], "withdraw"),
}
# Working days since the last step: fresh, nearly due, overdue.
WAITED = (1, 4, 12)
GAP = 2
CASES: tuple[type[Workflow], ...] = (AddHousehold, ChangeHousehold, CancelHousehold, ConvertHousehold, UpgradeEquipment)
OPINIONS = {
    "send_back": "采暖面积与现场照片不符，请重新测量后填写。",
    "reject": "房屋已列入拆迁范围，不予登记。",
}


@dataclass(frozen=True)
class Staff:
    """Who acts: the offices of one township, with the village or the township as the one that files."""

    filer: Post
    town: Post
    district: Post
    city: Post

    def of(self, step: str, state: str) -> Post:
        handlers = {"submitted": self.town, "verified": self.district, "reviewed": self.city}
        by_step = {"submit": self.filer, "withdraw": self.filer, "verify": self.town, "review": self.district}
        return by_step.get(step) or handlers[state]


def tell_all(posts: Mapping[str, Post]) -> None:
    """Three of each kind and end: one of the village's, one of each township's own."""
    shared = {"district": posts["district"], "city": posts["city"]}
    staffs = [
        Staff(filer=posts["village"], town=posts["town"], **shared),
        Staff(filer=posts["town"], town=posts["town"], **shared),
        Staff(filer=posts["town2"], town=posts["town2"], **shared),
    ]
    villages = [posts["village"].division]
    material = [_Material(staffs[0], []), *(_Material(staff, villages) for staff in staffs[1:])]
    number = 0
    for end in ENDS:
        for workflow in CASES:
            for order, staff in enumerate(staffs):
                _tell(workflow, end, staff, material[order], number)
                number += 1
    for workflow, end in lineage.TOLD:
        _tell(workflow, end, staffs[1], material[1], number)
        number += 1
    _doubts(staffs[0], material[0], number)


class _Material:
    """Households of one office's area for applications to be about, each once."""

    def __init__(self, staff: Staff, left_out: Sequence[Division]) -> None:
        rows = Household.objects.visible_to(staff.filer).in_use().exclude(village__in=left_out).order_by("pk")
        self._any: Iterator[Household] = iter(rows[:ENOUGH])
        self._villages = list(Division.objects.below(staff.filer.division).villages())
        self.suppliers = list(Organization.objects.gas_suppliers().order_by("pk"))

    def household(self) -> Household:
        return next(self._any)

    def village(self, number: int) -> Division:
        return self._villages[number % len(self._villages)]


def _tell(workflow: type[Workflow], end: str, staff: Staff, material: _Material, number: int) -> None:
    days = _days(len(ENDS[end]), end, number)
    given = ABOUT[Case(workflow.case)](material, number, days[0].date())
    application = workflow.steps["file"](by=staff.filer, at=days[0], **given)
    _attach(application, staff)
    for name, at in zip(ENDS[end], days[1:], strict=True):
        step = workflow.steps[name]
        answers: dict[str, Any] = {"visited_on": at.date()} if name == "verify" else {}
        if step.reason:
            answers["reason"] = OPINIONS[name]
        if step.flags_fields:
            answers["flagged"] = _flags(application)
        application = step(application, by=staff.of(name, application.state), at=at, **answers)


def _days(steps: int, end: str, number: int) -> list[datetime.datetime]:
    """When it was filed and when each step was taken, ending as long ago as its state suggests."""
    waits = end in {"draft", "submitted", "verified", "reviewed"}
    age = WAITED[number % len(WAITED)] if waits else 3 + number % 40
    today = timezone.localdate()
    days = [add_working_days(today, -(age + GAP * (steps - step))) for step in range(steps + 1)]
    hours = (9, 10, 14, 15, 16)
    return [
        timezone.make_aware(datetime.datetime.combine(day, datetime.time(hours[step], number * 7 % 60)))
        for step, day in enumerate(days)
    ]


def _flags(application: Application) -> list[str]:
    flags = {Case.ADD: ["heated_area"], Case.CHANGE: ["phone"], Case.CANCEL: ["effective_on"]}
    return flags.get(Case(application.case), ["device_model"])


def _attach(application: Application, staff: Staff) -> None:
    with acting(staff.filer):
        for document in sorted(required_at_submission(application) | required_at_verification(application)):
            attach(application, sheet(document.label), document, by=staff.filer)


def sheet(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.png", picture())


@cache
def picture() -> bytes:
    """A plain sheet, so that every demo attachment opens."""
    out = io.BytesIO()
    Image.new("RGB", (640, 480), (226, 232, 226)).save(out, "PNG")
    return out.getvalue()


# What each kind of application says


def _add(material: _Material, number: int, filed_on: datetime.date) -> dict[str, Any]:
    k = FIRST_NEWCOMER + number
    kind = Kind.GAS if number % 4 == 1 else (Kind.AIR_FAN, Kind.AIR_PUMP, Kind.BIOMASS)[number % 3]
    village = material.village(number)
    return {
        "village": village,
        "name": people.name(k),
        "id_number": people.id_number(k),
        "phone": people.phone(k),
        "address": f"{village}{number % 9 + 1}组{number + 200}号",
        "heated_area": people.heated_area(k),
        "converted_year": filed_on.year,
        "kind": kind,
        "batch": Batch.CITY_SELF,
        "subsidy_method": SubsidyMethod.ONE_CARD,
        "bank_account": people.bank_account(k),
        "account_name": people.name(k),
        "house_use": HouseUse.LIVING,
        "user_class": UserClass.NORMAL,
        "power_account": f"0312{number:010d}",
        "residents": number % 5 + 1,
        **_device(number, filed_on),
        **(_gas(material, number, filed_on) if kind == Kind.GAS else {}),
    }


def _gas(material: _Material, number: int, filed_on: datetime.date) -> dict[str, Any]:
    return {
        "gas_supplier": material.suppliers[number % len(material.suppliers)],
        "gas_account": f"32{number:010d}",
        "gas_meter_number": f"QC{number:010d}",
        "gas_meter_type": MeterType.IOT,
        "reason": "燃气管道已通到院门，农户自愿，供气企业确认有气源。",
        "supplier_confirmed_on": filed_on,
        "supplier_reference": f"供气函〔{filed_on.year}〕{number + 1}号",
    }


def _device(number: int, filed_on: datetime.date) -> dict[str, Any]:
    return {
        "device_code": f"SC{number:010d}",
        "device_brand": ("格力", "海尔", "纽恩泰", "美的")[number % 4],
        "device_model": f"L{number % 3 + 1}P{20 + number % 9}",
        "device_power": "6.00",
        "device_installed_on": filed_on - datetime.timedelta(days=20),
        "device_service_years": 10,
    }


def _change(material: _Material, number: int, filed_on: datetime.date) -> dict[str, Any]:
    k = FIRST_NEWCOMER + number
    new_phone = {"reason": "农户更换手机号", "phone": people.phone(k)}
    heir = {
        "reason": "原户主去世，由其子继承",
        "householder_reason": HouseholderReason.INHERITED,
        "name": people.name(k),
        "id_number": people.id_number(k),
        "phone": people.phone(k),
    }
    account = {"reason": "补贴账户变更", "bank_account": people.bank_account(k)}
    return {"household": material.household(), **(new_phone, heir, account)[number % 3]}


def _cancel(material: _Material, number: int, filed_on: datetime.date) -> dict[str, Any]:
    reason = tuple(CancelReason)[number % 4]
    return {
        "household": material.household(),
        "known_on": add_working_days(filed_on, -1),
        "effective_on": filed_on,
        "cancel_reason": reason,
        "reason": f"经核实，{reason.label}，不再使用。",
    }


def _convert(material: _Material, number: int, filed_on: datetime.date) -> dict[str, Any]:
    household = material.household()
    kind = Kind.AIR_PUMP if household.kind != Kind.AIR_PUMP else Kind.AIR_FAN
    paid_by_gas_meter = household.subsidy_method == SubsidyMethod.GAS_METER
    return {
        "household": household,
        "kind": kind,
        "converted_year": filed_on.year,
        "reason": "农户自愿改用热泵取暖",
        **({"subsidy_method": SubsidyMethod.POWER_METER} if paid_by_gas_meter else {}),
        **_device(number, filed_on),
    }


def _upgrade(material: _Material, number: int, filed_on: datetime.date) -> dict[str, Any]:
    """Of an electric heater or boiler a heat pump; what burns gas or wood is replaced by its like (P31)."""
    household = material.household()
    weak = {"kind": Kind.AIR_PUMP} if household.kind in TO_BE_UPGRADED else {}
    return {"household": household, "reason": "旧设备超过使用年限，维修困难", **weak, **_device(number, filed_on)}


ABOUT = {
    Case.ADD: _add,
    Case.CHANGE: _change,
    Case.CANCEL: _cancel,
    Case.CONVERT: _convert,
    Case.UPGRADE: _upgrade,
    **lineage.ABOUT,
}


# Duplicates


def _doubts(staff: Staff, material: _Material, number: int) -> None:
    """Two wait for a decision, the others are decided: another household, the same one, a second house."""
    for order, alike in enumerate((_same_person, _same_number, _same_person, _same_person, _same_number)):
        days = _days(1, "submitted", order)
        given = _add(material, number + order * 4, days[0].date()) | alike(material.household())
        application = AddHousehold.file(by=staff.filer, at=days[0], **given)
        _attach(application, staff)
        AddHousehold.submit(application, by=staff.filer, at=days[1])
        _decide(order, staff, days[1] + datetime.timedelta(hours=1))


def _same_person(household: Household) -> dict[str, Any]:
    return {"name": household.name, "phone": household.phone, "village": household.village}


def _same_number(household: Household) -> dict[str, Any]:
    return {"name": household.name, "id_number": household.id_number}


def _decide(order: int, staff: Staff, at: datetime.datetime) -> None:
    pair = DuplicatePair.objects.latest("pk")
    if order == 2:
        SettleDuplicate.call_different(pair, by=staff.town, at=at, reason="父子同名，各住一院，已入户核实。")
    elif order == 3:
        SettleDuplicate.call_same(pair, by=staff.town, at=at, reason="同一户重复申报。")
    elif order == 4:
        SettleDuplicate.grant_second_house(pair, by=staff.district, at=at, reason="另有一处宅基地，证件齐全。")
