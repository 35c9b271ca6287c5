"""资格审定 (P50): each rule a function with its sentence; what all of them found is kept with the application.

A rule that may be passed over is, when the township gives its reason (`override`), of which the district is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.audit import Actor, System
from core.ledgers.columns.identity import written_either_way
from core.parameters.declared import Parameter
from core.sealing.numbers import digest
from core.workflow import ACTOR, Answers
from households import documents, guards
from households.models import Application, ExcludedVillage, Household, QualificationReview, TechOption
from households.models.choices import Category, Status, UserClass

Case = Application.Case
Refusals = dict[int, str]
YEARS_BETWEEN = Parameter(
    "households.years_between_conversions",
    "同一户两次改造间隔",
    8,
    unit="年",
    lowest=0,
    highest=30,
    basis="设备使用年限一般不少于 8 年，期内不重复享受改造资金",
)
# How a review is kept, and read in histories and by other systems.
RULE, DEMANDS, OUTCOME, FINDING = "规则", "要求", "结果", "说明"
MET, PASSED_OVER, UNMET = "符合", "特批", "不符合"


@dataclass(frozen=True)
class Rule:
    title: str
    demands: str
    find: Callable[[Sequence[Application]], Refusals]
    may_be_passed_over: bool = False


def without_proof(applications: Sequence[Application]) -> Refusals:
    attached = documents.attached_to(applications)
    proofs = {documents.Document.ID_CARD, documents.Document.HOUSE_PROOF}
    new = [one for one in applications if one.case in Case.of_new_households()]
    lacking = {one.pk: documents.lacking(one, proofs, attached[one.pk]) for one in new}
    return {pk: f"还缺{'、'.join(str(one.label) for one in some)}" for pk, some in lacking.items() if some}


def vacant(applications: Sequence[Application]) -> Refusals:
    prefetch_related_objects(applications, "household")
    return {one.pk: "房屋闲置" for one in applications if _user_class(one) == UserClass.IDLE}


def _user_class(application: Application) -> int | None:
    return application.user_class or (application.household.user_class if application.household else None)


def in_ledger_already(applications: Sequence[Application]) -> Refusals:
    """The same person's second house was granted with the duplicate."""
    known = _households_of_the_same_person(applications, Status.NORMAL)
    return {
        one.pk: f"台账中已有同一身份证号的户：{known[one.pk].number}"
        for one in applications
        if one.pk in known and not one.second_house
    }


def served_before(applications: Sequence[Application]) -> Refusals:
    """Converted, as the household of the ledger or as one that was cancelled, less than so many years ago."""
    years, this_year = int(YEARS_BETWEEN.on()), timezone.localdate().year
    prefetch_related_objects(applications, "household")
    cancelled = _households_of_the_same_person(applications, Status.CANCELLED)
    earlier = {one.pk: one.household or cancelled.get(one.pk) for one in applications}
    return {
        pk: f"{household.converted_year} 年已改造，间隔不满 {years} 年"
        for pk, household in earlier.items()
        if household and household.converted_year and household.converted_year + years > this_year
    }


def _households_of_the_same_person(applications: Sequence[Application], status: Status) -> dict[int, Household]:
    """Of new households, however the number was written."""
    wanted = {
        one.pk: [digest(number, "id_number") for number in written_either_way(one.id_number)]
        for one in applications
        if one.case in Case.of_new_households() and one.id_number
    }
    numbers = [number for some in wanted.values() for number in some]
    found = Household.objects.filter(id_number_digest__in=numbers, status=status)
    known = {one.id_number_digest: one for one in found.only("number", "converted_year", "id_number_digest")}
    alike = {pk: [known[number] for number in some if number in known] for pk, some in wanted.items()}
    return {pk: some[0] for pk, some in alike.items() if some}


def doubtful(applications: Sequence[Application]) -> Refusals:
    undecided = guards.duplicates_are_decided(applications, System.CLOCK)
    return dict.fromkeys(undecided, "疑似重复尚未裁定，或已裁定为同一户")


def in_excluded_village(applications: Sequence[Application]) -> Refusals:
    today = timezone.localdate()
    rows = ExcludedVillage.objects.filter(village__in={one.village_id for one in applications}, since_on__lte=today)
    in_force = rows.exclude(until_on__lte=today)
    excluded = {one.village_id: f"所在村{one.get_reason_display()}（{one.document_number}）" for one in in_force}
    return {one.pk: excluded[one.village_id] for one in applications if one.village_id in excluded}


