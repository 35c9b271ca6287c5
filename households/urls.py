"""户台账 pages."""

from django.urls import path

from households import views
from households.ageing import views as ageing
from households.caring.views import KeyPersonPages
from households.dashboard import dashboard_page, screen_page
from households.energy.urls import urlpatterns as of_energy
from households.quality.views import export_quality, quality_page
from households.reconciling import views as reconciling
from households.renovating import plan_views as plans
from households.renovating import views as renovating
from households.renovating.public_page import publicity_page
from households.renovating.works import views as works
from households.reporting import views as reporting
from households.seasons.changes import changes_page, export_changes
from households.seasons.views import SeasonClosePages, SeasonRowPages, SeasonVillagePages
from households.sheets import SHEETS
from households.surveying.views import DemandSurveyPages
from households.ventilating.views import VentilationPages

urlpatterns = [
    path("dashboard/", dashboard_page, name="dashboard"),
    path("dashboard/screen/", screen_page, name="dashboard-screen"),
    path("quality/", quality_page, name="quality"),
    path("quality/export/", export_quality, name="quality-export"),
    *(pattern for sheet in SHEETS for pattern in sheet.urls()),
    *views.HouseholdPages.urls(),
    *views.ApplicationPages.urls(),
    *views.DuplicatePages.urls(),
    *views.EquipmentPages.urls(),
    *ageing.OldDevicePages.urls(),
    *ageing.DeviceFlagPages.urls(),
    *KeyPersonPages.urls(),
    *DemandSurveyPages.urls(),
    *views.FirstFillingPages.urls(),
    *reconciling.ReconciliationPages.urls(),
    *reconciling.ReconciliationRowPages.urls(),
    *reconciling.ReadingPages.urls(),
    *reconciling.AnomalyPages.urls(),
    *renovating.TechOptionPages.urls(),
    *renovating.ExcludedVillagePages.urls(),
    *renovating.QualificationPages.urls(),
    *renovating.PublicityPages.urls(),
    *renovating.ObjectionPages.urls(),
    *plans.RenovationPlanPages.urls(),
    *plans.BudgetLinePages.urls(),
    *plans.FundLinePages.urls(),
    *plans.EnergyConfirmationPages.urls(),
    path("publicity/<str:token>/", publicity_page, name="publicity"),
    *works.QualificationPages.urls(),
    *works.ConstructionPages.urls(),
    *works.AcceptancePages.urls(),
    *works.AcceptanceItemPages.urls(),
    *VentilationPages.urls(),
    *works.HeatGapPages.urls(),
    path("old-devices/candidates/", ageing.candidates_page, name="upgrade-candidates"),
    *of_energy,
    path("changes/", changes_page, name="changes"),
    path("changes/export/", export_changes, name="changes-export"),
    *SeasonClosePages.urls(),
    *SeasonVillagePages.urls(),
    *SeasonRowPages.urls(),
    *reporting.SummaryPages.urls(),
    *reporting.SamplePages.urls(),
    *reporting.BasePages.urls(),
    *reporting.ExchangePages.urls(),
    *reporting.ExchangeRowPages.urls(),
    *reporting.StrangePages.urls(),
]
