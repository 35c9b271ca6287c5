"""What a page of figures counts: the post's own area, or a place within it that was opened from a figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404

from accounts.models import Division, Post
from accounts.pages import PortalRequest
from accounts.roles import Reach
from accounts.scoping import in_area
from core.addresses import page_url
from core.typed import whole_number

Level = Division.Level
# Of a place the tier of which its bars are, and what that is called.
BELOW = {"city": ("district", "区县"), "district": ("town", "街镇"), "town": ("village", "村（社区）")}


@dataclass(frozen=True)
class Area:
    """What is counted: the post's own, or a place within it that was opened; its places from the `first` on."""

    post: Post
    place: Division | None = None
    first: int = 0

    @property
    def is_tallied(self) -> bool:
        return self.post.reach is Reach.DIVISION and self._tier != "village"

    @property
    def below(self) -> tuple[str, str]:
        """The tier of its bars, and what that is called."""
        return BELOW.get(self._tier, BELOW["town"]) if self.is_tallied else BELOW["town"]

    @property
    def filters(self) -> dict[str, Any]:
        return {self.place.scope_field: self.place.pk} if self.place else {}

    def within(self, path: str = "") -> Q:
        """What narrows the rows that the post sees to an opened place; `path` leads to what carries the place."""
        return in_area(self.place, path) if self.place else Q()

    @property
    def division(self) -> Division:
        return self.place or self.post.division

    @property
    def _tier(self) -> str:
        division = self.division
        return "city" if division.level == Level.PROVINCE else str(division.scope_field)

    def address(self, name: str, **changes: Any) -> str:
        """Of the page of this name, for this area."""
        asked = {"place": self.place.pk if self.place else None, **changes}
        given = {key: value for key, value in asked.items() if value}
        return page_url(name, **given)

    def above(self, name: str) -> dict[str, str] | None:
        """Where an opened place leads back to, on the page of this name."""
        if self.place is None or self.place.parent is None:
            return None
        parent = self.place.parent
        own = parent == self.post.division
        return {"title": str(parent), "url": Area(self.post, None if own else parent).address(name)}


def area_asked_for(request: PortalRequest) -> Area:
    """Raises Http404 for a place outside the post's area: of what lies there not even the name is known."""
    first = request.GET.get("first", "")
    place = request.GET.get("place", "")
    start = whole_number(first) or 0
    if not place:
        return Area(request.post, None, start)
    within = Division.objects.below(request.post.division).exclude(level=Level.PROVINCE)
    number = whole_number(place)
    found = within.filter(pk=number).first() if number is not None and request.post.reach is Reach.DIVISION else None
    if found is None:
        raise Http404("没有这个地方，或它不在您的管辖范围内。")
    return Area(request.post, None if found == request.post.division else found, start)
