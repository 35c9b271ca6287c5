"""导入: a workbook that came in, what was found in it and what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.models import Division, Post
from accounts.records import Record
from accounts.scoping import ScopedQuerySet, SeatScope
from core.models.attachments import random_name
from core.models.jobs import Job


class ImportRun(Record):
    class State(models.TextChoices):
        UPLOADED = "uploaded", "核对中"
        CHECKED = "checked", "已核对"
        AWAITING = "awaiting", "待第二人确认"
        WRITING = "writing", "写入中"
        WRITTEN = "written", "已写入"
        UNDO_ASKED = "undo_asked", "待确认撤销"
        UNDOING = "undoing", "撤销中"
        UNDONE = "undone", "已撤销"
        REJECTED = "rejected", "未予确认"
        CANCELLED = "cancelled", "已取消"
        REFUSED = "refused", "文件不能导入"

    ledger = models.CharField("台账", max_length=40, editable=False)
    mode = models.CharField("方式", max_length=20, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", editable=False, verbose_name="导入人")
    confirmed_by = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="确认人"
    )
    area = models.ForeignKey(Division, models.PROTECT, related_name="+", editable=False, verbose_name="范围")
    state = models.CharField("状态", max_length=10, choices=State, default=State.UPLOADED, editable=False)
    file = models.FileField("文件", upload_to=random_name, max_length=80, editable=False)
    name = models.CharField("文件名", max_length=150, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    # Of the rows that an earlier import of the same file held back.
    held_from = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="continued_by", editable=False, verbose_name="接续"
    )
    rows = models.PositiveIntegerField("行数", default=0, editable=False)
    added = models.PositiveIntegerField("新增", default=0, editable=False)
    changed = models.PositiveIntegerField("变更", default=0, editable=False)
    unchanged = models.PositiveIntegerField("未变", default=0, editable=False)
    bad = models.PositiveIntegerField("有误", default=0, editable=False)
    # What was found: [{"level", "code", "count", "example"}], and what concerns the whole sheet as sentences.
    summary = models.JSONField("核对结果", default=list, editable=False)
    remarks = models.JSONField("整张表的提示", default=list, editable=False)
    refusal = models.CharField("不能导入的原因", max_length=500, blank=True, editable=False)
    takes_good_rows = models.BooleanField("只写入无误的行", default=False, editable=False)
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="任务")
    # Of all that writing would do, as it was approved.
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    act = models.UUIDField("写入的操作编号", null=True, editable=False)
    written_at = models.DateTimeField("写入时间", null=True, editable=False)
    # After an undo: how many rows were taken back, and which not: label → reason.
    taken_back = models.PositiveIntegerField("撤回的行", default=0, editable=False)
    kept = models.JSONField("未能撤回的行", default=dict, editable=False)

    scope = SeatScope(area="area", company="post__organization")
    objects = ScopedQuerySet["ImportRun"].as_manager()

    class Meta:
        verbose_name = "导入"
        ordering = ["-id"]
        indexes = [models.Index(fields=["area", "-id"], name="import_of_area")]

    def __str__(self) -> str:
        return self.name


# What the contents of rows are sealed for.
PURPOSE = "import_row"


class ImportRow(models.Model):
    """A row worth showing: bad, mended, warned or changed. Good new rows are only counted.

    `content` is sealed as one piece, for it holds personal numbers: the cells as read, old → new of what differs.
    `findings` name heading, level, code and sentence, never the number itself."""

    class Outcome(models.TextChoices):
        ADDED = "added", "新增"
        CHANGED = "changed", "变更"
        UNCHANGED = "unchanged", "未变"
        BAD = "bad", "有误"

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="shown_rows")
    row = models.PositiveIntegerField("行号")
    outcome = models.CharField("结果", max_length=10, choices=Outcome)
    findings = models.JSONField("核对结果", default=list)
    content = models.BinaryField()

    sealed_by_hand: ClassVar[dict[str, str]] = {"content": PURPOSE}

    class Meta:
        verbose_name = "导入行"
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["run", "row"], name="import_row_once")]
        indexes = [models.Index(fields=["run", "outcome", "row"], name="import_row_by_outcome")]

    def __str__(self) -> str:
        return f"第 {self.row} 行"


class ImportCorrection(models.Model):
    """What somebody put into a row's cells in the browser, sealed; the file itself stays as it came. Only ever added:
    a later one goes before an earlier one, and both say by whom."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="corrections")
    row = models.PositiveIntegerField("行号")
    content = models.BinaryField()
    by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="修改人")
    at = models.DateTimeField("修改时间", auto_now_add=True)

    sealed_by_hand: ClassVar[dict[str, str]] = {"content": PURPOSE}

    class Meta:
        verbose_name = "导入行的修改"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"第 {self.row} 行"
