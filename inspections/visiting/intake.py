"""Inspections from a company's own system: each number of theirs once (P92).

POST /api/inspections/intake/    JSON, or multipart with the same JSON in `form` and the files beside it
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

from django.urls import URLPattern
from django.utils.datastructures import MultiValueDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Post
from accounts.roles import Role
from core.api.answers import FormRefused
from core.api.asking import NO_JSON, Endpoint, post_of
from core.api.records import record_answer
from core.api.work import route
from core.wording.showing import label_of
from core.workflow import StepRefused
from households.models import Household
from inspections.models import Inspection
from inspections.visiting.filing import FAST_CLOCK, file_visit
from inspections.visiting.receiving import visit_from
from inspections.visiting.views import InspectionPages
from inspections.visiting.visits import Source, Visit

# By these the same is known when it comes again.
NEEDED = {
    "external_number": "请给出企业安检编号：同一编号只登记一次。",
    "ended_at": "请给出完成时间，写成 2026-11-14T09:30:00+08:00 这样。",
}
NO_HOUSEHOLD = "台账中没有这个户编号，或不是本企业的供气户，请核对。"
DIFFERS = "这个企业安检编号已登记过，内容与这次的不同（{}）。要改的，请先作废原来那一条，再重新报送。"
# What tells two records of one number apart. What was judged and found follows from these.
COMPARED = ("household_id", "outcome", "kind", "ended_at", "signed_by", "witness", "note")


class Intake(Endpoint):
    readers = frozenset({Role.GAS_COMPANY})
    pages = InspectionPages

    @extend_schema(
        tags=[InspectionPages.title],
        operation_id="inspections_intake",
        summary="安检记录：企业系统报送",
        description="household 是户编号，external_number 是企业自己的安检编号：同一编号、同样内容再送，答复 200 和原来"
        "那一条；内容不同答复 409。outcome 是结果，ended_at 是完成时间，都要给出；按本平台检查表填的，answers 按"
        "检查项编码给出（checklist 不给时按在用的一版），有不合格的自动登记隐患。照片放在 photos 里："
        "content 是 Base64，或用 multipart（JSON 放在 form 里，photos 的 file 是文件的名称）；以后再传的，"
        "photos_follow 写 true，再用附件接口上传。",
        request=OpenApiTypes.OBJECT,
        responses={200: OpenApiTypes.OBJECT, 201: OpenApiTypes.OBJECT, 409: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request) -> Response:
        post, sent = post_of(request), _sent(request)
        visit = visit_from(sent, request.FILES or MultiValueDict(), _household(sent, post), Source.API)
        lacking = {name: [why] for name, why in NEEDED.items() if not sent.get(name)}
        if lacking:
            raise FormRefused(lacking)
        inspection, anew = _filed_once(visit, post)
        return record_answer(self.pages, inspection, status.HTTP_201_CREATED if anew else status.HTTP_200_OK)


def _sent(request: Request) -> Mapping[str, Any]:
    sent: Any = request.data
    if "form" in request.data and not isinstance(request.data.get("form"), Mapping):
        try:
            sent = json.loads(request.data["form"])
        except (TypeError, ValueError, RecursionError):
            raise FormRefused({"form": [NO_JSON]}) from None
    if not isinstance(sent, Mapping):
        raise FormRefused({"": ["请求内容应是一个 JSON 对象。"]})
    return sent


def _household(sent: Mapping[str, Any], post: Post) -> Household:
    rows = Household.objects.visible_to(post).in_ledger()
    found = rows.filter(number=str(sent.get("household", ""))[:20]).select_related("village").first()
    if found is None:
        raise FormRefused({"household": [NO_HOUSEHOLD]})
    return found


def _filed_once(visit: Visit, post: Post) -> tuple[Inspection, bool]:
    if known := _known(visit, post):
        return known, False
    try:
        return file_visit(visit, by=post).inspection, True
    except StepRefused:
        # The same number may have come meanwhile, over another connection.
        if known := _known(visit, post):
            return known, False
        raise


def _known(visit: Visit, post: Post) -> Inspection | None:
    """Raises StepRefused where it says something else."""
    rows = Inspection.objects.visible_to(post).select_related(*InspectionPages.select_related)
    rows = rows.filter(company=post.organization_id, state=Inspection.State.FILED)
    found = rows.filter(external_number=visit.external_number).first()
    if found is not None and (differing := _differing(found, visit)):
        raise StepRefused(DIFFERS.format("、".join(differing)))
    return found


def _differing(found: Inspection, visit: Visit) -> list[str]:
    given = visit.as_row() | {"household_id": visit.house.pk, "ended_at": _as_filed(visit.ended_at, found)}
    named = [label_of(Inspection, name.removesuffix("_id")) for name in COMPARED if given[name] != getattr(found, name)]
    if visit.answers is not None and _said(visit.answers) != _said(found.answers):
        named.append(label_of(Inspection, "answers"))
    return named


def _as_filed(ended_at: datetime.datetime, found: Inspection) -> datetime.datetime:
    """The clock of the sender may have gone ahead when it was filed, and was put back."""
    went_ahead = found.created_at < ended_at <= found.ended_at + FAST_CLOCK
    return found.ended_at if went_ahead else ended_at


def _said(answers: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """What was answered, whatever a number looked like when it was sent."""
    return {code: "" if one.get("value") else str(one.get("result", "")) for code, one in answers.items()}


def visiting_api() -> list[URLPattern]:
    return [route(Intake, "inspections/intake/", "api-inspections-intake", Intake.readers)]
