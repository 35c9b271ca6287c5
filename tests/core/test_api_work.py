"""What waits, what was told, long jobs and exports through the API."""

import pytest
from django.utils import timezone

from accounts.audit import AccessLog, System, acting
from accounts.roles import Role
from core.background import jobs
from core.models import Job, Notice
from core.notifying.notices import link_to
from households.workflows import AddHousehold
from tests.core.calling import send, with_token
from tests.factories import ApplicationFactory, HouseholdFactory, PostFactory
from tests.workbooks import workbook_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def household(tree):
    return HouseholdFactory(village=tree.village, name="赵建国")


@pytest.fixture
def told():
    def tell(holder, title="申请已退回", link=""):
        with acting(System.DEMO):
            return Notice.objects.create(user=holder.user, kind=Notice.Kind.NEWS, title=title, link=link)

    return tell


@pytest.fixture
def sent_back(tree, post):
    """Waits for the village again."""

    def send_one_back(name="赵建国"):
        application = ApplicationFactory(submitted=True, village=tree.village, name=name)
        return AddHousehold.send_back(application, by=post(Role.TOWN_OFFICE), reason="证号不清", flagged=["id_number"])

    return send_one_back


def test_what_waits_says_whose_it_is_and_why_it_came_back(client_of, post, sent_back):
    sent_back("赵建国")

    answer = client_of(post(Role.VILLAGE)).get("/api/inbox/").json()

    [item] = answer["results"]
    assert (answer["count"], item["kind"], item["subject"]) == (1, "households.application", "赵建国")
    assert item["sent_back"] == "证号不清（需改：身份证号）"


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 1), ("kind=households.application", 1), ("kind=core.importrun", 0), ("urgency=paused", 0)],
)
def test_what_waits_is_narrowed_as_on_the_page(client_of, post, sent_back, query, count):
    sent_back()

    answer = client_of(post(Role.VILLAGE)).get(f"/api/inbox/?{query}").json()

    assert (answer["count"], len(answer["results"])) == (count, count)


def test_what_waits_comes_page_by_page(client_of, post, sent_back, monkeypatch):
    monkeypatch.setattr("core.api.work.PAGE_SIZE", 2)
    waiting = {sent_back().pk for _ in range(5)}
    browser, url, seen = client_of(post(Role.VILLAGE)), "/api/inbox/?kind=households.application", []

    while url:
        answer = browser.get(url).json()
        seen += [one["record"] for one in answer["results"]]
        url = answer["next"]

    assert (len(seen), set(seen)) == (5, waiting)


def test_notices_come_with_the_number_of_unread_ones(client_of, post, tree, told):
    mine = post(Role.TOWN_OFFICE)
    told(mine, "一")
    told(mine, "二")
    told(post(Role.TOWN_OFFICE, at=tree.other_town), "别人的")

    answer = client_of(mine).get("/api/notices/").json()

    assert (answer["unread"], [one["title"] for one in answer["results"]]) == (2, ["二", "一"])
    assert not Notice.objects.exclude(read_at=None).exists()


def test_a_notice_is_marked_read(client_of, post, told):
    mine = post(Role.TOWN_OFFICE)
    one, other = told(mine, "一"), told(mine, "二")
    browser = client_of(mine)

    answer = browser.post(f"/api/notices/{one.pk}/read/").json()

    assert (answer["id"], answer["read"]) == (one.pk, True)
    assert [left["id"] for left in browser.get("/api/notices/?unread=1").json()["results"]] == [other.pk]


def test_a_notice_that_was_read_keeps_its_time(client_of, post, told):
    mine = post(Role.TOWN_OFFICE)
    one, browser = told(mine), client_of(mine)
    browser.post(f"/api/notices/{one.pk}/read/")
    one.refresh_from_db()
    first = one.read_at

    browser.post(f"/api/notices/{one.pk}/read/")

    one.refresh_from_db()
    assert first is not None
    assert one.read_at == first


def test_another_users_notice_is_not_marked(client_of, post, tree, told):
    one = told(post(Role.TOWN_OFFICE, at=tree.other_town))

    assert client_of(post(Role.TOWN_OFFICE)).post(f"/api/notices/{one.pk}/read/").status_code == 404
    assert Notice.objects.get().read_at is None


def test_all_notices_are_marked_read_at_once(client_of, post, tree, told):
    mine, other = post(Role.TOWN_OFFICE), post(Role.TOWN_OFFICE, at=tree.other_town)
    for holder in (mine, mine, other):
        told(holder)

    answer = client_of(mine).post("/api/notices/read/").json()

    assert answer == {"read": 2}
    assert list(Notice.objects.filter(read_at=None).values_list("user", flat=True)) == [other.user_id]


def test_a_token_reads_the_notices_that_lead_to_what_its_post_sees(post, tree, household, told):
    village = post(Role.VILLAGE)
    elsewhere = PostFactory(role=Role.TOWN_OFFICE, division=tree.other_town, user=village.user)
    jobs_own, jobs_other = (jobs.start("export", "导出", holder, {}) for holder in (village, elsewhere))
    told(village, "本村的户", link_to("households.household", household.pk))
    told(village, "本岗位的任务", f"/downloads/{jobs_own.pk}/")
    hidden = [
        told(village, "外镇的户", link_to("households.household", HouseholdFactory(village=tree.other_village).pk)),
        told(village, "外岗位的任务", f"/downloads/{jobs_other.pk}/"),
        told(village, "外岗位的筛选", f"/households/views/{household.pk}/"),
        told(village, "已办理 12 件"),
    ]
    caller = with_token(village)

    answer = caller.get("/api/notices/").json()

    assert (answer["unread"], [one["title"] for one in answer["results"]]) == (2, ["本岗位的任务", "本村的户"])
    assert {caller.post(f"/api/notices/{one.pk}/read/").status_code for one in hidden} == {404}
    assert caller.post("/api/notices/read/").json() == {"read": 2}
    assert set(Notice.objects.filter(read_at=None)) == set(hidden)


