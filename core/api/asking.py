"""What every endpoint of a record shares: who asks, and the request's data as the pages' forms take it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from io import BytesIO
from typing import IO, Any, ClassVar

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import QueryDict
from rest_framework.exceptions import ParseError
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import Post
from accounts.pages import PortalRequest
from accounts.roles import Role
from core.api.answers import FormRefused
from core.typed import is_storable, storable
from core.views.declaration import Declaration


def reader_of(request: Request) -> PortalRequest:
    """Django's own request, on which the middleware or the token has put the post."""
    return request._request  # type: ignore[return-value]


def post_of(request: Request) -> Post:
    return reader_of(request).post


UNREADABLE = "有不能显示的字符，请删去后再试。"
NO_JSON = "请求内容不是可以读取的 JSON。"


class IsReader(BasePermission):
    message = "您当前的岗位不能使用这个接口。"

    def has_permission(self, request: Request, view: Any) -> bool:
        post = getattr(request._request, "post", None)
        return post is not None and post.role in view.readers


class Readable(JSONParser):
    """No larger than a form may be, and a sentence of ours for what cannot be read, however deep it is nested."""

    def parse(self, stream: IO[bytes], *context: Any, **named: Any) -> Any:
        largest = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        content = stream.read(largest + 1)
        if len(content) > largest:
            raise RequestDataTooBig
        try:
            return super().parse(BytesIO(content), *context, **named)
        except (ParseError, RecursionError):
            raise ParseError(NO_JSON) from None


class Endpoint(APIView):
    pages: ClassVar[type[Declaration]]
    readers: ClassVar[Collection[Role]]
    permission_classes = (IsAuthenticated, IsReader)
    parser_classes = (Readable, FormParser, MultiPartParser)
    # What the documentation says of a method where its declaration does not: {"post": extend_schema(…)}.
    words: ClassVar[Mapping[str, Any]] = {}


class Sent(Endpoint):
    """Whatever the caller says that he accepts, the answer is the file; a refusal is a sentence."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        return super().perform_content_negotiation(request, force=True)


def as_posted(data: Any) -> QueryDict:
    """JSON as a form would have sent it; forms as they are. Raises FormRefused."""
    posted = data.copy() if isinstance(data, QueryDict) else _of_json(data)
    faults = {
        storable(name): [UNREADABLE] for name, values in posted.lists() if not all(map(is_storable, (name, *values)))
    }
    if faults:
        raise FormRefused(faults)
    return posted


def _of_json(data: Any) -> QueryDict:
    if not isinstance(data, Mapping):
        raise FormRefused({"": ["请求内容应是一个 JSON 对象。"]})
    posted = QueryDict(mutable=True)
    for name, value in data.items():
        posted.setlist(str(name), [_text(one) for one in value] if isinstance(value, list) else [_text(value)])
    return posted


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def checked(form: Any) -> Any:
    """The form, when it is valid. Raises FormRefused."""
    if not form.is_valid():
        raise FormRefused({name if name != "__all__" else "": list(said) for name, said in form.errors.items()})
    return form
