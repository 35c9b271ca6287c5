"""市平台报送: a package is frozen, stamped, sent; the city's reply carries its applications on."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.hiding import without_numbers
from accounts.models import Post
from accounts.roles import Role
from core.background import jobs
from core.files.attachments import attachments_of
from core.ledgers.runs import upload
from core.ledgers.workflow import ImportWorkbook
from core.models import ImportRun, Job, StepTaken
from core.workflow import StepRefused
from core.workflow.taking_back import lines_of, why_not_act
from households.models import Application, CityExchange, CityExchangeRow, Household, StrangeReply
from households.reporting.documents import ExchangeDocument
from households.reporting.panels import account
from households.reporting.reply import CityReplyLedger
from households.reporting.views import ExchangePages
from households.reporting.workflows import CityReport
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.households.conftest import Chain

State = Application.State
Reply = Sequence[Sequence[Any]]
HEADINGS = ("序号", "户主姓名", "身份证号", "审核结果", "审核意见")


def run_jobs() -> None:
    """As a worker would, until nothing waits."""
    while waiting := Job.objects.filter(state=Job.State.QUEUED).first():
        ended = jobs.run_now(waiting)
        assert ended.state == Job.State.DONE, ended.sentence


def reviewed(chain: Chain, **facts: Any) -> Application:
    return chain.carry(chain.file_add(**facts), State.REVIEWED)


def prepared(chain: Chain, **answers: Any) -> CityExchange:
    exchange = CityReport.prepare_package(by=chain.district, period="2026年11月", **answers)
    run_jobs()
    return CityExchange.objects.get(pk=exchange.pk)


def submitted(chain: Chain) -> CityExchange:
    exchange = prepared(chain)
    factories.AttachmentFactory(
        record=exchange, purpose=ExchangeDocument.STAMPED, name="封面.pdf", content_type="application/pdf"
    )
    made: CityExchange = CityReport.submit(exchange, by=chain.district)
    return made


def sheet_of(exchange: CityExchange, purpose: str) -> Any:
    with attachments_of(exchange).get(purpose=purpose).file.open("rb") as file:
        return openpyxl.load_workbook(io.BytesIO(file.read())).worksheets[0]


def workbook(rows: Reply) -> ContentFile[bytes]:
    made = openpyxl.Workbook()
    for row in (("农村“双代”确户台账审核回执",), ("长安区",), HEADINGS, *rows):
        made.worksheets[0].append(list(row))
    file = io.BytesIO()
    made.save(file)
    return ContentFile(file.getvalue(), name="回执.xlsx")


def replied(chain: Chain, colleague: Post, rows: Reply) -> ImportRun:
    run = upload(CityReplyLedger(), workbook(rows), by=chain.district)
    run_jobs()
    run.refresh_from_db()
    assert run.state == ImportRun.State.CHECKED, run.refusal
    ImportWorkbook.hand_over(run, by=chain.district)
    ImportWorkbook.confirm(run, by=colleague)
    run_jobs()
    return run


@pytest.fixture
def colleague(chain: Chain, post: MakePost) -> Post:
    made: Post = factories.PostFactory(
        role=Role.DISTRICT_OFFICE, division=chain.district.division, organization=chain.district.organization
    )
    return made


def answer(application: Application, number: int, *said: str, name: str = "") -> tuple[Any, ...]:
    return (number, name or application.name, application.id_number, *said)


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def test_a_package_holds_what_is_reviewed_and_in_no_other(chain: Chain) -> None:
    inside, _ = reviewed(chain), chain.carry(chain.file_add(), State.VERIFIED)

    first, second = prepared(chain), prepared(chain)

    assert [row.application for row in first.sent.all()] == [inside]
    assert (first.rows, second.rows) == (1, 0)


def test_the_citys_ledger_has_its_columns_and_codes(chain: Chain) -> None:
    application = reviewed(chain)

    rows = list(sheet_of(prepared(chain), ExchangeDocument.LEDGER).values)

    assert rows[0][:4] == ("所属市", "所属区县", "所属乡镇", "所属村名称")
    assert len(rows[0]) == 18
    assert rows[1][5:18] == (
        application.name, f"{application.id_number[:6]}********{application.id_number[-4:]}",
        f"{application.phone[:3]}****{application.phone[-4:]}", "88", "2024", "1", "9", "3", "2", "1", "1", "1", None,
    )  # fmt: skip


def test_the_sheet_of_adjustments_has_its_heading_on_the_third_row(chain: Chain) -> None:
    household = factories.HouseholdFactory(village=chain.place)
    chain.carry(chain.file_cancel(household), State.REVIEWED)

    rows = list(sheet_of(prepared(chain), ExchangeDocument.CHANGES).values)

    assert rows[0][0] == "农村“双代”确户台账调整对照表"
    assert rows[2] == (
        "序号", "市", "区县", "乡镇", "村", "地址", "原户主姓名", "原身份证号", "原联系方式", "原备注",
        "变更前使用状态", "变更后户主姓名", "变更后身份证号", "变更后联系方式", "调整时间", "变更后使用状态",
        "变更后备注",
    )  # fmt: skip
    assert (rows[3][6], rows[3][10], rows[3][15]) == (household.name, "正常", "销户")
    assert rows[3][14] == f"{household.applications.get().effective_on:%Y/%m/%d}"


def test_whole_numbers_leave_only_for_a_purpose(chain: Chain) -> None:
    application = reviewed(chain)
    with pytest.raises(StepRefused, match="须写明用途"):
        CityReport.prepare_package(by=chain.district, period="2026年11月", in_full=True)

    exchange = prepared(chain, in_full=True, purpose="市平台要求完整号码")

    assert list(sheet_of(exchange, ExchangeDocument.LEDGER).values)[1][6] == application.id_number


def test_it_is_sent_with_the_stamped_cover_alone(chain: Chain) -> None:
    reviewed(chain)
    exchange = prepared(chain)

    with attachments_of(exchange).get(purpose=ExchangeDocument.COVER).file.open("rb") as file:
        assert file.read(5) == b"%PDF-"
    with pytest.raises(StepRefused, match="扫描成 PDF 上传"):
        CityReport.submit(exchange, by=chain.district)


def test_an_application_is_with_the_city_in_one_package(chain: Chain) -> None:
    application = reviewed(chain)
    submitted(chain)
    other = factories.CityExchangeFactory(district=chain.district.division, prepared_by=chain.district, rows=1)
    factories.CityExchangeRowFactory(exchange=other, application=application)
    factories.AttachmentFactory(record=other, purpose=ExchangeDocument.STAMPED, content_type="application/pdf")

    with pytest.raises(StepRefused, match="已在另一个审核中的报送包里"):
        CityReport.submit(other, by=chain.district)


def test_what_is_with_the_city_the_district_does_not_take_back(chain: Chain) -> None:
    application = reviewed(chain)
    exchange = submitted(chain)
    act = StepTaken.objects.get(record_id=application.pk, step="review").act
    lines = lines_of(Application, act, by=chain.district)

    assert "请先撤回报送" in why_not_act(Application, lines, by=chain.district)[application.pk]
    CityReport.withdraw(exchange, by=chain.district, reason="漏报一户")
    assert not why_not_act(Application, lines, by=chain.district)


def test_what_the_city_passes_enters_the_ledger_in_its_name(chain: Chain, colleague: Post) -> None:
    application = reviewed(chain)
    exchange = submitted(chain)

    replied(chain, colleague, [answer(application, 1, "审核通过")])

    assert fresh(application).state == State.IN_LEDGER
    assert Household.objects.filter(name=application.name).exists()
    assert StepTaken.objects.get(record_id=application.pk, step="confirm").by_label == "市平台回执"
    assert fresh(exchange).state == CityExchange.State.PASSED


def test_what_it_rejects_and_sends_back_goes_with_its_reason(chain: Chain, colleague: Post) -> None:
    bad, mend = reviewed(chain), reviewed(chain)
    exchange = submitted(chain)

    replied(chain, colleague, [answer(bad, 1, "驳回", "已享受集中供热"), answer(mend, 2, "退回", "面积有误")])

    assert fresh(bad).state == State.REJECTED
    assert (fresh(mend).state, fresh(mend).sent_back_reason) == (State.DRAFT, "面积有误")
    assert fresh(exchange).state == CityExchange.State.REJECTED


def test_missing_unknown_and_differing_rows_are_told_apart(chain: Chain, colleague: Post) -> None:
    passed, missing = reviewed(chain), reviewed(chain)
    exchange = submitted(chain)

    strange = (7, "外来户", factories.id_number(18_888), "通过", "")
    replied(chain, colleague, [answer(passed, 1, "通过", name="别名"), strange])

    row = CityExchangeRow.objects.get(application=passed)
    assert row.differences == {"户主姓名": [passed.name, "别名"]}
    assert CityExchangeRow.objects.get(application=missing).standing == CityExchangeRow.Standing.MISSING
    assert StrangeReply.objects.get().name == "外来户"
    figures = {label: number for label, number, _, _ in account(fresh(exchange))}
    assert (
        figures["报送"],
        figures["已通过"],
        figures["回执中没有"],
        figures["与回执不同"],
        figures["回执中的未知行"],
    ) == (2, 1, 1, 1, 1)
    assert fresh(exchange).state == CityExchange.State.PARTLY


def test_a_row_without_an_id_number_is_known_by_its_place(chain: Chain, colleague: Post) -> None:
    application = reviewed(chain)
    submitted(chain)

    replied(chain, colleague, [(1, application.name, "", "通过", "")])

    assert fresh(application).state == State.IN_LEDGER


def test_what_our_own_rules_refuse_stays_with_its_reason(chain: Chain, colleague: Post) -> None:
    application = reviewed(chain)
    exchange = submitted(chain)
    factories.HouseholdFactory(village=chain.place, id_number=application.id_number)

    replied(chain, colleague, [answer(application, 1, "通过")])

    row = exchange.sent.get()
    assert (row.standing, fresh(application).state) == (CityExchangeRow.Standing.PASSED, State.REVIEWED)
    assert row.not_done.startswith("身份证号已登记在台账的另一户上")


def test_a_reply_whose_job_was_cancelled_is_carried_on(chain: Chain, colleague: Post) -> None:
    application = reviewed(chain)
    exchange = submitted(chain)
    run = upload(CityReplyLedger(), workbook([answer(application, 1, "通过")]), by=chain.district)
    jobs.run_now(run.job)
    run.refresh_from_db()
    ImportWorkbook.confirm(ImportWorkbook.hand_over(run, by=chain.district), by=colleague)
    jobs.run_now(run.job)
    exchange.refresh_from_db()
    jobs.cancel(exchange.job)

    with pytest.raises(StepRefused, match="不能再撤回"):
        CityReport.withdraw(exchange, by=chain.district, reason="重报")
    CityReport.carry_on(exchange, by=chain.district)
    run_jobs()

    assert fresh(application).state == State.IN_LEDGER


def test_the_reply_is_brought_as_what_it_is(chain: Chain, client_of: ClientOf) -> None:
    reviewed(chain)
    client, exchange = client_of(chain.district), submitted(chain)
    [way] = [one for one in ExchangePages.actions(exchange, chain.district) if one.label == "导入市级回执"]

    page = client.get(way.url).content.decode()

    assert '<option value="city_reply" selected>' in page
    client.post(reverse("imports-new"), {"ledger": "city_reply", "file": workbook([(1, "", "", "通过", "")])})
    assert "市级回执" in client.get(reverse("imports-list")).content.decode()


def test_what_the_portal_made_is_called_by_its_package(chain: Chain) -> None:
    reviewed(chain)
    exchange = prepared(chain)

    names = list(attachments_of(exchange).values_list("name", flat=True))

    assert [without_numbers(name) for name in names] == names
    assert all(f"第 {exchange.pk} 包" in name for name in names)
