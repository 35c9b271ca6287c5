"""The long work of ledgers, as jobs. Each writes in one transaction with the end of its job: taken up again after a
killed worker it starts from the beginning, and what it wrote it wrote once."""

from __future__ import annotations

from django.db import IntegrityError

from accounts.audit import System, acting
from core.background.jobs import JobFailed, Work, job
from core.ledgers.base import Undone
from core.ledgers.checking import Checked, check
from core.ledgers.colouring import coloured
from core.ledgers.findings import WorkbookRefused
from core.ledgers.importing import Imported, NotWritten, import_workbook, lock_imports
from core.ledgers.runs import content_of, fingerprint, keep_findings, task_of
from core.ledgers.workflow import ImportWorkbook, mode_of
from core.models import ImportRun, Job
from core.notifying.notices import link_to

State = ImportRun.State
CHANGED_MEANWHILE = "核对之后台账有了变动，核对结果已更新，请看过后再写入。"
NUMBER_SINCE_TAKEN = "没有撤销：有住户原来的号码，导入之后已登记在另一户上。请先改正那一户。"
TAKEN_MEANWHILE = "写入时有号码刚被别的申请占用，请重新核对后再写入。"


def run_of(work: Work) -> ImportRun:
    return ImportRun.objects.select_related("post__division__district", "area", "held_from", "job").get(
        pk=work.params["run"]
    )


def give_back(ended: Job) -> None:
    """The import is as it was before the job was started, unless somebody stopped it meanwhile or it waits for
    another."""
    for run in ImportRun.objects.select_for_update(of=("self",)).filter(job=ended):
        if run.state == State.WRITING:
            ImportWorkbook.interrupt(run, by=System.CLOCK)
        elif run.state == State.UNDOING:
            ImportWorkbook.keep(run, by=System.CLOCK)


def step_of(work: Work) -> object:
    def step(doing: str) -> None:
        work.check_cancelled()
        work.progress(0, None, doing)

    return step


@job("check_import", "核对导入文件")
def check_import(work: Work) -> None:
    run = run_of(work)
    if run.state != State.UPLOADED:
        return
    try:
        checked = check(content_of(run), task_of(run, locked=False), step_of(work))  # type: ignore[arg-type]
    except WorkbookRefused as refused:
        with acting(run.post):
            ImportRun.objects.filter(pk=run.pk).update(refusal=str(refused)[:500])
            run.refresh_from_db()
            ImportWorkbook.refuse(run, by=System.CLOCK)
            work.finish(str(refused), _page_of(run))
        return
    with acting(run.post):
        keep_findings(run, checked)
        ImportWorkbook.report(run, by=System.CLOCK)
        work.finish(_sentence(checked), _page_of(run))


def _page_of(run: ImportRun) -> str:
    return link_to(run._meta.label_lower, run.pk)


def _sentence(checked: Checked) -> str:
    return (
        f"共 {len(checked.table.rows):,} 行：新增 {len(checked.added):,}，变更 {len(checked.changed):,}，"
        f"未变 {checked.unchanged:,}，有误 {len(checked.table.bad):,}。"
    )


@job("write_import", "写入导入", undone=give_back)
def write_import(work: Work) -> None:
    run = run_of(work)
    if run.state != State.WRITING:
        return
    try:
        _write(work, run)
    except NotWritten as stopped:
        with acting(run.post):
            keep_findings(run, stopped.checked)
            ImportRun.objects.filter(pk=run.pk).update(remarks=[CHANGED_MEANWHILE, *run.remarks])
        raise JobFailed(CHANGED_MEANWHILE) from stopped
    except IntegrityError as taken:
        raise JobFailed(TAKEN_MEANWHILE) from taken


def _write(work: Work, run: ImportRun) -> None:
    """In one transaction: check again under the lock, write, and note that it is done."""

    def approve(checked: Checked) -> bool:
        """Asked again: the first filling may have been declared ended since it was confirmed."""
        if sentence := checked.mode.closed(run.post):
            raise JobFailed(sentence)
        return fingerprint(checked) == run.fingerprint

    def progress(done: int, total: int) -> None:
        work.check_cancelled()
        work.progress(done, total, "正在写入台账")

    def finish(imported: Imported) -> None:
        ImportRun.objects.filter(pk=run.pk).update(act=imported.act)
        run.refresh_from_db()
        ImportWorkbook.finish(run, by=System.CLOCK)
        work.finish(_sentence(imported.checked), _page_of(run))

    confirmed = f"，{run.confirmed_by.user.name}确认" if run.confirmed_by else ""
    import_workbook(
        content_of(run),
        task_of(run, locked=True),
        approve=approve,
        why=f"导入“{run.name}”{confirmed}",
        run_id=run.pk,
        finish=finish,
        step=step_of(work),  # type: ignore[arg-type]
        progress=progress,
    )


@job("undo_import", "撤销导入", undone=give_back)
def undo_import(work: Work) -> None:
    run = run_of(work)
    if run.state != State.UNDOING or run.act is None:
        return
    try:
        _undo(work, run)
    except IntegrityError as taken:
        raise JobFailed(NUMBER_SINCE_TAKEN) from taken


def _undo(work: Work, run: ImportRun) -> None:
    assert run.act is not None
    mode = mode_of(run)
    with acting(work.post, why=f"撤销导入“{run.name}”"):
        lock_imports(run.ledger)
        if sentence := mode.why_not_undo(run.post):
            raise JobFailed(sentence)
        undone = mode.undo(run.act, work.post)
        ImportRun.objects.filter(pk=run.pk).update(taken_back=undone.taken_back, kept=undone.refused)
        run.refresh_from_db()
        (ImportWorkbook.undone if undone.taken_back else ImportWorkbook.keep)(run, by=System.CLOCK)
        work.finish(_sentence_of(undone), _page_of(run))


def _sentence_of(undone: Undone) -> str:
    if not undone.taken_back:
        return "没有撤销：各行此后都已有改动或在办申请。"
    return f"已撤回 {undone.taken_back:,} 行，{len(undone.refused):,} 行此后已有改动，未撤回。"


@job("colour_import", "标出有误的单元格")
def colour_import(work: Work) -> None:
    run = run_of(work)
    work.progress(0, None, "正在标注")
    with coloured(run) as file:
        work.save_result(file, f"{run.name.removesuffix('.xlsx')}-核对结果.xlsx")
    work.finish("已标出有误、提醒和已修正的单元格。")
