"""The portal's settings, with the peers beside it: Django's admin and django-import-export, on the same rows."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS, MIDDLEWARE, TEMPLATES

INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.admin", "import_export", "bench"]
ROOT_URLCONF = "bench.urls"
# The admin wants its context processors; the portal's pages are not slower or faster for them.
TEMPLATES[0]["OPTIONS"]["context_processors"].append("django.contrib.auth.context_processors.auth")  # type: ignore[index]
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("axes.")]
ALLOWED_HOSTS = ["testserver"]
STORAGES = {
    "default": {"BACKEND": "core.files.storage.SealedFileStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
