"""空档户 as a key figure, on the home page and beside the dashboard's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import Post
from core.addresses import rows_url
from core.keyset import count_capped
from core.views.declaration import Figure
from households.models import HeatGap
from households.renovating.works.gaps import is_grave


@dataclass(frozen=True)
class Gaps:
    households: int
    url: str
    label: str = "空档户"

    @property
    def figure(self) -> Figure:
        """Red while winter is near or there and somebody is without heat."""
        grave = "danger" if is_grave(timezone.localdate()) else "warning"
        return Figure(self.label, f"{self.households:,}", self.url, "户", tone=grave if self.households else "")


def gaps_of(post: Post, within: Mapping[str, Any] | None = None) -> Gaps:
    """Those open now; `within`: a place below the post's own."""
    count = count_capped(HeatGap.objects.visible_to(post).open().filter(**(within or {})))
    return Gaps(count, rows_url("heat-gaps", **(within or {})))
