"""首次建账."""

from __future__ import annotations

from typing import Any

from accounts.models import Post
from accounts.pages import Menu
from accounts.roles import Role
from core.views.records import RecordPages, Section
from households import forms
from households.models import FirstFilling
from households.workflows import (
    EndFirstFilling,
)


class FirstFillingPages(RecordPages):
    model = FirstFilling
    slug = "first-filling"
    title = "首次建账"
    menu = Menu("台账", "首次建账", "flag")
    readers = frozenset({Role.DISTRICT_OFFICE, Role.CITY_OFFICE})
    empty = "首次建账正在进行：区双代办可用表格直接建账，由第二人确认后写入。全部建完后，请在这里宣布结束。"

    columns = ("district", "state", "ended_at", "ended_by", "remark")
    sections = (Section("首次建账", ("district", "state", "ended_at", "ended_by", "remark")),)
    workflows = (EndFirstFilling,)
    forms = {EndFirstFilling: forms.EndFirstFillingForm}

    @classmethod
    def why_not_create(cls, post: Post, workflow: Any) -> str:
        if post.role == Role.DISTRICT_OFFICE and FirstFilling.objects.has_ended(post.division):
            return "本区首次建账已经宣布结束。"
        return super().why_not_create(post, workflow)
