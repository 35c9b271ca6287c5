"""Where the ledger's 重点人员 column and the list of people say different things: both are shown, neither is written
from the other. An application changes the column, the village the list."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from core.models import OpenItem
from households.caring.workflows import CareForPerson
from households.models import Household, KeyPerson
from households.models.choices import Status


def with_registered(rows: QuerySet[Household], kinds: list[str]) -> QuerySet[Household]:
    """Households of people registered as any of these."""
    return rows.filter(Exists(_people_of_a_household().filter(kinds__overlap=kinds)))


def flagged_without_anybody(rows: QuerySet[Household]) -> QuerySet[Household]:
    """In use, flagged in the ledger, with nobody registered."""
    flagged = rows.filter(status=Status.NORMAL).exclude(care=[])
    return flagged.exclude(Exists(_people_of_a_household()))


def unflagged(rows: QuerySet[KeyPerson]) -> QuerySet[KeyPerson]:
    """Registered as something that the ledger does not say of their household."""
    registered: QuerySet[KeyPerson] = rows.registered()  # type: ignore[attr-defined]
    return registered.exclude(household__care__contains=F("kinds"))


def overdue(rows: QuerySet[KeyPerson]) -> QuerySet[KeyPerson]:
    """Whose review should have been done by now, as their clocks say."""
    late = OpenItem.objects.open().filter(
        kind=CareForPerson.kind, clock=CareForPerson.review.key, due_at__lte=timezone.now()
    )
    return rows.filter(pk__in=late.values("record_id"))


def _people_of_a_household() -> QuerySet[KeyPerson]:
    return KeyPerson.objects.registered().filter(household=OuterRef("pk"))
