"""What the pages of the long way show besides their own columns."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.urls import reverse

from accounts.models import Post
from accounts.roles import DISTRICT_READERS, Role
from core.addresses import rows_url
from core.views.declaration import Shown
from core.wording.division_names import division_name
from households.models import Application, Objection, Publicity, QualificationReview, RenovationPlan
from households.models.choices import Category
from households.models.plans import PlanLine
from households.renovating import figures, publicising, qualifying

OFFICES = DISTRICT_READERS | {Role.TOWN_OFFICE, Role.CITY_OFFICE}
TONES = {qualifying.MET: "good", qualifying.PASSED_OVER: "warning", qualifying.UNMET: "danger"}
State = Application.State


def qualification(application: Application, post: Post) -> Shown | None:
    """资格审定表: as it was reviewed; of one that waits, what the rules find now."""
    if application.case not in publicising.PLANNED_CASES:
        return None
    if application.state == State.WILLING:
        return _table("资格审定（现在的情况）", qualifying.outlook_of(application))
    review = application.reviews.order_by("-pk").first()
    return _table("资格审定表", review.results, review) if review else None


def reviewed(review: QualificationReview, post: Post) -> Shown | None:
    return _table("审定结果", review.results, review)


def _table(title: str, results: list[dict[str, str]], review: QualificationReview | None = None) -> Shown:
    rows = [{**result, "tone": TONES[result[qualifying.OUTCOME]]} for result in results]
    return Shown(title, "households/_qualification.html", {"rows": rows, "review": review})


def publicity_and_plan(application: Application, post: Post) -> Shown | None:
    rows = [
        *_pointer("公示", application.publicity, "publicities", post),
        *(_objection(one) for one in application.objections.visible_to(post)),
        *_pointer("改造计划", application.plan, "renovation-plans", post),
    ]
    return Shown("公示与计划", "_components/facts.html", {"facts": rows}) if rows else None


def _pointer(label: str, record: Publicity | RenovationPlan | None, slug: str, post: Post) -> list[dict[str, str]]:
    """A village knows that its household is publicised or planned; the township's page is not its own."""
    if record is None:
        return []
    url = reverse(f"{slug}-detail", args=[record.pk]) if post.role in OFFICES else ""
    return [{"label": label, "value": f"{record}（{record.get_state_display()}）", "url": url}]


def _objection(objection: Objection) -> dict[str, str]:
    said = f"{objection.get_ground_display()}，{objection.get_state_display()}"
    return {"label": "异议", "value": said, "url": reverse("objections-detail", args=[objection.pk])}


def list_by_village(publicity: Publicity, post: Post) -> Shown | None:
    villages = villages_of(publicity)
    rows = [{"village": division_name(village), "count": count, "url": url} for village, count, url in villages]
    context = {
        "rows": rows,
        "total": sum(count for _, count, _ in villages),
        "objections": publicity.objections.count(),
        "objections_url": rows_url("objections", publicity=publicity.pk),
    }
    title = "拟公示名单" if publicity.state == Publicity.State.DRAFT else "公示名单"
    return Shown(title, "households/_publicity_list.html", context)


def villages_of(publicity: Publicity) -> list[tuple[int, int, str]]:
    """Village, households, and the list of their applications."""
    draft = publicity.state == Publicity.State.DRAFT
    rows = publicising.waiting(publicity) if draft else publicity.applications
    counts = rows.order_by("village__code").values_list("village").annotate(n=Count("pk"))
    of_draft = {"state": State.QUALIFIED, "case": publicising.PLANNED_CASES}
    asked: dict[str, Any] = of_draft if draft else {"publicity": publicity.pk}
    return [(village, count, rows_url("applications", **asked, village=village)) for village, count in counts]


def rows_of_plan(plan: RenovationPlan, **narrowed: int) -> str:
    """Those counted: without who has gone back on his word."""
    stay = [state for state in State if state not in figures.GONE]
    return rows_url("applications", plan=plan.pk, **narrowed, state=stay)


def totals(plan: RenovationPlan, post: Post) -> Shown | None:
    rows = figures.by_kind(plan)
    context = {
        "kinds": [{"row": row, "url": rows_of_plan(plan, kind=row.kind)} for row in rows],
        "households": sum(row.households for row in rows),
        "households_url": rows_of_plan(plan),
        "budget": figures.budget_of(rows),
        "funds": figures.funds_of(plan),
        "gas": [
            {
                "village": division_name(one.village),
                "row": one,
                "url": rows_of_plan(plan, village=one.village, category=Category.GAS.value),
            }
            for one in figures.gas_by_village(plan)
        ],
    }
    return Shown("计划合计", "households/_plan_totals.html", context)


def money_and_energy(plan: RenovationPlan, post: Post) -> Shown | None:
    lines = [
        *_lines(plan.budgetlines, "budget-lines", "预算"),
        *_lines(plan.fundlines, "fund-lines", "资金"),
        *(
            {
                "what": "供能",
                "said": f"{one}（{one.households:,} 户）",
                "document": one.reference,
                "state": one.get_state_display(),
                "tone": CONFIRMATION_TONES[one.state],
                "url": reverse("energy-confirmations-detail", args=[one.pk]),
            }
            for one in plan.confirmations.select_related("company").order_by("pk")
        ),
    ]
    return Shown("预算、资金和供能", "households/_plan_lines.html", {"lines": lines})


def _lines(lines: Any, slug: str, what: str) -> list[dict[str, str]]:
    return [
        {
            "what": what,
            "said": str(line),
            "document": getattr(line, "document_number", ""),
            "state": line.get_state_display(),
            "tone": LINE_TONES[line.state],
            "url": reverse(f"{slug}-detail", args=[line.pk]),
        }
        for line in lines.order_by("pk")
    ]


PUBLICITY_TONES: dict[str, str] = {
    "draft": "neutral", "running": "doing", "expired": "waiting", "ended": "good", "stopped": "neutral"
}  # fmt: skip
OBJECTION_TONES: dict[str, str] = {"open": "waiting", "upheld": "danger", "dismissed": "good", "lapsed": "neutral"}
PLAN_TONES: dict[str, str] = {
    "draft": "neutral", "asked": "waiting", "submitted": "waiting", "approved": "good", "withdrawn": "neutral"
}  # fmt: skip
LINE_TONES: dict[str, str] = {PlanLine.State.IN_FORCE: "good", PlanLine.State.VOID: "neutral"}
CONFIRMATION_TONES: dict[str, str] = {
    "asked": "waiting", "confirmed": "good", "declined": "danger", "void": "neutral"
}  # fmt: skip
