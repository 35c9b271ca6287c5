"""户台账 pages."""

from django.urls import path

from households import views
from households.dashboard import dashboard_page, screen_page
from households.renovating.works import views as works
from households.renovating.works.progress import progress_page

urlpatterns = [
    path("dashboard/", dashboard_page, name="dashboard"),
    path("dashboard/screen/", screen_page, name="dashboard-screen"),
    *views.HouseholdPages.urls(),
    *views.ApplicationPages.urls(),
    *views.DuplicatePages.urls(),
    *views.EquipmentPages.urls(),
    *views.FirstFillingPages.urls(),
    *works.QualificationPages.urls(),
    *works.ConstructionPages.urls(),
    *works.AcceptancePages.urls(),
    *works.AcceptanceItemPages.urls(),
    *works.HeatGapPages.urls(),
    path("works-progress/", progress_page, name="works-progress"),
]
