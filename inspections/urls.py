"""安全检查 pages."""

from inspections import workflows
from inspections.rectifying import views as rectifying
from inspections.sheets import SHEETS

assert workflows

urlpatterns = [
    *(pattern for sheet in SHEETS for pattern in sheet.urls()),
    *rectifying.RectificationPages.urls(),
    *rectifying.RectificationVillagePages.urls(),
    *rectifying.SupervisionPages.urls(),
    *rectifying.ClosureSamplePages.urls(),
]
