"""The demo township's works: planned households in every state of building, acceptance and heat, by real steps."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.audit import acting
from accounts.models import Post
from core.files.attachments import attach
from core.workflow import Workflow
from households.demo import people, renovations
from households.demo.stories import picture
from households.models import Acceptance, Application, Construction, Qualification, Ventilation
from households.models.choices import Batch, Category, Kind, MeterType, SafetyDevice, SubsidyMethod
from households.models.constructions import Result
from households.renovating.workflows import PlanAddition, PlanUpgrade
from households.renovating.works import gaps
from households.renovating.works.documents import OF_THE_EARTH, Paper, Photo, photos_wanted
from households.renovating.works.forms import total_of
from households.renovating.works.workflows import Accepting, Works
from households.ventilating.workflows import Ventilate

# People who are in no ledger yet, and not among those of the other stories.
FIRST_NEWCOMER = 17_000_000
CREDIT_CODE = "91130102MA0CX7T3NQ"
# Days ago: filed, publicised, planned, given to the contractor, begun, tested, finished, inspected (and gas let in),
# heated.
FILED, PUBLICISED, PLANNED, ASSIGNED, BEGUN, TESTED, FINISHED, INSPECTED, HEATED = 75, 70, 58, 12, 10, 6, 5, 3, 1
SIGNED = {
    "signed_by_household": "",
    "signed_by_village": "王店生",
    "signed_by_contractor": "傅建",
    "signed_by_town": "赵明",
}


# What an app above does at a house before gas is let in there: it may stand in the way of it.
ON_THE_DAY_OF_GAS: list[Callable[[Ventilation, datetime.datetime], None]] = []


@dataclass
class Site:
    village: Post
    town: Post
    district: Post
    city: Post
    builder: Post
    gas_company: Post

    # As far as each goes

    def assigned(self, application: Application) -> Construction:
        step = Workflow.of(application).steps["arrange"]
        step(application, by=self.town, at=_at(ASSIGNED), contractor=self.builder.organization)
        works = Construction.objects.get(application=application)
        until = _at(FINISHED).date()
        days = {"planned_from_on": _at(BEGUN).date(), "planned_until_on": until, "supervisor": "谢监"}
        Works.schedule(works, by=self.town, at=_at(ASSIGNED), supervisor_phone="13900000019", **days)
        return works

    def building(self, application: Application, **facts: Any) -> Construction:
        works = self.assigned(application)
        Works.begin(works, by=self.builder, at=_at(BEGUN), begun_on=_at(BEGUN).date())
        with acting(self.builder):
            for name, value in facts.items():
                setattr(works, name, value)
            works.save()
            gaps.look_at([works])
        return works

    def reported(self, application: Application) -> Acceptance:
        works = self.building(application, **_written_up(application))
        _attach(works, [*photos_wanted(works.category), Photo.TRAINING], self.builder)
        return self.reported_again(works)

    def reported_again(self, works: Construction, ago: int = FINISHED) -> Acceptance:
        Works.complete(works, by=self.builder, at=_at(ago), finished_on=_at(FINISHED).date())
        return works.acceptances.get(state=Acceptance.State.WAITING)

    def inspected(self, form: Acceptance, lost: int = 0, **facts: Any) -> Acceptance:
        """Of the third item so many points are lost."""
        lines = list(form.scores.select_related("item"))
        day = _at(INSPECTED).date()
        with acting(self.town):
            for line in lines:
                line.points = line.item.points - (lost if line.position == 3 else 0)
                line.note = "室外机支架未做防腐，固定螺栓松动" if line.points < line.item.points else ""
                line.save()
            signed = {**SIGNED, "signed_by_household": form.householder} | {f"{name}_on": day for name in SIGNED}
            for name, value in {**signed, "inspected_on": day, "total": total_of(lines), **facts}.items():
                setattr(form, name, value)
            form.save()
        _attach(form, ["item_1", "item_3", Paper.SIGNED_FORM], self.town)
        return form

    def sent_to_rework(self, application: Application) -> Construction:
        form = self.inspected(self.reported(application), lost=12)
        Accepting.send_to_rework(
            form,
            by=self.town,
            at=_at(INSPECTED),
            inspected_on=_at(INSPECTED).date(),
            rework_until_on=timezone.localdate() + datetime.timedelta(days=5),
            reason="室外机支架重新做防腐、紧固后复验。",
        )
        return Construction.objects.get(application=application)

    def accepted(self, application: Application) -> Construction:
        form = self.inspected(self.reported(application))
        day = _at(INSPECTED).date()
        Accepting.accept(form, by=self.town, at=_at(INSPECTED), inspected_on=day, accepted_on=day)
        return Construction.objects.get(application=application)

    def heated(self, application: Application) -> Construction:
        works = self.accepted(application)
        for ventilation in works.ventilations.all():
            let_in = _at(INSPECTED)
            for prepare in ON_THE_DAY_OF_GAS:
                prepare(ventilation, let_in)
            Ventilate.ventilate(ventilation, by=self.gas_company, at=let_in, ventilated_on=let_in.date())
        day, by = _at(HEATED).date(), self.builder
        answers = {"trial_hours": 24, "heating_temperature": 20, "trained_person": works.householder}
        Works.commission(works, by=by, at=_at(HEATED), device_commissioned_on=day, **answers)
        return works

    def in_ledger(self, application: Application) -> None:
        self.heated(application)
        application.refresh_from_db()
        with acting(self.town):
            application.batch, application.subsidy_method = Batch.CITY, SubsidyMethod.ONE_CARD
            application.bank_account = people.bank_account(FIRST_NEWCOMER + application.pk)
            application.account_name = application.householder
            if application.category == Category.GAS:
                application.gas_supplier = self.gas_company.organization
            application.save()
        workflow = Workflow.of(application)
        for step, by in (("report", self.town), ("review", self.district), ("confirm", self.city)):
            workflow.steps[step](application, by=by, at=_at(HEATED))


def tell_all(posts: Mapping[str, Post]) -> None:
    site = Site(
        village=posts["village"],
        town=posts["town"],
        district=posts["district"],
        city=posts["city"],
        builder=posts["contractor"],
        gas_company=posts["gas_company"],
    )
    _qualify(site)
    planned = _planned(posts)
    additions, upgrades = (iter(_of_case(planned, case)) for case in ("plan_add", "plan_upgrade"))
    for households in (additions, upgrades):
        site.assigned(next(households))
        # Two without heat: the old stove is gone.
        site.building(next(households), old_removed_on=_at(BEGUN - 2).date())
        site.reported(next(households))
        site.accepted(next(households))
        site.in_ledger(next(households))
    site.building(next(additions), materials="铜管、保温棉")
    site.heated(next(additions))
    site.sent_to_rework(next(additions))
    site.reported_again(site.sent_to_rework(next(additions)), ago=HEATED)
    waiting_for_gas, with_gas = (one for one in planned if one.kind == Kind.GAS)
    site.accepted(waiting_for_gas)
    site.in_ledger(with_gas)
    _waiting_for_reinjection(site, next(one for one in planned if one.kind == Kind.GROUND_PUMP))


def _planned(posts: Mapping[str, Post]) -> list[Application]:
    """The list takes along what else was found eligible before, so that others are filed for the next one."""
    village, town = posts["village"], posts["town"]
    newcomers, known = renovations.Filing(village, town, FIRST_NEWCOMER), renovations.Filing(town, town)
    newcomers.up_to("qualified", 9, days_ago=FILED, of=[PlanAddition])
    newcomers.up_to("qualified", 1, days_ago=FILED, of=[PlanAddition], kind=Kind.GROUND_PUMP)
    newcomers.up_to("qualified", 2, days_ago=FILED, of=[PlanAddition], kind=Kind.GAS)
    known.up_to("qualified", 5, days_ago=FILED, of=[PlanUpgrade])
    listed = renovations.settled_list(known, town, "本年度施工名单公示", PUBLICISED)
    eligible = listed.applications.filter(state=Application.State.ELIGIBLE).order_by("pk")
    renovations.approve_plan(posts, list(eligible), "改造计划", PLANNED, year=timezone.localdate().year)
    newcomers.up_to("qualified", 2, days_ago=4, of=[PlanAddition])
    known.up_to("qualified", 2, days_ago=4, of=[PlanUpgrade])
    return list(listed.applications.filter(state=Application.State.PLANNED).order_by("-pk"))


def _of_case(planned: Sequence[Application], case: str) -> list[Application]:
    return [one for one in planned if one.case == case and one.kind not in {Kind.GROUND_PUMP, Kind.GAS}]


def _waiting_for_reinjection(site: Site, application: Application) -> None:
    """The statement is there, the check is not: it cannot be accepted."""
    form = site.inspected(site.reported(application), heat_only=True)
    _attach(form, OF_THE_EARTH[:1], site.town)


def _qualify(site: Site) -> None:
    """Its certificate is good for years, its safety licence ends within the month."""
    organization, today = site.builder.organization, timezone.localdate()
    with acting(site.district):
        organization.credit_code = CREDIT_CODE
        organization.save()
        Qualification.objects.create(
            organization=organization,
            district=site.district.division,
            name="机电工程施工总承包",
            level="三级",
            certificate_number="D313000019",
            issued_on=today - datetime.timedelta(days=700),
            expires_on=today + datetime.timedelta(days=1100),
            licence_number="（冀）JZ安许证字〔2024〕000019",
            licence_expires_on=today + datetime.timedelta(days=25),
        )


def _written_up(application: Application) -> dict[str, Any]:
    common = {
        "materials": "铜管、保温棉、镀锌支架",
        "hidden_works": "穿墙处加套管，封堵防水",
        "device_brand": "格力",
        "device_model": "KFD-50",
        "device_power": "5.00",
        "device_made_on": _at(120).date(),
        "device_service_years": 10,
        "self_check": "自检合格，运行正常",
    }
    return common | (_gas if application.category == Category.GAS else _electric)(application.pk)


def _electric(number: int) -> dict[str, Any]:
    return {
        "power_meter_number": f"DB{number:010d}",
        "electric_checked_on": _at(TESTED).date(),
        "electric_result": Result.PASSED,
        "electric_checked_by": "曹电",
    }


def _gas(number: int) -> dict[str, Any]:
    return {
        "materials": "PE 燃气管，DN15 镀锌管",
        "device_brand": "万和",
        "device_model": "L1PB24",
        "device_power": "24.00",
        "gas_account": f"33{number:08d}",
        "gas_meter_number": f"QC{number:010d}",
        "gas_meter_type": MeterType.IOT,
        "safety_device": SafetyDevice.BOTH,
        "tested_on": _at(TESTED).date(),
        "test_pressure": "10.00",
        "test_minutes": 30,
        "test_drop": "0.00",
        "test_result": Result.PASSED,
        "tested_by": "傅建",
    }


def _attach(record: Any, purposes: Any, by: Post) -> None:
    with acting(by):
        for purpose in purposes:
            attach(record, SimpleUploadedFile("照片.png", picture()), purpose, by=by)


def _at(days_ago: int) -> datetime.datetime:
    day = timezone.localdate() - datetime.timedelta(days=days_ago)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(9)))
