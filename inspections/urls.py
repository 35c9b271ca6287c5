"""安全检查 pages."""

from django.urls import URLPattern

from inspections import workflows
from inspections.sheets import SHEETS
from inspections.supervising import outreach_views as outreach
from inspections.supervising import views as supervising

assert workflows

urlpatterns: list[URLPattern] = [
    *supervising.CompanyCheckPages.urls(),
    *supervising.CompanyFindingPages.urls(),
    *supervising.ServicePointPages.urls(),
    *supervising.ServicePointCheckPages.urls(),
    *supervising.ServicePointFindingPages.urls(),
    *outreach.ActivityPages.urls(),
    *outreach.MaterialPages.urls(),
    *outreach.ReadinessPages.urls(),
    *(pattern for sheet in SHEETS for pattern in sheet.urls()),
]
