"""Importing a ledger from outside, by the rules of its pages. The steps, documents and history of an import are those
of every record (core/api/records.py); an upload, what the check found and what was mended are its own.

POST /api/imports/                      upload a workbook: `file`, `ledger`; its check begins
GET  /api/imports/template/<ledger>/    the workbook to fill in
GET  /api/imports/<id>/progress/        how far checking, writing or undoing is
GET  /api/imports/<id>/result/          what the check found by kinds, and what an undo left
GET  /api/imports/<id>/rows/            rows with findings or changes; ?outcome=bad: those that are held
POST /api/imports/<id>/mend/            texts for cells of bad rows; then the step check_again
POST /api/imports/<id>/rest/            go on with the rows held back, as an import of their own
POST /api/imports/<id>/colour/          have the coloured copy made; answers the job
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import FileResponse
from django.urls import URLPattern
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import log_access
from accounts.audit import AccessLog, acting
from accounts.models import Post
from core.api.answers import FormRefused
from core.api.asking import Endpoint, Sent, as_posted, post_of, reader_of
from core.api.describing import REFUSED
from core.api.filters import filter_api
from core.api.paging import capped, turned
from core.api.records import RecordList, record_answer, record_api, record_route
from core.api.representing import serializer_of
from core.api.work import AFTER, export_api, job_shown
from core.background.watching import watch
from core.keyset import Keyset
from core.ledgers.findings import Level
from core.ledgers.mending import file_columns, mend, standing, why_not_mend
from core.ledgers.reading import column_named
from core.ledgers.runs import changes_of, columns_of, continue_held, open_to, rows_found, rows_mended, upload
from core.ledgers.workflow import ImportWorkbook
from core.models import ImportRow, ImportRun
from core.views.fetching import fresh, record_of
from core.views.imports import ImportPages, begin_colouring, progress_of, sent_template

IMPORTS = ImportPages.title
ROWS_A_PAGE = 100
NO_FILE = "请选择要导入的 Excel 文件（.xlsx）。"
NO_SUCH_CELL = "文件里没有这一格，或这一行没有错误；写法是 r行号-列名。"
RECORD = serializer_of(ImportPages)


class Uploading(RecordList):
    words = {
        "post": extend_schema(
            tags=[IMPORTS],
            operation_id="imports_upload",
            summary=f"{IMPORTS}：上传",
            description="用 multipart 送 file（.xlsx 工作簿）和 ledger（台账代码；不写就是本岗位可以导入的第一份）。"
            "随即在后台核对，只读不写；核对好以后再办下一步。",
            request=OpenApiTypes.OBJECT,
            responses={201: RECORD, 400: REFUSED, 409: REFUSED},
        )
    }

    def post(self, request: Request) -> Response:
        post, data, file = post_of(request), as_posted(request.POST), request.FILES.get("file")
        offered = {one.name: one for one in open_to(post)}
        if not offered:
            self.permission_denied(request, self.pages.why_not_create(post, ImportWorkbook))
        name = data.get("ledger") or next(iter(offered))
        if name not in offered:
            known = "、".join(f"{one.name}（{one.title}）" for one in offered.values())
            raise FormRefused({"ledger": [f"应是其中之一：{known}。"]})
        if file is None:
            raise FormRefused({"file": [NO_FILE]})
        run = upload(offered[name], file, by=post)
        return record_answer(self.pages, fresh(self.pages, post, run), status.HTTP_201_CREATED)


class Template(Sent):
    @extend_schema(
        tags=[IMPORTS],
        summary=f"{IMPORTS}：模板",
        description="name 是台账代码；答复要填写的工作簿。",
        responses={200: OpenApiTypes.BINARY},
    )
    def get(self, request: Request, name: str) -> FileResponse:
        return sent_template(name, post_of(request))


class Progress(Endpoint):
    @extend_schema(
        tags=[IMPORTS],
        summary=f"{IMPORTS}：进度",
        description="核对、写入、撤销办到哪里：done 是已办，total 是共有（未知为空），sentence 是正在做什么。"
        "state 变了就是办完了。",
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, pk: int) -> Response:
        run: ImportRun = record_of(self.pages, post_of(request), pk)
        if run.job:
            watch(run.job, post_of(request))
        return Response({"state": run.state, "state_label": run.get_state_display(), **vars(progress_of(run))})


class Result(Endpoint):
    @extend_schema(
        tags=[IMPORTS],
        summary=f"{IMPORTS}：核对结果",
        description="kinds 是各类问题及处数，remarks 是整张表的提示，refusal 是文件不能导入的原因；"
        "columns 是现在可以修改的列，mended 是修改过的行数；continued_by 是接着处理有误行的导入；"
        "撤销以后，taken_back 是撤回的行数，kept 是未能撤回的行及原因。",
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, pk: int) -> Response:
        run = record_of(self.pages, post_of(request), pk)
        log_access(reader_of(request), AccessLog.Act.OPEN, run, detail="核对结果")
        return Response(_result(run, post_of(request)))


class Rows(Endpoint):
    @extend_schema(
        tags=[IMPORTS],
        summary=f"{IMPORTS}：各行",
        description="有问题或有变更的行，按行号（同 Excel）；没有问题的新增行不逐行列出。"
        "outcome=bad 是有误、留待修改的行；findings 的 name 是那一列的列名，changes 是原值和新值，号码已遮盖。",
        parameters=[
            OpenApiParameter("outcome", str, enum=ImportRow.Outcome.values, description="只要这种结果的行"),
            OpenApiParameter("level", str, enum=[one.value for one in Level], description="只要有这种问题的行"),
            OpenApiParameter("code", str, description="问题代码，取自核对结果的 kinds"),
            OpenApiParameter("column", str, description="列，取自核对结果的 kinds"),
            AFTER,
        ],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, pk: int) -> Response:
        run = record_of(self.pages, post_of(request), pk)
        log_access(reader_of(request), AccessLog.Act.OPEN, run, detail="核对结果")
        found = rows_found(run, request.GET)
        page = Keyset(found, ("row", "id"), descending=False, size=ROWS_A_PAGE).after(request.GET.get("after", ""))
        return turned(request, page, _rows(run, page.rows), count=capped(found))


class Mending(Endpoint):
    @extend_schema(
        tags=[IMPORTS],
        summary=f"{IMPORTS}：修改有误的行",
        description="核对之后、写入之前：r3-phone 是第 3 行的 phone 列，值是改成的内容，一次可以改多格；"
        "列名取自核对结果的 columns。改完办 check_again（重新核对）才生效。答复改了几行。",
        request=OpenApiTypes.OBJECT,
        responses={200: OpenApiTypes.OBJECT, 400: REFUSED, 403: REFUSED},
    )
    def post(self, request: Request, pk: int) -> Response:
        post = post_of(request)
        run = record_of(self.pages, post, pk)
        if refused := why_not_mend(run, post):
            self.permission_denied(request, refused)
        texts = {name: str(text) for name, text in as_posted(request.data).items()}
        unknown = texts.keys() - set(map(str, standing(run, texts)))
        if unknown or not texts:
            raise FormRefused({name: [NO_SUCH_CELL] for name in sorted(unknown)} or {"": [NO_SUCH_CELL]})
        with acting(post):
            changed = mend(run, texts, by=post)
        return Response({"changed": changed, "mended": rows_mended(run)})


class Rest(Endpoint):
    @extend_schema(
        tags=[IMPORTS],
        summary=f"{IMPORTS}：接着处理有误的行",
        description="只写入无误的行以后，有误的行另成一次导入，从核对开始。答复新的导入。",
        request=None,
        responses={201: RECORD, 409: REFUSED},
    )
    def post(self, request: Request, pk: int) -> Response:
        post = post_of(request)
        rest = continue_held(record_of(self.pages, post, pk), by=post)
        return record_answer(self.pages, fresh(self.pages, post, rest), status.HTTP_201_CREATED)


class Colouring(Endpoint):
    @extend_schema(
        tags=[IMPORTS],
        summary=f"{IMPORTS}：标注核对结果的工作簿",
        description="上传的工作簿，有误、提醒、已修正的格标上颜色和批注。答复后台任务，完成后按 file 下载。",
        request=None,
        responses={202: OpenApiTypes.OBJECT, 409: REFUSED},
    )
    def post(self, request: Request, pk: int) -> Response:
        run = record_of(self.pages, post_of(request), pk)
        return Response(job_shown(request, begin_colouring(run, by=reader_of(request))), status.HTTP_202_ACCEPTED)


def import_api() -> list[URLPattern]:
    own: dict[str, tuple[type[Endpoint], str]] = {
        "template/<slug:name>/": (Template, "template"),
        "<int:pk>/progress/": (Progress, "progress"),
        "<int:pk>/result/": (Result, "result"),
        "<int:pk>/rows/": (Rows, "rows"),
        "<int:pk>/mend/": (Mending, "mend"),
        "<int:pk>/rest/": (Rest, "rest"),
        "<int:pk>/colour/": (Colouring, "colour"),
    }
    routes = [record_route(ImportPages, view, route, name) for route, (view, name) in own.items()]
    return [*routes, *export_api(ImportPages), *filter_api(ImportPages), *record_api(ImportPages, Uploading)]


def _result(run: ImportRun, post: Post) -> dict[str, Any]:
    mendable = [] if why_not_mend(run, post) else file_columns(run)
    rest = run.continued_by.first()
    return {
        "refusal": run.refusal,
        "remarks": run.remarks,
        "kinds": [_with_label(one) for one in run.summary],
        "columns": [{"name": name, "heading": heading} for name, heading in mendable],
        "mended": rows_mended(run),
        "continued_by": rest.pk if rest else None,
        "taken_back": run.taken_back,
        "kept": [{"label": label, "reason": reason} for label, reason in run.kept.items()],
    }


def _rows(run: ImportRun, rows: Sequence[ImportRow]) -> list[dict[str, Any]]:
    """Findings have their heading as the file has it, and the `name` of its column in the ledger."""
    headings = {one["column"] for row in rows for one in row.findings}
    names = {heading: column_named(heading, columns_of(run)) for heading in headings}
    return [
        {
            "row": row.row,
            "outcome": row.outcome,
            "outcome_label": row.get_outcome_display(),
            "findings": [{**_with_label(one), "name": names[one["column"]]} for one in row.findings],
            "changes": changes_of(row),
        }
        for row in rows
    ]


def _with_label(finding: dict[str, Any]) -> dict[str, Any]:
    return {**finding, "level_label": Level(finding["level"]).label}
