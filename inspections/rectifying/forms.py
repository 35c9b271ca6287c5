"""Deploying 举一反三整改, and drawing what is looked at again: both are of one township."""

from __future__ import annotations

from inspections.models import Rectification, Supervision
from inspections.towns import TownForm


class RectificationForm(TownForm):
    class Meta:
        model = Rectification
        fields = ("town", "title", "demands", "hazard")


class SupervisionForm(TownForm):
    class Meta:
        model = Supervision
        fields = ("town", "closed_from_on", "closed_until_on")
