"""Addresses of the room: its records, and its sheets of figures."""

from __future__ import annotations

from households.energy import views
from households.energy.averages import AVERAGES
from households.energy.carbon import CARBON
from households.energy.structure import STRUCTURE

SHEETS = (STRUCTURE, CARBON, AVERAGES)

urlpatterns = [
    *(pattern for sheet in SHEETS for pattern in sheet.urls()),
    *views.TargetPages.urls(),
    *views.CostPages.urls(),
    *views.PointPages.urls(),
    *views.MovePages.urls(),
    *views.IssuePages.urls(),
    *views.PilotPages.urls(),
    *views.PilotHouseholdPages.urls(),
]
