"""安全检查 pages."""

from django.urls import URLPattern

from inspections import workflows
from inspections.planning import views as planning
from inspections.sheets import SHEETS

assert workflows

urlpatterns: list[URLPattern] = [
    *(pattern for sheet in SHEETS for pattern in sheet.urls()),
    *planning.InspectionDuePages.urls(),
    *planning.CampaignPages.urls(),
    *planning.SpecialPeriodPages.urls(),
]
