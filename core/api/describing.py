"""What the API's documentation says of a record's endpoints, in the office's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
    inline_serializer,
)
from rest_framework import serializers

from accounts.audit import System
from core.api.asking import Endpoint
from core.api.representing import serializer_of
from core.views.declaration import Declaration, key_of
from core.views.facts import masked_in
from core.wording.showing import label_of
from core.workflow import Step


class Token(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    target_class = "accounts.tokens.TokenAuthentication"
    name = "令牌"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "Token 加一个空格，再加在“我的账户”里生成的令牌。",
        }


REFUSED = OpenApiResponse(OpenApiTypes.OBJECT, description="不能办理：detail 是原因，fields 是有误的各栏。")
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description="读取时的 ETag（版本）"
)
OUTCOME = inline_serializer(
    "Outcome",
    {
        "taken": serializers.ListField(child=serializers.IntegerField(), help_text="已办理的记录编号"),
        "refused": serializers.DictField(child=serializers.CharField(), help_text="未办理的记录编号及原因"),
        "act": serializers.UUIDField(allow_null=True, help_text="这次办理的编号，撤销时用"),
    },
)


def described(view: type[Endpoint], pages: type[Declaration], name: str) -> type[Endpoint]:
    """What every record has by its declaration; what the view has beside that, or otherwise, by its own `words`."""
    of_records = {
        "list": _of_list,
        "detail": _of_detail,
        "step": _of_step,
        "steps": _of_steps,
        "clocks": _of_clocks,
        "clock": _of_clock,
        "history": _of_history,
        "files": _of_files,
        "file": _of_file,
        "unmask": _of_number,
        "views": _of_filters,
        "view": _of_filter,
        "act": _of_act,
    }
    words: dict[str, Any] = of_records[name](pages) if name in of_records else {}
    made: type[Endpoint] = extend_schema_view(**{**words, **view.words})(view)
    return made


def _of_list(pages: type[Declaration]) -> dict[str, Any]:
    record = serializer_of(pages)
    page = inline_serializer(
        f"{pages.model.__name__}Page",
        {
            "count": serializers.IntegerField(allow_null=True, help_text="总数；超过一万时为空"),
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "remarks": serializers.ListField(child=serializers.CharField(), help_text="没有用上的条件"),
            "results": record(many=True),
        },
    )
    return {
        "get": extend_schema(
            tags=[pages.title],
            operation_id=f"{_id(pages)}_list",
            summary=f"{pages.title}：列表",
            parameters=list(_parameters(pages)),
            responses={200: page},
        ),
        "post": extend_schema(
            tags=[pages.title],
            operation_id=f"{_id(pages)}_create",
            summary=f"{pages.title}：登记",
            description=_kinds(pages),
            request=OpenApiTypes.OBJECT,
            responses={201: record, 400: REFUSED, 409: REFUSED},
        ),
    }


def _of_detail(pages: type[Declaration]) -> dict[str, Any]:
    record = serializer_of(pages)
    return {
        "get": extend_schema(
            tags=[pages.title],
            operation_id=f"{_id(pages)}_retrieve",
            summary=f"{pages.title}：一条",
            description="响应头 ETag 是版本，修改时放入 If-Match。",
            parameters=list(_days(pages)),
            responses={200: record},
        ),
        "patch": extend_schema(
            tags=[pages.title],
            operation_id=f"{_id(pages)}_change",
            summary=f"{pages.title}：修改",
            description="只改送来的各栏。记录在读取后被别人改过时答复 409。",
            parameters=[IF_MATCH],
            request=OpenApiTypes.OBJECT,
            responses={200: record, 400: REFUSED, 409: REFUSED},
        ),
    }


def _of_step(pages: type[Declaration]) -> dict[str, Any]:
    return {
        "post": extend_schema(
            tags=[pages.title],
            operation_id=f"{_id(pages)}_step",
            summary=f"{pages.title}：办理一步",
            description=_steps(pages),
            parameters=[IF_MATCH],
            request=OpenApiTypes.OBJECT,
            responses={200: serializer_of(pages), 400: REFUSED, 409: REFUSED},
        )
    }


def _of_steps(pages: type[Declaration]) -> dict[str, Any]:
    return {
        "post": extend_schema(
            tags=[pages.title],
            operation_id=f"{_id(pages)}_steps",
            summary=f"{pages.title}：批量办理",
            description=f"ids 是记录编号；其余同办理一步。\n\n{_steps(pages)}",
            request=OpenApiTypes.OBJECT,
            responses={200: OUTCOME, 400: REFUSED},
        )
    }


def _of_clocks(pages: type[Declaration]) -> dict[str, Any]:
    return {
        "get": extend_schema(
            tags=[pages.title],
            operation_id=f"{_id(pages)}_clocks",
            summary=f"{pages.title}：正在计的时限",
            description="acts 是本岗位可以做的调整；值为空可以办，不空是不能办的原因。",
            responses={200: OpenApiTypes.OBJECT},
        )
    }


def _of_clock(pages: type[Declaration]) -> dict[str, Any]:
    return {
        "post": extend_schema(
            tags=[pages.title],
            operation_id=f"{_id(pages)}_clock",
            summary=f"{pages.title}：暂停、恢复或延长时限",
            description="act 是 pause（暂停：reason*）、resume（恢复：reason）或 extend（延长：units*、reason*）。",
            request=OpenApiTypes.OBJECT,
            responses={200: OpenApiTypes.OBJECT, 400: REFUSED, 409: REFUSED},
        )
    }


def _of_history(pages: type[Declaration]) -> dict[str, Any]:
    return {
        "get": extend_schema(
            tags=[pages.title],
            operation_id=f"{_id(pages)}_history",
            summary=f"{pages.title}：办理与变更记录",
            responses={200: OpenApiTypes.OBJECT},
        )
    }


def _of_files(pages: type[Declaration]) -> dict[str, Any]:
    kinds = "、".join(f"{code}（{label}）" for code, label in pages.attachments.items())
    return {
        "get": extend_schema(
            tags=[pages.title],
            operation_id=f"{_id(pages)}_files",
            summary=f"{pages.title}：附件",
            responses={200: OpenApiTypes.OBJECT},
        ),
        "post": extend_schema(
            tags=[pages.title],
            operation_id=f"{_id(pages)}_attach",
            summary=f"{pages.title}：上传附件",
            description=f"purpose 是材料种类：{kinds}。file 可有多个。",
            request=OpenApiTypes.OBJECT,
            responses={201: OpenApiTypes.OBJECT, 400: REFUSED},
        ),
    }


def _of_file(pages: type[Declaration]) -> dict[str, Any]:
    return {
        "delete": extend_schema(
            tags=[pages.title],
            operation_id=f"{_id(pages)}_detach",
            summary=f"{pages.title}：移除附件",
            description="不能移除时答复 403 和原因。移除的材料仍留在办理与变更记录里。",
            responses={204: OpenApiResponse(description="已移除"), 403: REFUSED},
        )
    }


def _of_number(pages: type[Declaration]) -> dict[str, Any]:
    names = "、".join(f"{one}（{label_of(pages.model, one, pages.headings)}）" for one in sorted(masked_in(pages)))
    return {
        "post": extend_schema(
            tags=[pages.title],
            operation_id=f"{_id(pages)}_unmask",
            summary=f"{pages.title}：显示一个完整号码",
            description=f"name 是 {names}；reason 是查看的理由，记入查阅日志，由审计管理员复核。"
            "value 是完整号码，只在这次答复里；其他接口仍遮盖。",
            request=OpenApiTypes.OBJECT,
            responses={200: OpenApiTypes.OBJECT, 400: REFUSED},
        )
    }


def _of_filters(pages: type[Declaration]) -> dict[str, Any]:
    return {
        "get": extend_schema(
            tags=[pages.title],
            operation_id=f"{_id(pages)}_filters",
            summary=f"{pages.title}：保存的筛选",
            description="自己保存的，和上级共享给本岗位的（own 为否）。rows 是这些记录的网址，"
            "count 是条数，超过一万时为空。",
            responses={200: OpenApiTypes.OBJECT},
        ),
        "post": extend_schema(
            tags=[pages.title],
            operation_id=f"{_id(pages)}_save_filter",
            summary=f"{pages.title}：保存筛选",
            description="name 是名称；query 是条件，写法同列表的地址；shared_with 是共享给哪个岗位，不写就不共享，"
            "共享的不含 q。个人号码不能保存。",
            request=OpenApiTypes.OBJECT,
            responses={201: OpenApiTypes.OBJECT, 400: REFUSED},
        ),
    }


def _of_filter(pages: type[Declaration]) -> dict[str, Any]:
    return {
        "delete": extend_schema(
            tags=[pages.title],
            operation_id=f"{_id(pages)}_delete_filter",
            summary=f"{pages.title}：删除筛选",
            description="只能删除自己保存的。",
            responses={204: OpenApiResponse(description="已删除")},
        )
    }


def _of_act(pages: type[Declaration]) -> dict[str, Any]:
    return {
        "get": extend_schema(
            tags=[pages.title],
            operation_id=f"{_id(pages)}_act",
            summary=f"{pages.title}：一次批量办理",
            description="本单位办的一次：label 是办的步骤，total 是条数，refused 是不能撤销的记录编号及原因。",
            responses={200: OpenApiTypes.OBJECT},
        ),
        "post": extend_schema(
            tags=[pages.title],
            operation_id=f"{_id(pages)}_take_back",
            summary=f"{pages.title}：撤销一次批量办理",
            description="reason 是撤销的理由。能撤销的撤销，不能的逐条说明。记录较多时转到后台，答复后台任务。",
            request=OpenApiTypes.OBJECT,
            responses={200: OUTCOME, 202: OpenApiTypes.OBJECT, 400: REFUSED},
        ),
    }


def _id(pages: type[Declaration]) -> str:
    return pages.slug.replace("-", "_").replace("/", "_")


def _parameters(pages: type[Declaration]) -> Iterator[OpenApiParameter]:
    if pages.search:
        yield OpenApiParameter("q", str, description=f"查找：{pages.search_hint}")
    sorts = "、".join([*pages.sorts, "id"])
    yield OpenApiParameter("sort", str, description=f"排序：{sorts}，前加 - 为倒序；结果不超过一万行时也可按其他列。")
    yield OpenApiParameter("page_size", int, description="每页行数，最多 500")
    yield OpenApiParameter("after", str, description="下一页的起点，取自 next")
    yield OpenApiParameter("before", str, description="上一页的终点，取自 previous")
    yield from _days(pages)
    if pages.filterset_class:
        for name, one in pages.filterset_class.base_filters.items():
            yield OpenApiParameter(name, str, description=f"筛选：{one.label or name}")


def _days(pages: type[Declaration]) -> Iterator[OpenApiParameter]:
    if pages.as_of:
        yield OpenApiParameter("day", OpenApiTypes.DATE, description="查看过去某日的台账；今天及以后按现在")


def _kinds(pages: type[Declaration]) -> str:
    """What a new record is made of: fields by the sort of application."""
    return "\n".join(
        f"- workflow={key_of(workflow)}（{workflow.title}）：{_fields(pages, step)}"
        for workflow in pages.workflows
        for step in workflow.steps.values()
        if step.begins
    )


def _steps(pages: type[Declaration]) -> str:
    """Of people alone: what the system does of itself is nobody's to ask for."""
    found: dict[str, str] = {}
    for workflow in pages.workflows:
        for step in workflow.steps.values():
            if not step.begins and not step.allowed_anywhere() <= set(System):
                found.setdefault(step.name, f"- {step.name}（{step.label}）：{_fields(pages, step) or '无须填写'}")
    return "\n".join(found.values())


def _fields(pages: type[Declaration], step: Step) -> str:
    asked = [f"{name}*（{label_of(pages.model, name, pages.headings)}）" for name in step.asks]
    asked += [f"{name}（{label_of(pages.model, name, pages.headings)}）" for name in step.accepts]
    asked += ["reason*（意见）"] if step.reason else []
    asked += ["flagged（需改的栏）"] if step.flags_fields else []
    return "、".join(asked)
