"""导出 from a list: the page, the job behind it, the file in the download centre."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.audit import AccessLog
from accounts.roles import Role
from core.background import jobs
from core.ledgers.reading import ORIGIN_SHEET
from core.models import Job
from tests.conftest import ClientOf, MakePost
from tests.factories import ApplicationFactory, HouseholdFactory, Tree
from tests.workbooks import workbook_of

pytestmark = pytest.mark.usefixtures("as_demo")


def exported(job: Job) -> list[tuple[object, ...]]:
    done = jobs.run_now(job)
    assert done.state == Job.State.DONE, done.sentence
    return list(workbook_of(done).worksheets[0].iter_rows(values_only=True))


def test_a_township_exports_what_it_has_filtered(tree: Tree, post: MakePost, client_of: ClientOf) -> None:
    HouseholdFactory(village=tree.village, name="王建国")
    HouseholdFactory(village=tree.village, name="李秀英")

    answer = client_of(post(Role.TOWN_OFFICE)).post(reverse("households-export") + "?q=建国", {"columns": "all"})

    job = Job.objects.get()
    assert answer.url == reverse("job", args=[job.pk])
    assert [row for row in exported(job) if "李秀英" in row] == []
    assert len(exported(job)) == 2


def test_only_the_columns_shown_are_exported_when_asked(tree: Tree, post: MakePost, client_of: ClientOf) -> None:
    HouseholdFactory(village=tree.village)

    client_of(post(Role.TOWN_OFFICE)).post(reverse("households-export"), {"columns": "shown"})

    head, _ = exported(Job.objects.get())
    assert "户主姓名" in head
    assert "银行账号" not in head


def test_whole_numbers_need_a_reason(tree: Tree, post: MakePost, client_of: ClientOf) -> None:
    answer = client_of(post(Role.TOWN_OFFICE)).post(reverse("households-export"), {"numbers": "whole"})

    page = answer.content.decode()
    assert "须写明用途" in page
    assert "导出完整号码的用途" in page
    assert 'value="whole" checked' in page
    assert not Job.objects.exists()


def test_what_was_searched_for_does_not_stand_in_the_jobs_row(tree: Tree, post: MakePost, client_of: ClientOf) -> None:
    number = HouseholdFactory(village=tree.village).id_number

    client_of(post(Role.TOWN_OFFICE)).post(reverse("households-export") + f"?q={number}", {"columns": "all"})

    assert number not in str(Job.objects.values_list("params", "title", "sentence"))


def test_a_number_typed_into_the_purpose_is_kept_nowhere(tree: Tree, post: MakePost, client_of: ClientOf) -> None:
    number = str(HouseholdFactory(village=tree.village).id_number)
    purpose = {"columns": "all", "numbers": "whole", "reason": f"核对 {number} 的补贴"}
    client_of(post(Role.TOWN_OFFICE)).post(reverse("households-export"), purpose)
    job = Job.objects.get()

    done = jobs.run_now(job)

    origin = workbook_of(done)[ORIGIN_SHEET]
    masked = f"核对 {'*' * 14}{number[-4:]} 的补贴"
    assert dict(origin.iter_rows(values_only=True, max_col=2))["用途"] == masked
    assert AccessLog.objects.get(act=AccessLog.Act.EXPORT).reason == masked
    assert number not in str(job.params)


def test_a_list_without_a_ledger_is_exported_as_it_is_shown(tree: Tree, post: MakePost, client_of: ClientOf) -> None:
    application = ApplicationFactory(village=tree.village, submitted=True)

    client_of(post(Role.TOWN_OFFICE)).post(reverse("applications-export"), {"columns": "all"})

    head, row = exported(Job.objects.get())
    assert row[head.index("受理编号")] == application.number
    assert application.phone not in row
