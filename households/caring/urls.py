"""Addresses of the room."""

from __future__ import annotations

from households.caring.figures import FIGURES
from households.caring.views import KeyPersonPages

urlpatterns = [*FIGURES.urls(), *KeyPersonPages.urls()]
