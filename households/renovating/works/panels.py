"""What the pages of works, acceptances and applications show of each other."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from accounts.models import Post
from accounts.roles import LEDGER_READERS, Role
from core.views.facts import Fact
from core.views.records import Shown
from households.models import Acceptance, AcceptanceScore, Application, Construction

State = Construction.State
WORKS_READERS = LEDGER_READERS - {Role.GAS_COMPANY, Role.POWER_COMPANY} | {Role.CONTRACTOR}
WORKS_TONES: dict[str, str] = {
    State.WAITING: "waiting",
    State.BUILDING: "doing",
    State.REPORTED: "waiting",
    State.ACCEPTED: "waiting",
    State.COMMISSIONED: "good",
    State.CANCELLED: "neutral",
}
FORM_TONES: dict[str, str] = {
    Acceptance.State.WAITING: "waiting",
    Acceptance.State.PASSED: "good",
    Acceptance.State.REWORK: "danger",
}


def scores(form: Acceptance, post: Post) -> Shown | None:
    lines = list(form.scores.select_related("item"))
    return Shown("验收项目", "households/_scores.html", {"lines": lines}) if lines else None


def attempts(works: Construction, post: Post) -> Shown | None:
    """Every one, with what was to be mended."""
    forms = [
        {
            "url": reverse("acceptances-detail", args=[form.pk]),
            "attempt": form.attempt,
            "inspected_on": form.inspected_on,
            "total": form.total,
            "faults": _faults(list(form.scores.all())),
            "rework_until_on": form.rework_until_on,
            "state": form.get_state_display(),
            "tone": FORM_TONES[form.state],
        }
        for form in works.acceptances.order_by("attempt").prefetch_related("scores__item")
    ]
    return Shown("验收", "households/_attempts.html", {"forms": forms}) if forms else None


def _faults(lines: Sequence[AcceptanceScore]) -> str:
    return "；".join(f"{line.position}. {line.note}" for line in lines if line.note)


def works(application: Application, post: Post) -> Shown | None:
    """Where its building stands."""
    found = Construction.objects.visible_to(post).filter(application=application).select_related("contractor").first()
    if found is None or post.role not in WORKS_READERS:
        return None
    facts = [
        Fact("施工记录", str(found), url=reverse("constructions-detail", args=[found.pk])),
        Fact("施工单位", str(found.contractor)),
        Fact("状态", found.get_state_display(), tone=WORKS_TONES[found.state]),
    ]
    return Shown("施工", "_components/facts.html", {"facts": facts})
