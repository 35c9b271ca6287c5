"""The download centre: one's own jobs, their progress, their files while they are kept."""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.audit import AccessLog, System, acting
from accounts.roles import Role
from core.background import jobs
from core.models import Job
from households.models import Application
from tests.factories import ApplicationFactory
from tests.workbooks import workbook_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def job():
    def make(holder, **rest):
        with acting(System.DEMO):
            return Job.objects.create(**{"kind": "export", "title": "导出确户台账", "post": holder, **rest})

    return make


def finished(**rest):
    return {
        "state": Job.State.DONE,
        "result": ContentFile("甲乙丙丁".encode(), name="x"),
        "result_name": "确户台账.xlsx",
        "result_size": 12,
        "finished_at": timezone.now(),
        "expires_at": timezone.now() + datetime.timedelta(days=7),
        **rest,
    }


def test_one_sees_the_jobs_of_ones_own_post(client_of, post, tree, job):
    job(post(Role.TOWN_OFFICE), title="我的导出")
    job(post(Role.TOWN_OFFICE, at=tree.other_town), title="别人的导出")

    page = client_of(post(Role.TOWN_OFFICE)).get("/downloads/").content.decode()

    assert "我的导出" in page
    assert "别人的导出" not in page


def test_progress_is_asked_for_again_while_a_job_runs(client_of, post, job):
    one = job(post(Role.TOWN_OFFICE), state=Job.State.RUNNING, done=30, total=120, sentence="正在写出")

    page = client_of(post(Role.TOWN_OFFICE)).get(f"/downloads/{one.pk}/").content.decode()

    assert f'hx-get="/downloads/{one.pk}/"' in page
    assert "25%" in page
    assert "正在写出" in page


def test_the_page_is_loaded_anew_when_the_job_has_ended(client_of, post, job):
    one = job(post(Role.TOWN_OFFICE), **finished())

    answer = client_of(post(Role.TOWN_OFFICE)).get(f"/downloads/{one.pk}/", headers={"HX-Request": "true"})

    assert answer["HX-Refresh"] == "true"
    assert "hx-get" not in answer.content.decode()


def test_a_failed_job_says_why(client_of, post, job):
    one = job(
        post(Role.TOWN_OFFICE), state=Job.State.FAILED, sentence="磁盘已满，请联系管理员。", finished_at=timezone.now()
    )

    assert "磁盘已满，请联系管理员。" in client_of(post(Role.TOWN_OFFICE)).get(f"/downloads/{one.pk}/").content.decode()


def test_a_file_is_downloaded_under_its_name_and_logged(client_of, post, job):
    one = job(post(Role.TOWN_OFFICE), **finished())

    answer = client_of(post(Role.TOWN_OFFICE)).get(f"/downloads/{one.pk}/file/")

    assert b"".join(answer.streaming_content).decode() == "甲乙丙丁"
    assert "%E7%A1%AE%E6%88%B7%E5%8F%B0%E8%B4%A6.xlsx" in answer["Content-Disposition"]
    assert AccessLog.objects.get(act=AccessLog.Act.DOWNLOAD).detail == "确户台账.xlsx"


def test_an_expired_file_is_gone_with_a_sentence(client_of, post, job):
    one = job(post(Role.TOWN_OFFICE), **finished(expires_at=timezone.now() - datetime.timedelta(minutes=1)))

    answer = client_of(post(Role.TOWN_OFFICE)).get(f"/downloads/{one.pk}/file/")

    assert answer.status_code == 410
    assert "请在台账里重新导出。" in answer.content.decode()


def test_another_posts_file_is_not_there(client_of, post, tree, job):
    one = job(post(Role.TOWN_OFFICE, at=tree.other_town), **finished())

    assert client_of(post(Role.TOWN_OFFICE)).get(f"/downloads/{one.pk}/file/").status_code == 404


def test_a_queued_job_is_cancelled(client_of, post, job):
    one = job(post(Role.TOWN_OFFICE), heartbeat_at=timezone.now())

    client_of(post(Role.TOWN_OFFICE)).post(f"/downloads/{one.pk}/cancel/")

    assert Job.objects.get().state == Job.State.CANCELLED


def test_a_running_job_is_asked_to_stop(client_of, post, job):
    one = job(post(Role.TOWN_OFFICE), state=Job.State.RUNNING, heartbeat_at=timezone.now())

    client_of(post(Role.TOWN_OFFICE)).post(f"/downloads/{one.pk}/cancel/")

    assert Job.objects.get().cancel_asked


def test_another_posts_job_cannot_be_cancelled(client_of, post, tree, job):
    one = job(post(Role.TOWN_OFFICE, at=tree.other_town))

    assert client_of(post(Role.TOWN_OFFICE)).post(f"/downloads/{one.pk}/cancel/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_large_bulk_step_runs_as_a_job_and_tells_its_outcome(client_of, post, tree, monkeypatch):
    monkeypatch.setattr("core.views.bulk.AT_ONCE", 1)
    monkeypatch.setattr(jobs, "send", lambda pk: None)
    town = post(Role.TOWN_OFFICE)
    good = ApplicationFactory.create_batch(2, submitted=True, village=tree.village)
    draft = ApplicationFactory(village=tree.village)
    rows = [one.pk for one in (*good, draft)]
    client_of(town).post("/applications/steps/reject/", {"pk": rows, "confirmed": "1", "reason": "不符合条件"})

    ended = jobs.run_now(Job.objects.get())

    assert ended.state == Job.State.DONE
    assert ended.sentence.startswith("已办理 2 件，1 件未办：")
    assert Application.objects.filter(state=Application.State.REJECTED).count() == 2
    assert cells(ended) == [
        ["户主", "受理编号", "未办原因"],
        [draft.householder, draft.number, ended.sentence.split("未办：")[1].split("（1 件）")[0] + "。"],
    ]


def cells(job):
    """First, second and last column of the file that the job made."""
    return [[row[0], row[1], row[-1]] for row in workbook_of(job).active.values]
