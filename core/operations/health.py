"""Whether the portal's parts answer: database, cache and broker, workers, the clock, the disk."""

from __future__ import annotations

import datetime
import platform
import shutil
from dataclasses import dataclass

import django
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from core.background.schedule import BEAT
from core.models import BackupRun, Job
from core.operations.running_tasks import LastRun, last_run
from core.wording import words

# Sent every minute: when it has not run for longer, the beat or all workers stand still.
EVERY_MINUTE = "接续中断的任务"
LATE = datetime.timedelta(minutes=5)
PING_SECONDS = 0.6
QUEUE = "celery"
FULL_PERCENT = 90
LONG_QUEUE = 100
BACKUPS_SHOWN = 10
WEEKDAYS = "日一二三四五六"
BROKER_PROBLEMS = (RedisError, OperationalError, OSError)


@dataclass(frozen=True)
class Finding:
    """`tone` as of a chip: good, warning or danger; `advice` says what to do where it is not good."""

    name: str
    value: str
    tone: str = "good"
    advice: str = ""


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def cache_answers() -> bool:
    try:
        cache.get("health")
    except RedisError:
        return False
    return True


def clock_is_late(now: datetime.datetime) -> bool:
    run = last_run(BEAT[EVERY_MINUTE]["task"])
    return run is None or now - run.at > LATE


def queue_length() -> int | None:
    """Tasks that wait for a worker; None where the broker does not answer."""
    try:
        with current_app.connection_for_read() as broker:
            return int(broker.default_channel.client.llen(QUEUE))
    except BROKER_PROBLEMS:
        return None


def workers() -> list[str]:
    """Names of the workers that answer within PING_SECONDS: celery@host."""
    try:
        answers = current_app.control.ping(timeout=PING_SECONDS)
    except BROKER_PROBLEMS:
        return []
    return sorted(name for answer in answers for name in answer)


def findings() -> list[Finding]:
    return [_database(), _queue(), _workers(), _clock(), _jobs(), _disk(), _backup(), _rehearsal()]


def _database() -> Finding:
    if not database_answers():
        return Finding("数据库", "没有回应", "danger", "检查 PostgreSQL 是否在运行、DATABASE_URL 是否正确。")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (size,) = cursor.fetchone()
    return Finding("数据库", f"正常，{words.size(size)}")


def _queue() -> Finding:
    waiting = queue_length()
    if waiting is None:
        return Finding("任务队列", "没有回应", "danger", "检查 Redis / Valkey 是否在运行、REDIS_URL 是否正确。")
    tone = "good" if waiting < LONG_QUEUE else "warning"
    return Finding("任务队列", f"{waiting:,} 个任务在等待", tone, "可增加 worker 进程。")


def _workers() -> Finding:
    answering = workers()
    if not answering:
        return Finding("工作进程", "没有工作进程回应", "danger", "导入、导出和提醒都已停下：请启动 worker。")
    hosts = dict.fromkeys(name.rpartition("@")[2] for name in answering)
    return Finding("工作进程", f"{len(answering)} 个，在 {'、'.join(hosts)} 上")


def _clock() -> Finding:
    if clock_is_late(timezone.now()):
        return Finding("定时任务", "超过 5 分钟没有运行", "danger", "提醒和到期清理都已停下：请启动 beat。")
    return Finding("定时任务", "正常")


def _jobs() -> Finding:
    since = timezone.now() - datetime.timedelta(days=1)
    failed = Job.objects.filter(state=Job.State.FAILED, finished_at__gte=since).count()
    running = Job.objects.filter(state=Job.State.RUNNING).count()
    tone = "warning" if failed else "good"
    return Finding("后台任务", f"进行中 {running:,} 个，近一天未成功 {failed:,} 个", tone, "原因见发起人的下载中心。")


def _disk() -> Finding:
    usage = shutil.disk_usage(settings.DATA_DIR)
    percent = 100 * usage.used // usage.total
    tone = "warning" if percent >= FULL_PERCENT else "good"
    return Finding("磁盘", f"已用 {percent}%，剩余 {words.size(usage.free)}", tone, "请清理或扩充数据目录所在的磁盘。")


def _backup() -> Finding:
    return _last(
        BackupRun.What.BACKUP,
        datetime.timedelta(hours=settings.BACKUP_WARN_HOURS),
        "请设置 PORTAL_BACKUP_DIR，每夜自动备份；或运行 manage.py backup。",
    )


def _rehearsal() -> Finding:
    return _last(
        BackupRun.What.REHEARSAL,
        datetime.timedelta(days=settings.REHEARSAL_WARN_DAYS),
        "没有演练过的备份未必能恢复：请设置 PORTAL_BACKUP_DIR，每周自动演练；或运行 manage.py backup --verify。",
    )


def _last(what: BackupRun.What, longest: datetime.timedelta, advice: str) -> Finding:
    runs = BackupRun.objects.filter(what=what)
    last = runs.first()
    if last is None:
        return Finding(what.label, "还没有做过", "warning", advice)
    if not last.succeeded:
        return Finding(what.label, f"上次没有成功：{last.sentence.rstrip('。')}", "danger", "请按说明处理后重做。")
    done_at = f"上次在 {timezone.localtime(last.started_at):%Y-%m-%d %H:%M}"
    late = timezone.now() - last.started_at > longest
    return Finding(what.label, done_at, "warning" if late else "good", advice)


def backup_runs() -> list[BackupRun]:
    return list(BackupRun.objects.all()[:BACKUPS_SHOWN])


def versions() -> list[tuple[str, str]]:
    return [
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        ("PostgreSQL", _postgresql()),
        ("Redis / Valkey", _broker()),
        ("操作系统", f"{platform.system()} {platform.release()}"),
    ]


def _postgresql() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (version,) = cursor.fetchone()
    # Debian and Ubuntu add the name of their package.
    return str(version).split()[0]


def _broker() -> str:
    try:
        with current_app.connection_for_read() as broker:
            about = broker.default_channel.client.info("server")
    except BROKER_PROBLEMS:
        return "没有回应"
    return str(about.get("valkey_version") or about.get("redis_version", ""))


@dataclass(frozen=True)
class ClockTask:
    name: str
    every: str
    last: LastRun | None


def clock_tasks() -> list[ClockTask]:
    """What the clock starts, as this process knows it, each with its last run."""
    table = current_app.conf.beat_schedule or BEAT
    return [ClockTask(name, _every(entry["schedule"]), last_run(entry["task"])) for name, entry in table.items()]


def _every(schedule: object) -> str:
    if isinstance(schedule, int | float):
        return f"每 {schedule:g} 秒"
    hour, minute = getattr(schedule, "_orig_hour", "*"), getattr(schedule, "_orig_minute", "*")
    if hour == "*":
        _, repeats, minutes = str(minute).partition("/")
        return f"每 {minutes} 分钟" if repeats else f"每小时第 {minute} 分"
    if not str(hour).isdecimal():
        return f"{hour} 时 {minute} 分"
    day = str(getattr(schedule, "_orig_day_of_week", "*"))
    how_often = f"每周{WEEKDAYS[int(day)]}" if day.isdecimal() else "每天"
    return f"{how_often} {int(hour):02d}:{int(minute):02d}"
