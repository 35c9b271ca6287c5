"""What stands in the way of an assessment, of a visit and of a finding."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.audit import Actor
from core.workflow import refusals
from inspections.assessing import parts
from inspections.assessing.sampling import SMALLEST_SAMPLE, households_of
from inspections.models import Assessment, AssessmentFinding, AssessmentSample, AssessorContract

Refusals = dict[int, str]
Assessments = Sequence[Assessment]
Findings = Sequence[AssessmentFinding]


def no_later_than_today(*days: datetime.date | None) -> bool:
    today = timezone.localdate()
    return all(day is None or day <= today for day in days)


# 委托


def contract_is_running(assessments: Assessments, by: Actor) -> Refusals:
    """合同在履约中，没有利益冲突，资质在有效期内，计划日期在服务期内。"""
    prefetch_related_objects(assessments, "contract")
    today = timezone.localdate()
    return refusals(assessments, lambda one: _why_no_contract(one, one.contract, today))


def _why_no_contract(assessment: Assessment, contract: AssessorContract, today: datetime.date) -> str:
    if contract.state != AssessorContract.State.RUNNING:
        return f"“{contract}”{contract.get_state_display()}，不能委托评估任务；请选履约中的合同。"
    if contract.conflicted:
        return f"“{contract}”有利益冲突，不能再委托评估任务，请终止合同，另选评估机构。"
    if contract.qualification_expires_on < today:
        return "评估机构的资质证书已到期，请换证后修改合同登记，再委托。"
    if contract.ends_on and assessment.planned_until_on > contract.ends_on:
        return f"计划完成日期晚于合同的服务结束日期 {contract.ends_on}。"
    return ""


def contract_covers_it(assessments: Assessments, by: Actor) -> Refusals:
    """街镇在合同的服务区域内，评估内容在合同里。"""
    prefetch_related_objects(assessments, "contract__area", "town")
    return refusals(assessments, lambda one: _why_not_covered(one, one.contract))


def _why_not_covered(assessment: Assessment, contract: AssessorContract) -> str:
    if not assessment.town.code.startswith(contract.area.code):
        return f"“{contract}”只服务{contract.area}，请选它范围内的街镇。"
    beyond = set(assessment.topics) - set(contract.topics)
    return "合同里没有所选的评估内容，请按合同选择。" if beyond else ""


# 方案


def checklists_are_in_force(assessments: Assessments, by: Actor) -> Refusals:
    """每项评估内容都有一张在用的检查表。"""
    return refusals(assessments, lambda one: parts.why_no_checklist(one.topics))


def sample_is_large_enough(assessments: Assessments, by: Actor) -> Refusals:
    """抽样户数不少于规定的数；住户不够的，全部走访。"""

    def why_not(one: Assessment) -> str:
        least = min(int(SMALLEST_SAMPLE.on()), households_of(one).count())
        return f"抽样户数至少 {least} 户。" if (one.sample_size or 0) < least else ""

    return refusals(assessments, why_not)


def planned_within_the_contract(assessments: Assessments, by: Actor) -> Refusals:
    """计划日期先后不颠倒，完成日期不晚于合同的服务结束日期。"""
    prefetch_related_objects(assessments, "contract")

    def why_not(one: Assessment) -> str:
        if one.planned_until_on < one.planned_from_on:
            return "计划完成日期不能早于开始日期。"
        ends_on = one.contract.ends_on
        return f"计划完成日期晚于合同的服务结束日期 {ends_on}。" if ends_on and one.planned_until_on > ends_on else ""

    return refusals(assessments, why_not)


# 现场


def everybody_was_visited(assessments: Assessments, by: Actor) -> Refusals:
    """抽样户都已走访，或写明没有见到的原因。"""
    waiting = AssessmentSample.objects.filter(assessment__in=assessments, state=AssessmentSample.State.WAITING)
    left = set(waiting.order_by().values_list("assessment", flat=True))
    return refusals(assessments, lambda one: "还有抽样户没有走访，请先在“评估抽样户”中登记。" if one.pk in left else "")


def every_list_is_answered(assessments: Assessments, by: Actor) -> Refusals:
    """各项评估内容的打分表都已填完，要拍照的已拍照。"""
    return refusals(assessments, parts.why_not_answered)


def officers_are_counted(assessments: Assessments, by: Actor) -> Refusals:
    """季前评估已填两员配备、证书和培训的数（P33）。"""
    names = ("officers_required", "officers_on_post", "officers_certified", "trainings_planned", "trainings_held")

    def why_not(one: Assessment) -> str:
        lacking = one.kind == Assessment.Kind.PRE_SEASON and any(getattr(one, name) is None for name in names)
        return "季前评估须填两员应配、在岗、持证人数和培训次数，请先“修改”填写。" if lacking else ""

    return refusals(assessments, why_not)


def assessed_until_today(assessments: Assessments, by: Actor) -> Refusals:
    """现场完成日期不晚于今天，两名评估人员不是同一个人（P118）。"""

    def why_not(one: Assessment) -> str:
        if not no_later_than_today(one.assessed_on):
            return "现场完成日期不能晚于今天。"
        return "须由两名评估人员共同签字。" if one.first_assessor.strip() == one.second_assessor.strip() else ""

    return refusals(assessments, why_not)


# 结案


def every_finding_is_settled(assessments: Assessments, by: Actor) -> Refusals:
    """评估发现的问题都已销号，或认定不成立。"""
    unsettled = AssessmentFinding.objects.open().filter(assessment__in=assessments)
    left = set(unsettled.order_by().values_list("assessment", flat=True))
    sentence = "还有问题没有销号，请先在“评估问题”中办结；住户家里的，在隐患中整改、复查。"
    return refusals(assessments, lambda one: sentence if one.pk in left else "")


# 走访、问题


def being_assessed(records: Iterable[AssessmentSample | AssessmentFinding], by: Actor) -> Refusals:
    """评估任务正在现场评估，或还没有提交报告。"""
    known = list(records)
    prefetch_related_objects(known, "assessment")
    running = {Assessment.State.PLANNED, Assessment.State.ASSESSED}
    sentence = "评估任务现在是“{}”，不能再登记。"
    return refusals(
        known,
        lambda one: "" if one.assessment.state in running else sentence.format(one.assessment.get_state_display()),
    )


def found_until_today(findings: Findings, by: Actor) -> Refusals:
    """发现日期不晚于今天；评估内容在这次任务里；抽样户是这次任务抽的。"""
    prefetch_related_objects(findings, "assessment", "sample")
    return refusals(findings, _why_not_found)


def _why_not_found(finding: AssessmentFinding) -> str:
    if not no_later_than_today(finding.found_on):
        return "发现日期不能晚于今天。"
    if finding.topic not in finding.assessment.topics:
        return "这次任务不评估这项内容，请按任务选择。"
    if finding.sample and finding.sample.assessment_id != finding.assessment_id:
        return "所选的抽样户不是这次任务抽的。"
    return "" if finding.sample or finding.location else "不在抽样户家里的问题，请写明单位或地点。"


def not_a_hazard(findings: Findings, by: Actor) -> Refusals:
    """不是住户家里的隐患。"""
    sentence = "这是住户家里的隐患，随隐患整改、复查，不在这里办理。"
    return refusals(findings, lambda one: sentence if one.hazard_id else "")


def rectified_in_order(findings: Findings, by: Actor) -> Refusals:
    """整改完成日期不早于发现日期，也不晚于今天。"""

    def why_not(one: AssessmentFinding) -> str:
        if not no_later_than_today(one.rectified_on):
            return "整改完成日期不能晚于今天。"
        early = one.rectified_on and one.rectified_on < one.found_on
        return f"整改完成日期不能早于发现日期 {one.found_on}。" if early else ""

    return refusals(findings, why_not)
