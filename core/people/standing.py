"""What stands in a division: rows of every programme, counted without knowing the programmes."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps

from accounts.models import Division, Organization, Post
from accounts.scoping import Placed, in_area


@dataclass(frozen=True)
class Standing:
    """Counts by what is counted; true when there is anything."""

    counts: dict[str, int]

    def __bool__(self) -> bool:
        return bool(self.counts)

    @property
    def sentence(self) -> str:
        said = "、".join(f"{name} {count:,} 条" for name, count in self.counts.items())
        return f"这里现有{said}。" if said else ""


def standing_in(division: Division) -> Standing:
    """Rows in the division or below it."""
    placed = [model for model in apps.get_models() if issubclass(model, Placed)]
    counts = {
        str(model._meta.verbose_name): model._default_manager.filter(in_area(division)).count() for model in placed
    }
    counts["单位"] = Organization.objects.filter(division__code__startswith=division.code).count()
    counts["岗位"] = Post.objects.in_force().filter(division__code__startswith=division.code).count()
    return Standing({name: count for name, count in counts.items() if count})
