"""What the pages of households and devices show of their age and of what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from accounts.models import Post
from core.addresses import page_url
from core.views.declaration import Action, Shown
from core.views.facts import Fact
from households.models import DeviceFlag, DeviceLife, Equipment, Household
from households.models.flags import DeviceFlagQuerySet
from households.models.lives import Expiry
from households.workflows import FILERS

State = DeviceFlag.State
EXPIRY_TONES: dict[str, str] = {
    Expiry.EXPIRED.label: "danger",
    Expiry.SOON.label: "warning",
    Expiry.LATER.label: "good",
    Expiry.UNKNOWN.label: "neutral",
}
STATE_TONES: dict[str, str] = {
    State.WAITING: "warning",
    State.PLANNED: "doing",
    State.REPAIRED: "good",
    State.RENEWED: "good",
    State.STOPPED: "neutral",
    State.DISMISSED: "neutral",
}
WHAT_TONES: dict[str, str] = {
    DeviceFlag.What.HAZARD: "danger",
    DeviceFlag.What.QUALITY: "warning",
    DeviceFlag.What.POOR_EFFECT: "waiting",
}


def of_household(household: Household, post: Post) -> Shown | None:
    """Of each device in use its age and what is wrong with it; not beside a past day."""
    if household.seen_on:
        return None
    lives = household.device_lives.visible_to(post).listed().select_related("equipment").order_by("-pk")
    rows = [
        {
            "life": one,
            "url": reverse("old-devices-detail", args=[one.pk]),
            "tone": EXPIRY_TONES[one.expiry_said],
            "flag_url": page_url("device-flags-new", equipment=one.equipment_id) if post.role in FILERS else "",
        }
        for one in lives
    ]
    return Shown("设备使用年限", "households/ageing/_lives.html", {"rows": rows}) if rows else None


def of_equipment(equipment: Equipment, post: Post) -> Shown | None:
    life = DeviceLife.objects.visible_to(post).listed().filter(equipment=equipment).first()
    return Shown("使用年限", "_components/facts.html", {"facts": _facts(life)}) if life else None


def _facts(life: DeviceLife) -> list[Fact]:
    own = reverse("old-devices-detail", args=[life.pk])
    return [
        Fact("已用", life.age_said or "不满一个月"),
        Fact("到期日期", str(life.expires_on or ""), url=own),
        Fact("到期情况", life.expiry_said, tone=EXPIRY_TONES[life.expiry_said]),
        Fact("依据", life.basis_said, wide=True),
    ]


def flags_of_household(household: Household, post: Post) -> Shown | None:
    if household.seen_on:
        return None
    return _flags(DeviceFlag.objects.filter(equipment__household=household), post)


def flags_of_equipment(equipment: Equipment, post: Post) -> Shown | None:
    return _flags(DeviceFlag.objects.filter(equipment=equipment), post)


def flags_of_life(life: DeviceLife, post: Post) -> Shown | None:
    return flags_of_equipment(life.equipment, post)


def _flags(found: DeviceFlagQuerySet, post: Post) -> Shown | None:
    rows: list[dict[str, Any]] = [
        {
            "flag": flag,
            "url": reverse("device-flags-detail", args=[flag.pk]),
            "what_tone": WHAT_TONES[flag.what],
            "tone": STATE_TONES[flag.state],
        }
        for flag in found.visible_to(post).select_related("equipment").order_by("-pk")
    ]
    return Shown("设备问题", "households/ageing/_flags.html", {"rows": rows}) if rows else None


def flagging(equipment: Equipment, post: Post) -> Sequence[Action]:
    """登记设备问题, for who may."""
    if post.role not in FILERS:
        return ()
    why_not = "" if equipment.state == Equipment.State.IN_USE else "这台设备已不在用。"
    return [Action("登记设备问题", page_url("device-flags-new", equipment=equipment.pk), why_not=why_not)]
