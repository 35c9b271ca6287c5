"""A company uploads its list, sees what was found, writes it at its own word, and can take it back (F10)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Post
from accounts.roles import Role
from core.background import jobs
from core.models import ImportRun, Job
from households.models import Household, Reconciliation, ReconciliationRow
from households.reconciling.workflows import DecideRow
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import HouseholdFactory, Tree
from tests.households.reconciling.workbooks import workbook


@pytest.fixture
def office(tree: Tree) -> Post:
    company = factories.OrganizationFactory(gas=True, division=tree.district)
    made: Post = factories.PostFactory(role=Role.GAS_COMPANY, division=tree.district, organization=company)
    return made


@pytest.fixture
def customer(tree: Tree, office: Post) -> Household:
    made: Household = HouseholdFactory(gas=True, village=tree.village, gas_supplier=office.organization)
    return made


def work_off() -> None:
    for job in Job.objects.filter(state=Job.State.QUEUED):
        jobs.run_now(job)


def upload(browser: Client, name: str, rows: list[dict[str, Any]]) -> ImportRun:
    file = SimpleUploadedFile("名单.xlsx", workbook(rows))
    browser.post("/imports/new/", {"ledger": name, "file": file})
    work_off()
    return ImportRun.objects.latest("pk")


def take(browser: Client, run: ImportRun, step: str, **answers: str) -> None:
    browser.post(f"/imports/{run.pk}/steps/{step}/", {"version": str(run.version), **answers})
    work_off()
    run.refresh_from_db()


def line(household: Household) -> dict[str, Any]:
    return {"燃气户号": household.gas_account, "户主": household.name, "村": "店上村"}


def test_it_is_written_without_a_second_person_and_leads_to_its_reconciliation(
    office: Post, customer: Household, client_of: ClientOf
) -> None:
    browser = client_of(office)
    run = upload(browser, "gas_customers", [line(customer)])
    page = browser.get(f"/imports/{run.pk}/").content.decode()
    assert "写入名单" in page
    assert "提交确认" not in page

    take(browser, run, "write_list")

    reconciliation = Reconciliation.objects.get()
    assert (run.state, reconciliation.agreeing) == (ImportRun.State.WRITTEN, 1)
    assert f"/reconciliations/{reconciliation.pk}/" in browser.get(f"/imports/{run.pk}/").content.decode()


def test_a_bad_row_is_told_by_its_heading(office: Post, customer: Household, client_of: ClientOf) -> None:
    run = upload(client_of(office), "gas_customers", [line(customer), {**line(customer), "村": "没有的村"}])

    assert run.bad == 1
    assert [(kind["column"], kind["code"]) for kind in run.summary] == [("村", "unknown_village")]


def test_taken_back_its_rows_are_gone_from_the_list(office: Post, customer: Household, client_of: ClientOf) -> None:
    browser = client_of(office)
    run = upload(browser, "gas_customers", [line(customer)])
    take(browser, run, "write_list")

    take(browser, run, "undo", reason="名单不是最新的")

    row = ReconciliationRow.objects.get()
    assert (run.state, run.taken_back) == (ImportRun.State.UNDONE, 1)
    assert browser.get(f"/reconciliation-rows/{row.pk}/").status_code == 404


def test_what_was_decided_is_not_taken_back(
    office: Post, customer: Household, client_of: ClientOf, post: MakePost
) -> None:
    browser = client_of(office)
    run = upload(browser, "gas_customers", [{**line(customer), "户主": "张山"}])
    take(browser, run, "write_list")
    DecideRow.keep_ours(ReconciliationRow.objects.get(), by=post(Role.TOWN_OFFICE))

    take(browser, run, "undo", reason="名单不是最新的")

    assert run.state == ImportRun.State.WRITTEN
    assert "已有裁定" in str(run.kept)


def test_who_brings_payments_is_offered_no_other_ledger(post: MakePost, client_of: ClientOf) -> None:
    page = client_of(post(Role.FINANCE)).get("/imports/new/").content.decode()

    assert "补贴发放名单" in page
    assert "确户台账：" not in page
    assert "燃气企业用户名单" not in page
