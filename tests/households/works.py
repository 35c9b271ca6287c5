"""A township that builds: planned applications, a contractor who may, and what he writes down."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.audit import acting
from accounts.models import Post
from core.workflow import Workflow
from households.models import Acceptance, AcceptanceItem, Application, Construction, Ventilation
from households.models.choices import Kind, SafetyDevice
from households.models.constructions import Result
from households.renovating.workflows import PlanAddition, PlanUpgrade
from households.renovating.works.documents import Paper, Photo
from households.renovating.works.forms import total_of
from households.renovating.works.workflows import Accepting, Works
from households.ventilating.workflows import Ventilate
from tests import factories

Case = Application.Case
TODAY = timezone.localdate()
BEGUN = TODAY - datetime.timedelta(days=9)
TESTED = TODAY - datetime.timedelta(days=4)
FINISHED = TODAY - datetime.timedelta(days=3)
BLANK_BEFORE_WORKS = {"converted_year": None, "batch": None, "subsidy_method": None}
SIGNED = {
    "signed_by_household": "王店生",
    "signed_by_village": "李巧云",
    "signed_by_contractor": "傅建",
    "signed_by_town": "赵明",
}


@dataclass
class Site:
    village: Post
    town: Post
    builder: Post

    def planned(self, case: Case = Case.PLAN_ADD, **facts: Any) -> Application:
        """As the plan leaves it."""
        made: Application = factories.ApplicationFactory(
            village=self.village.division,
            case=case,
            state=Application.State.PLANNED,
            submitted_at=timezone.now(),
            filed_by=self.village,
            **{**BLANK_BEFORE_WORKS, **facts},
        )
        return made

    def assigned(self, *applications: Application) -> list[Construction]:
        """By the set, as the township does it."""
        rows = Application.objects.filter(pk__in=[one.pk for one in applications])
        for workflow in (PlanAddition, PlanUpgrade):
            of_case = rows.filter(case=workflow.case)
            outcome = workflow.arrange.take_all(of_case, by=self.town, contractor=self.builder.organization)
            assert outcome.refused == {}
        return list(Construction.objects.filter(application__in=applications).order_by("pk"))

    def built(self, works: Construction, **facts: Any) -> Construction:
        """Begun and written up by the contractor, with every photo."""
        Works.begin(works, by=self.builder, begun_on=BEGUN)
        return self.written_up(works, **facts)

    def written_up(self, works: Construction, **facts: Any) -> Construction:
        for name, value in {**write_up(works), **facts}.items():
            setattr(works, name, value)
        with acting(self.builder):
            works.save()
        for photo in Photo:
            factories.AttachmentFactory(record=works, purpose=photo)
        return works

    def reported(self, works: Construction) -> Acceptance:
        Works.complete(works, by=self.builder, finished_on=FINISHED)
        return works.acceptances.get(state=Acceptance.State.WAITING)

    def inspected(self, form: Acceptance, *, lost: int = 0, **facts: Any) -> Acceptance:
        """Scored, signed and documented; of the first item so many points are lost."""
        lines = list(form.scores.select_related("item"))
        with acting(self.town):
            for line in lines:
                line.points = line.item.points - (lost if line.position == 1 else 0)
                line.note = "管卡松动" if line.points < line.item.points else ""
                line.save()
            days = {f"{name}_on": TODAY for name in SIGNED}
            for name, value in {**SIGNED, **days, "total": total_of(lines), **facts}.items():
                setattr(form, name, value)
            form.save()
        factories.AttachmentFactory(record=form, purpose=Paper.SIGNED_FORM)
        return form

    def accepted(self, application: Application) -> Application:
        """All the way to 待上报."""
        [works] = self.assigned(application)
        form = self.inspected(self.reported(self.built(works)))
        Accepting.accept(form, by=self.town, inspected_on=TODAY, accepted_on=TODAY)
        application.refresh_from_db()
        return application

    def commissioned(self, works: Construction, day: datetime.date = TODAY) -> Construction:
        answers = {"device_commissioned_on": day, "trial_hours": 24, "trained_person": works.householder}
        commissioned: Construction = Works.commission(works, by=self.builder, **answers)
        return commissioned


def let_gas_in(works: Construction, company: Post, day: datetime.date = TODAY) -> Ventilation:
    """Inspected on that day, as it has to be."""
    waiting = works.ventilations.get()
    factories.InspectionFactory(new_house=True, ventilation=waiting, kind="first_gas", inspected_on=day)
    ventilation: Ventilation = Ventilate.ventilate(waiting, by=company, ventilated_on=day)
    return ventilation


def write_up(works: Construction) -> dict[str, Any]:
    common = {
        "materials": "PE 燃气管，DN15 镀锌管",
        "hidden_works": "穿墙处加套管，填实封堵",
        "device_brand": "格力",
        "device_model": "RF-50",
        "device_power": Decimal("5.00"),
        "device_made_on": datetime.date(2026, 5, 1),
        "self_check": "自检合格",
    }
    gas = {
        "gas_meter_number": f"QC{works.pk:08d}",
        "safety_device": SafetyDevice.BOTH,
        "tested_on": TESTED,
        "test_pressure": Decimal("10.00"),
        "test_minutes": 30,
        "test_drop": Decimal("0.00"),
        "test_result": Result.PASSED,
        "tested_by": "程安全",
    }
    electric = {
        "power_meter_number": f"DB{works.pk:08d}",
        "electric_checked_on": TESTED,
        "electric_result": Result.PASSED,
        "electric_checked_by": "曹电",
    }
    return common | (gas if works.kind == Kind.GAS else electric)


def draw_up_items() -> None:
    """Two for everybody, the first one not obligatory."""
    AcceptanceItem.objects.all().delete()
    for position, (points, obligatory) in enumerate(((40, False), (60, True)), start=1):
        AcceptanceItem.objects.create(
            code=f"{position:02d}", text=f"第{position}项内容", points=points, obligatory=obligatory, position=position
        )


def carry_to_ledger(application: Application, offices: dict[str, Post]) -> Application:
    workflow = Workflow.of(application)
    for step in ("report", "review", "confirm"):
        workflow.steps[step](application, by=offices[step])
    return application
