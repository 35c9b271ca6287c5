"""户台账 pages."""

from django.urls import path

from households import views
from households.dashboard import dashboard_page, screen_page
from households.renovating import plan_views as plans
from households.renovating import views as renovating
from households.renovating.public_page import publicity_page

urlpatterns = [
    path("dashboard/", dashboard_page, name="dashboard"),
    path("dashboard/screen/", screen_page, name="dashboard-screen"),
    *views.HouseholdPages.urls(),
    *views.ApplicationPages.urls(),
    *views.DuplicatePages.urls(),
    *views.EquipmentPages.urls(),
    *views.FirstFillingPages.urls(),
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
]
