"""What an office did at once is taken back on a page that says beforehand what stays and why."""

from __future__ import annotations

import uuid

import pytest

from accounts.roles import Role
from core.background import jobs
from core.models import Job, StepTaken
from households.models import Application
from households.workflows import AddHousehold
from tests.factories import ApplicationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.sample_pages")]
State = Application.State


@pytest.fixture
def district(client_of, post):
    return client_of(post(Role.DISTRICT_OFFICE))


@pytest.fixture
def batch(district, tree):
    """Three applications reviewed by the district in one act; the page that says so."""
    rows = ApplicationFactory.create_batch(3, verified=True, village=tree.village)
    form = {"pk": [row.pk for row in rows], "confirmed": "1"}
    return district.post("/sample-applications/steps/review/", form)


def url_of_act():
    return f"/sample-applications/acts/{StepTaken.objects.last().act}/"


def test_the_result_of_a_bulk_step_leads_to_its_taking_back(batch, district):
    assert url_of_act() in batch.content.decode()

    page = district.get(url_of_act()).content.decode()

    assert "撤销 3 条" in page
    assert Application.objects.filter(state=State.REVIEWED).count() == 3


def test_taking_back_says_for_how_many_it_was_done(batch, district):
    page = district.post(url_of_act(), {"reason": "选错了"}).content.decode()

    assert "已撤销 3 条。" in page
    assert Application.objects.filter(state=State.VERIFIED).count() == 3


def test_each_row_that_stays_is_listed_with_its_reason(batch, district, post):
    url, ended = url_of_act(), Application.objects.first()
    AddHousehold.reject(ended, by=post(Role.CITY_OFFICE), reason="不符合条件")

    before = district.get(url).content.decode()
    after = district.post(url, {"reason": "选错了"}).content.decode()

    assert "撤销 2 条" in before
    assert "已撤销 2 条，1 条未撤销" in after
    assert all("已办理“不予通过”，不能撤销" in page and str(ended) in page for page in (before, after))


def test_without_a_reason_nothing_is_taken_back(batch, district):
    district.post(url_of_act(), {"reason": ""})

    assert Application.objects.filter(state=State.REVIEWED).count() == 3


def test_the_act_of_another_office_is_not_there(batch, client_of, post):
    url = url_of_act()

    assert client_of(post(Role.TOWN_OFFICE)).get(url).status_code == 404
    assert client_of(post(Role.TOWN_OFFICE)).post(url, {"reason": "不是我办的"}).status_code == 404
    assert client_of(post(Role.DISTRICT_OFFICE)).get(f"/sample-applications/acts/{uuid.uuid4()}/").status_code == 404


def test_the_records_page_leads_to_it_while_it_may_be_taken_back(batch, district, client_of, post):
    record = Application.objects.first()
    url = url_of_act()

    assert url in district.get(f"/sample-applications/{record.pk}/").content.decode()
    assert url not in client_of(post(Role.VILLAGE)).get(f"/sample-applications/{record.pk}/").content.decode()

    district.post(url, {"reason": "选错了"})

    assert "撤销“区级初审”" in district.get(f"/sample-applications/{record.pk}/history/").content.decode()
    assert "/acts/" not in district.get(f"/sample-applications/{record.pk}/").content.decode()


def test_what_is_decided_for_good_is_said_to_stay(district, tree):
    row = ApplicationFactory(verified=True, village=tree.village)
    form = {"pk": [row.pk], "confirmed": "1", "reason": "不符合条件"}
    done = district.post("/sample-applications/steps/reject/", form).content.decode()

    assert "/acts/" not in done
    assert "“不予通过”已经办结生效，不能撤销" in district.get(url_of_act()).content.decode()


def test_a_large_act_is_taken_back_by_a_job(batch, district, monkeypatch):
    monkeypatch.setattr("core.views.taking_back.AT_ONCE", 2)

    answer = district.post(url_of_act(), {"reason": "选错了"})
    job = Job.objects.get()
    jobs.run(job.pk)

    job.refresh_from_db()
    assert answer["Location"] == f"/downloads/{job.pk}/"
    assert (job.state, job.sentence) == (Job.State.DONE, "已撤销 3 条。")
    assert Application.objects.filter(state=State.VERIFIED).count() == 3
