"""重点人员台账."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from accounts.models import Post
from accounts.pages import Menu, PortalRequest
from accounts.roles import Role
from core.addresses import rows_url
from core.sealing.numbers import mask_phone
from core.typed import whole_number
from core.views.declaration import key_of
from core.views.records import Action, RecordPages, Section
from core.wording.division_names import place_name
from core.workflow import Workflow
from households.caring import forms, panels
from households.caring.filters import KeyPersonFilter, search_people
from households.caring.ledgers import KeyPersonLedger
from households.caring.workflows import READERS, CareForPerson
from households.guards import why_not_in_use
from households.models import Household, KeyPerson
from households.workflows import FILERS

OF_LEAVING = frozenset({"left_on", "leave_reason"})


class KeyPersonPages(RecordPages):
    model = KeyPerson
    slug = "key-persons"
    title = "重点人员台账"
    menu = Menu("台账", "重点人员台账", "heart-handshake")
    readers = READERS
    unit = "人"
    empty = "没有符合条件的重点人员。请在住户的页面上点“登记重点人员”，或由街镇用表格导入。"

    ledger = KeyPersonLedger
    columns = ("household", "created_at")
    default_columns = (
        "name", "kinds", "mobility", "phone", "carer", "carer_role", "town", "village", "household", "state",
        "reviewed_on",
    )  # fmt: skip
    headings = {"age": "年龄", "created_at": "登记时间"}
    select_related = ("household",)
    search = staticmethod(search_people)
    search_hint = "姓名、户主姓名、身份证号、电话、户编号"
    filterset_class = KeyPersonFilter
    colours = {"state": panels.TONES}
    masks = {"phone": mask_phone, "contact_phone": mask_phone, "carer_phone": mask_phone}
    subject = "name"
    sections = (
        Section("本人", ("name", "kinds", "birth_year", "age", "phone", "mobility", "household", "village", "town")),
        Section("紧急联系人", ("contact_name", "contact_relation", "contact_phone")),
        Section("帮扶人", ("carer", "carer_role", "carer_phone")),
        Section("名册", ("state", "reviewed_on", "left_on", "leave_reason", "created_at", "remark")),
    )
    workflows = (CareForPerson,)
    forms = {CareForPerson: forms.KeyPersonForm}
    prefills = ("household",)

    @classmethod
    def initial(cls, request: PortalRequest, workflow: type[Workflow] | None) -> dict[str, Any]:
        """As far as the ledger knows him: the householder, and what his household is flagged as."""
        asked = super().initial(request, workflow)
        chosen = whole_number(str(asked.get("household", "")))
        household = Household.objects.visible_to(request.post).filter(pk=chosen).first() if chosen else None
        if household is None or household.key_persons.registered().exists():
            return asked
        known = ("name", "phone", "birth_year")
        return asked | {"kinds": household.care} | {name: getattr(household, name) for name in known}

    @classmethod
    def sections_of(cls, record: KeyPerson) -> Sequence[Section]:
        """Of who is here, nothing of a leaving."""
        if record.state == KeyPerson.State.LEFT:
            return cls.sections
        return [Section(one.title, [name for name in one.fields if name not in OF_LEAVING]) for one in cls.sections]

    @classmethod
    def why_not_edit(cls, record: KeyPerson, post: Post) -> str:
        if post.role not in FILERS:
            return "重点人员由村（居）委会或街镇登记、修改。"
        return "已迁出的不能修改；又在册的，请先重新登记。" if record.state == KeyPerson.State.LEFT else ""

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        flagged = Action("有标记未登记的户", rows_url("households", unregistered="on"), "list-filter")
        figures = Action("重点人员统计", reverse("key-person-figures"))
        bring = Action("导入表格", reverse("imports-new"), "file-up")
        return [flagged, figures, *([bring] if post.role == Role.TOWN_OFFICE else [])]

    @classmethod
    def summary(cls, record: KeyPerson) -> str:
        return f"{record}，{place_name(record)}，{record.get_state_display()}"


def register_in(household: Household) -> Action:
    """On the household's page."""
    new = KeyPersonPages.url("new", key_of(CareForPerson), household=household.pk)
    return Action("登记重点人员", new, why_not=why_not_in_use(household))
