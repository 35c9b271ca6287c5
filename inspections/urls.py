"""安全检查 pages."""

from django.urls import URLPattern

from inspections import workflows

assert workflows

urlpatterns: list[URLPattern] = []
