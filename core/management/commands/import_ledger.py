"""`manage.py import_ledger households FILE --by USER [--confirmed-by USER2] [--check] [--take-good-rows] [--json]`.

Exit status 1 and nothing written if there are errors, unless --take-good-rows; a file that cannot be read is one error.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError

from accounts.models import Post
from core.ledgers.base import Ledger, ledger, ledgers
from core.ledgers.checking import Checked, Task, check
from core.ledgers.commands import post_that
from core.ledgers.findings import Finding, Level, WorkbookRefused
from core.ledgers.importing import Imported, NotWritten, import_workbook
from core.ledgers.reading import too_big_sentence
from core.ledgers.runs import keep_written


class Command(BaseCommand):
    help = "导入台账工作簿：先核对，没有错误才写入"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ledger", choices=[one.name for one in ledgers()], help="台账")
        parser.add_argument("file", type=Path, help=".xlsx 文件")
        parser.add_argument("--by", required=True, metavar="USER", help="导入人的登录名")
        parser.add_argument("--confirmed-by", metavar="USER", help="确认人的登录名（首次建账须由第二人确认）")
        parser.add_argument("--check", action="store_true", help="只核对，不写入")
        parser.add_argument("--take-good-rows", action="store_true", help="有误的行不写入，其余写入")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        task = _task(ledger(options["ledger"]), options["by"], writes=not options["check"])
        confirmer = None if options["check"] else _confirmer(task, options["confirmed_by"])
        try:
            content = _read(options["file"])
            checked, wrote = self._run(content, task, confirmer, options)
        except WorkbookRefused as refused:
            report = _report(None, [refused.finding], wrote=False)
        else:
            report = _report(checked, checked.findings, wrote=wrote)
        self._say(report, as_json=options["json"])
        if report["errors"] and not report["written"]:
            raise SystemExit(1)

    def _run(self, content: bytes, task: Task, confirmer: Post | None, options: dict[str, Any]) -> tuple[Checked, bool]:
        """What was found, and whether it was written."""
        if options["check"]:
            return check(content, task), False

        def finish(imported: Imported) -> None:
            with options["file"].open("rb") as file:
                keep_written(imported, File(file, options["file"].name), confirmer)

        try:
            imported = import_workbook(
                content,
                task,
                approve=lambda checked: options["take_good_rows"] or not checked.table.bad,
                why=f"导入“{options['file'].name}”",
                finish=finish,
            )
        except NotWritten as stopped:
            return stopped.checked, False
        except IntegrityError as taken:
            raise CommandError("写入时有号码刚被占用，没有写入。请重新导入。") from taken
        return imported.checked, True

    def _say(self, report: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
            return
        self.stdout.write(
            f"共 {report['rows']:,} 行：新增 {report['added']:,}，变更 {report['changed']:,}，"
            f"未变 {report['unchanged']:,}，有误 {report['bad']:,}；{'已写入' if report['written'] else '没有写入'}。"
        )
        for level, label in (("errors", "有误"), ("warnings", "提醒"), ("fixed", "已修正")):
            for one in report[level]:
                place = f"第 {one['row']} 行“{one['column']}”" if one["row"] else "整个文件"
                self.stdout.write(f"{label} {place}：{one['message']}（{one['code']}）")


def _task(subject: Ledger, username: str, *, writes: bool) -> Task:
    post = post_that(username, lambda post: subject.mode_for(post) is not None, f"不能导入{subject.title}")
    mode = subject.mode_for(post)
    assert mode is not None
    if sentence := mode.closed(post):
        raise CommandError(sentence)
    return Task(subject, mode, post, {}, locked=writes)


def _confirmer(task: Task, username: str | None) -> Post | None:
    if not task.mode.second_person:
        return None
    if not username:
        raise CommandError(f"{task.mode.title}须由第二人确认，请用 --confirmed-by 指明确认人的登录名。没有写入。")
    post = post_that(
        username,
        lambda post: post.role == task.post.role and post.division_id == task.post.division_id,
        f"不是同一单位的{task.post.get_role_display()}，不能确认",
    )
    if post.user_id == task.post.user_id:
        raise CommandError("须由另一位同事确认，导入人自己不能确认。没有写入。")
    return post


def _read(file: Path) -> bytes:
    try:
        if sentence := too_big_sentence(file.stat().st_size):
            raise WorkbookRefused("too_big", sentence)
        return file.read_bytes()
    except OSError as problem:
        raise CommandError(f"读不到文件 {file}：{problem.strerror}。") from problem


def _report(checked: Checked | None, findings: list[Finding], *, wrote: bool) -> dict[str, Any]:
    def of(level: Level) -> list[dict[str, Any]]:
        return [finding.as_json() for finding in findings if finding.level == level]

    return {
        "rows": len(checked.table.rows) if checked else 0,
        "added": len(checked.added) if checked else 0,
        "changed": len(checked.changed) if checked else 0,
        "unchanged": checked.unchanged if checked else 0,
        "bad": len(checked.table.bad) if checked else 0,
        "written": wrote,
        "errors": of(Level.ERROR),
        "warnings": of(Level.WARNING),
        "fixed": of(Level.FIXED),
    }
