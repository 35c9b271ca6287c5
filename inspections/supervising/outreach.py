"""燃气安全宣传: who enters what was done in a village (P105). A wrong entry is made void and stays."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from accounts.audit import Actor
from accounts.hiding import without_numbers
from accounts.models import Organization, Post
from accounts.roles import Role
from core.parameters import Parameter
from core.workflow import ACTOR, Answers, Step, Workflow, refusals
from inspections.models import PublicityActivity

State = PublicityActivity.State
FILERS = frozenset({Role.VILLAGE, Role.TOWN_GAS_OFFICE, Role.GAS_COMPANY, Role.SAFETY_OFFICER})
WANTED_A_YEAR = Parameter(
    "inspections.publicity_a_year", "每村每年安全宣传次数", 4, unit="次", lowest=1, highest=52,
    basis="《推进方案》三(一) 开展燃气安全知识宣传教育；每季度至少一次",
)  # fmt: skip


def held_until_today(activities: Sequence[PublicityActivity], by: Actor) -> dict[int, str]:
    """活动日期不晚于今天。"""
    today = timezone.localdate()
    return refusals(activities, lambda one: "活动日期不能晚于今天，请活动结束后再登记。" if one.held_on > today else "")


def company_of_the_filer(activities: Sequence[PublicityActivity], by: Actor, answers: Answers) -> None:
    """企业登记的，记下是哪家企业。"""
    if isinstance(by, Post) and by.organization.kind == Organization.Kind.GAS:
        for one in activities:
            one.company = by.organization


class FileActivity(Workflow):
    title = "燃气安全宣传"
    model, state = PublicityActivity, State

    file = Step(
        "登记宣传活动",
        None,
        State.FILED,
        by=FILERS,
        asks=["village", "kind", "held_on", "topic", "reached", "organiser"],
        accepts=["leaflets", "content"],
        requires=[held_until_today],
        stamps={"filed_by": ACTOR},
        then=[company_of_the_filer],
    )
    void = Step("作废", State.FILED, State.VOID, by=FILERS, reason=True, aside=True)

    @classmethod
    def prepare(cls, records: Sequence[PublicityActivity]) -> None:
        for one in records:
            one.content = without_numbers(one.content)
