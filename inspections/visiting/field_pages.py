"""The inspector's pages on his phone: 今日安检, the visit, what came of it (P92, P95, F24–F27, F32)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import log_access
from accounts.audit import AccessLog
from accounts.pages import Menu, PortalRequest, page
from core.typed import is_storable, whole_number
from core.wording.division_names import address_in, division_name
from core.workflow import StepRefused
from households.models import Household, Ventilation
from inspections.levels import grouped, toned
from inspections.models import AccessCase, Campaign, ChecklistItem, Hazard, Inspection, InspectionDue, Level
from inspections.visiting import today
from inspections.visiting.choosing import checklist_for
from inspections.visiting.expiring import expiring_in
from inspections.visiting.filing import file_visit
from inspections.visiting.photos import DOOR, OTHER, PURPOSES, WHOLE
from inspections.visiting.positions import place_of
from inspections.visiting.receiving import visit_from
from inspections.visiting.results import STOP_NOW, gas_stop_url, hazards_in, notice_url
from inspections.visiting.visits import Kind, Outcome, Source
from inspections.visiting.workflows import INSPECTORS

NO_HOUSE = "没有这一户，或不在您的责任村内。"
UNREADABLE = "提交的内容不完整，请刷新页面后重试。"
OUTCOMES = (
    (Outcome.DONE, "已进户", "door-open"),
    (Outcome.NOT_HOME, "没人", "user-x"),
    (Outcome.REFUSED, "拒绝", "ban"),
    (Outcome.VACANT, "长期无人", "house"),
    (Outcome.CLOSED, "已停用", "power-off"),
)
RELATIONS = ("本人", "配偶", "父母", "子女", "其他家人", "租户")


@page(readers=INSPECTORS, menu=Menu("安全检查", "今日安检", "clipboard-check"))
@require_GET
def field(request: PortalRequest) -> HttpResponse:
    typed = request.GET.get("q", "").strip()
    typed = typed[:100] if is_storable(typed) else ""
    if typed and (household := today.scanned(request.post, typed)):
        return redirect("visit", household.pk)
    chip = request.GET.get("chip", today.DUE)
    chip = chip if chip in today.CHIPS else today.DUE
    rows = today.found(request.post, typed) if typed else today.todays_list(request.post, chip)
    places = today.places_in(rows)
    chosen = _chosen(places, request.GET.get("village", ""))
    shown = rows.filter(village=chosen) if chosen else rows
    leaf = Paginator(today.as_walked(shown), today.MOST).get_page(request.GET.get("page"))
    return render(
        request,
        "field/list.html",
        {
            "typed": typed,
            "chip": chip,
            "chips": today.CHIPS.items(),
            "places": places,
            "village": chosen,
            "total": sum(one.count for one in places),
            "groups": _groups(list(leaf)),
            "leaf": _links(request, leaf),
            "ventilations": [] if typed or chip != today.DUE else list(today.waiting_for_gas(request.post)[:50]),
        },
    )


def _links(request: PortalRequest, leaf: Page[int]) -> dict[str, Any]:
    """What leads from one page of a long list to the others; nothing where there is one."""

    def to(number: int) -> str:
        asked = request.GET.copy()
        asked["page"] = str(number)
        return f"?{asked.urlencode()}"

    last = leaf.paginator.num_pages
    if last == 1:
        return {}
    return {
        "count": f"第 {leaf.start_index()}～{leaf.end_index()} 户，共 {leaf.paginator.count:,} 户",
        "first": to(1),
        "previous": to(leaf.number - 1) if leaf.has_previous() else "",
        "next": to(leaf.number + 1) if leaf.has_next() else "",
        "last": to(last),
    }


def _chosen(places: Sequence[today.Place], asked: str) -> int | None:
    """The village asked for; else, of more than a page holds, the first one with something to do."""
    wanted = whole_number(asked)
    if wanted in {one.pk for one in places}:
        return wanted
    long = sum(one.count for one in places) > today.MOST
    return places[0].pk if places and long else None


def _groups(walked: Sequence[int]) -> list[dict[str, Any]]:
    known = Household.objects.in_bulk(list(walked))
    households = [known[pk] for pk in walked]
    latest, dues = today.latest_of(households), today.dues_of(households)
    hazardous = set(
        Hazard.objects.unsettled()
        .filter(household__in=[one.pk for one in households])
        .values_list("household", flat=True)
    )
    return [
        {
            "village": division_name(village),
            "rows": [
                {**_line(one, dues.get(one.pk)), "last": latest.get(one.pk), "hazardous": one.pk in hazardous}
                for one in rows
            ],
        }
        for village, rows in groupby(households, key=lambda one: one.village_id)
    ]


def _line(household: Household, due: InspectionDue | None) -> dict[str, Any]:
    place = place_of(household)
    return {
        "household": household,
        "due": f"{due.get_due_kind_display()}，{due.left_said}" if due else "",
        "longitude": place.longitude if place else None,
        "latitude": place.latitude if place else None,
    }


@page(readers=INSPECTORS)
@require_http_methods(["GET", "POST"])
def visit(request: PortalRequest, pk: int) -> HttpResponse:
    household = today.households_of(request.post).select_related("village").filter(pk=pk).first()
    return _at_house(request, household)


@page(readers=INSPECTORS)
@require_http_methods(["GET", "POST"])
def visit_ventilation(request: PortalRequest, pk: int) -> HttpResponse:
    """Of a house where gas is let in; the ledger may not know it yet."""
    rows = Ventilation.objects.visible_to(request.post).select_related("village", "household")
    return _at_house(request, rows.filter(pk=pk).first())


def _at_house(request: PortalRequest, house: Household | Ventilation | None) -> HttpResponse:
    if house is None:
        raise Http404(NO_HOUSE)
    if request.method == "POST":
        return _receive(request, house)
    log_access(request, AccessLog.Act.OPEN, house, detail="安检")
    return _form(request, house)


def _form(request: PortalRequest, house: Household | Ventilation) -> HttpResponse:
    due = InspectionDue.objects.owed().filter(household=house).first() if isinstance(house, Household) else None
    campaign = _campaign(request, due)
    kind = _kind(request, house, due, campaign)
    try:
        checklist, refusal = checklist_for(kind, campaign), ""
    except StepRefused as refused:
        checklist, refusal = None, refused.sentence
    items = list(checklist.items.order_by("position", "id")) if checklist else []
    of_ledger = house.household if isinstance(house, Ventilation) else house
    context = {
        "house": house,
        "household": of_ledger,
        "name": of_ledger.name if of_ledger else house.householder,  # type: ignore[union-attr]
        "number": of_ledger.number if of_ledger else f"通气登记第 {house.pk} 号",
        "village": division_name(house.village_id),
        "address": address_in(house.village_id, house.address),
        "kind": kind,
        "kind_label": Kind(kind).label,
        "campaign": campaign,
        "checklist": checklist,
        "refusal": refusal,
        "groups": grouped(items),
        "outcomes": OUTCOMES,
        "purposes": [(code, PURPOSES[code]) for code in (DOOR, WHOLE, OTHER)],
        "relations": RELATIONS,
        "answers": ChecklistItem.Result.choices,
        "open_hazards": toned(Hazard.objects.unsettled().filter(household=of_ledger)) if of_ledger else [],
        "post_url": request.path,
        "place": place_of(of_ledger) or place_of(house.village),
    }
    return render(request, "field/visit.html", context)


def _campaign(request: PortalRequest, due: InspectionDue | None) -> Campaign | None:
    """The one asked for; else the one that the household is due for."""
    if "kind" in request.GET:
        return None
    owed = due.campaign_id if due and due.due_kind == InspectionDue.Kind.CAMPAIGN else None
    chosen = whole_number(request.GET.get("campaign", "")) or owed
    return Campaign.objects.visible_to(request.post).running().filter(pk=chosen).first() if chosen else None


def _kind(
    request: PortalRequest, house: Household | Ventilation, due: InspectionDue | None, campaign: Campaign | None
) -> str:
    if campaign is not None:
        return Kind.CAMPAIGN
    asked = request.GET.get("kind", "") or (due.due_kind if due else "")
    if asked in {Kind.ROUTINE, Kind.FIRST_GAS, Kind.SEVENTH_DAY}:
        return asked
    if isinstance(house, Ventilation):
        return Kind.FIRST_GAS if house.state == Ventilation.State.WAITING else Kind.SEVENTH_DAY
    return Kind.ROUTINE


def _receive(request: PortalRequest, house: Household | Ventilation) -> HttpResponse:
    """201 with where to go on; 409 with sentences by item: what is wrong is put right on the phone."""
    try:
        sent = json.loads(request.POST.get("form", ""))
    except (ValueError, RecursionError):
        return JsonResponse({"detail": UNREADABLE}, status=400)
    try:
        filed = file_visit(visit_from(sent, request.FILES, house, Source.PHONE), by=request.post)
    except StepRefused as refused:
        return JsonResponse({"detail": refused.sentence, "fields": refused.fields}, status=409)
    answer = {"url": reverse("visit-result", args=[filed.inspection.pk]), "id": filed.inspection.pk}
    return JsonResponse(answer, status=201 if filed.anew else 200)


@page(readers=INSPECTORS)
@require_GET
def visit_result(request: PortalRequest, pk: int) -> HttpResponse:
    inspection = Inspection.objects.visible_to(request.post).select_related("household").filter(pk=pk).first()
    if inspection is None:
        raise Http404("没有这条安检记录，或不在您的管辖范围内。")
    hazards = hazards_in(inspection)
    severe = any(one.level == Level.SEVERE for one in hazards)
    return render(
        request,
        "field/result.html",
        {
            "inspection": inspection,
            "hazards": toned(hazards),
            "stop_now": STOP_NOW if severe else "",
            "gas_stop_url": gas_stop_url(inspection) if severe else "",
            "notice_url": notice_url(inspection) if hazards else "",
            "expiring": expiring_in(inspection),
            "case": _open_case(inspection),
            "next": _next_after(request, inspection),
        },
    )


def _open_case(inspection: Inspection) -> Any:
    household = inspection.household
    return household.access_cases.filter(state__in=AccessCase.State.open()).first() if household else None


def _next_after(request: PortalRequest, inspection: Inspection) -> Household | None:
    """The next one in the village that is due."""
    due = today.todays_list(request.post, today.DUE).filter(village=inspection.village_id)
    return today.next_after(due.exclude(pk=inspection.household_id or 0), inspection.household)
