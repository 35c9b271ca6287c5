"""设备台账."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from accounts.models import Post
from accounts.pages import Menu
from accounts.roles import LEDGER_READERS, Role
from core.views.declaration import PanelFunction
from core.views.records import Action, RecordPages, Section
from core.wording.division_names import place_name
from households.ageing import panels as ageing
from households.filters import EquipmentFilter
from households.models import Equipment
from households.search import search_equipment
from households.views.households import DEVICE, PLACED


class EquipmentPages(RecordPages):
    model = Equipment
    slug = "equipment"
    title = "设备台账"
    menu = Menu("台账", "设备台账", "heater")
    readers = LEDGER_READERS | {Role.SAFETY_OFFICER}
    unit = "台"
    empty = "没有符合条件的取暖设备。"

    columns = ("household", "kind", "state", *PLACED, *DEVICE.fields, "stopped_on", "replaced_by")
    default_columns = (
        "household", "kind", "device_brand", "device_model", "device_power", "device_installed_on", "town", "village",
        "state",
    )  # fmt: skip
    search = staticmethod(search_equipment)
    search_hint = "户主姓名、身份证号、电话、设备编码"
    select_related = ("household",)
    standing = "state"
    filterset_class = EquipmentFilter
    colours = {"state": {Equipment.State.IN_USE: "good", Equipment.State.STOPPED: "warning"}}

    sections = (
        Section("设备", ("household", "kind", "state", *PLACED, "stopped_on", "replaced_by")),
        Section("技术参数", DEVICE.fields),
    )
    panels = (ageing.of_equipment, ageing.flags_of_equipment)

    @classmethod
    def panels_for(cls, post: Post) -> Sequence[PanelFunction]:
        """Those of a room for who may enter it."""
        return cls.panels if post.role in LEDGER_READERS else ()

    @classmethod
    def actions(cls, record: Equipment, post: Post) -> Sequence[Action]:
        return ageing.flagging(record, post)

    @classmethod
    def summary(cls, record: Equipment) -> str:
        return f"{record.household}，{record}，{place_name(record)}，{record.get_state_display()}"

    @classmethod
    def queryset(cls, post: Post) -> QuerySet[Equipment]:
        return super().queryset(post).exclude(state=Equipment.State.VOID)
