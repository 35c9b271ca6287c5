"""The API's description as a page of the portal: read from the same OpenAPI document that `/api/schema/` serves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator

from accounts.pages import EVERYONE, PortalRequest, page

PLACES = {"query": "地址参数", "path": "地址", "header": "请求头"}
TYPES = {
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "是否",
    "array": "列表",
    "object": "对象",
    "date": "日期",
    "date-time": "时间",
    "uri": "网址",
    "double": "小数",
}
# Of parameters that are part of an address.
SAID_BY_NAME = {
    "id": "记录编号",
    "step": "步骤代码，见说明",
    "clock": "时限代码，见“正在计的时限”",
    "act": "调整代码，见说明",
    "name": "代码，见说明",
    "attachment": "附件编号",
    "batch": "批量办理答复的 act",
}
ENDINGS = {"200": "成功", "201": "已登记", "202": "已受理，后台办理", "400": "填写有误", "409": "不能办理"}
METHODS = ("get", "post", "patch", "delete")


@dataclass(frozen=True)
class Field:
    name: str
    kind: str
    meaning: str
    place: str = ""
    required: bool = False


@dataclass(frozen=True)
class Form:
    """What an answer is made of."""

    name: str
    fields: list[Field]


@dataclass(frozen=True)
class Operation:
    method: str
    address: str
    title: str
    lines: list[str]
    parameters: list[Field]
    takes_body: bool
    # Code, what it means, the form of the answer.
    answers: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Chapter:
    title: str
    operations: list[Operation]
    forms: list[Form]


@page(readers=EVERYONE)
def documentation(request: PortalRequest) -> HttpResponse:
    chapters = _chapters()
    title = request.GET.get("of", "")
    if title and title not in chapters:
        raise Http404("接口说明里没有这一部分。")
    context = {"chapters": chapters.values(), "chapter": chapters.get(title)}
    return render(request, "api/documentation.html", context)


@cache
def _chapters() -> dict[str, Chapter]:
    """Made once a process: declarations do not change while it lives."""
    schema: Mapping[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    found: dict[str, list[tuple[str, str, Any]]] = {}
    for address, methods in schema["paths"].items():
        for method in (one for one in METHODS if one in methods):
            found.setdefault(methods[method]["tags"][0], []).append((method, address, methods[method]))
    return {title: _chapter(schema, title, operations) for title, operations in found.items()}


def _chapter(schema: Mapping[str, Any], title: str, described: list[tuple[str, str, Any]]) -> Chapter:
    operations = [_operation(title, *one) for one in described]
    names = dict.fromkeys(form for one in operations for _, _, form in one.answers if form)
    inner = dict.fromkeys(part for name in names for part in _parts(schema, name))
    return Chapter(title, operations, [_form(schema, name) for name in dict.fromkeys([*names, *inner])])


def _operation(chapter: str, method: str, address: str, said: Mapping[str, Any]) -> Operation:
    return Operation(
        method=method.upper(),
        address=address,
        title=said["summary"].removeprefix(f"{chapter}："),
        lines=[line.removeprefix("- ") for line in said.get("description", "").splitlines() if line],
        parameters=[_parameter(one) for one in said.get("parameters", ())],
        takes_body="requestBody" in said,
        answers=[
            (code, answer.get("description") or ENDINGS.get(code, ""), _form_name(answer))
            for code, answer in said["responses"].items()
        ],
    )


def _parameter(said: Mapping[str, Any]) -> Field:
    meaning = said.get("description") or SAID_BY_NAME.get(said["name"], "")
    return Field(said["name"], _kind(said["schema"]), meaning, PLACES[said["in"]], said.get("required", False))


def _form(schema: Mapping[str, Any], name: str) -> Form:
    properties = schema["components"]["schemas"][name]["properties"]
    return Form(name, [Field(one, _kind(said), _meaning(said)) for one, said in properties.items()])


def _meaning(said: Mapping[str, Any]) -> str:
    if said.get("description"):
        return str(said["description"])
    return f"见 {_reference(said)}" if _reference(said) else ""


def _kind(said: Mapping[str, Any]) -> str:
    word = TYPES.get(said.get("format", "")) or TYPES.get(said.get("type", ""), "")
    return f"{word}，可为空" if said.get("nullable") else word


def _parts(schema: Mapping[str, Any], name: str) -> Iterator[str]:
    for said in schema["components"]["schemas"][name]["properties"].values():
        if part := _reference(said):
            yield part


def _form_name(answer: Mapping[str, Any]) -> str:
    content = answer.get("content", {}).get("application/json", {})
    return _reference(content.get("schema", {}))


def _reference(said: Mapping[str, Any]) -> str:
    """“ApplicationRecord”, of a reference or of a list of such."""
    target: str = said.get("$ref") or said.get("items", {}).get("$ref", "")
    return target.rpartition("/")[2]
