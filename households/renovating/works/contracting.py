"""Who may build: contractors whose certificate and safety licence are in force, watched by the clock (P47)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.audit import Actor, System, acting
from accounts.models import Organization, Post
from accounts.roles import Role
from core.models import Notice
from core.notifying import notices
from core.parameters import Parameter
from households.forms import DISTRICT_CODE_LENGTH
from households.models import Application, Construction, Qualification

WARNING_DAYS = Parameter(
    "households.qualification_warning_days", "施工资质到期前提醒", 30, unit="天", lowest=1, highest=180,
    basis="《推进方案》二(四) 严格按照工程建设规范要求施工；提前一个月通知换证",
)  # fmt: skip
NOT_QUALIFIED = "{}没有在有效期内的资质和安全生产许可证，请在“施工单位资质”中登记或更新后再办。"


def contractors_around(post: Post) -> QuerySet[Organization]:
    """Of the post's district, whose townships do not see the companies themselves."""
    own_district = post.division.code[:DISTRICT_CODE_LENGTH]
    return Organization.objects.filter(kind=Organization.Kind.CONTRACTOR, division__code__startswith=own_district)


def contractors_for(post: Post) -> QuerySet[Organization]:
    """Those who may build today."""
    qualified = Qualification.objects.in_force(timezone.localdate()).values("organization")
    return contractors_around(post).filter(active=True, pk__in=qualified)


def contractor_is_qualified(applications: Sequence[Application], by: Actor) -> dict[int, str]:
    """所选施工单位的资质证书和安全生产许可证今天都在有效期内。"""
    chosen = [one for one in applications if one.contractor_id]
    unfit = _unqualified({one.contractor_id for one in chosen if one.contractor_id}, timezone.localdate())
    return {one.pk: unfit[one.contractor_id] for one in chosen if one.contractor_id in unfit}


def qualified_when_begun(works: Sequence[Construction], by: Actor) -> dict[int, str]:
    """开工当日，施工单位的资质证书和安全生产许可证都在有效期内。"""
    today = timezone.localdate()
    refused: dict[int, str] = {}
    for day in {one.begun_on or today for one in works}:
        of_day = [one for one in works if (one.begun_on or today) == day]
        unfit = _unqualified({one.contractor_id for one in of_day}, day)
        refused |= {one.pk: unfit[one.contractor_id] for one in of_day if one.contractor_id in unfit}
    return refused


def _unqualified(contractors: Iterable[int], day: datetime.date) -> dict[int, str]:
    asked = set(contractors)
    fit = set(Qualification.objects.in_force(day).filter(organization__in=asked).values_list("organization", flat=True))
    names = Organization.objects.in_bulk(asked - fit)
    return {pk: NOT_QUALIFIED.format(one) for pk, one in names.items()}


def warn_of_expiry() -> None:
    """Once for each certificate and each day on which it ends: the district, and the company itself."""
    today = timezone.localdate()
    last = today + datetime.timedelta(days=int(WARNING_DAYS.on(today)))
    ending = Q(expires_on__lte=last) | Q(licence_expires_on__lte=last)
    with acting(System.CLOCK):
        for one in Qualification.objects.filter(ending, active=True).select_related("organization"):
            if not _is_renewed(one, last):
                _warn(one, today)


def _is_renewed(ending: Qualification, last: datetime.date) -> bool:
    others = Qualification.objects.filter(organization=ending.organization, name=ending.name, active=True)
    return others.filter(expires_on__gt=last, licence_expires_on__gt=last).exists()


def _warn(one: Qualification, today: datetime.date) -> None:
    of_place = Q(role=Role.DISTRICT_OFFICE, division=one.district_id)
    of_company = Q(role=Role.CONTRACTOR, organization=one.organization_id)
    told = Post.objects.in_force().filter(of_place | of_company).values_list("user_id", flat=True)
    ended = "已于" if one.ends_on < today else "将于"
    notices.tell(
        told,
        Notice.Kind.DUE_SOON,
        f"{one}{ended} {one.ends_on:%Y-%m-%d} 到期",
        body="到期后不能再选这个单位施工，请换证后更新登记。",
        link=notices.link_to(Qualification._meta.label_lower, one.pk),
        about=f"qualification:{one.pk}:{one.ends_on}",
    )
