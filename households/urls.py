"""户台账 pages."""

from django.urls import path

from households import views
from households.dashboard import dashboard_page, screen_page
from households.reporting import views as reporting

urlpatterns = [
    path("dashboard/", dashboard_page, name="dashboard"),
    path("dashboard/screen/", screen_page, name="dashboard-screen"),
    *views.HouseholdPages.urls(),
    *views.ApplicationPages.urls(),
    *views.DuplicatePages.urls(),
    *views.EquipmentPages.urls(),
    *views.FirstFillingPages.urls(),
    *reporting.SummaryPages.urls(),
    *reporting.SamplePages.urls(),
    path("year-bases/sums/", reporting.base_sums_page, name="year-base-sums"),
    *reporting.BasePages.urls(),
    *reporting.ExchangePages.urls(),
    *reporting.ExchangeRowPages.urls(),
    *reporting.StrangePages.urls(),
]
