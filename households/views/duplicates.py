"""疑似重复."""

from __future__ import annotations

from typing import Any

from accounts.models import Post
from accounts.pages import Menu
from accounts.roles import LEDGER_CLERKS
from core.views.records import RecordPages, Section
from households import panels
from households.filters import DuplicateFilter
from households.models import DuplicatePair
from households.workflows import (
    SettleDuplicate,
)


class DuplicatePages(RecordPages):
    model = DuplicatePair
    slug = "duplicates"
    title = "疑似重复"
    menu = Menu("台账", "疑似重复", "copy")
    readers = LEDGER_CLERKS
    unit = "对"
    empty = "没有疑似重复。提交申请时系统自动比对身份证号、燃气表号和同村同名同电话。"

    columns = (
        "application", "application.householder", "grounds", "decision", "town", "village", "created_at", "decided_at",
        "household", "other",
    )  # fmt: skip
    # Without the other side: the comparison shows as much of it as the post may see.
    default_columns = columns[:8]
    subject = "application.householder"
    headings = {"created_at": "发现时间", "application.householder": "户主"}
    filterset_class = DuplicateFilter
    select_related = ("application", "application__household", "household", "other", "other__household")
    colours = {"decision": panels.PAIR_TONES}

    sections = (
        Section("裁定", ("application", "application.householder", "grounds", "decision", "created_at", "decided_at")),
    )
    panels = (panels.comparison,)
    workflows = (SettleDuplicate,)

    @classmethod
    def why_not_create(cls, post: Post, workflow: Any) -> str:
        return "疑似重复由平台比对时发现，不能自行登记。"
