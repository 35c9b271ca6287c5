"""The demo district's planned households up to 列入计划: a list that ended, one that runs with an objection, a plan
that was approved and one that waits for its gas company."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Division, Post
from core.files.attachments import attach
from core.workflow import Workflow
from households.demo import people
from households.demo.stories import sheet
from households.documents import required_at_submission
from households.models import (
    Application,
    EnergyConfirmation,
    Household,
    Objection,
    Publicity,
    RenovationPlan,
    TechOption,
)
from households.models.choices import Category, HouseUse, Kind, UserClass
from households.renovating.planning import BudgetPlan, ConfirmEnergy, DrawUpPlan, FundPlan
from households.renovating.publicising import Object, Publicise
from households.renovating.workflows import PlanAddition, PlanUpgrade

# People who are in no ledger yet, and not among those of the other stories.
FIRST_NEWCOMER = 16_000_000
OPTIONS: dict[Kind, tuple[int, int, int, str]] = {
    Kind.AIR_FAN: (1500, 2600, 1000, "单间或两间供暖，住房面积 60 平方米以内，随用随开，老人少人口户适宜。"),
    Kind.AIR_PUMP: (2600, 4200, 2500, "整屋供暖，有保温，面积 80 平方米以上，常年有人居住。"),
    Kind.GROUND_PUMP: (2200, 3600, 6000, "有埋管或打井条件的院落，只取热、不取水，井水全部回灌。"),
    Kind.SOLAR_THERMAL: (900, 1800, 3500, "屋顶朝南无遮挡，与其他热源配合使用。"),
    Kind.BIOMASS: (1000, 1900, 800, "有秸秆、果木来源，有存放场所，收入较低的户适宜。"),
    Kind.GAS: (2400, 4000, 2600, "管道已通到院门，确实没有其他能源；不再整体推进。"),
}
COMPANIES = {"power_company": Category.ELECTRIC, "gas_company": Category.GAS}
COSTS = {Kind.AIR_FAN: 5800, Kind.AIR_PUMP: 18500, Kind.GROUND_PUMP: 32000, Kind.BIOMASS: 3200, Kind.GAS: 6600}


def tell_all(posts: Mapping[str, Post]) -> None:
    _offer_technologies()
    town = posts["town"]
    filing = Filing(posts["village"], town)
    approve_plan(posts, _ended_list(filing, town), "第一批改造计划", 44)
    _waiting_for_gas(posts, _eligible_of(filing, town))
    _running_list(filing, town)
    filing.up_to("qualified", 2, days_ago=4)
    filing.up_to("willing", 2, days_ago=3)
    filing.up_to("draft", 1, days_ago=2)
    _turned_away(filing)


def _offer_technologies() -> None:
    with acting(System.DEMO):
        TechOption.objects.bulk_create(
            TechOption(
                kind=kind,
                season_cost_from=Decimal(lowest),
                season_cost_to=Decimal(highest),
                own_share=Decimal(own),
                suitability=suits,
            )
            for kind, (lowest, highest, own, suits) in OPTIONS.items()
        )


def moment(days_ago: int, hour: int = 10) -> datetime.datetime:
    day = timezone.localdate() - datetime.timedelta(days=days_ago)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))


class Filing:
    """Both cases of one village, or of a township for its villages; each household once."""

    def __init__(self, village: Post, town: Post, newcomers: int = FIRST_NEWCOMER) -> None:
        self.village, self.town = village, town
        self._households = iter(
            Household.objects.visible_to(village)
            .in_use()
            .filter(applications=None, user_class=UserClass.NORMAL)
            .exclude(converted_year__gt=timezone.localdate().year - 8)
            .order_by("-pk")
        )
        self._newcomers = newcomers

    def up_to(
        self,
        state: str,
        times: int,
        *,
        days_ago: int,
        kind: Kind = Kind.AIR_FAN,
        of: Sequence[type[Workflow]] = (PlanAddition, PlanUpgrade),
    ) -> list[Application]:
        """So many of each case."""
        return [self._carry(workflow, state, days_ago, kind) for _ in range(times) for workflow in of]

    def _carry(self, workflow: type[Workflow], state: str, days_ago: int, kind: Kind) -> Application:
        filed_at = moment(days_ago)
        given = self._upgrade(kind) if workflow is PlanUpgrade else self._newcomer(kind)
        consented = {"consented_on": filed_at.date(), "reason": "原来烧煤取暖，自愿改造"}
        application: Application = workflow.steps["file"](by=self.village, at=filed_at, **given, **consented)
        with acting(self.village):
            for document in sorted(required_at_submission(application)):
                attach(application, sheet(document.label), document, by=self.village)
        if state != "draft":
            application = workflow.steps["submit"](application, by=self.village, at=moment(days_ago, 11))
        if state == "qualified":
            application = workflow.steps["qualify"](
                application, by=self.town, at=moment(days_ago, 15), visited_on=filed_at.date()
            )
        return application

    def _upgrade(self, kind: Kind) -> dict[str, Any]:
        household = next(self._households)
        present = Kind(household.kind or kind)
        fits = present != kind and kind in present.may_become
        return {"household": household, "kind": kind if fits else Kind.AIR_PUMP}

    def _newcomer(self, kind: Kind) -> dict[str, Any]:
        self._newcomers += 1
        k = self._newcomers
        return {
            "village": self.village.division,
            "name": people.name(k),
            "id_number": people.id_number(k),
            "phone": people.phone(k),
            "address": f"{self.village.division}{k % 9 + 1}组{k % 300 + 400}号",
            "heated_area": people.heated_area(k),
            "kind": kind,
            "house_use": HouseUse.LIVING,
            "user_class": UserClass.NORMAL,
        }


def _list_of(filing: Filing, town: Post, title: str, begun: int) -> Publicity:
    publicity: Publicity = Publicise.draw_up(
        by=town,
        at=moment(begun, 9),
        title=title,
        number=f"西兆通双代公示〔{moment(begun).year}〕{begun}号",
        posting_place="各村村务公开栏、镇政府公示栏",
        objection_phone="0311-85010000",
        villages=list(Division.objects.below(filing.village.division).villages().values_list("pk", flat=True)),
    )
    begun_list: Publicity = Publicise.begin(publicity, by=town, at=moment(begun))
    return begun_list


def settled_list(filing: Filing, town: Post, title: str, begun: int) -> Publicity:
    publicity = _list_of(filing, town, title, begun)
    with acting(town):
        attach(publicity, sheet("村务公开栏"), "posted_photo", by=town)
    publicity = Publicise.run_out(publicity, by=System.CLOCK, at=moment(begun - 8, 0))
    settled: Publicity = Publicise.end(publicity, by=town, at=moment(begun - 9))
    return settled


def _ended_list(filing: Filing, town: Post) -> list[Application]:
    """One household of it was rightly objected to."""
    filing.up_to("qualified", 3, days_ago=60)
    filing.up_to("qualified", 1, days_ago=60, kind=Kind.BIOMASS)
    publicity = _list_of(filing, town, "第一批清洁取暖改造名单公示", 55)
    first = publicity.applications.order_by("pk")[0]
    objection = _object(first, filing.village, 52)
    with acting(town):
        attach(publicity, sheet("村务公开栏"), "posted_photo", by=town)
        attach(objection, sheet("入户核查记录"), "evidence", by=town)
    Object.uphold(objection, by=town, at=moment(50), reason="入户三次无人，邻居证实长年在外居住。")
    publicity = Publicise.run_out(publicity, by=System.CLOCK, at=moment(47, 0))
    Publicise.end(publicity, by=town, at=moment(46))
    return list(Application.objects.filter(publicity=publicity, state=Application.State.ELIGIBLE))


def _object(application: Application, by: Post | System, days_ago: int) -> Objection:
    objection: Objection = Object.file(
        by=by,
        at=moment(days_ago),
        application=application,
        ground=Objection.Ground.VACANT,
        statement="这户常年在外居住，冬季家里没有人。",
        channel=Objection.Channel.VISIT if isinstance(by, Post) else Objection.Channel.WEB,
        phone=people.phone(FIRST_NEWCOMER + 900 + days_ago),
    )
    return objection


def _eligible_of(filing: Filing, town: Post) -> list[Application]:
    """Four for the second plan, and two that wait for one."""
    filing.up_to("qualified", 2, days_ago=40, kind=Kind.GAS)
    filing.up_to("qualified", 1, days_ago=40)
    publicity = settled_list(filing, town, "第二批清洁取暖改造名单公示", 35)
    return list(publicity.applications.filter(state=Application.State.ELIGIBLE, kind=Kind.GAS))


def _running_list(filing: Filing, town: Post) -> None:
    filing.up_to("qualified", 2, days_ago=6)
    publicity = _list_of(filing, town, "第三批清洁取暖改造名单公示", 3)
    _object(publicity.applications.order_by("pk")[1], System.PUBLIC, 1)


def _plan_of(
    town: Post, title: str, applications: Sequence[Application], days_ago: int, year: int | None = None
) -> RenovationPlan:
    year = year or timezone.localdate().year + 1
    plan: RenovationPlan = DrawUpPlan.draw_up(
        by=town,
        at=moment(days_ago),
        title=f"西兆通镇 {year} 年{title}",
        year=year,
        starts_on=datetime.date(year, 4, 1),
        ends_on=datetime.date(year, 9, 30),
    )
    for application in applications:
        Workflow.of(application).steps["assign"](application, by=town, at=moment(days_ago, 11), plan=plan)
    kinds = [Kind(application.kind) for application in applications if application.kind]
    costs = {kind: COSTS[kind] for kind in kinds}
    for kind, cost in costs.items():
        BudgetPlan.file(by=town, at=moment(days_ago, 14), plan=plan, kind=kind, unit_cost=Decimal(cost))
    total = sum(costs[kind] for kind in kinds)
    FundPlan.file(
        by=town,
        at=moment(days_ago, 15),
        plan=plan,
        source="district",
        amount=Decimal(total),
        document_number=f"长财建〔{year}〕{days_ago}号",
    )
    return plan


def approve_plan(
    posts: Mapping[str, Post], applications: Sequence[Application], title: str, days_ago: int, year: int | None = None
) -> None:
    """In eight days; next year's unless it is said otherwise."""
    town = posts["town"]
    plan = _plan_of(town, title, applications, days_ago, year)
    needed = Counter(one.category for one in applications)
    asked: list[tuple[Post, EnergyConfirmation]] = []
    for company, households in ((posts[name], needed[category]) for name, category in COMPANIES.items()):
        if households:
            given = {"plan": plan, "company": company.organization, "households": households}
            asked.append((company, ConfirmEnergy.file(by=town, at=moment(days_ago - 1), **given)))
    DrawUpPlan.ask(plan, by=town, at=moment(days_ago - 1, 11))
    for company, one in asked:
        reference = f"{company.organization}函〔{moment(days_ago).year}〕{days_ago}号"
        ConfirmEnergy.confirm(one, by=company, at=moment(days_ago - 4), reference=reference)
    DrawUpPlan.submit(plan, by=town, at=moment(days_ago - 5))
    DrawUpPlan.approve(plan, by=posts["district"], at=moment(days_ago - 8))


def _waiting_for_gas(posts: Mapping[str, Post], applications: Sequence[Application]) -> None:
    town, gas = posts["town"], posts["gas_company"]
    plan = _plan_of(town, "第二批改造计划", applications, 5)
    ConfirmEnergy.file(by=town, at=moment(5, 16), plan=plan, company=gas.organization, households=len(applications))
    DrawUpPlan.ask(plan, by=town, at=moment(4))


def _turned_away(filing: Filing) -> None:
    """Gave up, and not let through."""
    for application in filing.up_to("willing", 1, days_ago=20):
        Workflow.of(application).steps["withdraw"](
            application, by=filing.village, at=moment(15), reason="家里意见不一致，先不改。"
        )
    for application in filing.up_to("willing", 1, days_ago=20):
        Workflow.of(application).steps["reject"](
            application, by=filing.town, at=moment(14), reason="房屋已列入拆迁范围。"
        )
