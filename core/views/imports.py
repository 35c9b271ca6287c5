"""表格导入: upload, what the check found, confirming, undoing. The steps are the workflow's; rows: import_rows.py."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db.models import Case, CharField, QuerySet, Value, When
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import log_access
from accounts.audit import AccessLog, acting
from accounts.models import Post
from accounts.pages import Menu, PortalRequest, page
from core.background import jobs
from core.background.watching import watch
from core.ledgers.base import Ledger, ledger, ledgers
from core.ledgers.mending import why_not_mend
from core.ledgers.pasting import workbook_of
from core.ledgers.runs import continue_held, open_to, rows_mended, upload, why_not_import
from core.ledgers.template import template_file
from core.ledgers.workflow import IMPORTERS, ImportWorkbook, why_not_own
from core.models import ImportRow, ImportRun, Job
from core.views.declaration import Action, Section, Shown
from core.views.fetching import record_of
from core.views.import_rows import kind_shown, mend_page, rows_page, url_of
from core.views.records import RecordPages
from core.workflow import Step, StepRefused, Workflow

State = ImportRun.State
Outcome = ImportRow.Outcome
UNDER_WAY = frozenset({State.UPLOADED, State.WRITING, State.UNDOING})
# The steps that write what was found, or hand it over to be written.
WRITING = (
    ImportWorkbook.write,
    ImportWorkbook.write_good_rows,
    ImportWorkbook.hand_over,
    ImportWorkbook.hand_over_good_rows,
    ImportWorkbook.write_list,
    ImportWorkbook.write_good_rows_of_list,
    ImportWorkbook.confirm,
)


def progress_panel(run: ImportRun, post: Post) -> Shown | None:
    return Shown("进度", "imports/_progress.html", {"progress": _progress(run)}) if run.state in UNDER_WAY else None


def result_panel(run: ImportRun, post: Post) -> Shown | None:
    if run.refusal:
        return Shown("核对结果", "imports/_refused.html", {"sentence": run.refusal})
    if not run.rows or run.state == State.UPLOADED:
        return None
    context = {
        "figures": list(_figures(run)),
        "summary": [kind_shown(run, one) for one in run.summary],
        "remarks": run.remarks,
        "mended": rows_mended(run),
        "mend_url": url_of("mend", run) if why_not_mend(run, post) == "" and run.bad else "",
        "colour_url": url_of("colour", run) if run.summary and not why_not_own(run, post) else "",
    }
    return Shown("核对结果", "imports/_result.html", context)


def held_panel(run: ImportRun, post: Post) -> Shown | None:
    if run.state != State.WRITTEN or not run.bad:
        return None
    url = "" if why_not_own(run, post) else url_of("rest", run)
    return Shown("留待修改的行", "imports/_held.html", {"next": run.continued_by.first(), "url": url})


def undone_panel(run: ImportRun, post: Post) -> Shown | None:
    if run.state != State.UNDONE and not run.kept:
        return None
    return Shown("撤销结果", "imports/_undone.html", {"kept": run.kept, "taken_back": run.taken_back})


def _figures(run: ImportRun) -> Iterator[dict[str, Any]]:
    yield {"label": "行数", "value": run.rows, "unit": "行"}
    yield {"label": "新增", "value": run.added, "tone": "good"}
    yield {"label": "变更", "value": run.changed, "tone": "doing", "url": _rows_url(run, Outcome.CHANGED, run.changed)}
    yield {"label": "未变", "value": run.unchanged}
    tone = "danger" if run.bad else ""
    yield {"label": "有误", "value": run.bad, "tone": tone, "url": _rows_url(run, Outcome.BAD, run.bad)}


def _rows_url(run: ImportRun, outcome: str, count: int) -> str:
    """None leads nowhere."""
    return url_of("rows", run, outcome=outcome) if count else ""


@dataclass(frozen=True)
class Progress:
    """How far the work on an import is; `total` is None before it is known."""

    done: int
    total: int | None
    sentence: str


def progress_of(run: ImportRun) -> Progress:
    job = run.job
    done, total, sentence = (job.done, job.total, job.sentence) if job else (0, None, "")
    return Progress(done, total, sentence or run.get_state_display())


def _progress(run: ImportRun) -> dict[str, Any]:
    progress = progress_of(run)
    return {
        "id": f"import-{run.pk}",
        "percent": 100 * progress.done / progress.total if progress.total else 0,
        "sentence": progress.sentence,
        "url": url_of("progress", run) if run.state in UNDER_WAY else "",
    }


class ImportPages(RecordPages):
    model = ImportRun
    slug = "imports"
    title = "表格导入"
    menu = Menu("工作台", "表格导入", "file-up")
    readers = IMPORTERS
    columns = ("name", "what", "area", "post", "state", "rows", "added", "changed", "unchanged", "bad", "created_at")
    headings = {"what": "台账", "created_at": "上传时间", "post": "导入人"}
    select_related = (
        "area",
        "post__user",
        "post__organization",
        "confirmed_by__user",
        "confirmed_by__organization",
        "job",
    )
    colours = {
        "state": {
            State.UPLOADED: "doing",
            State.CHECKED: "waiting",
            State.AWAITING: "waiting",
            State.WRITING: "doing",
            State.WRITTEN: "good",
            State.UNDO_ASKED: "waiting",
            State.UNDOING: "doing",
            State.UNDONE: "neutral",
            State.REJECTED: "danger",
            State.CANCELLED: "neutral",
            State.REFUSED: "danger",
        }
    }
    sections = (
        Section("文件", ("name", "what", "area", "post", "confirmed_by", "created_at", "written_at", "held_from")),
    )
    panels = (progress_panel, result_panel, held_panel, undone_panel)
    attachments = {"stamped_summary": "盖章的汇总表", "site_photo": "现场照片"}
    workflows = (ImportWorkbook,)
    unit = "份"
    empty = "还没有导入过表格。先下载模板填写，再上传核对。"
    api = False

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Any]:
        """Of the ledgers that the post's role imports itself, each with what it is called."""
        open_to_role = [one for one in ledgers() if one.mode_for(post)]
        titles = [When(ledger=one.name, then=Value(one.title)) for one in open_to_role]
        rows: Any = super().queryset(post).filter(ledger__in=[one.name for one in open_to_role])
        named: QuerySet[Any] = rows.annotate(what=Case(*titles, default=Value(""), output_field=CharField()))
        return named

    @classmethod
    def why_not_create(cls, post: Post, workflow: type[Workflow] | None) -> str:
        sentences = [why_not_import(one, post) for one in ledgers()]
        return "" if "" in sentences else next(iter(sentences), "没有可以导入的台账。")

    @classmethod
    def why_not_edit(cls, record: Any, post: Post) -> str:
        return "导入的文件不能改；有误的行请用“修改有误的行”。"

    @classmethod
    def why_not_attach(cls, record: Any, post: Post) -> str:
        return why_not_own(record, post)

    @classmethod
    def why_not_detach(cls, record: Any, post: Post) -> str:
        """What it wrote was verified on these documents."""
        if record.state in {State.WRITING, State.WRITTEN, State.UNDO_ASKED, State.UNDOING}:
            return f"“{record.get_state_display()}”的导入，材料是各户申请的依据，不能移除；有误的请另行上传。"
        return cls.why_not_attach(record, post)

    @classmethod
    def outlook(cls, record: Any, step: Step) -> str:
        if step not in WRITING:
            return ""
        written = f"将写入 {record.added + record.changed:,} 行：新增 {record.added:,} 行，变更 {record.changed:,} 行。"
        held = f"有误的 {record.bad:,} 行不写入，留待修改。" if record.bad else ""
        return written + held

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        open_now = [one for one in ledgers() if one.mode_for(post)]
        return [Action(f"{one.title}模板", f"{cls.url('list')}template/{one.name}/", "download") for one in open_now]

    @classmethod
    def urls(cls) -> list[URLPattern]:
        """Its own pages first: “new” takes a file."""
        own = [
            ("new/", "new", require_http_methods(["GET", "HEAD", "POST"])(upload_page)),
            ("new/<slug:key>/", "new", require_http_methods(["GET", "HEAD", "POST"])(upload_page)),
            ("template/<slug:name>/", "template", require_GET(template_page)),
            ("<int:pk>/progress/", "progress", require_GET(progress_page)),
            ("<int:pk>/rows/", "rows", require_GET(partial(rows_page, cls))),
            ("<int:pk>/mend/", "mend", require_http_methods(["GET", "HEAD", "POST"])(partial(mend_page, cls))),
            ("<int:pk>/colour/", "colour", require_POST(colour_page)),
            ("<int:pk>/rest/", "rest", require_POST(rest_page)),
        ]
        return [*(cls._own(*route) for route in own), *super().urls()]

    @classmethod
    def _own(cls, route: str, name: str, view: Any) -> URLPattern:
        guarded = page(readers=cls.readers)(view)
        guarded.pages = cls  # type: ignore[attr-defined]
        return path(f"{cls.slug}/{route}", guarded, name=f"{cls.slug}-{name}")


