"""The operations page and the watchdog's address."""

import datetime

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from redis.exceptions import ConnectionError as NoConnection

from accounts.roles import Role
from core.background.schedule import BEAT
from core.models import BackupRun
from core.operations import health
from core.operations.running_tasks import NotedTask, last_run

pytestmark = pytest.mark.django_db
MINUTELY = BEAT[health.EVERY_MINUTE]["task"]


def ran(name, status="SUCCESS"):
    task = NotedTask()
    task.name = name
    task.after_return(status, None, "id", (), {}, None)


def test_a_tasks_end_is_noted():
    ran(MINUTELY)

    assert last_run(MINUTELY).ended_well
    assert timezone.now() - last_run(MINUTELY).at < datetime.timedelta(minutes=1)


def test_a_failed_run_is_noted_as_such():
    ran("core.tasks.sweep", "FAILURE")

    assert not last_run("core.tasks.sweep").ended_well


def test_the_watchdog_needs_no_account():
    ran(MINUTELY)

    answer = Client().get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"database": True, "cache": True, "clock": True}


def test_a_clock_that_stands_still_is_told_but_takes_no_page_away(settings):
    ran(MINUTELY)
    late = timezone.now() + datetime.timedelta(minutes=6)

    assert health.clock_is_late(late)
    assert not health.clock_is_late(timezone.now())


def test_without_a_database_the_portal_is_down(monkeypatch):
    def refuse(*args, **options):
        raise DatabaseError

    monkeypatch.setattr(health.connection, "cursor", refuse)

    assert Client().get("/healthz").status_code == 503


def test_without_the_cache_the_portal_is_down(monkeypatch):
    def refuse(*args, **options):
        raise NoConnection

    monkeypatch.setattr(health.cache, "get", refuse)

    assert Client().get("/healthz").status_code == 503


def test_the_administrator_sees_every_part_and_every_task(client_of, post):
    ran(MINUTELY)

    page = client_of(post(Role.SYSTEM_ADMIN)).get("/operations/").content.decode()

    for name in ("数据库", "任务队列", "工作进程", "定时任务", "磁盘", "PostgreSQL", *BEAT):
        assert name in page
    assert "没有工作进程回应" in page


def test_workers_are_counted_and_named_by_their_host(monkeypatch):
    monkeypatch.setattr(health, "workers", lambda: ["celery@vm", "second@vm"])

    told = next(finding for finding in health.findings() if finding.name == "工作进程")

    assert told.value == "2 个，在 vm 上"


def test_nobody_else_sees_it(client_of, post):
    assert client_of(post(Role.DISTRICT_OFFICE)).get("/operations/").status_code == 403


def noted(what, **since):
    return BackupRun.objects.create(
        what=what, started_at=timezone.now() - datetime.timedelta(**since), seconds=1, succeeded=True, file="x"
    )


def tones():
    return [(one.name, one.tone) for one in health.findings()[-2:]]


def test_who_has_no_backup_is_warned():
    assert tones() == [("备份", "warning"), ("恢复演练", "warning")]


def test_a_fresh_backup_and_rehearsal_are_well():
    noted("backup", hours=20)
    noted("rehearsal", days=6)

    assert tones() == [("备份", "good"), ("恢复演练", "good")]


def test_an_old_backup_or_rehearsal_warns(settings):
    noted("backup", hours=settings.BACKUP_WARN_HOURS + 1)
    noted("rehearsal", days=settings.REHEARSAL_WARN_DAYS + 1)

    assert tones() == [("备份", "warning"), ("恢复演练", "warning")]


def test_a_weekly_task_says_its_day(client_of, post):
    page = client_of(post(Role.SYSTEM_ADMIN)).get("/operations/").content.decode()

    assert "每周一 08:20" in page


def test_what_the_clock_starts_is_told_in_words():
    told = {task.name: task.every for task in health.clock_tasks()}

    assert told["临期与逾期提醒"] == "每 5 分钟"
    assert told["列出要复核的一周"] == "每周一 08:20"


def test_why_a_backup_failed_and_what_to_do_are_two_sentences():
    facts = {"started_at": timezone.now(), "seconds": 5, "file": "x.backup", "succeeded": False}
    BackupRun.objects.create(what="backup", sentence="磁盘已满。", **facts)

    told = next(finding for finding in health.findings() if finding.name == "备份")

    assert (told.value, told.advice) == ("上次没有成功：磁盘已满", "请按说明处理后重做。")
