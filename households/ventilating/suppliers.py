"""Which company lets gas in at a household that was built for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import prefetch_related_objects

from households.models import Construction, EnergyConfirmation


def suppliers_of(works: Sequence[Construction]) -> dict[int, int]:
    """Works → company: the application's, else the household's, else the only one that confirmed gas for its plan.
    Works of which none of them is known are left out."""
    prefetch_related_objects(works, "application__household")
    of_plans = _only_companies_of({one.application.plan_id for one in works if one.application.plan_id})
    found = {one.pk: _named(one) or of_plans.get(one.application.plan_id or 0) for one in works}
    return {pk: company for pk, company in found.items() if company}


def _named(works: Construction) -> int | None:
    household = works.application.household
    return works.application.gas_supplier_id or (household.gas_supplier_id if household else None)


def _only_companies_of(plans: Iterable[int]) -> dict[int, int]:
    confirmed = EnergyConfirmation.objects.filter(
        plan__in=list(plans), energy=EnergyConfirmation.Energy.GAS, state=EnergyConfirmation.State.CONFIRMED
    )
    companies: dict[int, set[int]] = defaultdict(set)
    for plan, company in confirmed.values_list("plan", "company"):
        companies[plan].add(company)
    return {plan: min(known) for plan, known in companies.items() if len(known) == 1}