def gas_without_reason(applications: Sequence[Application]) -> Refusals:
    return {
        one.pk: "改为气代煤须写明申请理由"
        for one in applications
        if one.category == Category.GAS and not one.reason.strip()
    }


def not_offered(applications: Sequence[Application]) -> Refusals:
    """Where the district keeps a catalogue."""
    offered = dict(TechOption.objects.values_list("kind", "offered"))
    return {
        one.pk: f"技术路线目录中没有可选的“{one.get_kind_display()}”"
        for one in applications
        if offered and one.kind and not offered.get(one.kind)
    }


RULES = (
    Rule("户籍和房屋", "计划增户附有户主身份证和住房证明。", without_proof),
    Rule("非空置", "房屋有人居住，用户分类不是闲置。", vacant, may_be_passed_over=True),
    Rule("未在台账", "台账中没有同一身份证号的正常户，准予第二处住房的除外。", in_ledger_already),
    Rule("未享受", "规定年限内没有改造过。", served_before, may_be_passed_over=True),
    Rule("非重复", "疑似重复已裁定，不是同一户。", doubtful),
    Rule(
        "不在拆迁和集中供热范围",
        "所在村没有列入拆迁、纳入集中供热。",
        in_excluded_village,
        may_be_passed_over=True,
    ),
    Rule("气代煤有理由", "不再整体推进气代煤，改为气代煤的写明理由。", gas_without_reason),
    Rule("目标类型允许", "改造类型在技术路线目录中可选。", not_offered, may_be_passed_over=True),
)


def found_by_rules(applications: Sequence[Application]) -> list[tuple[Rule, Refusals]]:
    return [(rule, rule.find(applications)) for rule in RULES]


def qualified(applications: Sequence[Application], by: Actor) -> Refusals:
    """各项资格规则均符合；可以特批的，已由街镇写明理由特批（P50）。"""
    reasons: dict[int, list[str]] = {}
    for rule, refused in found_by_rules(applications):
        for one in applications:
            if one.pk in refused and not (rule.may_be_passed_over and one.override_reason):
                reasons.setdefault(one.pk, []).append(f"{rule.title}：{refused[one.pk]}")
    return {pk: f"资格审定不符合（{'；'.join(some)}）。" for pk, some in reasons.items()}


def something_to_override(applications: Sequence[Application], by: Actor) -> Refusals:
    """有可以特批的不符合项。"""
    passable = [refused for rule, refused in found_by_rules(applications) if rule.may_be_passed_over]
    sentence = "没有可以特批的不符合项：各项都符合，或不符合的项不能特批。"
    return {one.pk: sentence for one in applications if not any(one.pk in refused for refused in passable)}


def keep(applications: Sequence[Application], by: Actor, answers: Answers) -> None:
    """In the words of the day: a rule that changes later leaves earlier reviews as they were."""
    prefetch_related_objects(applications, "village")
    found = found_by_rules(applications)
    QualificationReview.objects.bulk_create(_review(one, found, answers) for one in applications)


def _review(application: Application, found: Sequence[tuple[Rule, Refusals]], answers: Answers) -> QualificationReview:
    results = [_result(rule, refused.get(application.pk, "")) for rule, refused in found]
    outcomes = Counter(result[OUTCOME] for result in results)
    review = QualificationReview(
        application=application,
        village=application.village,
        results=results,
        met_all=outcomes[MET] == len(results),
        override_reason=application.override_reason if outcomes[PASSED_OVER] else "",
        reviewed_at=answers.at,
        reviewed_by=ACTOR(answers),
    )
    review.place()
    return review


def _result(rule: Rule, finding: str) -> dict[str, str]:
    return {
        RULE: rule.title,
        DEMANDS: rule.demands,
        OUTCOME: PASSED_OVER if finding else MET,
        FINDING: finding,
    }


def outlook_of(application: Application) -> list[dict[str, str]]:
    """What the rules would find now, for the page of one that waits."""
    return [
        _result(rule, refused.get(application.pk, "")) | {OUTCOME: _outcome(rule, application, refused)}
        for rule, refused in found_by_rules([application])
    ]


def _outcome(rule: Rule, application: Application, refused: Refusals) -> str:
    if application.pk not in refused:
        return MET
    return PASSED_OVER if rule.may_be_passed_over and application.override_reason else UNMET
