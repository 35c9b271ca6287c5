"""户台账 pages."""

from django.urls import path

from households import views
from households.dashboard import dashboard_page, screen_page
from households.quality.views import export_quality, quality_page
from households.seasons.changes import changes_page, export_changes
from households.seasons.views import SeasonClosePages, SeasonRowPages, SeasonVillagePages

urlpatterns = [
    path("dashboard/", dashboard_page, name="dashboard"),
    path("dashboard/screen/", screen_page, name="dashboard-screen"),
    path("quality/", quality_page, name="quality"),
    path("quality/export/", export_quality, name="quality-export"),
    path("changes/", changes_page, name="changes"),
    path("changes/export/", export_changes, name="changes-export"),
    *views.HouseholdPages.urls(),
    *views.ApplicationPages.urls(),
    *views.DuplicatePages.urls(),
    *views.EquipmentPages.urls(),
    *views.FirstFillingPages.urls(),
    *SeasonClosePages.urls(),
    *SeasonVillagePages.urls(),
    *SeasonRowPages.urls(),
]
