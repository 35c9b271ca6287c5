"""Error pages: each says what happened and what to do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

UNREADABLE = "没能看懂这次请求：内容不完整，或超过了大小上限。"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": _sentence(exception) or UNREADABLE}, status=400)
    return render(request, "errors/400.html", {"sentence": _sentence(exception)}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", {"sentence": _sentence(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", {"sentence": _sentence(exception)}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the request: what every page shows may be what broke."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "errors/csrf.html", status=403)


def _sentence(exception: Exception) -> str:
    """Only our own sentences reach the page: they are Chinese; a library's English is left out."""
    text = str(exception)
    return text if any("一" <= letter <= "鿿" for letter in text) else ""
