"""增户月报: built from what the township verified, locked once it is reported, sampled and verified by the district."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Division, Post
from core.models import OpenItem
from core.workflow import StepRefused
from households.models import Application, MonthlySummary, VerificationSample
from households.reporting import clockwork
from households.reporting.sampling import drawn
from households.reporting.summarizing import lines, month_of
from households.reporting.workflows import MonthlyReport, SampleCheck
from households.workflows import AddHousehold
from tests import factories
from tests.conftest import ClientOf
from tests.factories import Tree
from tests.households.conftest import TODAY, Chain

State = Application.State
THIS_MONTH = month_of(TODAY)


def verified(chain: Chain, **facts: Any) -> Application:
    return chain.carry(chain.file_add(**facts), State.VERIFIED)


def summary_of(chain: Chain) -> MonthlySummary:
    made: MonthlySummary = MonthlyReport.build_own(by=chain.town, month=THIS_MONTH)
    return made


def reported(chain: Chain) -> MonthlySummary:
    verified(chain)
    made: MonthlySummary = MonthlyReport.confirm(summary_of(chain), by=chain.town)
    return made


def found(sample: VerificationSample, result: str, by: Post) -> None:
    SampleCheck.record(sample, by=by, way="phone", verified_on=TODAY, result=result)


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def test_a_summary_holds_what_was_verified_and_nothing_else(chain: Chain) -> None:
    inside, waiting = verified(chain), chain.carry(chain.file_add(), State.SUBMITTED)

    summary = summary_of(chain)

    assert (summary.rows, summary.counts) == (1, {"add": {str(inside.kind): 1}})
    assert fresh(inside).summary == summary
    assert fresh(waiting).summary is None


def test_an_application_is_in_one_summary_alone(chain: Chain, tree: Tree) -> None:
    verified(chain)
    summary_of(chain)

    next_month = (TODAY.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
    clockwork.build_summaries((next_month + datetime.timedelta(days=32)).replace(day=1))

    assert [one.rows for one in MonthlySummary.objects.filter(town=tree.town).order_by("month")] == [1, 0]


def test_the_clock_builds_last_months_summary_of_every_town_once(chain: Chain) -> None:
    first_of_next = (TODAY.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
    verified(chain)

    assert clockwork.build_summaries(first_of_next) == Division.objects.towns().dual().count()
    assert clockwork.build_summaries(first_of_next) == 0
    assert set(MonthlySummary.objects.values_list("month", flat=True)) == {THIS_MONTH}


def test_a_summary_is_due_on_the_fifth_of_the_next_month(chain: Chain) -> None:
    summary = summary_of(chain)

    item = OpenItem.objects.get(clock=MonthlyReport.report_by.key, record_id=summary.pk)
    last = timezone.localdate(item.due_at - datetime.timedelta(seconds=1))
    assert (last.day, last.month) == (5, TODAY.month % 12 + 1)


def test_a_reported_summary_keeps_its_rows_whoever_writes(chain: Chain) -> None:
    summary = reported(chain)
    later = verified(chain)

    for rows, value in (
        (Application.objects.filter(summary=summary), None),
        (Application.objects.filter(pk=later.pk), summary),
    ):
        with pytest.raises(IntegrityError, match="月报已上报"), transaction.atomic(), acting(System.DEMO):
            rows.update(summary=value)


def test_a_reported_summary_keeps_its_figures_whoever_writes(chain: Chain) -> None:
    summary = reported(chain)

    with pytest.raises(IntegrityError, match="月报已上报"), transaction.atomic(), acting(System.DEMO):
        MonthlySummary.objects.filter(pk=summary.pk).update(rows=5)


def test_a_summary_with_a_row_that_fell_back_is_summed_up_again_first(chain: Chain) -> None:
    application = verified(chain)
    summary = summary_of(chain)
    AddHousehold.send_back(fresh(application), by=chain.district, reason="面积不符")

    with pytest.raises(StepRefused, match="请先“重新汇总”"):
        MonthlyReport.confirm(summary, by=chain.town)
    MonthlyReport.build_again(summary, by=chain.town)

    assert MonthlyReport.confirm(summary, by=chain.town).rows == 0


def test_the_township_withdraws_until_the_district_has_begun(chain: Chain) -> None:
    summary = MonthlyReport.withdraw(reported(chain), by=chain.town)
    summary = MonthlyReport.confirm(summary, by=chain.town)
    MonthlyReport.draw(summary, by=chain.district)

    with pytest.raises(StepRefused, match="核实已开始"):
        MonthlyReport.withdraw(fresh(summary), by=chain.town)


def test_a_sample_has_every_village_and_can_be_drawn_again(tree: Tree) -> None:
    rows = [factories.ApplicationFactory(village=tree.village, verified=True) for _ in range(11)]
    rows += [factories.ApplicationFactory(village=tree.next_village, verified=True)]

    sample = drawn(rows, Decimal(10), 4711)

    assert [row.village for row in sample] == [tree.village, tree.village, tree.next_village]
    assert sample == drawn(rows, Decimal(10), 4711)


def test_a_summary_is_verified_once_sampled_and_reviewed(chain: Chain) -> None:
    summary = MonthlyReport.draw(reported(chain), by=chain.district)
    sample = VerificationSample.objects.get()

    with pytest.raises(StepRefused, match="还有抽查样本没有核实结果"):
        MonthlyReport.verify(summary, by=chain.district)
    found(sample, "true", chain.district)
    with pytest.raises(StepRefused, match="还有申请待区初审"):
        MonthlyReport.verify(summary, by=chain.district)
    chain.take(sample.application, "review")

    assert MonthlyReport.verify(summary, by=chain.district).state == "verified"


def test_what_the_sample_finds_untrue_goes_back_with_the_summary(chain: Chain) -> None:
    verified(chain)
    summary = MonthlyReport.draw(reported(chain), by=chain.district)
    sample = VerificationSample.objects.get()
    found(sample, "not_true", chain.district)
    with pytest.raises(StepRefused, match="不属实"):
        MonthlyReport.verify(summary, by=chain.district)

    MonthlyReport.send_back(summary, by=chain.district, reason="房屋无人居住", faults=["address"])

    gone_back = fresh(sample.application)
    assert (gone_back.state, gone_back.flagged, gone_back.sent_back_reason) == ("draft", ["address"], "房屋无人居住")
    again = MonthlyReport.mend(summary, by=chain.town)
    assert [(line.number, line.delta) for line in lines(again.counts, again.compared_with)][0] == (1, -1)
    assert MonthlyReport.confirm_again(again, by=chain.town).state == "submitted"


def test_rows_at_fault_are_named_by_number(chain: Chain) -> None:
    summary = reported(chain)
    [row] = Application.objects.filter(summary=summary)

    with pytest.raises(StepRefused, match="不在这份月报里"):
        MonthlyReport.send_back(summary, by=chain.district, reason="有误", at_fault="ZH000")
    MonthlyReport.send_back(fresh(summary), by=chain.district, reason="有误", at_fault=row.number)

    assert fresh(row).state == State.DRAFT
    assert fresh(summary).state == "returned"


def test_each_figure_opens_exactly_its_rows(chain: Chain, client_of: ClientOf) -> None:
    inside, _ = verified(chain), verified(chain)
    summary = reported(chain)
    chain.carry(chain.file_add(), State.VERIFIED)

    page = client_of(chain.town).get(f"/summaries/{summary.pk}/").content.decode()
    address = f"/applications/?summary={summary.pk}&case=add&kind={inside.kind}"

    assert address.replace("&", "&amp;") in page
    assert client_of(chain.town).get(address).content.decode().count('data-label="受理编号"') == summary.rows == 3
