"""The portal, and the peers' pages beside it."""

from django.urls import include, path

from bench.peers import visits
from bench.peers.admin import site

urlpatterns = [
    path("peer/visit/<int:household>/", visits.keep),
    path("peer/", site.urls),
    path("", include("config.urls")),
]
