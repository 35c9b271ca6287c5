"""安全检查 pages."""

from django.urls import path

from inspections import workflows
from inspections.assessing import views as assessing
from inspections.checklists.views import ChecklistItemPages, ChecklistPages
from inspections.hazards import views as hazards
from inspections.hazards.public_page import notice_page
from inspections.planning import views as planning
from inspections.rectifying import views as rectifying
from inspections.sheets import SHEETS
from inspections.supervising import outreach_views as outreach
from inspections.supervising import views as supervising
from inspections.trusting.views import RecheckPages
from inspections.visiting import field_pages
from inspections.visiting.expiring_pages import ExpiringDevicePages
from inspections.visiting.household_file import household_file
from inspections.visiting.views import AccessCasePages, InspectionPages

assert workflows

urlpatterns = [
    # First in the menu of who walks from house to house.
    path("field/", field_pages.field, name="field"),
    *(pattern for sheet in SHEETS for pattern in sheet.urls()),
    *planning.InspectionDuePages.urls(),
    *planning.CampaignPages.urls(),
    *planning.SpecialPeriodPages.urls(),
    *hazards.HazardPages.urls(),
    *hazards.RectificationNoticePages.urls(),
    *hazards.GasStopPages.urls(),
    *hazards.SuperviseOrderPages.urls(),
    path("notice/<str:token>/", notice_page, name="rectification-notice"),
    *rectifying.RectificationPages.urls(),
    *rectifying.RectificationVillagePages.urls(),
    *rectifying.SupervisionPages.urls(),
    *rectifying.ClosureSamplePages.urls(),
    *supervising.CompanyCheckPages.urls(),
    *supervising.CompanyFindingPages.urls(),
    *supervising.ServicePointPages.urls(),
    *supervising.ServicePointCheckPages.urls(),
    *supervising.ServicePointFindingPages.urls(),
    *outreach.ActivityPages.urls(),
    *outreach.MaterialPages.urls(),
    *outreach.ReadinessPages.urls(),
    *(pattern for pages in assessing.PAGES for pattern in pages.urls()),
    *ChecklistPages.urls(),
    *ChecklistItemPages.urls(),
    *RecheckPages.urls(),
    path("field/visit/<int:pk>/", field_pages.visit, name="visit"),
    path("field/visit/ventilation/<int:pk>/", field_pages.visit_ventilation, name="visit-ventilation"),
    path("field/result/<int:pk>/", field_pages.visit_result, name="visit-result"),
    path("household-files/<int:pk>/", household_file, name="household-file"),
    *InspectionPages.urls(),
    *AccessCasePages.urls(),
    *ExpiringDevicePages.urls(),
]
