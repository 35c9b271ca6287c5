"""A corner of the world, and the rows that stand there: one of everything that the portal keeps."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone

from accounts.audit import AccessLog, System, acting
from accounts.models import Division, Organization, Post, SignIn
from accounts.roles import Role
from core.models import (
    Attachment,
    ImportRun,
    Job,
    Notice,
    OpenItem,
    SavedView,
    StepTaken,
)
from households.models import Application, Construction, DeviceLife, Household
from tests import factories

# Numbers that nothing else has.
FIRST_ID, STRIDE = 7_310_000_000, 1_000_003


@dataclass(eq=False)
class Corner:
    """A village, its company, and the rows that stand there."""

    family: str
    clerk: str
    village: Division
    company: Organization
    contractor: Organization
    assessor: Organization
    rows: list[models.Model] = field(default_factory=list)
    # What betrays these rows in an answer; of personal numbers not even their own area reads more than a part.
    secrets: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    # Of its offices: a line of each act that may be taken back.
    acts: list[StepTaken] = field(default_factory=list)

    def add(self, row: models.Model, *secrets: str) -> Any:
        self.rows.append(row)
        self.secrets |= {secret for secret in secrets if secret}
        return row

    def of(self, model: type[models.Model]) -> list[models.Model]:
        return [row for row in self.rows if type(row) is model]


def fill(corner: Corner, ids: Iterator[int]) -> None:
    household = _programme_row(corner, factories.HouseholdFactory, ids, gas=True)
    _device(corner, household, ids)
    for state in ("", "submitted", "verified", "reviewed", "rejected"):
        application = _programme_row(
            corner, factories.ApplicationFactory, ids, gas=True, **({state: True} if state else {})
        )
        corner.add(factories.DuplicatePairFactory(id=next(ids), application=application, household=household))
        _waiting(corner, application, ids)
    _renovating(corner, ids)
    change = factories.ApplicationFactory(
        id=next(ids), village=corner.village, case=Application.Case.CHANGE, household=household, name=household.name
    )
    corner.add(change, str(change.pk), change.number)
    _reconciled(corner, household, ids)
    _works(corner, household, ids)
    _belongings(corner, household, application, ids)
    _energy(corner, household, ids)
    _cared_for(corner, household, ids)
    _reports(corner, application, ids)
    _people(corner)
    _answered_for(corner, ids)


def _device(corner: Corner, household: Any, ids: Iterator[int]) -> None:
    """With what is wrong with it; the database has listed it by itself."""
    device = corner.add(factories.EquipmentFactory(id=next(ids), household=household))
    with acting(System.DEMO):
        DeviceLife.objects.filter(equipment=device).update(id=next(ids))
    flag = factories.DeviceFlagFactory(id=next(ids), equipment=device, description=f"{corner.family}家的外壳锈蚀")
    for row in (DeviceLife.objects.get(equipment=device), flag):
        corner.add(row, str(row.pk))


def _reconciled(corner: Corner, household: Any, ids: Iterator[int]) -> None:
    brought = factories.ReconciliationFactory(id=next(ids), area=corner.village.district, company=corner.company)
    of_household = {"household": household, "village": corner.village}
    row = factories.ReconciliationRowFactory(id=next(ids), reconciliation=brought, **of_household)
    reading = factories.MeterReadingFactory(id=next(ids), **of_household)
    anomaly = factories.UsageAnomalyFactory(id=next(ids), **of_household)
    for made in (row, reading, anomaly):
        corner.add(made, str(made.pk))


def _renovating(corner: Corner, ids: Iterator[int]) -> None:
    """A list that is publicised with an objection, and a plan that waits for its company."""
    town = corner.village.town
    publicity = factories.PublicityFactory(id=next(ids), town=town, title=f"{corner.family}名单公示", running=True)
    plan = factories.RenovationPlanFactory(id=next(ids), town=town, title=f"{corner.family}改造计划")
    stages = {Application.State.PUBLICISED: {"publicity": publicity}, Application.State.ELIGIBLE: {"plan": plan}}
    for state, stage in stages.items():
        application = _programme_row(
            corner,
            factories.ApplicationFactory,
            ids,
            gas=True,
            case=Application.Case.PLAN_ADD,
            state=state,
            submitted_at=timezone.now(),
            **stage,
        )
        corner.add(factories.QualificationReviewFactory(id=next(ids), application=application))
        if state == Application.State.PUBLICISED:
            said = {
                "statement": f"{corner.family}家没有人住",
                "objector": corner.family,
                "phone": f"137{next(ids) % 10**8:08d}",
            }
            corner.add(factories.ObjectionFactory(id=next(ids), application=application, publicity=publicity, **said))
            corner.numbers.add(said["phone"])
    for row in (
        publicity,
        plan,
        factories.ExcludedVillageFactory(id=next(ids), village=corner.village),
        factories.BudgetLineFactory(id=next(ids), plan=plan, kind=1),
        factories.FundLineFactory(id=next(ids), plan=plan),
        factories.EnergyConfirmationFactory(id=next(ids), plan=plan, company=corner.company),
    ):
        corner.add(row, str(row.pk))


def _works(corner: Corner, household: Any, ids: Iterator[int]) -> None:
    """Reported complete, to be inspected; without heat meanwhile. Elsewhere gas is to be let in again."""
    planned = {"case": Application.Case.PLAN_ADD, "state": Application.State.BUILT, "submitted_at": timezone.now()}
    application = _programme_row(corner, factories.ApplicationFactory, ids, gas=True, **planned)
    day = datetime.date(2026, 9, 1)
    works = factories.ConstructionFactory(
        id=next(ids),
        application=application,
        contractor=corner.contractor,
        state=Construction.State.REPORTED,
        begun_on=day,
        finished_on=day,
        gas_meter_number=f"QB{application.pk}",
    )
    form = factories.AcceptanceFactory(id=next(ids), construction=works)
    factories.AcceptanceScoreFactory(acceptance=form, note=f"{corner.family}管卡松动")
    gap = factories.HeatGapFactory(id=next(ids), application=application, village=corner.village)
    let_in = factories.VentilationFactory(id=next(ids), household=household)
    for row in (works, form, gap, let_in):
        corner.add(row, str(row.pk))


def _programme_row(corner: Corner, make: Any, ids: Iterator[int], **facts: Any) -> Any:
    pk = next(ids)
    row = make(
        id=pk,
        village=corner.village,
        name=f"{corner.family}{pk % 97}",
        address=f"{corner.family}巷{pk % 89}号",
        gas_supplier=corner.company,
        gas_meter_number=f"QB{pk}",
        # Far from those that the factories count up to.
        id_number=factories.id_number(19_000 - (pk - FIRST_ID) // STRIDE),
        phone=f"139{pk % 10**8:08d}",
        bank_account=f"6228480{pk:012d}",
        **facts,
    )
    corner.numbers |= {row.id_number, row.phone, row.bank_account}
    return corner.add(row, str(pk), corner.family, row.number, row.gas_meter_number)


def _waiting(corner: Corner, application: Any, ids: Iterator[int]) -> None:
    role = {"draft": Role.VILLAGE, "submitted": Role.TOWN_OFFICE, "verified": Role.DISTRICT_OFFICE}
    place = {f"{tier}_id": getattr(application, f"{tier}_id") for tier in ("village", "town", "district", "city")}
    with acting(System.DEMO):
        StepTaken.objects.create(
            kind="households.application",
            record_id=application.pk,
            workflow="add",
            step="file",
            label="登记增户",
            to_state=application.state,
            by_label=f"{corner.clerk}经办",
            act="11111111-1111-4111-8111-111111111111",
        )
        item = OpenItem.objects.create(
            id=next(ids),
            kind="households.application",
            record_id=application.pk,
            title=f"{corner.family}申请{application.number}",
            clock="households.application.verify",
            role=role.get(application.state, Role.CITY_OFFICE),
            started_at=timezone.now(),
            **place,
        )
    corner.add(item)


def stretch_across(corners: list[Corner], ids: Iterator[int]) -> None:
    """At each corner a pair whose other side stands at the next one."""
    for place, corner in enumerate(corners):
        elsewhere = corners[(place + 1) % len(corners)]
        application, resembled = corner.of(Application)[0], elsewhere.of(Application)[0]
        household, own = elsewhere.of(Household)[0], corner.of(Household)[0]
        merge = factories.ApplicationFactory(
            id=next(ids), case=Application.Case.MERGE, village=corner.village, household=own, counterpart=household
        )
        corner.add(merge, str(merge.pk), merge.number)
        with acting(System.DEMO):
            Household.objects.filter(pk=own.pk).update(came_from=household)
        for side in ({"household": None, "other": resembled}, {"household": household}):
            corner.add(factories.DuplicatePairFactory(id=next(ids), application=application, **side))


def _belongings(corner: Corner, household: Any, application: Any, ids: Iterator[int]) -> None:
    """What hangs on rows or on people: files, jobs, notices, saved views, imports, marks in the logs."""
    owner = factories.PostFactory(
        role=Role.TOWN_OFFICE, division=corner.village.town, user__name=f"{corner.clerk}镇干部"
    )
    with acting(System.DEMO):
        corner.add(
            Job.objects.create(
                id=next(ids),
                kind="export",
                title=f"{corner.clerk}导出",
                post=owner,
                state=Job.State.DONE,
                result=ContentFile(f"{corner.family}的台账".encode(), name="x"),
                result_name=f"{corner.clerk}.xlsx",
                expires_at=timezone.now() + datetime.timedelta(days=1),
            )
        )
        corner.add(Notice.objects.create(id=next(ids), user=owner.user, kind="news", title=f"{corner.clerk}消息"))
        for role in Role:
            view = {
                "user": owner.user,
                "page": "households",
                "name": f"{corner.clerk}筛选{role}",
                "query": f"q={corner.family}",
            }
            SavedView.objects.create(**view, shared_with=role, shared_below=corner.village.town)
        run = corner.add(
            ImportRun.objects.create(
                id=next(ids),
                ledger="households",
                mode="applications",
                post=owner,
                area=corner.village.town,
                state=ImportRun.State.CHECKED,
                file=ContentFile(b"x", name="x"),
                name=f"{corner.clerk}.xlsx",
                sha256="0" * 64,
            )
        )
    for record, purpose in ((household, "id_card"), (run, "stamped_summary"), (application, "site_photo")):
        _document(corner, record, purpose, owner, next(ids))
    AccessLog.objects.create(
        user_id=owner.user_id, post_id=owner.pk, act="open", kind="households.household", record_id=household.pk
    )


def _energy(corner: Corner, household: Household, ids: Iterator[int]) -> None:
    """A target, a pilot with a household, what its heating cost; a point with fuel, and who is to get some."""
    village, clerk = corner.village, factories.PostFactory(role=Role.VILLAGE, division=corner.village)
    corner.add(factories.EnergyTargetFactory(id=next(ids), town=village.town, basis=f"{corner.family}文件"))
    corner.add(factories.HeatingCostFactory(id=next(ids), household=household))
    pilot = corner.add(factories.PilotFactory(id=next(ids), village=village, name=f"{corner.family}试点"))
    corner.add(factories.PilotHouseholdFactory(id=next(ids), pilot=pilot, household=household))
    point = corner.add(factories.FuelPointFactory(id=next(ids), village=village, name=f"{corner.family}供应点"))
    corner.add(factories.FuelMoveFactory(id=next(ids), point=point, moved_by=clerk))
    fuel = {"village": village, "point": point, "filed_by": clerk}
    corner.add(factories.EmergencyFuelIssueFactory(id=next(ids), name=f"{corner.family}某", **fuel))
    corner.add(factories.EmergencyFuelIssueFactory(id=next(ids), household=household, **fuel))


def _cared_for(corner: Corner, household: Household, ids: Iterator[int]) -> None:
    """Somebody who is looked after, and an answer of his household."""
    phones = {name: f"136{next(ids) % 10**8:08d}" for name in ("phone", "contact_phone", "carer_phone")}
    corner.numbers |= set(phones.values())
    carer = {"carer": f"{corner.family}帮扶", "carer_role": "grid", "contact_name": f"{corner.family}联系"}
    person = factories.KeyPersonFactory(
        id=next(ids), household=household, name=f"{corner.family}重点", **carer, **phones
    )
    clerk = factories.PostFactory(role=Role.VILLAGE, division=corner.village, user__name=f"{corner.clerk}填报")
    answer = factories.DemandSurveyFactory(
        id=next(ids), household=household, description=f"{corner.family}家压缩机异响", entered_by=clerk
    )
    for row in (person, answer):
        corner.add(row, str(row.pk))


def _reports(corner: Corner, application: Any, ids: Iterator[int]) -> None:
    """A row of each thing by which a tier reports to the next."""
    district = corner.village.district
    office = factories.PostFactory(role=Role.DISTRICT_OFFICE, division=district, user__name=f"{corner.clerk}报送员")
    summary = corner.add(
        factories.MonthlySummaryFactory(
            id=next(ids), town=corner.village.town, state="submitted", submitted_at=timezone.now(), rows=1,
            counts={"add": {"1": 1}}, sent_back_reason=f"{corner.clerk}意见",
        )
    )  # fmt: skip
    corner.add(factories.VerificationSampleFactory(id=next(ids), application=application, summary=summary))
    corner.add(factories.YearBaseFactory(id=next(ids), village=corner.village, note=f"{corner.family}说明"))
    exchange = corner.add(
        factories.CityExchangeFactory(id=next(ids), district=district, prepared_by=office, rows=1, state="under_review")
    )
    corner.add(
        factories.CityExchangeRowFactory(
            id=next(ids), exchange=exchange, application=application, standing="sent",
            differences={"户主姓名": [f"{corner.family}甲", f"{corner.family}乙"]},
        )
    )  # fmt: skip
    corner.add(factories.StrangeReplyFactory(id=next(ids), exchange=exchange, name=f"{corner.family}外"))


def _document(corner: Corner, record: models.Model, purpose: str, owner: Post, pk: int) -> None:
    with acting(System.DEMO):
        document = Attachment.objects.create(
            id=pk,
            kind=record._meta.label_lower,
            record_id=record.pk,
            purpose=purpose,
            name=f"{corner.family}证.pdf",
            content_type="application/pdf",
            size=4,
            sha256="0" * 64,
            file=ContentFile(f"{corner.family}的文件".encode(), name="x"),
            uploaded_by=owner,
        )
    corner.add(document)


def _people(corner: Corner) -> None:
    """Those who work there; seen by whoever administers the place."""
    clerk = factories.PostFactory(role=Role.VILLAGE, division=corner.village, user__name=f"{corner.clerk}村干部")
    with acting(System.DEMO):
        corner.add(
            SignIn.objects.create(user=clerk.user, session_key=f"session-{corner.clerk}", agent=f"{corner.clerk}浏览器")
        )
    corner.rows += [clerk, clerk.user, clerk.organization, corner.village, corner.company]


def _answered_for(corner: Corner, ids: Iterator[int]) -> None:
    """By a safety officer of its company who serves its township alone: one who serves the district is offered to,
    and so known by, each of its townships."""
    officer = factories.PostFactory(
        role=Role.SAFETY_OFFICER,
        division=corner.village.town,
        organization=corner.company,
        user__name=f"{corner.clerk}安全员",
    )
    duty = factories.VillageDutyFactory(id=next(ids), post=officer, village=corner.village)
    corner.add(duty, str(duty.pk))
