"""The dictionary."""

from core.dictionary.views import TermPages

urlpatterns = TermPages.urls()
