"""Where PORTAL_BACKUP_DIR is set: a backup every night, the newest rehearsed every week, the system administrators told
of what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.backups.archive import BackupFailed
from core.backups.reporting import make_and_report, rehearse_and_report
from core.models import Notice
from core.notifying import notices

PATTERN = "nuanhu-*.backup"


@shared_task(name="core.backups.nightly.back_up")  # type: ignore[untyped-decorator]
def back_up() -> None:
    if settings.BACKUP_DIR:
        with _told("备份没有成功"):
            make_and_report(Path(settings.BACKUP_DIR) / f"nuanhu-{timezone.localtime():%Y%m%d-%H%M%S}.backup")
        for old in kept()[settings.BACKUPS_KEPT :]:
            old.unlink()


@shared_task(name="core.backups.nightly.rehearse_newest")  # type: ignore[untyped-decorator]
def rehearse_newest() -> None:
    if settings.BACKUP_DIR and (found := kept()):
        with _told("恢复演练没有通过"):
            rehearse_and_report(found[0])


def kept() -> list[Path]:
    """The newest first; the name tells the moment."""
    return sorted(Path(settings.BACKUP_DIR).glob(PATTERN), reverse=True)


@contextmanager
def _told(title: str) -> Iterator[None]:
    try:
        yield
    except BackupFailed as failed:
        administrators = Post.objects.in_force().filter(role=Role.SYSTEM_ADMIN).values_list("user_id", flat=True)
        with acting(System.CLOCK):
            notices.tell(set(administrators), Notice.Kind.SECURITY, title, body=str(failed), link="/operations/")
        raise
