"""安全检查 pages."""

from django.urls import URLPattern, path

from inspections import workflows
from inspections.visiting import field_pages
from inspections.visiting.household_file import household_file
from inspections.visiting.views import AccessCasePages, InspectionPages

assert workflows

urlpatterns: list[URLPattern] = [
    path("field/", field_pages.field, name="field"),
    path("field/visit/<int:pk>/", field_pages.visit, name="visit"),
    path("field/visit/ventilation/<int:pk>/", field_pages.visit_ventilation, name="visit-ventilation"),
    path("field/result/<int:pk>/", field_pages.visit_result, name="visit-result"),
    path("household-files/<int:pk>/", household_file, name="household-file"),
    *InspectionPages.urls(),
    *AccessCasePages.urls(),
]
