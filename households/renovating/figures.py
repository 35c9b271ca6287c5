"""What a plan comes to: households by kind, what they cost, whence the money comes, who supplies the energy, and how
much of a village would go to gas (P24). Each of a plan in a fixed number of statements."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from core.parameters.declared import Parameter
from households.models import Application, EnergyConfirmation, Household, RenovationPlan
from households.models.choices import Category, Kind
from households.models.plans import PlanLine

State = RenovationPlan.State
GAS_SHARE = Parameter(
    "households.village_gas_share",
    "整村气代煤认定比例",
    30,
    unit="%",
    lowest=1,
    highest=100,
    basis="不再整体推进气代煤；一年内计划改气的户数超过本村户数的这一比例，须有批准文号",
)
GAS_HOUSEHOLDS = Parameter(
    "households.village_gas_households",
    "整村气代煤认定户数",
    50,
    unit="户",
    lowest=1,
    highest=10_000,
    basis="不再整体推进气代煤；一村一年内计划改气超过这一户数，须有批准文号",
)
GONE = (Application.State.WITHDRAWN, Application.State.REJECTED)


@dataclass(frozen=True)
class KindRow:
    kind: int
    households: int
    unit_cost: Decimal | None

    @property
    def label(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def cost(self) -> Decimal | None:
        return None if self.unit_cost is None else self.unit_cost * self.households


@dataclass(frozen=True)
class VillageGas:
    """`households`: of the village, with those that come in by plans."""

    village: int
    to_gas: int
    households: int

    @property
    def share(self) -> Decimal:
        return Decimal(100) * self.to_gas / max(self.households, 1)

    @property
    def is_whole(self) -> bool:
        return self.share > GAS_SHARE.on() or self.to_gas > GAS_HOUSEHOLDS.on()


def households_of(plan: RenovationPlan) -> QuerySet[Application]:
    """Those who have not gone back on their word."""
    return plan.applications.exclude(state__in=GONE)


def households_by(pointer: str, rows: QuerySet[Application]) -> Coalesce:
    """For a list: how many of these applications point to the row. No join, so that the row can still be locked."""
    counted = rows.filter(**{pointer: OuterRef("pk")}).order_by().values(pointer).annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


def by_kind(plan: RenovationPlan) -> list[KindRow]:
    counts = dict(households_of(plan).order_by().values_list("kind").annotate(n=Count("pk")))
    budgets = plan.budgetlines.filter(state=PlanLine.State.IN_FORCE)
    costs = dict(budgets.values_list("kind", "unit_cost"))
    return [KindRow(kind, counts.get(kind, 0), costs.get(kind)) for kind in sorted(counts.keys() | costs.keys())]


def budget_of(rows: list[KindRow]) -> Decimal:
    return sum((row.cost for row in rows if row.cost is not None), Decimal(0))


def funds_of(plan: RenovationPlan) -> Decimal:
    lines = plan.fundlines.filter(state=PlanLine.State.IN_FORCE)
    return lines.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def energies_of(rows: list[KindRow]) -> Counter[int]:
    """Households by the category of energy that some company has to supply."""
    needed: Counter[int] = Counter()
    for row in rows:
        if (category := Kind(row.kind).category) in EnergyConfirmation.Energy.values and row.households:
            needed[category] += row.households
    return needed


def promised(plan: RenovationPlan, *states: str) -> Counter[int]:
    asked = plan.confirmations.filter(state__in=states).order_by()
    return Counter(dict(asked.values_list("energy").annotate(sum=Sum("households"))))


def gas_by_village(plan: RenovationPlan) -> list[VillageGas]:
    """Of the villages in which this plan brings gas: all that the township's plans of the year bring them."""
    here = households_of(plan).filter(category=Category.GAS).order_by()
    villages = list(here.values_list("village", flat=True).distinct())
    of_year = Application.objects.filter(village__in=villages, plan__year=plan.year, plan__town=plan.town_id).exclude(
        state__in=GONE
    )
    gas = _by_village(of_year.filter(category=Category.GAS))
    newcomers = _by_village(of_year.filter(case=Application.Case.PLAN_ADD))
    known = _by_village(Household.objects.in_use().filter(village__in=villages))
    return [VillageGas(pk, gas[pk], known[pk] + newcomers[pk]) for pk in villages]


def _by_village(rows: QuerySet[Application] | QuerySet[Household]) -> Counter[int]:
    return Counter(dict(rows.order_by().values_list("village").annotate(n=Count("pk"))))
