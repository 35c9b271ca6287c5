"""What pages show of hazards, stops, notices and orders: a house's, an inspection's, a hazard's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post
from accounts.roles import GOVERNMENT, Role
from core.addresses import page_url
from core.files.attachments import why_not_open
from core.views.declaration import Action, Shown, pages_of
from core.views.facts import Fact
from core.workflow import Panel
from households.models import Household
from households.models.choices import Category
from inspections.hazards.noticing import COLUMNS, lines_of
from inspections.hazards.photos import Photo, photos_of
from inspections.hazards.workflows import FINDERS, RECTIFIERS
from inspections.levels import LEVEL_TONES
from inspections.models import GasStop, Hazard, Inspection, Level, RectificationNotice, SuperviseOrder

READERS = GOVERNMENT | {Role.GAS_COMPANY, Role.SAFETY_OFFICER}
STATES: dict[str, str] = {
    Hazard.State.OPEN: "waiting",
    Hazard.State.REPORTED: "doing",
    Hazard.State.TRANSFERRED: "warning",
    Hazard.State.CLOSED: "good",
    Hazard.State.DISMISSED: "neutral",
}
NOTICES: dict[str, str] = {
    RectificationNotice.State.ISSUED: "waiting",
    RectificationNotice.State.DELIVERED: "good",
    RectificationNotice.State.CANCELLED: "neutral",
}
STOPS: dict[str, str] = {
    GasStop.State.STOPPED: "danger",
    GasStop.State.RESTORABLE: "warning",
    GasStop.State.RESTORED: "good",
}
ORDERS: dict[str, str] = {
    SuperviseOrder.State.HUNG: "danger",
    SuperviseOrder.State.REPORTED: "doing",
    SuperviseOrder.State.LIFTED: "good",
}
MOST = 20


def rows_of(hazards: Iterable[Hazard]) -> list[dict[str, Any]]:
    today = timezone.localdate()
    return [
        {
            "number": one.number,
            "url": reverse("hazards-detail", args=[one.pk]),
            "description": one.description,
            "level": one.get_level_display(),
            "level_tone": LEVEL_TONES[one.level],
            "state": one.get_state_display(),
            "tone": STATES[one.state],
            "found_on": one.found_on,
            "due_on": one.due_on,
            "late": one.state == Hazard.State.OPEN and one.due_on is not None and one.due_on < today,
        }
        for one in hazards
    ]


def of_household(household: Household, post: Post) -> Mapping[str, Any] | None:
    """Those not settled first, and where its gas is stopped; not beside a past day."""
    if household.seen_on or post.role not in READERS:
        return None
    found = Hazard.objects.visible_to(post).filter(household=household)
    unsettled, settled = list(found.unsettled()), list(found.exclude(state__in=Hazard.State.unsettled())[:MOST])
    stops = GasStop.objects.visible_to(post).filter(household=household).running()
    actions = household_actions(household, post, unsettled)
    if not (unsettled or settled or actions):
        return None
    return {"hazards": rows_of([*unsettled, *settled]), "stops": [_stop(one) for one in stops], "actions": actions}


def _stop(stop: GasStop) -> dict[str, Any]:
    at = timezone.localtime(stop.stopped_at)
    return {
        "text": f"{at:%Y-%m-%d %H:%M} 起停气，{stop.get_state_display()}。",
        "url": reverse("gas-stops-detail", args=[stop.pk]),
    }


def household_actions(household: Household, post: Post, unsettled: list[Hazard]) -> list[Action]:
    """登记隐患, and for the company what follows from severe and unnoticed ones."""
    actions = []
    if post.role in FINDERS and household.category == Category.GAS:
        actions.append(Action("登记隐患", page_url("hazards-new", household=household.pk), "triangle-alert"))
    if post.role in RECTIFIERS:
        if any(one.level == Level.SEVERE and one.gas_stop_id is None for one in unsettled):
            actions.append(Action("登记停气", page_url("gas-stops-new", household=household.pk), "power-off"))
        actions += notice_actions(household.pk, unsettled)
    return actions


def notice_actions(household: int, unsettled: Iterable[Hazard]) -> list[Action]:
    """开具整改通知书, of those that stand on none."""
    if all(one.notice_id for one in unsettled):
        return []
    return [Action("开具整改通知书", page_url("rectification-notices-new", household=household), "file-text")]


Panel(on=Household, title="隐患", template="inspections/hazards/_of_household.html", show=of_household)


def hazards_of(inspection: Inspection, post: Post) -> Shown | None:
    """What it found, new or again; for the inspection's own page."""
    concerned = Q(inspection=inspection) | Q(seen_again__inspection=inspection)
    found = Hazard.objects.visible_to(post).filter(concerned).distinct().order_by("pk")
    return _table("发现的隐患", found)


def listed_on(notice: RectificationNotice, post: Post) -> Shown | None:
    """How those that it demands stand now."""
    return _table("隐患现在的情况", Hazard.objects.visible_to(post).filter(notice=notice).order_by("pk"))


def stopped_for(stop: GasStop, post: Post) -> Shown | None:
    return _table("为哪些隐患停气", Hazard.objects.visible_to(post).filter(gas_stop=stop).order_by("pk"))


def ordered(order: SuperviseOrder, post: Post) -> Shown | None:
    """The hazard itself, as it stands now."""
    return _table("督办的隐患", Hazard.objects.visible_to(post).filter(pk=order.hazard_id))


def _table(title: str, hazards: QuerySet[Hazard]) -> Shown | None:
    rows = rows_of(hazards)
    return Shown(title, "inspections/hazards/_hazards.html", {"hazards": rows}) if rows else None


def demanded(notice: RectificationNotice, post: Post) -> Shown | None:
    """As the paper says it."""
    title = "通知书上的隐患"
    shown = {"label": title, "headings": list(COLUMNS.values()), "items": lines_of(notice)}
    return Shown(title, "inspections/hazards/_items.html", shown) if notice.items else None


def photos(hazard: Hazard, post: Post) -> Shown | None:
    shown = [_photo(one, post) for one in photos_of(hazard)]
    return Shown("照片对照", "inspections/hazards/_photos.html", {"photos": shown}) if shown else None


def _photo(photo: Photo, post: Post) -> dict[str, Any]:
    pages = pages_of(photo.attachment.kind)
    closed = pages is None or why_not_open(pages, photo.attachment.purpose, post)
    picture = photo.attachment.content_type.startswith("image/")
    return {
        "label": photo.label,
        "url": "" if closed else reverse("file", args=[photo.attachment.pk]),
        "picture": picture,
        "at": photo.attachment.uploaded_at,
        "metres": photo.metres,
        "far": photo.far,
    }


def beside(hazard: Hazard, post: Post) -> Shown | None:
    """The order that it hangs under, when it was seen again."""
    orders = SuperviseOrder.objects.visible_to(post).filter(hazard=hazard)
    facts = [
        Fact(
            "挂牌督办",
            f"{one.number}，{one.get_state_display()}",
            url=reverse("supervise-orders-detail", args=[one.pk]),
        )
        for one in orders
    ]
    facts += [
        Fact("再次发现", f"{one.seen_on:%Y-%m-%d}，{one.seen_by}{'：' + one.note if one.note else ''}")
        for one in hazard.seen_again.order_by("pk")
    ]
    return Shown("督办和再次发现", "_components/facts.html", {"facts": facts}) if facts else None
