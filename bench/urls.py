"""The portal, and the peer's pages beside it."""

from django.urls import include, path

from bench.peers.admin import site

urlpatterns = [path("peer/", site.urls), path("", include("config.urls"))]
