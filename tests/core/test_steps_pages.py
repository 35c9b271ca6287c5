"""A step on its page: its questions, its refusals, two officers at once; and a step for many."""

import datetime

import pytest

from accounts.audit import System, acting
from accounts.roles import Role
from core.models import Job, StepTaken
from households.models import Application
from households.workflows import AddHousehold
from tests.factories import ApplicationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.sample_pages")]
State = Application.State


@pytest.fixture
def submitted(tree):
    """Ready for the township; the documents came with the import's stamped summary."""

    def make(**facts):
        return ApplicationFactory(submitted=True, village=facts.pop("village", tree.village), **facts)

    return make


def step_url(application, step):
    return f"/sample-applications/{application.pk}/steps/{step}/"


def test_a_steps_questions_are_its_form(client_of, post, submitted):
    page = client_of(post(Role.TOWN_OFFICE)).get(step_url(submitted(), "send_back")).content.decode()

    assert "意见" in page
    assert "需改的栏" in page
    assert "身份证号" in page


def test_who_writes_a_reason_is_told_that_numbers_in_it_are_cut(client_of, post, submitted):
    page = client_of(post(Role.TOWN_OFFICE)).get(step_url(submitted(), "send_back")).content.decode()

    assert "写了身份证号、电话等号码的，只留后四位。" in page


def test_a_steps_page_and_its_button_bear_the_steps_name(client_of, post, submitted):
    page = client_of(post(Role.TOWN_OFFICE)).get(step_url(submitted(), "send_back")).content.decode()

    assert ">退回</h1>" in page.replace("\n", "").replace("  ", "")
    assert ">退回</button>" in page


def test_sending_back_names_the_fields_and_the_reason(client_of, post, submitted):
    application = submitted()

    answer = client_of(post(Role.TOWN_OFFICE)).post(
        step_url(application, "send_back"),
        {"reason": "证号不清", "flagged": ["id_number"], "version": application.version},
    )

    application.refresh_from_db()
    assert answer.status_code == 302
    assert (application.state, application.flagged, application.sent_back_reason) == (
        State.DRAFT,
        ["id_number"],
        "证号不清",
    )


def test_the_flagged_fields_stand_out_in_the_form(client_of, post, submitted):
    application = submitted()
    AddHousehold.send_back(application, by=post(Role.TOWN_OFFICE), reason="证号不清", flagged=["id_number"])

    page = client_of(post(Role.VILLAGE)).get(f"/sample-applications/{application.pk}/edit/").content.decode()

    flagged = page[page.index("field-flagged") :]
    assert "身份证号" in flagged[:400]
    assert "证号不清" in page


def test_a_missing_reason_is_said_beside_its_field(client_of, post, submitted):
    application = submitted()

    answer = client_of(post(Role.TOWN_OFFICE)).post(step_url(application, "send_back"), {"version": 1})

    application.refresh_from_db()
    assert "意见" in answer.content.decode()
    assert application.state == State.SUBMITTED


def test_what_stands_in_the_way_is_said_and_nothing_changes(client_of, post, submitted):
    application = submitted()

    answer = client_of(post(Role.TOWN_OFFICE)).post(
        step_url(application, "verify"), {"visited_on": "2026-11-16", "version": application.version}
    )

    application.refresh_from_db()
    assert answer.status_code == 409
    assert "材料" in answer.content.decode()
    assert application.state == State.SUBMITTED


def test_a_step_of_another_role_is_refused_with_a_sentence(client_of, post, submitted):
    application = submitted()

    answer = client_of(post(Role.DISTRICT_OFFICE)).post(step_url(application, "verify"), {"visited_on": "2026-11-16"})

    assert answer.status_code == 409
    assert "由街镇双代主管部门办理" in answer.content.decode()


def test_another_townships_application_is_not_there(client_of, post, tree, submitted):
    application = submitted(village=tree.other_village)
    browser = client_of(post(Role.TOWN_OFFICE))

    assert browser.get(step_url(application, "send_back")).status_code == 404
    assert browser.post(step_url(application, "send_back"), {"reason": "不行"}).status_code == 404


def test_an_unknown_step_is_not_there(client_of, post, submitted):
    assert client_of(post(Role.TOWN_OFFICE)).get(step_url(submitted(), "vanish")).status_code == 404


def test_who_read_an_older_version_sees_the_record_anew_before_deciding(client_of, post, submitted):
    application = submitted()
    read = application.version
    with acting(System.DEMO):
        application.name = "改过的名字"
        application.save()

    answer = client_of(post(Role.TOWN_OFFICE)).post(
        step_url(application, "reject"), {"reason": "不符", "version": read}
    )

    application.refresh_from_db()
    assert answer.status_code == 409
    assert "改过的名字" in answer.content.decode()
    assert application.state == State.SUBMITTED


def test_the_list_offers_the_roles_steps_for_a_selection(client_of, post, submitted):
    submitted()

    town = client_of(post(Role.TOWN_OFFICE)).get("/sample-applications/").content.decode()
    city = client_of(post(Role.CITY_OFFICE)).get("/sample-applications/").content.decode()

    assert "/sample-applications/steps/verify/" in town
    assert "/sample-applications/steps/confirm/" not in town
    assert "/sample-applications/steps/confirm/" in city


def test_a_selection_is_shown_with_each_refused_rows_reason(client_of, post, submitted):
    good, bad = submitted(name="赵可以"), ApplicationFactory(village=submitted().village, name="钱不行")
    browser = client_of(post(Role.TOWN_OFFICE))

    answer = browser.post("/sample-applications/steps/reject/", {"pk": [good.pk, bad.pk]})

    assert (answer.context["total"], answer.context["ready"]) == (2, 1)
    assert "草稿" in answer.context["refused"][0]["sentence"]
    assert set(Application.objects.values_list("state", flat=True)) == {State.SUBMITTED, State.DRAFT}


