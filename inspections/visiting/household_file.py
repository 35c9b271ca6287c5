"""安检档案: all that was ever seen, found and done at a household, on one page that can be printed (P93)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import log_access
from accounts.audit import AccessLog
from accounts.pages import PortalRequest, page
from core.wording.division_names import address_in, division_name
from households.models import Household
from inspections.hazards.panels import rows_of
from inspections.models import GasStop, Hazard, Inspection, RectificationNotice
from inspections.visiting import access, panels

NOT_THERE = "没有这一户，或不在您的管辖范围内。"


@page(readers=panels.READERS)
@require_GET
def household_file(request: PortalRequest, pk: int) -> HttpResponse:
    household = (
        Household.objects.visible_to(request.post).select_related("village", "gas_supplier").filter(pk=pk).first()
    )
    if household is None:
        raise Http404(NOT_THERE)
    log_access(request, AccessLog.Act.PRINT, household, detail="安检档案")
    post = request.post
    visits = Inspection.objects.visible_to(post).filter(household=household).select_related("checklist")
    inspections = [
        panels.visit_row(one) | {"photos": list(panels.photos_of(one, post)), "id": one.pk}
        for one in visits.order_by("-inspected_on", "-pk")
    ]
    hazards = Hazard.objects.visible_to(post).filter(household=household).order_by("-found_on", "-pk")
    context = {
        "household": household,
        "place": division_name(household.town_id) + address_in(household.village_id, household.address),
        "inspections": inspections,
        "hazards": rows_of(hazards),
        "notices": RectificationNotice.objects.visible_to(post).filter(household=household).order_by("-pk"),
        "stops": GasStop.objects.visible_to(post).filter(household=household).order_by("-pk"),
        "cases": [
            {"case": one, "said": access.said(one)} for one in household.access_cases.visible_to(post).order_by("-pk")
        ],
    }
    return render(request, "print/household_file.html", context)
