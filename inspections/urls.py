"""安全检查 pages."""

from inspections import workflows
from inspections.rectifying import views as rectifying
from inspections.sheets import SHEETS
from inspections.supervising import outreach_views as outreach
from inspections.supervising import views as supervising

assert workflows

urlpatterns = [
    *(pattern for sheet in SHEETS for pattern in sheet.urls()),
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
]
