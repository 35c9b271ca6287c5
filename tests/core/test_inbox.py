"""The inbox: what is mine, by deadline; and the badge that counts it."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from accounts.audit import System, acting
from accounts.roles import Role
from core.models import OpenItem
from households.workflows import AddHousehold

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 18, 10, tzinfo=timezone.get_fixed_timezone(480))


@pytest.fixture(autouse=True)
def _wednesday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def item(tree):
    def make(title, *, role=Role.TOWN_OFFICE, village=None, due_in=None, warn_in=None, **rest):
        place = village or tree.village
        with acting(System.DEMO):
            return OpenItem.objects.create(
                kind="households.application",
                record_id=OpenItem.objects.count() + 1,
                title=title,
                clock="households.application.verify",
                role=role,
                village=place,
                town=place.town,
                district=place.district,
                city=place.city,
                started_at=NOW,
                due_at=NOW + due_in if due_in is not None else None,
                warn_at=NOW + warn_in if warn_in is not None else None,
                limit_value=5 if due_in is not None else None,
                limit_unit="calendar_days" if due_in is not None else "",
                **rest,
            )

    return make


DAY = datetime.timedelta(days=1)


def test_what_has_no_deadline_leaves_its_cells_empty(client_of, post, item):
    item("无时限的事")

    page = client_of(post(Role.TOWN_OFFICE)).get("/inbox/").content.decode()

    assert '<td data-label="截止"></td>' in page
    assert '<td data-label="剩余"></td>' in page


def test_the_nearest_deadline_comes_first_and_none_comes_last(client_of, post, item):
    item("无时限的事")
    item("后天到期的事", due_in=2 * DAY)
    item("明天到期的事", due_in=DAY)

    page = client_of(post(Role.TOWN_OFFICE)).get("/inbox/").content.decode()

    assert page.index("明天到期的事") < page.index("后天到期的事") < page.index("无时限的事")


def test_another_place_and_another_role_wait_elsewhere(client_of, post, tree, item):
    item("外镇的事", village=tree.other_village)
    item("区里的事", role=Role.DISTRICT_OFFICE)

    page = client_of(post(Role.TOWN_OFFICE)).get("/inbox/").content.decode()

    assert "外镇的事" not in page
    assert "区里的事" not in page
    assert "现在没有等您办理的事项。" in page


def test_what_another_person_holds_does_not_wait_for_me(client_of, post, tree, item):
    item("别人的事", holder=post(Role.TOWN_OFFICE, at=tree.other_town).user)

    assert "别人的事" not in client_of(post(Role.TOWN_OFFICE)).get("/inbox/").content.decode()


def test_what_is_done_waits_no_more(client_of, post, item):
    item("办结的事", closed_at=NOW)

    assert "办结的事" not in client_of(post(Role.TOWN_OFFICE)).get("/inbox/").content.decode()


def test_colour_follows_the_time_left(client_of, post, item):
    item("逾期的事", due_in=-2 * DAY, warn_in=-3 * DAY)
    item("将到期的事", due_in=datetime.timedelta(hours=5), warn_in=-DAY)

    page = client_of(post(Role.TOWN_OFFICE)).get("/inbox/").content.decode()

    assert "due-danger" in page
    assert "已逾期 2 天" in page
    assert "due-warning" in page
    assert "剩 5 小时" in page


@pytest.mark.parametrize(
    ("urgency", "shown"), [("overdue", "逾期的事"), ("soon", "将到期的事"), ("paused", "暂停的事")]
)
def test_a_tab_shows_one_urgency(urgency, shown, client_of, post, item):
    item("逾期的事", due_in=-2 * DAY, warn_in=-3 * DAY)
    item("将到期的事", due_in=DAY, warn_in=-DAY)
    item("暂停的事", due_in=DAY, warn_in=DAY, paused_at=NOW, pause_reason="等待材料")
    item("从容的事", due_in=9 * DAY, warn_in=8 * DAY)

    page = client_of(post(Role.TOWN_OFFICE)).get(f"/inbox/?urgency={urgency}").content.decode()

    others = {"逾期的事", "将到期的事", "暂停的事", "从容的事"} - {shown}
    assert shown in page.replace("已逾期", "")
    assert not [one for one in others if f">{one}<" in page]


def test_pages_follow_one_another_without_a_gap(client_of, post, item):
    for number in range(120):
        item(f"第{number:03d}件", due_in=(number // 7) * DAY if number < 100 else None)
    browser = client_of(post(Role.TOWN_OFFICE))
    seen, address = [], "/inbox/"

    while address:
        answer = browser.get(address)
        seen += [one.title for one in answer.context["items"]]
        address = "/inbox/" + answer.context["links"]["next"] if answer.context["links"]["next"] else ""

    assert len(seen) == len(set(seen)) == 120


def test_the_badge_counts_what_waits(client_of, post, item):
    item("一件事", due_in=DAY)
    item("又一件事", due_in=DAY)

    answer = client_of(post(Role.TOWN_OFFICE)).get("/notices/")

    assert answer.context["inbox_count"] == 2
    assert "件待办" in answer.content.decode()


def test_an_item_leads_to_its_record(client_of, post, tree):
    village, town = post(Role.VILLAGE), post(Role.TOWN_OFFICE)
    application = AddHousehold.file(by=village, village=tree.village, name="赵建国")

    answer = client_of(town).get(f"/go/households.application/{application.pk}/")

    assert answer.status_code in {302, 404}


def test_home_shows_the_first_of_them(client_of, post, item):
    for number in range(12):
        item(f"第{number:02d}件", due_in=number * DAY)

    page = client_of(post(Role.TOWN_OFFICE)).get("/").content.decode()

    assert "第00件" in page
    assert "第09件" in page
    assert "第10件" not in page
    assert "全部待办（12）" in page