def test_a_confirmed_selection_is_taken_and_the_rest_stays(client_of, post, submitted):
    good, bad = submitted(), ApplicationFactory(village=submitted().village)

    client_of(post(Role.TOWN_OFFICE)).post(
        "/sample-applications/steps/reject/", {"pk": [good.pk, bad.pk], "confirmed": "1", "reason": "不符合条件"}
    )

    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, bad.state) == (State.REJECTED, State.DRAFT)
    assert StepTaken.objects.filter(step="reject").count() == 1


def test_rows_of_another_township_cannot_be_slipped_into_a_selection(client_of, post, tree, submitted):
    stranger = submitted(village=tree.other_village, name="钱外镇")

    answer = client_of(post(Role.TOWN_OFFICE)).post(
        "/sample-applications/steps/reject/", {"pk": [stranger.pk], "confirmed": "1", "reason": "不符合条件"}
    )

    stranger.refresh_from_db()
    assert stranger.state == State.SUBMITTED
    assert "钱外镇" not in answer.content.decode()


def test_all_rows_of_the_list_can_be_taken(client_of, post, submitted):
    for _ in range(60):
        submitted()

    reject_every(client_of(post(Role.TOWN_OFFICE)))

    assert Application.objects.filter(state=State.REJECTED).count() == 60


def reject_every(browser, *, meanwhile=lambda: None):
    """All that the list gives: looked at, then confirmed."""
    every = {"every": "1", "query": ""}
    seen = browser.post("/sample-applications/steps/reject/", every).context["seen"]
    meanwhile()
    return browser.post(
        "/sample-applications/steps/reject/", {**every, "seen": seen, "confirmed": "1", "reason": "不符合条件"}
    )


def test_what_arrived_after_the_look_is_not_taken_unseen(client_of, post, submitted):
    submitted()

    answer = reject_every(client_of(post(Role.TOWN_OFFICE)), meanwhile=submitted)

    assert not Application.objects.filter(state=State.REJECTED).exists()
    assert "又有增减或改动" in answer.content.decode()
    assert answer.context["total"] == 2


def test_what_was_changed_after_the_look_is_not_taken_unseen(client_of, post, submitted):
    application = submitted()

    def change():
        with acting(System.DEMO):
            application.heated_area = 120
            application.save()

    reject_every(client_of(post(Role.TOWN_OFFICE)), meanwhile=change)

    assert not Application.objects.filter(state=State.REJECTED).exists()


def test_looked_at_again_it_is_taken(client_of, post, submitted):
    submitted()
    answer = reject_every(client_of(post(Role.TOWN_OFFICE)), meanwhile=submitted)
    again = {"every": "1", "query": "", "seen": answer.context["seen"], "confirmed": "1", "reason": "不符合条件"}

    client_of(post(Role.TOWN_OFFICE)).post("/sample-applications/steps/reject/", again)

    assert Application.objects.filter(state=State.REJECTED).count() == 2


def test_the_look_says_how_many_more_are_refused(client_of, post, submitted, monkeypatch):
    monkeypatch.setattr("core.views.bulk.REFUSED_SHOWN", 1)
    for _ in range(3):
        ApplicationFactory(village=submitted().village)

    page = client_of(post(Role.TOWN_OFFICE)).post("/sample-applications/steps/reject/", {"every": "1", "query": ""})

    assert "只列出前 1 条，另有 2 条" in page.content.decode()


def test_a_large_selection_becomes_a_job(client_of, post, submitted, monkeypatch):
    monkeypatch.setattr("core.views.bulk.AT_ONCE", 2)
    for _ in range(3):
        submitted()
    holder = post(Role.TOWN_OFFICE)

    answer = reject_every(client_of(holder))

    job = Job.objects.get()
    assert answer["Location"] == f"/downloads/{job.pk}/"
    assert (job.post, job.params["step"], job.params["answers"]) == (holder, "reject", {"reason": "不符合条件"})


def test_a_job_keeps_no_number_of_a_person_in_its_reason(client_of, post, submitted, monkeypatch):
    monkeypatch.setattr("core.views.bulk.AT_ONCE", 0)
    rows = {"pk": [submitted().pk], "confirmed": "1", "reason": "应为130199199001011234"}

    client_of(post(Role.TOWN_OFFICE)).post("/sample-applications/steps/reject/", rows)

    assert Job.objects.get().params["answers"] == {"reason": "应为**************1234"}


def test_a_bulk_step_of_another_role_is_not_there(client_of, post, submitted):
    application = submitted()

    answer = client_of(post(Role.VILLAGE)).post("/sample-applications/steps/verify/", {"pk": [application.pk]})

    assert answer.status_code == 404


def test_nothing_selected_is_said(client_of, post):
    answer = client_of(post(Role.TOWN_OFFICE)).post("/sample-applications/steps/reject/", {}, follow=True)

    assert "请先在列表里选中要办理的记录。" in answer.content.decode()


def test_dates_of_a_bulk_step_reach_its_job(client_of, post, submitted, monkeypatch):
    monkeypatch.setattr("core.views.bulk.AT_ONCE", 0)
    application = submitted()

    client_of(post(Role.TOWN_OFFICE)).post(
        "/sample-applications/steps/verify/", {"pk": [application.pk], "confirmed": "1", "visited_on": "2026-11-16"}
    )

    day = Job.objects.get().params["answers"]["visited_on"]
    assert datetime.date.fromisoformat(day) == datetime.date(2026, 11, 16)
