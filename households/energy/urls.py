"""Addresses of the room's records."""

from __future__ import annotations

from households.energy import views

urlpatterns = [
    *views.TargetPages.urls(),
    *views.CostPages.urls(),
    *views.PointPages.urls(),
    *views.MovePages.urls(),
    *views.IssuePages.urls(),
    *views.PilotPages.urls(),
    *views.PilotHouseholdPages.urls(),
]