def test_a_token_reads_no_notice_of_records_that_its_role_has_no_page_of(post, tree, told):
    administrator = post(Role.SYSTEM_ADMIN)
    told(administrator, "户", link_to("households.household", HouseholdFactory(village=tree.village).pk))

    assert with_token(administrator).get("/api/notices/").json()["results"] == []


def test_an_export_is_a_job_that_can_be_followed(client_of, post, household):
    browser = client_of(post(Role.TOWN_OFFICE))

    begun = send(browser, "post", "/api/households/export/?status=1", {})

    assert begun.status_code == 202, begun.content.decode()
    assert browser.get(f"/api/jobs/{begun.json()['id']}/").json()["state_label"] == "排队中"
    assert [one["id"] for one in browser.get("/api/jobs/").json()["results"]] == [begun.json()["id"]]


def test_a_token_fetches_what_a_job_made(client_of, post, tree, household):
    begun = send(client_of(post(Role.TOWN_OFFICE)), "post", "/api/households/export/", {}).json()
    jobs.run_now(Job.objects.get())
    outside = with_token(post(Role.TOWN_OFFICE))

    url = outside.get(f"/api/jobs/{begun['id']}/").json()["file"]
    answer = outside.get(url, headers={"Accept": "application/vnd.ms-excel"})

    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert AccessLog.objects.filter(act=AccessLog.Act.DOWNLOAD, record_id=begun["id"]).count() == 1
    stranger = client_of(post(Role.TOWN_OFFICE, at=tree.other_town))
    assert stranger.get(url).status_code == 404


def test_a_file_that_is_no_longer_kept_is_said_to_be_gone(client_of, post, household):
    begun = send(client_of(post(Role.TOWN_OFFICE)), "post", "/api/households/export/", {}).json()
    jobs.run_now(Job.objects.get())
    with acting(System.DEMO):
        Job.objects.update(expires_at=timezone.now())

    answer = with_token(post(Role.TOWN_OFFICE)).get(f"/api/jobs/{begun['id']}/file/")

    assert (answer.status_code, answer.json()["detail"]) == (410, "文件已过保留期，请重新导出。")


def test_full_numbers_want_a_reason(client_of, post, household):
    answer = send(client_of(post(Role.TOWN_OFFICE)), "post", "/api/households/export/", {"in_full": True})

    assert answer.status_code == 400
    assert "须写明用途" in answer.json()["detail"]


def test_another_posts_job_is_not_there(client_of, post, tree, household):
    begun = send(client_of(post(Role.TOWN_OFFICE)), "post", "/api/households/export/", {}).json()

    assert client_of(post(Role.TOWN_OFFICE, at=tree.other_town)).get(f"/api/jobs/{begun['id']}/").status_code == 404


def test_an_export_holds_what_the_parameters_give(client_of, post, tree, household):
    HouseholdFactory(village=tree.village, name="钱秀英")

    send(client_of(post(Role.TOWN_OFFICE)), "post", "/api/households/export/?q=秀英", {})

    rows = list(workbook_of(jobs.run_now(Job.objects.get())).worksheets[0].iter_rows(values_only=True))
    assert [("钱秀英" in row, "赵建国" in row) for row in rows[1:]] == [(True, False)]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("/api/households/export/?colour=red", "确户台账没有筛选条件“colour”。"),
        ("/api/households/export/?kind=乱写", "筛选“改造类型”没有用上"),
        ("/api/applications/export/?submitted_after=2026-13-45", "筛选“提交日期”没有用上"),
        ("/api/households/export/?day=2026-13-45", "日期应写成"),
    ],
)
def test_an_export_by_what_is_no_filter_is_refused(client_of, post, tree, url, sentence):
    answer = send(client_of(post(Role.TOWN_OFFICE)), "post", url, {})

    assert answer.status_code == 400
    assert sentence in answer.json()["detail"]
    assert not Job.objects.exists()


def test_an_export_takes_the_two_ends_of_a_period(client_of, post, tree):
    url = "/api/applications/export/?submitted_after=2026-01-01&submitted_before=2026-12-31"

    assert send(client_of(post(Role.TOWN_OFFICE)), "post", url, {}).status_code == 202


def test_a_job_is_cancelled(client_of, post, household):
    browser = client_of(post(Role.TOWN_OFFICE))
    begun = send(browser, "post", "/api/households/export/", {}).json()

    answer = browser.post(f"/api/jobs/{begun['id']}/cancel/").json()

    assert (answer["state"], answer["state_label"]) == ("cancelled", "已取消")


def test_another_posts_job_is_not_cancelled(client_of, post, tree, household):
    begun = send(client_of(post(Role.TOWN_OFFICE)), "post", "/api/households/export/", {}).json()

    stranger = client_of(post(Role.TOWN_OFFICE, at=tree.other_town))

    assert stranger.post(f"/api/jobs/{begun['id']}/cancel/").status_code == 404
    assert Job.objects.get().state == Job.State.QUEUED
