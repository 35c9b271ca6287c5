"""聘请评估机构: 招选 → 签约 → 履约 → 履约评价 → 付清 (P116, P118, P119). Read this first, then workflows.py.

Nobody signs with a firm behind which a gas or repair company stands (conflicts.py), nor without papers. Money follows
the evaluation, and the evaluation the last assessment.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db.models import Q, prefetch_related_objects
from django.utils import timezone

from accounts.audit import Actor, System, acting
from accounts.models import Organization, Post
from accounts.roles import Role
from core.models import Notice
from core.notifying import notices
from core.parameters import Parameter
from core.workflow import ACTOR, TODAY, Answers, Limit, Step, Unit, Workflow, follow, refusals
from inspections.assessing import conflicts
from inspections.assessing.documents import BEFORE_SIGNING, ContractPaper, with_papers
from inspections.models import Assessment, AssessorContract, ConflictCheck

State = AssessorContract.State
Contracts = Sequence[AssessorContract]
Refusals = dict[int, str]
Occasion = ConflictCheck.Occasion
Result = ConflictCheck.Result
HIRERS = frozenset({Role.TOWN_OFFICE, Role.TOWN_GAS_OFFICE, Role.DISTRICT_OFFICE})
WARNING_DAYS = Parameter(
    "inspections.assessor_qualification_warning_days", "评估机构资质到期前提醒", 30, unit="天", lowest=1, highest=180,
    basis="应聘请有相应专业资质的第三方机构；提前一个月提醒换证",
)  # fmt: skip


def is_an_assessor(contracts: Contracts, by: Actor) -> Refusals:
    """单位类型是第三方评估机构，在用，已登记统一社会信用代码。"""
    prefetch_related_objects(contracts, "assessor")
    return refusals(contracts, lambda one: _why_no_assessor(one.assessor))


def _why_no_assessor(firm: Organization) -> str:
    if firm.kind != Organization.Kind.ASSESSOR:
        return f"“{firm}”登记为{firm.get_kind_display()}，不是第三方评估机构，不能聘请。"
    if not firm.active:
        return f"“{firm}”已停用，请另选评估机构。"
    if not firm.credit_code:
        return f"“{firm}”还没有登记统一社会信用代码，无法检查利益冲突，请系统管理员先在“单位”中补登。"
    return ""


def qualified(contracts: Contracts, by: Actor) -> Refusals:
    """资质证书在有效期内。"""
    today = timezone.localdate()
    sentence = "评估机构的资质证书已于 {} 到期，请换证后修改登记。"
    return refusals(
        contracts,
        lambda one: sentence.format(one.qualification_expires_on) if one.qualification_expires_on < today else "",
    )


def owners_are_known(contracts: Contracts, by: Actor) -> Refusals:
    """评估机构的法定代表人和股东已经登记。"""
    register = conflicts.Register()
    sentence = "还没有登记“{}”的法定代表人和股东，无法检查利益冲突，请先在“法定代表人和股东”中登记。"
    return refusals(contracts, lambda one: "" if register.owners_of(one.assessor) else sentence.format(one.assessor))


def no_conflict(contracts: Contracts, by: Actor) -> Refusals:
    """没有利益冲突；疑点已由区双代办排除。"""
    prefetch_related_objects(contracts, "assessor")
    register = conflicts.Register()
    return refusals(contracts, lambda one: _why_conflicted(register.look_at(one)))


def _why_conflicted(found: conflicts.Finding) -> str:
    certain = "".join(ground.sentence for ground in found.grounds if ground.certain)
    if certain:
        return f"有利益冲突，不能聘请：{certain}请另选评估机构。"
    if found.grounds:
        return f"有疑点：{''.join(found.sentences)}请补登证件号码，或请区双代办查明后办理“排除疑点”。"
    return ""


def has_doubts(contracts: Contracts, by: Actor) -> Refusals:
    """检查出了疑点，没有确定的冲突。"""
    prefetch_related_objects(contracts, "assessor")
    register = conflicts.Register()

    def why_not(one: AssessorContract) -> str:
        found = register.look_at(one)
        return "" if found.result == Result.DOUBTFUL else _why_conflicted(found) or "没有要排除的疑点。"

    return refusals(contracts, why_not)


def dated_until_today(contracts: Contracts, by: Actor) -> Refusals:
    """签订日期、付清日期不晚于今天。"""
    today = timezone.localdate()
    return refusals(
        contracts,
        lambda one: (
            "日期不能晚于今天。" if max(filter(None, [one.signed_on, one.paid_on]), default=today) > today else ""
        ),
    )


def every_assessment_is_over(contracts: Contracts, by: Actor) -> Refusals:
    """评估任务都已结案或取消。"""
    open_ones = Assessment.objects.open().filter(contract__in=contracts).order_by()
    waiting = set(open_ones.values_list("contract", flat=True))
    sentence = "还有评估任务没有结案，请先在“评估任务”中办结或取消，再评价、付款。"
    return refusals(contracts, lambda one: sentence if one.pk in waiting else "")


def check_at_selection(contracts: Contracts, by: Actor, answers: Answers) -> None:
    conflicts.log_checks(contracts, Occasion.SELECTED, by)


def check_asked(contracts: Contracts, by: Actor, answers: Answers) -> None:
    conflicts.log_checks(contracts, Occasion.ASKED, by)


def check_at_signing(contracts: Contracts, by: Actor, answers: Answers) -> None:
    conflicts.log_checks(contracts, Occasion.SIGNED, by)


def note_ruled_out(contracts: Contracts, by: Actor, answers: Answers) -> None:
    register = conflicts.Register()
    for one in contracts:
        one.doubts_ruled_out = [*one.doubts_ruled_out, *register.look_at(one).sentences]
    conflicts.log_checks(contracts, Occasion.ASKED, by)


def cancel_assessments(contracts: Contracts, by: Actor, answers: Answers) -> None:
    """Those of which no report is there yet; what was reported is rectified all the same."""
    unreported = [Assessment.State.COMMISSIONED, Assessment.State.PLANNED, Assessment.State.ASSESSED]
    follow(Assessment.objects.filter(contract__in=contracts, state__in=unreported), "lapse", answers)


class HireAssessor(Workflow):
    title = "聘请评估机构"
    model, state = AssessorContract, State

    select = Step(
        "登记招选",
        None,
        State.SELECTING,
        by=HIRERS,
        asks=[
            "assessor", "title", "procurement", "topics", "services", "qualification_name", "qualification_number",
            "qualification_expires_on",
        ],
        accepts=["price"],
        requires=[is_an_assessor],
        then=[check_at_selection],
        stamps={"filed_by": ACTOR},
    )  # fmt: skip
    check = Step("检查利益冲突", State.SELECTING, State.SELECTING, by=HIRERS, aside=True, then=[check_asked])
    rule_out = Step(
        "排除疑点",
        State.SELECTING,
        State.SELECTING,
        by=Role.DISTRICT_OFFICE,
        aside=True,
        reason=True,
        requires=[has_doubts],
        then=[note_ruled_out],
        singly=True,
    )
    sign = Step(
        "签约",
        State.SELECTING,
        State.SIGNED,
        by=HIRERS,
        asks=["signed_on", "starts_on", "ends_on", "price"],
        requires=[
            is_an_assessor,
            owners_are_known,
            no_conflict,
            qualified,
            with_papers(*BEFORE_SIGNING),
            dated_until_today,
        ],
        then=[check_at_signing],
        singly=True,
    )
    begin = Step(
        "开始履约",
        State.SIGNED,
        State.RUNNING,
        by=HIRERS,
        within=Limit(10, Unit.WORKING_DAYS, extension=20),
        requires=[no_conflict, qualified],
    )
    expire = Step("合同期满", State.RUNNING, State.ENDED, by=System.CLOCK)
    conclude = Step("提前办结", State.RUNNING, State.ENDED, by=HIRERS, aside=True, reason=True)
    evaluate = Step(
        "履约评价",
        State.ENDED,
        State.EVALUATED,
        by=HIRERS,
        within=Limit(15, Unit.WORKING_DAYS, extension=15),
        asks=["score", "evaluation"],
        requires=[every_assessment_is_over],
        stamps={"evaluated_on": TODAY},
        singly=True,
    )
    settle = Step(
        "登记付清",
        State.EVALUATED,
        State.SETTLED,
        by=HIRERS,
        within=Limit(30, Unit.WORKING_DAYS, extension=60),
        asks=["paid_on", "paid_amount"],
        requires=[dated_until_today, with_papers(ContractPaper.PAYMENT)],
        singly=True,
    )
    terminate = Step(
        "终止",
        [State.SELECTING, State.SIGNED, State.RUNNING],
        State.TERMINATED,
        by=HIRERS,
        aside=True,
        reason=True,
        then=[cancel_assessments],
        tells={Role.DISTRICT_OFFICE, Role.ASSESSOR},
    )

    @classmethod
    def prepare(cls, records: Contracts) -> None:
        """Of the office that hires."""
        for one in records:
            one.area = one.filed_by.division


def expire_contracts(today: datetime.date | None = None) -> int:
    """Those whose last day has passed; how many."""
    ended = AssessorContract.objects.running().filter(ends_on__lt=today or timezone.localdate())
    return len(HireAssessor.expire.take_all(ended, by=System.CLOCK).taken)


def warn_of_expiry() -> None:
    """Once for each certificate and each day on which it ends: who hired, and the firm itself."""
    today = timezone.localdate()
    last = today + datetime.timedelta(days=int(WARNING_DAYS.on(today)))
    ending = AssessorContract.objects.unfinished().filter(qualification_expires_on__lte=last)
    with acting(System.CLOCK):
        for one in ending.select_related("assessor"):
            _warn(one, today)


def _warn(contract: AssessorContract, today: datetime.date) -> None:
    hirers = Q(role__in=HIRERS, division=contract.area_id)
    firm = Q(role=Role.ASSESSOR, organization=contract.assessor_id)
    ends_on = contract.qualification_expires_on
    notices.tell(
        Post.objects.in_force().filter(hirers | firm).values_list("user_id", flat=True),
        Notice.Kind.DUE_SOON,
        f"“{contract.assessor}”的{contract.qualification_name}{'已于' if ends_on < today else '将于'} {ends_on} 到期",
        body="到期后不能签约，也不能再委托评估任务，请换证后修改合同登记。",
        link=notices.link_to(AssessorContract._meta.label_lower, contract.pk),
        about=f"assessor-qualification:{contract.pk}:{ends_on}",
    )
