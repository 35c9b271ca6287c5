"""Pages of 安全宣传 and 季前准备."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from accounts.models import Post
from accounts.pages import Menu
from accounts.roles import ADMINISTRATORS, GOVERNMENT, TOWN_AND_ABOVE, Role
from core.files.attachments import attachments_of
from core.views.records import Action, RecordPages, Section
from inspections.models import PublicityActivity, PublicityMaterial, ReadinessCheck
from inspections.models.readiness import ASPECTS, Standing
from inspections.supervising import filters, forms
from inspections.supervising.outreach import FILERS, FileActivity
from inspections.supervising.readiness import ASPECT_FIELDS, PrepareForWinter
from inspections.supervising.views import GROUP

READERS = GOVERNMENT | FILERS
MATERIAL_KEEPERS = frozenset({Role.DISTRICT_OFFICE, Role.GAS_AUTHORITY, Role.TOWN_GAS_OFFICE})
ASPECT_TONES: dict[object, str] = {Standing.READY: "good", Standing.LACKING: "danger"}


class ActivityPages(RecordPages):
    model = PublicityActivity
    slug = "publicity-activities"
    title = "燃气安全宣传"
    menu = Menu(GROUP, "燃气安全宣传", "megaphone")
    readers = READERS
    unit = "次"
    empty = "没有符合条件的宣传活动。村、街镇燃气主管部门和燃气企业办完活动后登记，并上传照片。"
    columns = (
        "topic", "kind", "held_on", "village", "town", "reached", "leaflets", "organiser", "state", "content",
        "filed_by",
    )  # fmt: skip
    default_columns = columns[:9]
    search = staticmethod(filters.search_activities)
    search_hint = "主题、组织单位"
    filterset_class = filters.ActivityFilter
    colours = {"state": {PublicityActivity.State.FILED: "good", PublicityActivity.State.VOID: "neutral"}}
    sections = (
        Section("活动", ("topic", "kind", "held_on", "village", "town", "organiser")),
        Section("效果", ("reached", "leaflets", "content", "filed_by")),
    )
    workflows = (FileActivity,)
    forms = {None: forms.ActivityForm}
    attachments = {"photo": "活动照片", "sign_in": "签到表", "other": "其他材料"}
    impersonal = frozenset({"photo"})
    other_document = "other"

    @classmethod
    def why_not_edit(cls, record: PublicityActivity, post: Post) -> str:
        return "登记后不能修改；填错的，请作废后重新登记。"

    @classmethod
    def why_not_attach(cls, record: PublicityActivity, post: Post) -> str:
        if post.role not in FILERS:
            return "材料由登记活动的单位上传。"
        return "" if record.state == PublicityActivity.State.FILED else "已作废，不能再加材料。"

    @classmethod
    def documents_lacking(cls, record: PublicityActivity) -> Sequence[str]:
        return ["photo"] if record.state == PublicityActivity.State.FILED and not _photographed(record) else []

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        sheet = [Action("宣传统计", reverse("publicity-figures"))] if post.role in GOVERNMENT else []
        return [*sheet, Action("宣传材料", reverse("publicity-materials-list"))]


def _photographed(record: PublicityActivity) -> bool:
    return attachments_of(record).filter(purpose="photo").exists()


class MaterialPages(RecordPages):
    model = PublicityMaterial
    slug = "publicity-materials"
    title = "宣传材料"
    menu = Menu(GROUP, "宣传材料", "library")
    readers = frozenset(Role) - ADMINISTRATORS
    creators = editors = MATERIAL_KEEPERS
    unit = "份"
    new_label = "上传宣传材料"
    empty = "还没有宣传材料。由区双代办、燃气主管部门或街镇燃气主管部门上传。"
    columns = ("title", "kind", "audience", "summary", "retired", "updated_at")
    headings = {"updated_at": "更新时间"}
    search = staticmethod(filters.search_materials)
    search_hint = "材料名称"
    filterset_class = filters.MaterialFilter
    colours = {"retired": {True: "neutral", False: "good"}}
    sections = (Section("材料", ("title", "kind", "audience", "summary", "retired")),)
    forms = {None: forms.MaterialForm}
    attachments = {"file": "材料文件"}
    impersonal = frozenset(attachments)
    other_document = "file"


class ReadinessPages(RecordPages):
    model = ReadinessCheck
    slug = "readiness-checks"
    title = "季前准备自查"
    menu = Menu(GROUP, "季前准备自查", "snowflake")
    readers = TOWN_AND_ABOVE
    unit = "份"
    empty = "没有符合条件的自查。每年九月由系统为涉双代的街镇发起。"
    columns = ("seat", "year", "state", *ASPECTS, "checked_on", "signed_by", "signed_on", "confirmed_on")
    select_related = ("seat",)
    filterset_class = filters.ReadinessFilter
    colours = {
        "state": {
            ReadinessCheck.State.OPEN: "waiting",
            ReadinessCheck.State.CHECKED: "doing",
            ReadinessCheck.State.SIGNED: "doing",
            ReadinessCheck.State.CONFIRMED: "good",
        },
        **dict.fromkeys(ASPECTS, ASPECT_TONES),
    }
    sections = (
        Section("自查", ("seat", "year", "checked_on")),
        Section("各方面", ASPECT_FIELDS),
        Section("签字和复核", ("signed_by", "signed_on", "confirmed_on")),
    )
    workflows = (PrepareForWinter,)
    forms = {None: forms.ReadinessForm}
    attachments = {"proof": "自查佐证材料", "signed_form": "签字的自查表"}
    impersonal = frozenset(attachments)
    other_document = "proof"

    @classmethod
    def why_not_edit(cls, record: ReadinessCheck, post: Post) -> str:
        if post.role != Role.TOWN_OFFICE:
            return "自查由街镇填写。"
        return "" if record.state == ReadinessCheck.State.OPEN else "自查已完成；要改的，请先办理“退回补齐”。"

    @classmethod
    def why_not_attach(cls, record: ReadinessCheck, post: Post) -> str:
        if post.role != Role.TOWN_OFFICE:
            return "材料由街镇上传。"
        return "" if record.state != ReadinessCheck.State.CONFIRMED else "已复核，不能再加材料。"

    @classmethod
    def list_actions(cls, post: Post) -> Sequence[Action]:
        return [Action("季前准备一览", reverse("readiness-sheet"))]
