"""Deploying 举一反三整改, and drawing what is looked at again: both are of one township."""

from __future__ import annotations

from typing import Any

from accounts.models import Post
from core.views.record_form import RecordForm
from inspections.models import Rectification, Supervision


class TownForm(RecordForm):
    """Offers the townships that take part; whoever has but one finds it chosen."""

    def __init__(self, *args: Any, post: Post, **options: Any) -> None:
        super().__init__(*args, post=post, **options)
        town: Any = self.fields["town"]
        town.queryset = town.queryset.dual()
        if post.division.is_town:
            self.initial.setdefault("town", post.division_id)


class RectificationForm(TownForm):
    class Meta:
        model = Rectification
        fields = ("town", "title", "demands", "hazard")


class SupervisionForm(TownForm):
    class Meta:
        model = Supervision
        fields = ("town", "closed_from_on", "closed_until_on")
