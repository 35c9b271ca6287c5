"""安全检查 pages."""

from django.urls import URLPattern

from inspections import workflows
from inspections.checklists.views import ChecklistItemPages, ChecklistPages

assert workflows

urlpatterns: list[URLPattern] = [
    *ChecklistPages.urls(),
    *ChecklistItemPages.urls(),
]
