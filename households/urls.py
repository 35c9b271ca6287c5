"""户台账 pages."""

from django.urls import path

from households import views
from households.dashboard import dashboard_page, screen_page
from households.reconciling import views as reconciling
from households.reconciling.demand import demand_file, demand_page

urlpatterns = [
    path("dashboard/", dashboard_page, name="dashboard"),
    path("dashboard/screen/", screen_page, name="dashboard-screen"),
    path("energy-demand/", demand_page, name="energy-demand"),
    path("energy-demand/export/", demand_file, name="energy-demand-export"),
    *views.HouseholdPages.urls(),
    *views.ApplicationPages.urls(),
    *views.DuplicatePages.urls(),
    *views.EquipmentPages.urls(),
    *views.FirstFillingPages.urls(),
    *reconciling.ReconciliationPages.urls(),
    *reconciling.ReconciliationRowPages.urls(),
    *reconciling.ReadingPages.urls(),
    *reconciling.AnomalyPages.urls(),
]
