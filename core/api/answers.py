"""How the API says no: always a sentence in `detail`, and beside it the fields at fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from accounts.records import EditConflict
from core.files.attachments import FileRefused, ReasonWanted
from core.sealing.unmasking import UnmaskRefused
from core.wording.violations import broken_rule
from core.workflow import StepRefused

CORRECT_THESE = "请更正以下内容后再提交。"
TOO_LARGE = "请求内容太大，请分几次送来。"


class VersionWanted(APIException):
    status_code = 428
    default_detail = "修改须带 If-Match 请求头，值为读取时的 ETag，以免覆盖别人的改动。"
    default_code = "version_wanted"


class FormRefused(Exception):
    """The fields at fault, each with its sentences; those under "" concern the whole."""

    def __init__(self, faults: Mapping[str, Sequence[str]]) -> None:
        super().__init__(CORRECT_THESE)
        self.faults = faults


def sentence_for(problem: Exception, context: dict[str, Any]) -> Response | None:
    """None for what is no refusal but a mistake of ours: that becomes a 500."""
    answer = _of_ours(problem)
    if answer is not None:
        set_rollback()
        return answer
    found = exception_handler(problem, context)
    if found is not None and isinstance(problem, ValidationError):
        found.data = {"detail": CORRECT_THESE, "fields": found.data}
    return found


def _of_ours(problem: Exception) -> Response | None:
    match problem:
        case StepRefused():
            return _answer(status.HTTP_409_CONFLICT, problem.sentence, fields=problem.fields)
        case EditConflict():
            return _answer(status.HTTP_409_CONFLICT, str(problem))
        case FormRefused():
            whole = "".join(problem.faults.get("", ()))
            fields = {name: list(said) for name, said in problem.faults.items() if name}
            return _answer(status.HTTP_400_BAD_REQUEST, whole or CORRECT_THESE, fields=fields)
        case ReasonWanted():
            return _answer(status.HTTP_403_FORBIDDEN, f"{problem}用 POST 送 reason。")
        case FileRefused() | UnmaskRefused():
            return _answer(status.HTTP_400_BAD_REQUEST, str(problem))
        case RequestDataTooBig():
            return _answer(status.HTTP_400_BAD_REQUEST, TOO_LARGE)
        case IntegrityError() if sentence := broken_rule(problem):
            return _answer(status.HTTP_409_CONFLICT, sentence)
        case _:
            return None


def _answer(code: int, sentence: str, *, fields: Mapping[str, Any] | None = None) -> Response:
    return Response({"detail": sentence, **({"fields": dict(fields)} if fields else {})}, status=code)
