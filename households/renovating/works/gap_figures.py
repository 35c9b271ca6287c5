"""空档户 as a key figure, on the home page and beside the dashboard's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import Post
from core.keyset import count_capped
from core.views.declaration import Figure
from households.models import HeatGap
from households.renovating.works.gaps import is_grave


def gap_figure(post: Post, within: Mapping[str, Any] | None = None) -> Figure:
    """Red while winter is near or there and somebody is without heat."""
    count = count_capped(HeatGap.objects.visible_to(post).open().filter(**(within or {})))
    tone = ("danger" if is_grave(timezone.localdate()) else "warning") if count else ""
    url = reverse("heat-gaps-list") + (f"?{urlencode(within)}" if within else "")
    return Figure("空档户", f"{count:,}", url, "户", tone=tone)
