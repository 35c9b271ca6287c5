"""Who is told what, and how it leaves the portal."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from django.utils import timezone

from accounts.roles import Role
from core.models import Notice
from core.notifying import delivery, notices
from core.notifying.delivery import deliver, is_quiet
from tests.conftest import MakePost
from tests.core.conftest import File
from tests.core.test_clocks import at
from tests.factories import PostFactory, Tree

# Apprise loads all its channels at the first message, one of them by a module that Python 3.13 has dropped.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
DAY = "2026-11-16"
NOON = at("2026-11-16 12:00")
NIGHT = at("2026-11-16 22:00")


def told() -> list[tuple[str, str]]:
    return [(notice.user.username, notice.title) for notice in Notice.objects.order_by("id")]


def test_the_filer_is_told_when_his_record_comes_back(submitted: File, trial: Any, post: MakePost) -> None:
    record, village, town = submitted(), post(Role.VILLAGE), post(Role.TOWN_OFFICE)

    trial.send_back(record, by=town, reason="地址不清")

    notice = Notice.objects.get()
    assert (notice.user, notice.title) == (village.user, f"增户申请 {record.number}：退回")
    assert notice.body == f"{town}办理，意见：地址不清"
    assert notice.link == f"/go/households.application/{record.pk}/"


def test_nobody_is_told_of_a_step_on_the_way_but_by_his_inbox(submitted: File, trial: Any, post: MakePost) -> None:
    trial.verify(submitted(), by=post(Role.TOWN_OFFICE), visited_on=DAY)

    assert told() == []


def test_at_the_end_filer_and_named_roles_are_told_each_once(
    trial: Any, post: MakePost, tree: Tree, filed: File
) -> None:
    village, town = post(Role.VILLAGE), post(Role.TOWN_OFFICE)
    other_village = post(Role.VILLAGE, at=tree.next_village)
    by_village, by_town = filed(), trial.file(by=town, village=tree.village, name="李秀英", address="幸福路2号")
    for record, filer in ((by_village, village), (by_town, town)):
        trial.submit(record, by=filer)
        trial.verify(record, by=town, visited_on=DAY)

    trial.finish(by_village, by=post(Role.DISTRICT_OFFICE))
    trial.finish(by_town, by=post(Role.DISTRICT_OFFICE))

    assert sorted(told()) == sorted(
        [
            (village.user.username, f"增户申请 {by_village.number}：办结"),
            (town.user.username, f"增户申请 {by_town.number}：办结"),
            (village.user.username, f"增户申请 {by_town.number}：办结"),
        ]
    )
    assert other_village.user.username not in {user for user, _ in told()}


def test_nobody_is_told_of_his_own_step(submitted: File, trial: Any, post: MakePost) -> None:
    trial.withdraw(submitted(), by=post(Role.VILLAGE))

    assert told() == []


def test_the_same_thing_of_a_kind_is_told_to_a_person_once(post: MakePost) -> None:
    user, other = post(Role.VILLAGE).user, post(Role.TOWN_OFFICE).user

    notices.tell([user.pk], Notice.Kind.NEWS, "导出完成", about="job:7")
    notices.tell([user.pk, other.pk], Notice.Kind.NEWS, "导出完成", about="job:7")
    notices.tell([user.pk], Notice.Kind.JOB, "导出完成", about="job:7")

    assert sorted(told()) == sorted([(user.username, "导出完成")] * 2 + [(other.username, "导出完成")])


@pytest.mark.parametrize(("hour", "quiet"), [(6, True), (7, False), (12, False), (20, False), (21, True), (23, True)])
def test_the_night_is_quiet(hour: int, quiet: bool) -> None:
    assert is_quiet(at(f"2026-11-16 {hour:02}:30")) is quiet


@pytest.mark.parametrize(("hour", "quiet"), [(11, False), (12, True), (13, True), (14, False)])
def test_quiet_hours_within_a_day(settings: Any, hour: int, quiet: bool) -> None:
    settings.QUIET_HOURS = (12, 14)

    assert is_quiet(at(f"2026-11-16 {hour:02}:30")) is quiet


class Receiver(BaseHTTPRequestHandler):
    """A channel's far end: keeps what it was sent, and answers as it was told to."""

    messages: list[dict[str, str]]
    answer: int

    def do_POST(self) -> None:
        self.messages.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))) | {"path": self.path})
        self.send_response(self.answer)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def channel(settings: Any) -> Iterator[type[Receiver]]:
    class Channel(Receiver):
        messages: list[dict[str, str]] = []
        answer = 200

    server = HTTPServer(("127.0.0.1", 0), Channel)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.NOTICE_CHANNELS = [f"json://127.0.0.1:{server.server_port}/{{phone}}"]
    yield Channel
    server.shutdown()
    server.server_close()


@pytest.fixture
def village_user(tree: Tree) -> Any:
    return PostFactory(role=Role.VILLAGE, division=tree.village, user__phone="13800001111").user


def tell(user: Any, *titles: str, created_at: datetime.datetime = NOON) -> None:
    notices.post([Notice(user=user, kind=Notice.Kind.NEWS, title=title, created_at=created_at) for title in titles])


def test_what_waits_for_a_person_goes_out_in_one_message(
    channel: type[Receiver], village_user: Any, time_machine: Any
) -> None:
    time_machine.move_to(NOON, tick=False)
    tell(village_user, "增户申请 1：退回", "增户申请 2：退回")

    deliver()
    deliver()

    assert len(channel.messages) == 1
    assert channel.messages[0]["path"] == "/13800001111"
    assert channel.messages[0]["message"].splitlines() == [
        f"{village_user.name}，您有新通知：",
        "增户申请 1：退回",
        "增户申请 2：退回",
        "请登录平台查看。",
    ]
    assert not Notice.objects.filter(delivered_at=None).exists()


def test_nothing_goes_out_at_night_and_all_of_it_in_the_morning(
    channel: type[Receiver], village_user: Any, time_machine: Any
) -> None:
    time_machine.move_to(NIGHT, tick=False)
    tell(village_user, "增户申请 1：退回", created_at=NIGHT)
    deliver()
    assert channel.messages == []

    time_machine.move_to(at("2026-11-17 07:02"), tick=False)
    deliver()

    assert len(channel.messages) == 1


def test_what_no_channel_took_is_tried_again_for_a_day(
    channel: type[Receiver], village_user: Any, time_machine: Any
) -> None:
    channel.answer = 500
    time_machine.move_to(NOON, tick=False)
    tell(village_user, "增户申请 1：退回")
    deliver()
    assert Notice.objects.filter(delivered_at=None).count() == 1

    time_machine.move_to(at("2026-11-17 12:30"), tick=False)
    channel.answer = 200
    deliver()

    assert len(channel.messages) == 1


def test_a_long_list_is_cut_to_its_number(village_user: Any) -> None:
    waiting = [Notice(title=f"第{n}件") for n in range(8)]

    assert delivery.message(village_user, waiting).splitlines()[-2] == "等共 8 条"


def test_a_notice_is_sent_for_when_the_transaction_commits(
    channel: type[Receiver], village_user: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as on_commit:
        tell(village_user, "增户申请 1：退回", created_at=timezone.now())

    assert on_commit == [delivery.deliver.delay]


def test_without_channels_notices_stay_in_the_portal(
    village_user: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as on_commit:
        tell(village_user, "增户申请 1：退回", created_at=timezone.now())

    deliver()

    assert on_commit == []
    assert Notice.objects.get().delivered_at is None
