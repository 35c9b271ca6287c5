"""A sign that no text here can hold: whoever sends it is told, before anything looks at it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict

from core.typed import is_storable

SENTENCE = "提交的内容里有不能显示的字符，请删去后再试。"
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


class ReadableMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_storable(request.path) and _is_readable(request.GET) and _is_readable(_form_of(request)):
            return self.get_response(request)
        raise BadRequest(SENTENCE)


def _form_of(request: HttpRequest) -> QueryDict:
    """What was filled in, as the check for forged requests reads it next."""
    return request.POST if request.method == "POST" and request.content_type in FORMS else QueryDict()


def _is_readable(data: QueryDict) -> bool:
    return all(is_storable(text) for name, texts in data.lists() for text in (name, *texts))
