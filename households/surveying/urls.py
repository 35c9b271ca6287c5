"""Addresses of the room."""

from __future__ import annotations

from households.surveying.figures import FIGURES
from households.surveying.views import DemandSurveyPages

urlpatterns = [*FIGURES.urls(), *DemandSurveyPages.urls()]
