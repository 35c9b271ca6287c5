"""导入: from the upload to the ledger, and back. Read this first.

A township's workbook is written at its own word and becomes applications; the district's fills the ledger itself, and
a second officer confirms it, as he confirms its undoing. Lists that change no ledger are written at the word of who
brings them, be it a company or the finance bureau. Checking, writing and undoing are jobs: a step starts them, a
step of the system says how they ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django.db.models import Q

from accounts.audit import Actor, System
from accounts.models import Post
from accounts.roles import Role
from core.background import jobs
from core.ledgers.base import Mode, ledger
from core.models import ImportRun
from core.workflow import ACTOR, EMPTY, NOW, Answers, Limit, Offer, Step, Unit, Workflow, refusals

State = ImportRun.State
Runs = Sequence[ImportRun]
Refusals = dict[int, str]

DISTRICT = Role.DISTRICT_OFFICE
TOWN = frozenset({Role.TOWN_OFFICE, Role.TOWN_GAS_OFFICE})
LIST_BRINGERS = frozenset({DISTRICT, Role.GAS_COMPANY, Role.POWER_COMPANY, Role.FINANCE})
IMPORTERS = LIST_BRINGERS | TOWN


def mode_of(run: ImportRun) -> Mode:
    return next(mode for mode in ledger(run.ledger).modes if mode.name == run.mode)


def why_not_own(run: ImportRun, post: Post) -> str:
    """Of whom it is not: who sees it from above, and did not bring it."""
    own = (post.role, post.division_id) == (run.post.role, run.area_id)
    return "" if own else f"这份表格由{run.post.organization}导入，只能由该单位办理。"


# What stands in the way


def is_of_own_office(runs: Runs, by: Actor) -> Refusals:
    """由导入的单位办理。"""
    return refusals(runs, lambda run: "" if isinstance(by, System) else why_not_own(run, by))


def is_open(runs: Runs, by: Actor) -> Refusals:
    """导入仍然开放（首次建账没有结束）。"""
    return refusals(runs, lambda run: mode_of(run).closed(run.post))


def is_not_being_checked(runs: Runs, by: Actor) -> Refusals:
    """没有正在核对。"""
    return refusals(runs, lambda run: "正在核对，请等它结束。" if run.job and run.job.state in jobs.UNDER_WAY else "")


def has_good_rows(runs: Runs, by: Actor) -> Refusals:
    """有可写入的行。"""
    nothing = "没有可写入的行：所有行都与台账一致，或有误。"
    return refusals(runs, lambda run: "" if run.added + run.changed else nothing)


def has_no_bad_rows(runs: Runs, by: Actor) -> Refusals:
    """没有有误的行。"""
    return refusals(runs, lambda run: f"有 {run.bad:,} 行有误：请先修改，或只办理无误的行。" if run.bad else "")


def has_bad_rows(runs: Runs, by: Actor) -> Refusals:
    """有有误的行，可以留待修改。"""
    return refusals(runs, lambda run: "" if run.bad else "没有有误的行，不必分开办理。")


def needs_nobody_else(runs: Runs, by: Actor) -> Refusals:
    """这种导入不需要第二人确认。"""
    return refusals(
        runs, lambda run: "这种导入须由第二人确认，请提交或申请确认。" if mode_of(run).second_person else ""
    )


def needs_a_second_person(runs: Runs, by: Actor) -> Refusals:
    """这种导入须由第二人确认。"""
    return refusals(runs, lambda run: "" if mode_of(run).second_person else "这种导入不需要第二人确认，请直接办理。")


def is_another_person(runs: Runs, by: Actor) -> Refusals:
    """确认人没有经手过这份表格：没有上传、修改、提交过。"""
    same = "须由没有经手过这份表格的另一位同事确认；上传、修改或提交过的人不能确认。"
    return refusals(runs, lambda run: same if getattr(by, "user_id", None) in _who_touched(run) else "")


def _who_touched(run: ImportRun) -> set[int]:
    """Users who brought the rows, mended them or handed them over, here or in the import that held them back."""
    handed_over = (ImportWorkbook.hand_over.name, ImportWorkbook.hand_over_good_rows.name)
    posts = Post.objects.filter(
        Q(pk=run.post_id)
        | Q(pk__in=run.corrections.order_by().values("by"))
        | Q(pk__in=ImportWorkbook.history(run).order_by().filter(step__in=handed_over).values("post"))
    )
    users = set(posts.values_list("user", flat=True))
    return users | _who_touched(run.held_from) if run.held_from else users


def can_be_taken_back(runs: Runs, by: Actor) -> Refusals:
    """写入的内容还可以整批撤销（首次建账没有结束）。"""
    return refusals(runs, lambda run: mode_of(run).why_not_undo(run.post))


def is_not_who_asked(runs: Runs, by: Actor) -> Refusals:
    """确认撤销的人不是申请撤销的人自己。"""
    same = "须由另一位同事确认撤销，申请撤销的人自己不能确认。"
    return refusals(runs, lambda run: same if _who_asked(run) == getattr(by, "user_id", None) else "")


def _who_asked(run: ImportRun) -> int | None:
    asked = ImportWorkbook.history(run).filter(step=ImportWorkbook.ask_undo.name)
    return asked.values_list("post__user", flat=True).last()


# What follows


def start_checking(runs: Runs, by: Actor, answers: Answers) -> None:
    _start("check_import", "核对", runs, answers)


def start_writing(runs: Runs, by: Actor, answers: Answers) -> None:
    _start("write_import", "写入", runs, answers)


def start_undoing(runs: Runs, by: Actor, answers: Answers) -> None:
    _start("undo_import", "撤销导入", runs, answers)


def stop_job(runs: Runs, by: Actor, answers: Answers) -> None:
    """Once the step is taken: a job that ends undone then finds the import waiting for it no longer."""
    for run in runs:
        if run.job:
            transaction.on_commit(partial(jobs.cancel, run.job), robust=True)


def _start(kind: str, what: str, runs: Runs, answers: Answers) -> None:
    for run in runs:
        run.job = jobs.start(kind, f"{what}“{run.name}”", answers.by, {"run": run.pk})  # type: ignore[arg-type]


class ImportWorkbook(Workflow):
    title = "表格导入"
    model, state = ImportRun, State

    upload = Step("导入表格", None, State.UPLOADED, by=IMPORTERS, then=[start_checking])
    enter = Step("从命令行导入", None, State.WRITTEN, by=IMPORTERS, stamps={"written_at": NOW})
    # By the job.
    report = Step("核对完成", State.UPLOADED, State.CHECKED, by=System.CLOCK)
    refuse = Step("不能读取", State.UPLOADED, State.REFUSED, by=System.CLOCK)

    write = Step(
        "写入",
        State.CHECKED,
        State.WRITING,
        by=TOWN,
        requires=[is_of_own_office, is_open, needs_nobody_else, has_good_rows, has_no_bad_rows],
        then=[start_writing],
        stamps={"takes_good_rows": False},
    )
    write_good_rows = Step(
        "只写入无误的行",
        State.CHECKED,
        State.WRITING,
        by=TOWN,
        aside=True,
        requires=[is_of_own_office, is_open, needs_nobody_else, has_good_rows, has_bad_rows],
        then=[start_writing],
        stamps={"takes_good_rows": True},
    )
    hand_over = Step(
        "提交确认",
        State.CHECKED,
        State.AWAITING,
        by=DISTRICT,
        requires=[is_of_own_office, is_open, needs_a_second_person, has_good_rows, has_no_bad_rows],
        stamps={"takes_good_rows": False},
    )
    hand_over_good_rows = Step(
        "只提交无误的行",
        State.CHECKED,
        State.AWAITING,
        by=DISTRICT,
        aside=True,
        requires=[is_of_own_office, is_open, needs_a_second_person, has_good_rows, has_bad_rows],
        stamps={"takes_good_rows": True},
    )
    write_list = Step(
        "写入名单",
        State.CHECKED,
        State.WRITING,
        by=LIST_BRINGERS,
        requires=[is_of_own_office, is_open, needs_nobody_else, has_good_rows, has_no_bad_rows],
        then=[start_writing],
        stamps={"takes_good_rows": False},
    )
    write_good_rows_of_list = Step(
        "只写入名单中无误的行",
        State.CHECKED,
        State.WRITING,
        by=LIST_BRINGERS,
        aside=True,
        requires=[is_of_own_office, is_open, needs_nobody_else, has_good_rows, has_bad_rows],
        then=[start_writing],
        stamps={"takes_good_rows": True},
    )
    confirm = Step(
        "确认写入",
        State.AWAITING,
        State.WRITING,
        by=DISTRICT,
        within=Limit(3, Unit.WORKING_DAYS),
        requires=[is_of_own_office, is_open, is_another_person],
        then=[start_writing],
        stamps={"confirmed_by": ACTOR},
    )
    reject = Step(
        "不予确认", State.AWAITING, State.REJECTED, by=DISTRICT, reason=True, aside=True, requires=[is_of_own_office]
    )
    check_again = Step(
        "重新核对",
        [State.UPLOADED, State.CHECKED, State.AWAITING],
        State.UPLOADED,
        by=IMPORTERS,
        aside=True,
        requires=[is_of_own_office, is_not_being_checked],
        then=[start_checking],
    )
    cancel = Step(
        "取消导入",
        [State.UPLOADED, State.CHECKED, State.AWAITING],
        State.CANCELLED,
        by=IMPORTERS,
        aside=True,
        requires=[is_of_own_office],
        then=[stop_job],
    )
    stop = Step(
        "停止写入",
        State.WRITING,
        State.CHECKED,
        by=IMPORTERS,
        aside=True,
        requires=[is_of_own_office],
        then=[stop_job],
        stamps={"confirmed_by": EMPTY},
    )
    # By the job.
    finish = Step("写入完成", State.WRITING, State.WRITTEN, by=System.CLOCK, stamps={"written_at": NOW})
    interrupt = Step(
        "未能写入", State.WRITING, State.CHECKED, by=System.CLOCK, aside=True, stamps={"confirmed_by": EMPTY}
    )

    undo = Step(
        "撤销导入",
        State.WRITTEN,
        State.UNDOING,
        by=IMPORTERS,
        reason=True,
        aside=True,
        requires=[is_of_own_office, needs_nobody_else, can_be_taken_back],
        then=[start_undoing],
    )
    ask_undo = Step(
        "申请撤销导入",
        State.WRITTEN,
        State.UNDO_ASKED,
        by=DISTRICT,
        reason=True,
        aside=True,
        requires=[is_of_own_office, needs_a_second_person, can_be_taken_back],
    )
    confirm_undo = Step(
        "确认撤销",
        State.UNDO_ASKED,
        State.UNDOING,
        by=DISTRICT,
        within=Limit(3, Unit.WORKING_DAYS),
        requires=[is_of_own_office, can_be_taken_back, is_not_who_asked],
        then=[start_undoing],
    )
    refuse_undo = Step(
        "不予撤销", State.UNDO_ASKED, State.WRITTEN, by=DISTRICT, reason=True, aside=True, requires=[is_of_own_office]
    )
    # By the job.
    undone = Step("撤销完成", State.UNDOING, State.UNDONE, by=System.CLOCK)
    keep = Step("未能撤销", State.UNDOING, State.WRITTEN, by=System.CLOCK, aside=True)

    @classmethod
    def offers(cls, record: ImportRun, *, by: Post) -> list[Offer]:
        """Without the way that this kind of import does not go: at one's own word, or with a second person."""
        other = needs_nobody_else if mode_of(record).second_person else needs_a_second_person
        return [offer for offer in super().offers(record, by=by) if other not in offer.step.requires]

    @classmethod
    def describe(cls, record: ImportRun) -> str:
        return f"导入{ledger(record.ledger).title}“{record.name}”"
