"""Records' pages as an app would declare them, over the ledger's tables; for the tests of the machinery."""

from django.urls import include, path

from accounts.pages import Menu
from accounts.roles import LEDGER_CLERKS, LEDGER_READERS, Role
from config.urls import handler400, handler403, handler404, handler500  # noqa: F401 - the site's own
from core.sealing.numbers import mask_phone
from core.views.records import Action, RecordPages, Section, Shown
from households.models import Application, Household
from households.workflows import AddHousehold, CancelHousehold


def by_name(rows, text, post):
    return rows.filter(name__contains=text)


class SamplePages(RecordPages):
    model = Household
    slug = "samples"
    title = "样例台账"
    menu = Menu("台账", "样例台账", "house")
    readers = LEDGER_READERS
    primary = False
    unit = "户"
    columns = ("name", "number", "id_number", "phone", "town", "village", "heated_area", "status", "converted_year")
    sorts = {"number": ("number", "id"), "converted_year": ("converted_year", "id"), "name": ("name", "id")}
    search = staticmethod(by_name)
    search_hint = "户主姓名"
    masks = {"phone": mask_phone}
    colours = {"status": {1: "good", 2: "danger"}}
    sections = (
        Section("户主", ("name", "id_number", "phone")),
        Section("住房", ("village", "address", "heated_area", "residents")),
    )
    creators = frozenset({Role.DISTRICT_OFFICE})
    editors = frozenset({Role.TOWN_OFFICE, Role.DISTRICT_OFFICE})

    @classmethod
    def actions(cls, record, post):
        return [Action("销户", f"/sample-applications/new/cancel/?household={record.pk}")]


def told(record, post):
    return Shown("说明", "_components/note.html", {"text": f"{record.name}家的说明"})


class SampleApplicationPages(RecordPages):
    model = Application
    slug = "sample-applications"
    title = "样例申请"
    menu = Menu("台账", "样例申请", "file-text")
    readers = LEDGER_CLERKS
    primary = False
    columns = ("name", "number", "case", "state", "village", "phone")
    masks = {"phone": mask_phone}
    sections = (Section("户主", ("name", "id_number", "phone", "village")), Section("申请", ("case", "reason")))
    panels = (told,)
    attachments = {"photo": "现场照片", "id_card": "户主身份证"}
    workflows = (AddHousehold, CancelHousehold)
    prefills = ("household",)

    @classmethod
    def why_not_edit(cls, record, post):
        return "" if record.state == Application.State.DRAFT else "提交后不能再改。"


urlpatterns = [*SamplePages.urls(), *SampleApplicationPages.urls(), path("", include("config.urls"))]