# Bringing a workbook


def upload_page(request: PortalRequest, key: str = "") -> HttpResponse:
    open_now = open_to(request.post)
    if not open_now:
        raise PermissionDenied(ImportPages.why_not_create(request.post, ImportWorkbook))
    sentence = ""
    if request.method == "POST":
        try:
            run = _uploaded(request, open_now)
        except StepRefused as refused:
            sentence = refused.sentence
        else:
            return redirect(ImportPages.url("detail", run.pk))
    context = {
        "pages": ImportPages,
        "ledgers": [_choice(one, request.post) for one in open_now],
        "chosen": request.POST.get("ledger") or request.GET.get("ledger", ""),
        "sentence": sentence,
        "pasted": request.POST.get("pasted", ""),
        "list_url": ImportPages.url("list"),
    }
    return render(request, "imports/new.html", context, status=409 if sentence else 200)


def _uploaded(request: PortalRequest, open_now: Sequence[Ledger]) -> ImportRun:
    chosen = request.POST.get("ledger", open_now[0].name)
    subject = next((one for one in open_now if one.name == chosen), None)
    if subject is None:
        raise StepRefused("请选择要导入的台账。")
    return upload(subject, _workbook(request, subject), by=request.post)


def _workbook(request: PortalRequest, subject: Ledger) -> File[bytes]:
    """The file, or what was pasted in its place."""
    file, pasted = request.FILES.get("file"), request.POST.get("pasted", "")
    if file and pasted.strip():
        raise StepRefused("文件和粘贴的内容只能用一样：请清空粘贴框，或不选文件。")
    if file:
        return file
    if pasted.strip():
        return workbook_of(pasted, subject, request.post)
    raise StepRefused("请选择要导入的 Excel 文件（.xlsx），或粘贴从表格里复制的内容。")


