"""Applications on the long way, as far as a test wants them, and what their records need to go on."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from households.models import Application, Objection, Publicity, RenovationPlan
from households.models.choices import Kind
from households.renovating import workflows  # noqa: F401 # its steps follow the list, and a test alone knows no other way to them
from households.renovating.planning import BudgetPlan, ConfirmEnergy, DrawUpPlan, FundPlan
from households.renovating.publicising import Object, Publicise
from tests import factories

State = Application.State
TODAY = timezone.localdate()


def standing_at(state: str, village: Any, count: int = 1, **facts: Any) -> list[Application]:
    """计划增户 of electric households, without the steps that led there."""
    given = {"case": Application.Case.PLAN_ADD, "state": state, "submitted_at": timezone.now(), **facts}
    made: list[Application] = factories.ApplicationFactory.create_batch(count, village=village, **given)
    return made


def draw_up_list(town: Post, **facts: Any) -> Publicity:
    given = {"title": "改造名单公示", "posting_place": "村务公开栏", "objection_phone": "0311-12345678", **facts}
    made: Publicity = Publicise.draw_up(by=town, **given)
    return made


def expired_list(town: Post) -> Publicity:
    """Of all that wait in the township; its days have run, its photo is there."""
    publicity = Publicise.begin(draw_up_list(town), by=town)
    with acting(System.DEMO):
        Publicity.objects.filter(pk=publicity.pk).update(ends_on=TODAY - datetime.timedelta(days=1))
    publicity.refresh_from_db()
    factories.AttachmentFactory(record=publicity, purpose="posted_photo")
    expired: Publicity = Publicise.run_out(publicity, by=System.CLOCK)
    return expired


def objection_to(application: Application, by: Any) -> Objection:
    application.refresh_from_db()
    said = {"ground": Objection.Ground.VACANT, "statement": "常年没有人住", "channel": Objection.Channel.VISIT}
    objection: Objection = Object.file(by=by, application=application, **said)
    factories.AttachmentFactory(record=objection, purpose="evidence")
    return objection


def draw_up_plan(town: Post, applications: list[Application] = (), **facts: Any) -> RenovationPlan:  # type: ignore[assignment]
    """With these households in it."""
    given = {
        "title": "改造计划",
        "year": 2027,
        "starts_on": datetime.date(2027, 4, 1),
        "ends_on": datetime.date(2027, 10, 31),
        **facts,
    }
    plan: RenovationPlan = DrawUpPlan.draw_up(by=town, **given)
    with acting(System.DEMO):
        Application.objects.filter(pk__in=[one.pk for one in applications]).update(plan=plan)
    return plan


def budget(plan: RenovationPlan, town: Post, kind: Kind = Kind.AIR_FAN, cost: int = 6000) -> None:
    BudgetPlan.file(by=town, plan=plan, kind=kind, unit_cost=cost)


def fund(plan: RenovationPlan, town: Post, amount: int) -> None:
    FundPlan.file(by=town, plan=plan, source="district", amount=amount, document_number="长财〔2027〕5号")


def ask_company(plan: RenovationPlan, town: Post, company: Post, households: int) -> Any:
    return ConfirmEnergy.file(by=town, plan=plan, company=company.organization, households=households)


def submitted_plan(town: Post, company: Post, applications: list[Application], kind: Kind = Kind.AIR_FAN) -> Any:
    """Money and energy for all of it."""
    plan = draw_up_plan(town, applications)
    budget(plan, town, kind)
    fund(plan, town, 6000 * len(applications))
    confirmation = ask_company(plan, town, company, len(applications))
    DrawUpPlan.ask(plan, by=town)
    ConfirmEnergy.confirm(confirmation, by=company, reference="复函〔2027〕1号")
    return DrawUpPlan.submit(plan, by=town)
