"""The REST API: every declared record's endpoints, their description, and the page that shows it."""

from django.urls import URLPattern, URLResolver, path
from drf_spectacular.views import SpectacularAPIView

from accounts.pages import EVERYONE, page
from config.first_words import ByFirstWord
from core.api.documentation import documentation
from core.api.filters import filter_api
from core.api.imports import import_api
from core.api.records import record_api
from core.api.searching import search_api
from core.api.taking_back import act_api
from core.api.work import export_api, work_api
from core.views.declaration import declared
from households.api import programme_api
from inspections.api import inspections_api

signed_in = page(readers=EVERYONE)

patterns: list[URLPattern | URLResolver] = [
    path("schema/", signed_in(SpectacularAPIView.as_view()), name="api-schema"),
    *work_api(),
    *search_api(),
    *import_api(),
    *programme_api(),
    *inspections_api(),
    path("docs/", documentation, name="api-docs"),
]
# config/urls.py reads the apps' pages first, so all of them are declared by now.
for pages in declared():
    if pages.api and pages.primary:
        patterns += [*export_api(pages), *filter_api(pages), *act_api(pages), *record_api(pages)]

urlpatterns = [ByFirstWord(patterns)]
