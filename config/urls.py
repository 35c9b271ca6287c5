"""Every page of the site, grouped as the site is."""

from captcha.views import captcha_image
from django.urls import include, path

from accounts.pages import public
from config.first_words import ByFirstWord

urlpatterns = [
    ByFirstWord(
        [
            path("", include("core.urls")),
            path("", include("accounts.urls")),
            path("", include("households.urls")),
            path("", include("inspections.urls")),
            # Of the captcha's own addresses only the picture: the one for a fresh picture writes a row on GET.
            path("captcha/image/<str:key>/", public(captcha_image), name="captcha-image"),
            path("api/", include("config.api")),
        ]
    )
]

handler400 = "core.views.errors.bad_request"
handler403 = "core.views.errors.forbidden"
handler404 = "core.views.errors.not_found"
handler500 = "core.views.errors.server_error"