def _choice(subject: Ledger, post: Post) -> dict[str, Any]:
    mode = subject.mode_for(post)
    assert mode is not None
    return {
        "name": subject.name,
        "title": subject.title,
        "mode": mode.title,
        "second_person": mode.second_person,
        "template_url": f"{ImportPages.url('list')}template/{subject.name}/",
    }


def template_page(request: PortalRequest, name: str) -> HttpResponseBase:
    return sent_template(name, request.post)


def sent_template(name: str, post: Post) -> FileResponse:
    """Raises Http404, PermissionDenied."""
    try:
        subject = ledger(name)
    except KeyError:
        raise Http404("没有这份台账。") from None
    file = template_file(subject, post)
    response = FileResponse(file, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(subject.title + '模板.xlsx')}"
    return response


def progress_page(request: PortalRequest, pk: int) -> HttpResponse:
    run = record_of(ImportPages, request.post, pk)
    if run.job:
        watch(run.job, request.post)
    answer = render(request, "imports/_progress.html", {"progress": _progress(run)})
    if run.state not in UNDER_WAY:
        # The page as a whole changes with the state.
        answer["HX-Refresh"] = "true"
    return answer


# What a button starts


def colour_page(request: PortalRequest, pk: int) -> HttpResponse:
    """The same workbook with its cells coloured and commented, in the download centre."""
    run = record_of(ImportPages, request.post, pk)
    try:
        job = begin_colouring(run, by=request)
    except StepRefused as refused:
        messages.error(request, refused.sentence)
        return redirect(ImportPages.url("detail", pk))
    return redirect("job", job.pk)


def begin_colouring(run: ImportRun, *, by: PortalRequest) -> Job:
    """The copy holds every number whole: for who brought the file alone. Raises StepRefused."""
    if sentence := why_not_own(run, by.post):
        raise StepRefused(sentence)
    if not run.summary:
        raise StepRefused("没有可以标注的核对结果。")
    with acting(by.post):
        log_access(by, AccessLog.Act.EXPORT, run, detail="标注核对结果的工作簿")
        return jobs.start("colour_import", f"标注“{run.name}”的核对结果", by.post, {"run": run.pk})


def rest_page(request: PortalRequest, pk: int) -> HttpResponse:
    """Go on with the rows that were held back, as an import of their own."""
    run = record_of(ImportPages, request.post, pk)
    try:
        rest = continue_held(run, by=request.post)
    except StepRefused as refused:
        messages.error(request, refused.sentence)
        return redirect(ImportPages.url("detail", pk))
    return redirect(ImportPages.url("detail", rest.pk))
