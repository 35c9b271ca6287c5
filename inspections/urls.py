"""安全检查 pages."""

from django.urls import URLPattern

from inspections import workflows
from inspections.checklists.views import ChecklistItemPages, ChecklistPages
from inspections.sheets import SHEETS
from inspections.trusting.views import RecheckPages

assert workflows

urlpatterns: list[URLPattern] = [
    *(pattern for sheet in SHEETS for pattern in sheet.urls()),
    *ChecklistPages.urls(),
    *ChecklistItemPages.urls(),
    *RecheckPages.urls(),
]
