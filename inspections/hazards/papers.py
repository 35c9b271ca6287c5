"""整改通知书 and 督办通知 on paper: what they say, as a page to print, and the notice as PDF (F23)."""

from __future__ import annotations

import base64
from typing import Any

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.access import log_access
from accounts.audit import AccessLog
from accounts.pages import PortalRequest
from core.files.attachments import attachments_of
from core.views.declaration import Declaration
from core.views.fetching import record_of
from core.wording.division_names import address_in, division_name
from inspections.hazards.notice_pdf import COPIES, NoticePaper, write_notice
from inspections.hazards.noticing import COLUMNS, INSPECTOR_SIGNATURE, USER_SIGNATURE, lines_of
from inspections.models import Hazard, Level, RectificationNotice, SuperviseOrder
from inspections.visiting.expiring import expiring_at

DRAWN = {USER_SIGNATURE: "用户签字", INSPECTOR_SIGNATURE: "安检员签字"}
NOT_YET = "　"


def paper_of(notice: RectificationNotice, address: str) -> NoticePaper:
    household, inspection = notice.household, notice.inspection
    return NoticePaper(
        title="燃气安全隐患整改通知书",
        number=notice.number,
        company=str(notice.company or ""),
        facts=[
            ("户主", notice.householder),
            ("户号", (household.gas_account or household.number) if household else ""),
            ("表号", household.gas_meter_number if household else ""),
            ("地址", _where(notice)),
            ("安检日期", f"{inspection.inspected_on:%Y-%m-%d}" if inspection else ""),
            ("安检员", _inspector(notice)),
            ("开具日期", f"{notice.issued_on:%Y-%m-%d}"),
            ("整改期限", f"{notice.due_on:%Y-%m-%d}" if notice.due_on else "下次安检前"),
            ("联系电话", notice.company.phone if notice.company else ""),
        ],
        items=lines_of(notice),
        delivery=_delivery(notice),
        rechecks=_rechecks(notice),
        signatures=_signatures(notice),
        address=address,
        devices=_devices(notice),
    )


def _where(notice: RectificationNotice) -> str:
    house = notice.household.address if notice.household else ""
    return division_name(notice.town_id) + address_in(notice.village_id, house)


def _inspector(notice: RectificationNotice) -> str:
    if notice.inspection:
        return notice.inspection.inspector_name
    return notice.issued_by.user.name if notice.issued_by else ""


def _delivery(notice: RectificationNotice) -> list[tuple[str, str]]:
    at = f"{timezone.localtime(notice.delivered_at):%Y-%m-%d %H:%M}" if notice.delivered_at else NOT_YET
    return [
        ("送达方式", notice.get_way_display() or NOT_YET),
        ("送达时间", at),
        ("签收人", notice.recipient or NOT_YET),
        ("拒签见证人", notice.witness or NOT_YET),
    ]


def _rechecks(notice: RectificationNotice) -> list[tuple[str, str]]:
    """One line a hazard; empty ones to be filled in by hand."""
    hazards = {one.number: one for one in Hazard.objects.filter(notice=notice)}
    return [(item["number"], _recheck(hazards.get(item["number"]))) for item in notice.items]


def _recheck(hazard: Hazard | None) -> str:
    if hazard is None or hazard.rechecked_on is None:
        return "复查日期：　　　　　　　　结果：　　　　　　　　复查人："
    return (
        f"复查日期：{hazard.rechecked_on:%Y-%m-%d}　结果：{hazard.get_state_display()}　复查人：{hazard.rechecked_by}"
    )


def _devices(notice: RectificationNotice) -> str:
    """As the household was told on the day of the notice; a later reading changes no paper."""
    if notice.household is None:
        return ""
    said = [
        f"{one.name}有效期至 {one.expires_on:%Y-%m-%d}（{'已到期' if one.expired else '即将到期'}）"
        for one in expiring_at(notice.household, notice.issued_on)
    ]
    return f"请及时更换：{'；'.join(said)}。" if said else ""


def _signatures(notice: RectificationNotice) -> dict[str, bytes]:
    """The last drawn of each."""
    found: dict[str, bytes] = {}
    for one in attachments_of(notice).filter(purpose__in=DRAWN, content_type__startswith="image/"):
        with one.file.open() as file:
            found[DRAWN[one.purpose]] = file.read()
    return found


def public_address(request: PortalRequest, notice: RectificationNotice) -> str:
    return request.build_absolute_uri(reverse("rectification-notice", args=[notice.token]))


def notice_sheet(pages: type[Declaration], request: PortalRequest, pk: int) -> HttpResponse:
    notice: RectificationNotice = record_of(pages, request.post, pk)
    log_access(request, AccessLog.Act.PRINT, notice, detail="整改通知书")
    paper = paper_of(notice, public_address(request, notice))
    context = {
        "notice": notice,
        "paper": paper,
        "headings": list(COLUMNS.values()),
        "copies": COPIES,
        "detail_url": pages.url("detail", pk),
        "picture": segno.make(paper.address, error="m").svg_data_uri(scale=3, border=1),
        "signatures": [(label, _as_uri(picture)) for label, picture in paper.signatures.items()],
        "unsigned": [label for label in DRAWN.values() if label not in paper.signatures],
    }
    return render(request, "print/rectification_notice.html", context)


def _as_uri(picture: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"


def notice_pdf(pages: type[Declaration], request: PortalRequest, pk: int) -> HttpResponse:
    notice: RectificationNotice = record_of(pages, request.post, pk)
    log_access(request, AccessLog.Act.PRINT, notice, detail="整改通知书 PDF")
    made = write_notice(paper_of(notice, public_address(request, notice)))
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{notice.number}.pdf"'
    return response


def order_sheet(pages: type[Declaration], request: PortalRequest, pk: int) -> HttpResponse:
    order: SuperviseOrder = record_of(pages, request.post, pk)
    log_access(request, AccessLog.Act.PRINT, order, detail="督办通知")
    context: dict[str, Any] = {
        "order": order,
        "hazard": order.hazard,
        "level": Level(order.hazard.level).label,
        "place": f"{division_name(order.town_id)}{division_name(order.village_id)}",
        "issuer": str(order.issued_by.organization) if order.issued_by else "",
        "detail_url": pages.url("detail", pk),
    }
    return render(request, "print/supervise_order.html", context)
