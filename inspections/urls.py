"""安全检查 pages."""

from django.urls import URLPattern

from inspections import workflows
from inspections.assessing import views as assessing
from inspections.sheets import SHEETS

assert workflows

urlpatterns: list[URLPattern] = [
    *(pattern for sheet in SHEETS for pattern in sheet.urls()),
    *(pattern for pages in assessing.PAGES for pattern in pages.urls()),
]
