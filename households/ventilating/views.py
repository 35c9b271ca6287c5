"""The pages of 通气登记."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import Post
from accounts.pages import Menu
from core.views.declaration import Action
from core.views.records import RecordPages, Section
from core.wording.division_names import place_name
from households.models import Ventilation
from households.ventilating import panels
from households.ventilating.filters import VentilationFilter, search_ventilations
from households.ventilating.forms import VentilationForm
from households.ventilating.workflows import Ventilate

PLACED = ("town", "village")


class VentilationPages(RecordPages):
    model = Ventilation
    slug = "ventilations"
    title = "通气登记"
    menu = Menu("计划改造", "通气登记", "flame")
    readers = panels.READERS
    unit = "条"
    empty = (
        "没有符合条件的通气登记。气代煤户验收合格后自动列入待通气；停气后恢复供气的，请在住户的页面上点“登记重新通气”。"
    )

    columns = (
        "householder", "occasion", "state", *PLACED, "address", "supplier", "ventilated_on", "household",
        "household.number", "construction", "ventilated_by", "created_at",
    )  # fmt: skip
    default_columns = columns[:9]
    headings = {"household.number": "户编号", "created_at": "登记时间"}
    select_related = ("household", "construction", "supplier")
    search = staticmethod(search_ventilations)
    search_hint = "户主姓名、身份证号、电话、表号、户编号"
    subject = "householder"
    filterset_class = VentilationFilter
    colours = {"state": panels.TONES}
    sections = (
        Section("住户", ("householder", *PLACED, "address", "household", "construction")),
        Section("通气", ("occasion", "state", "supplier", "ventilated_on", "ventilated_by", "created_at")),
    )
    workflows = (Ventilate,)
    forms = {Ventilate: VentilationForm}
    prefills = ("household", "construction", "occasion")

    @classmethod
    def why_not_edit(cls, record: Ventilation, post: Post) -> str:
        return "通气登记不能修改；登记错了的，请取消后重新登记。"

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        return [Action("待通气的", cls.url("list", state=Ventilation.State.WAITING), "list-filter")]

    @classmethod
    def summary(cls, record: Ventilation) -> str:
        return f"{record.householder}，{record}，{place_name(record)}，{record.get_state_display()}"
