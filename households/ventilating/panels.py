"""What the pages of households and works show of the gas let in there, and the buttons that lead to it."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from accounts.models import Post
from accounts.roles import GOVERNMENT, Role
from core.addresses import page_url
from core.views.declaration import Action, Shown
from core.views.facts import Fact
from households.guards import why_not_in_use
from households.models import Construction, Household, Ventilation
from households.models.choices import Category
from households.ventilating.workflows import PLANNERS

State = Ventilation.State
READERS = GOVERNMENT | {Role.GAS_COMPANY, Role.SAFETY_OFFICER}
TONES: dict[str, str] = {State.WAITING: "waiting", State.VENTILATED: "good", State.CANCELLED: "neutral"}
FIRST, AGAIN = Ventilation.Occasion.FIRST, Ventilation.Occasion.AGAIN


def of_household(household: Household, post: Post) -> Shown | None:
    """The last day on which gas was let in, and what is waited for; not beside a past day."""
    if household.seen_on or post.role not in READERS:
        return None
    known = Ventilation.objects.visible_to(post).filter(household=household)
    last = known.ventilated().order_by("-ventilated_on", "-pk").first()
    facts = [_fact("最近通气", f"{last.ventilated_on}（{last.get_occasion_display()}）", last)] if last else []
    facts += [_fact("待通气", one.get_occasion_display(), one) for one in known.waiting()]
    return Shown("通气", "_components/facts.html", {"facts": facts}) if facts else None


def of_works(works: Construction, post: Post) -> Shown | None:
    """Its contractor, who may commission only then, reads it here."""
    found = works.ventilations.exclude(state=State.CANCELLED).select_related("supplier").first()
    if found is None:
        return None
    facts = [
        Fact("状态", found.get_state_display(), tone=TONES[found.state]),
        Fact("通气日期", str(found.ventilated_on or "")),
        Fact("供气企业", str(found.supplier)),
    ]
    own = [_fact("通气登记", str(found), found)] if post.role in READERS else []
    return Shown("通气", "_components/facts.html", {"facts": [*own, *facts]})


def _fact(label: str, value: str, of: Ventilation) -> Fact:
    return Fact(label, value, url=reverse("ventilations-detail", args=[of.pk]))


def let_in_again(household: Household, post: Post) -> Sequence[Action]:
    """登记重新通气, on the household's page, for who may."""
    if post.role not in PLANNERS or household.category != Category.GAS:
        return ()
    waiting = household.ventilations.waiting().exists()
    why_not = why_not_in_use(household) or ("这户已有一条待通气的登记。" if waiting else "")
    return [
        Action(
            "登记重新通气", page_url("ventilations-new", household=household.pk, occasion=AGAIN.value), why_not=why_not
        )
    ]


def let_in_first(works: Construction, post: Post) -> Sequence[Action]:
    """登记待通气, on the page of works whose ventilation was cancelled, or whose supplier nobody knew."""
    awaited = works.category == Category.GAS and works.state == Construction.State.ACCEPTED
    if post.role != Role.TOWN_OFFICE or not awaited or works.ventilations.exclude(state=State.CANCELLED).exists():
        return ()
    return [Action("登记待通气", page_url("ventilations-new", construction=works.pk, occasion=FIRST.value), "flame")]
