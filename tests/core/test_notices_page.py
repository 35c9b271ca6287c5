"""Notices: one's own, read when opened, never by a GET."""

import pytest

from accounts.audit import System, acting
from accounts.roles import Role
from core.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice():
    def make(holder, title="申请已退回", **rest):
        with acting(System.DEMO):
            return Notice.objects.create(user=holder.user, kind=Notice.Kind.NEWS, title=title, **rest)

    return make


def test_a_user_sees_his_own_notices(client_of, post, tree, notice):
    mine, other = post(Role.TOWN_OFFICE), post(Role.TOWN_OFFICE, at=tree.other_town)
    notice(mine, "给我的")
    notice(other, "给别人的")

    page = client_of(mine).get("/notices/").content.decode()

    assert "给我的" in page
    assert "给别人的" not in page


def test_looking_at_the_list_reads_nothing(client_of, post, notice):
    holder = post(Role.TOWN_OFFICE)
    notice(holder)

    client_of(holder).get("/notices/")

    assert Notice.objects.get().read_at is None


def test_opening_one_marks_it_read_and_goes_to_its_subject(client_of, post, notice):
    holder = post(Role.TOWN_OFFICE)
    one = notice(holder, link="/inbox/")

    answer = client_of(holder).post(f"/notices/{one.pk}/open/")

    assert answer["Location"] == "/inbox/"
    assert Notice.objects.get().read_at is not None


def test_a_link_that_leads_outside_is_not_followed(client_of, post, notice):
    holder = post(Role.TOWN_OFFICE)
    one = notice(holder, link="https://example.com/")

    assert client_of(holder).post(f"/notices/{one.pk}/open/")["Location"] == "/notices/"


def test_another_users_notice_is_not_there(client_of, post, tree, notice):
    one = notice(post(Role.TOWN_OFFICE, at=tree.other_town))

    assert client_of(post(Role.TOWN_OFFICE)).post(f"/notices/{one.pk}/open/").status_code == 404
    assert Notice.objects.get().read_at is None


def test_all_are_marked_read_at_once(client_of, post, tree, notice):
    mine, other = post(Role.TOWN_OFFICE), post(Role.TOWN_OFFICE, at=tree.other_town)
    notice(mine)
    notice(mine)
    notice(other)

    client_of(mine).post("/notices/read/")

    assert list(Notice.objects.filter(read_at=None).values_list("user", flat=True)) == [other.user_id]


def test_unread_ones_are_counted_on_every_page(client_of, post, notice):
    holder = post(Role.TOWN_OFFICE)
    notice(holder)

    answer = client_of(holder).get("/inbox/")

    assert answer.context["unread"] == 1
    assert "条未读" in answer.content.decode()


def test_older_ones_stand_on_the_next_page(client_of, post, notice):
    holder = post(Role.TOWN_OFFICE)
    for number in range(35):
        notice(holder, f"第{number:02d}条")
    browser = client_of(holder)

    first = browser.get("/notices/")
    second = browser.get("/notices/" + first.context["older_url"])

    assert "第34条" in first.content.decode()
    assert "第04条" not in first.content.decode()
    assert "第04条" in second.content.decode()
