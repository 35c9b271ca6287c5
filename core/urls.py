"""Pages that belong to no programme: home, inbox, notices, search, downloads, files, people, settings."""

from django.urls import include, path

from core.views.attaching import file
from core.views.downloads import cancel_job, downloads, job, job_file
from core.views.going import go
from core.views.home import home
from core.views.imports import ImportPages
from core.views.inbox import inbox
from core.views.notices import notices, open_notice, read_all
from core.views.operations import healthz, operations
from core.views.search import search

work_urls = [
    path("", home, name="home"),
    path("inbox/", inbox, name="inbox"),
    path("notices/", notices, name="notices"),
    path("notices/read/", read_all, name="notices-read"),
    path("notices/<int:pk>/open/", open_notice, name="notice-open"),
    path("search/", search, name="search"),
]
file_urls = [
    path("downloads/", downloads, name="downloads"),
    path("downloads/<int:pk>/", job, name="job"),
    path("downloads/<int:pk>/cancel/", cancel_job, name="job-cancel"),
    path("downloads/<int:pk>/file/", job_file, name="job-file"),
    path("go/<str:kind>/<int:pk>/", go, name="go"),
    path("files/<int:pk>/", file, name="file"),
]
operation_urls = [
    path("operations/", operations, name="operations"),
    path("healthz", healthz, name="healthz"),
]

urlpatterns = [
    *work_urls,
    *file_urls,
    *operation_urls,
    *ImportPages.urls(),
    path("", include("core.people.urls")),
    path("", include("core.timekeeping.urls")),
    path("", include("core.parameters.urls")),
    path("", include("core.dictionary.urls")),
    path("", include("core.webhooks.urls")),
]
