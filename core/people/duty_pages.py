"""责任村: its pages, and what the page of an officer's post shows of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Division, Post, VillageDuty
from accounts.pages import Menu, PortalRequest
from accounts.roles import Reach, Role
from core.people.duties import ASSIGNERS, VILLAGES_PER_OFFICER, AssignVillage, assign_all
from core.people.filters import VillageDutyFilter
from core.views.record_form import RecordForm
from core.views.records import Action, RecordPages, Section, Shown
from core.workflow import Step, Workflow

State = VillageDuty.State
TONES = {State.ON_DUTY: "good", State.ENDED: "neutral"}
READERS = ASSIGNERS | {Role.TOWN_OFFICE, Role.DISTRICT_OFFICE, Role.GAS_AUTHORITY, Role.SAFETY_OFFICER}


def officers_for(post: Post) -> QuerySet[Post]:
    """Whom the post may give a village: a company its own people, an office those who serve where it stands."""
    officers = Post.objects.in_force().filter(role=Role.SAFETY_OFFICER).select_related("user", "organization")
    if post.reach is Reach.COMPANY:
        return officers.filter(organization=post.organization_id)
    code = post.division.code
    around = [code[:length] for length in range(2, len(code))]
    return officers.filter(Q(division__code__in=around) | Q(division__code__startswith=code))


class OfficerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, post: Any) -> str:
        return f"{post.user.name}（{post.organization}）"


class VillageDutyForm(RecordForm):
    """One officer, and all the villages that he is given at once."""

    village = forms.ModelMultipleChoiceField(
        Division.objects.villages(),
        label="村（社区）",
        error_messages={"invalid_choice": "所选的村（社区）里有已停用或不在您管辖范围内的，请刷新页面后重选。"},
    )

    class Meta:
        model = VillageDuty
        fields = ["post", "since_on"]
        field_classes = {"post": OfficerField}
        widgets = {"post": forms.Select(attrs={"data-choose": ""})}

    field_order = ["post", "village", "since_on"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["post"].queryset = officers_for(self.post)  # type: ignore[attr-defined]
        most = int(VILLAGES_PER_OFFICER.on())
        self.fields["village"].help_text = f"可以一次选几个村；一名安全员最多负责 {most} 个。"

    def begin(self, step: Step, answers: Mapping[str, Any]) -> list[VillageDuty]:
        return assign_all(answers["post"], answers["village"], answers["since_on"], by=self.post)


def search_duties(rows: QuerySet[VillageDuty], text: str, post: Post) -> QuerySet[VillageDuty]:
    by_village = Q(village__name__contains=text) | Q(village__alias__contains=text)
    return rows.filter(by_village | Q(post__user__name__contains=text) | Q(post__organization__name__contains=text))


class VillageDutyPages(RecordPages):
    model = VillageDuty
    slug = "village-duties"
    title = "责任村"
    menu = Menu("组织与用户", "责任村", "map-pin")
    readers = READERS
    workflows = (AssignVillage,)
    forms = {AssignVillage: VillageDutyForm}
    columns = ("village", "town", "post.user", "post.organization", "post.user.phone", "since_on", "until_on", "state")
    headings = {"post.user": "安全员", "post.organization": "燃气企业", "post.user.phone": "安全员电话"}
    colours = {"state": TONES}
    search = staticmethod(search_duties)
    search_hint = "村名、安全员姓名、企业名称"
    filterset_class = VillageDutyFilter
    select_related = ("village", "town", "post__user", "post__organization")
    unit = "条"
    empty = "还没有责任村。由燃气企业或街镇燃气主管部门为驻村安全员安排，安排后他才看得到村里的住户。"
    prefills = ("post", "village")
    sections = (
        Section("安全员", ("post", "post.user.phone")),
        Section("责任村", ("village", "town", "since_on", "until_on")),
    )

    @classmethod
    def why_not_edit(cls, record: VillageDuty, post: Post) -> str:
        return "责任村只能安排和结束，不能修改。安排错了的，请结束后重新安排。"

    @classmethod
    def initial(cls, request: PortalRequest, workflow: type[Workflow] | None) -> dict[str, Any]:
        """An address may name several villages."""
        villages = request.GET.getlist("village")
        return {"since_on": timezone.localdate(), **super().initial(request, workflow), "village": villages}


def villages_of(officer: Post, post: Post) -> Shown | None:
    """On the page of a safety officer's post."""
    if officer.role != Role.SAFETY_OFFICER or post.role not in READERS:
        return None
    rows = [
        {"duty": duty, "url": VillageDutyPages.url("detail", duty.pk), "tone": TONES[State(duty.state)]}
        for duty in VillageDuty.objects.visible_to(post).filter(post=officer).select_related("village", "town")
    ]
    return Shown("责任村", "people/_duties.html", {"rows": rows})


def assigning(officer: Post, post: Post) -> Sequence[Action]:
    """The button of a safety officer's post."""
    if officer.role != Role.SAFETY_OFFICER or post.role not in ASSIGNERS:
        return ()
    why_not = "" if officer.is_in_force else "岗位还没有批准，或者已离岗。"
    url = VillageDutyPages.url("new", post=officer.pk)
    return [Action(AssignVillage.assign.label, url, "map-pin", why_not=why_not)]
