"""Old devices as key figures beside the dashboard's; each opens exactly those rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import Post
from core.addresses import rows_url
from core.keyset import CAP, count_capped
from core.views.declaration import Figure
from households.models import DeviceLife
from households.models.lives import Expiry


@dataclass(frozen=True)
class Devices:
    """Some of the devices in use: how many, up to the cap, and the conditions of the list that give them."""

    label: str
    count: int
    conditions: Mapping[str, Any]
    tone: str

    @property
    def url(self) -> str:
        return rows_url("old-devices", **self.conditions)

    @property
    def figure(self) -> Figure:
        value = f"{self.count:,}" if self.count <= CAP else "超过 1 万"
        return Figure(self.label, value, self.url, "台", tone=self.tone if self.count else "")


def devices_of(post: Post, within: Mapping[str, Any] | None = None) -> list[Devices]:
    """`within`: a place below the post's own."""
    place = within or {}
    rows = DeviceLife.objects.visible_to(post).listed().filter(**place)
    return [
        Devices("已到期设备", count_capped(rows.standing(Expiry.EXPIRED)), {"expiry": "expired", **place}, "danger"),
        Devices("一年内到期设备", count_capped(rows.standing(Expiry.SOON)), {"expiry": "soon", **place}, "warning"),
        Devices("有问题未处置的设备", count_capped(rows.flagged()), {"flagged": "on", **place}, "danger"),
        Devices(
            "更新升级候选",
            count_capped(rows.candidates()),
            {"candidate": "on", "sort": "-score", **place},
            "warning",
        ),
    ]
