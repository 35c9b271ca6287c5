"""三级上报: 乡统计 → 县初审 → 市核查 as batches (P49, P53, P55–P57, P176). Read this first.

A month's summary of a township is built, confirmed and so locked, sampled and verified by the district. A village's
base sheet of the year goes village → township → district. A package of reviewed applications goes to the city's
platform under a stamped cover; its reply carries the applications on.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from accounts.audit import System
from accounts.models import Post
from accounts.roles import Role
from core.workflow import ACTOR, EMPTY, HANDLER, NOW, REASON, Answers, Clock, Limit, Step, Unit, Workflow
from households.models import CityExchange, MonthlySummary, YearBase
from households.reporting import bases, guards, packaging, returning, sampling, summarizing
from households.reporting.checking import SampleCheck

__all__ = ["BaseCount", "CityReport", "MonthlyReport", "SampleCheck"]

DISTRICT, TOWN = Role.DISTRICT_OFFICE, Role.TOWN_OFFICE


def OWN_TOWN(answers: Answers) -> object:
    return _post_of(answers).division.town


def OWN_DISTRICT(answers: Answers) -> object:
    return _post_of(answers).division.district


def _post_of(answers: Answers) -> Post:
    assert isinstance(answers.by, Post), "no system takes this step"
    return answers.by


REPORTING = (summarizing.count_again, summarizing.keep_as_reported)
REPORTED = {"submitted_at": NOW, "submitted_by": ACTOR, "sent_back_reason": "", "at_fault": "", "faults": []}


class MonthlyReport(Workflow):
    title = "增户月报"
    model, state = MonthlySummary, MonthlySummary.State
    build = Step("自动汇总", None, MonthlySummary.State.OPEN, by=System.CLOCK, then=[summarizing.gather])
    build_own = Step(
        "汇总月报",
        None,
        MonthlySummary.State.OPEN,
        by=TOWN,
        asks=["month"],
        requires=[guards.has_begun],
        then=[summarizing.gather],
        stamps={"town": OWN_TOWN},
    )
    build_again = Step(
        "重新汇总",
        MonthlySummary.State.OPEN,
        MonthlySummary.State.OPEN,
        by=TOWN,
        aside=True,
        then=[summarizing.gather],
    )
    mend = Step(
        "改后重新汇总",
        MonthlySummary.State.RETURNED,
        MonthlySummary.State.RETURNED,
        by=TOWN,
        aside=True,
        then=[summarizing.gather],
    )
    # By the clock below, which counts from the month's end.
    confirm = Step(
        "确认上报",
        MonthlySummary.State.OPEN,
        MonthlySummary.State.SUBMITTED,
        by=TOWN,
        requires=[guards.holds_only_what_is_reported],
        then=REPORTING,
        stamps=REPORTED,
    )
    confirm_again = Step(
        "再次上报",
        MonthlySummary.State.RETURNED,
        MonthlySummary.State.SUBMITTED,
        by=TOWN,
        within=Limit(5, Unit.WORKING_DAYS),
        requires=[guards.holds_only_what_is_reported],
        then=REPORTING,
        stamps=REPORTED,
    )
    withdraw = Step(
        "撤回上报",
        MonthlySummary.State.SUBMITTED,
        MonthlySummary.State.OPEN,
        by=TOWN,
        aside=True,
        requires=[guards.is_not_sampled],
        stamps={"submitted_at": EMPTY, "submitted_by": EMPTY},
    )
    draw = Step(
        "抽取样本",
        MonthlySummary.State.SUBMITTED,
        MonthlySummary.State.SUBMITTED,
        by=DISTRICT,
        aside=True,
        requires=[guards.has_rows, guards.is_not_sampled],
        then=[sampling.draw],
    )
    verify = Step(
        "核实通过",
        MonthlySummary.State.SUBMITTED,
        MonthlySummary.State.VERIFIED,
        by=DISTRICT,
        within=Limit(10, Unit.WORKING_DAYS, extension=10),
        requires=[guards.is_sampled_in_full, guards.is_reviewed_in_full],
        stamps={"verified_at": NOW},
    )
    send_back = Step(
        "退回月报",
        MonthlySummary.State.SUBMITTED,
        MonthlySummary.State.RETURNED,
        by=DISTRICT,
        aside=True,
        reason=True,
        accepts=["at_fault", "faults"],
        then=[returning.send_rows_back],
        stamps={"sent_back_reason": REASON, "submitted_at": EMPTY, "submitted_by": EMPTY},
    )
    # The fifth of the next month; a district may say otherwise in the time limits (P49).
    report_by = Clock(
        "月报上报",
        starts=[build, build_own, withdraw],
        stops=[confirm],
        limit=Limit(5, Unit.CALENDAR_DAYS),
        since="ends_on",
    )

    @classmethod
    def prepare(cls, records: Sequence[MonthlySummary]) -> None:
        for summary in records:
            summary.ends_on = summarizing.last_day(summary.month)
            earlier = MonthlySummary.objects.filter(town=summary.town_id, month__lt=summary.month)
            summary.previous = earlier.order_by("-month").first()


class BaseCount(Workflow):
    title = "增销户底数表"
    model, state = YearBase, YearBase.State

    open = Step("发起底数摸排", None, YearBase.State.OPEN, by=System.CLOCK, then=[bases.count])
    fill = Step(
        "填报底数",
        YearBase.State.OPEN,
        YearBase.State.FILLED,
        by=Role.VILLAGE,
        within=Limit(930, Unit.DAY_OF_YEAR),
        asks=["added", "cancelled"],
        accepts=["note"],
        requires=[guards.is_signed, guards.explains_the_difference],
        stamps={"filled_by": ACTOR, "filled_at": NOW, "sent_back_reason": ""},
    )
    count_again = Step(
        "重新计算平台数", YearBase.State.OPEN, YearBase.State.OPEN, by=Role.VILLAGE, aside=True, then=[bases.count]
    )
    confirm = Step(
        "街镇确认", YearBase.State.FILLED, YearBase.State.CONFIRMED, by=TOWN, within=Limit(5, Unit.WORKING_DAYS)
    )
    receive = Step(
        "区级接收",
        YearBase.State.CONFIRMED,
        YearBase.State.RECEIVED,
        by=DISTRICT,
        within=Limit(5, Unit.WORKING_DAYS),
        stamps={"received_at": NOW},
    )
    send_back = Step(
        "退回",
        [YearBase.State.FILLED, YearBase.State.CONFIRMED],
        YearBase.State.OPEN,
        by=HANDLER,
        reason=True,
        stamps={"sent_back_reason": REASON},
    )


class CityReport(Workflow):
    title = "市平台报送"
    model, state = CityExchange, CityExchange.State

    prepare_package = Step(
        "制作报送包",
        None,
        CityExchange.State.PREPARED,
        by=DISTRICT,
        asks=["period"],
        accepts=["month", "in_full", "purpose"],
        requires=[guards.may_have_numbers],
        then=[packaging.start_making],
        stamps={"district": OWN_DISTRICT, "prepared_by": ACTOR},
    )
    submit = Step(
        "提交市平台",
        CityExchange.State.PREPARED,
        CityExchange.State.UNDER_REVIEW,
        by=DISTRICT,
        requires=[guards.is_made, guards.is_stamped, guards.still_reviewed],
        then=[packaging.send],
        stamps={"submitted_at": NOW},
    )
    withdraw = Step(
        "撤回报送",
        [CityExchange.State.PREPARED, CityExchange.State.UNDER_REVIEW],
        CityExchange.State.WITHDRAWN,
        by=DISTRICT,
        aside=True,
        reason=True,
        requires=[guards.is_not_replied],
        then=[packaging.take_out],
    )
    # Where the job that the reply started was cancelled, or came to grief.
    carry_on = Step(
        "继续办理回执",
        CityExchange.State.UNDER_REVIEW,
        CityExchange.State.UNDER_REVIEW,
        by=DISTRICT,
        aside=True,
        requires=[guards.waits_with_its_reply],
        then=[packaging.carry_out],
    )
    # By the job that carries out the reply.
    passed = Step(
        "全部通过",
        CityExchange.State.UNDER_REVIEW,
        CityExchange.State.PASSED,
        by=System.CITY,
        stamps={"replied_at": NOW},
    )
    passed_partly = Step(
        "部分通过",
        CityExchange.State.UNDER_REVIEW,
        CityExchange.State.PARTLY,
        by=System.CITY,
        stamps={"replied_at": NOW},
    )
    rejected = Step(
        "驳回", CityExchange.State.UNDER_REVIEW, CityExchange.State.REJECTED, by=System.CITY, stamps={"replied_at": NOW}
    )

    @classmethod
    def prepare(cls, records: Sequence[CityExchange]) -> None:
        for exchange in records:
            exchange.number = f"BS{timezone.localdate():%Y%m%d}-{exchange.pk}"
