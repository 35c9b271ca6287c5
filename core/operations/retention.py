"""What is not kept for ever (F119): results in the download centre, what was told to other systems, and files that no
row knows."""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Collection, Iterator
from pathlib import Path

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from core.chunks import chunks
from core.models import Job, WebhookDelivery

logger = logging.getLogger(__name__)

DAY = 86400
# A file comes before its row's transaction commits: a day later the row is there or never will be. Older ones were
# looked at before.
ORPHAN_AFTER, ORPHAN_UNTIL = DAY, 30 * DAY
BATCH = 1000
DELIVERIES_KEPT = datetime.timedelta(days=30)


def sweep() -> None:
    results, told, orphans = sweep_expired_results(), sweep_deliveries(), sweep_orphans()
    logger.info("清理：到期的导出文件 %s 份，推送记录 %s 条，没有归属的文件 %s 份", results, told, orphans)


def sweep_expired_results() -> int:
    """The job's row stays and says what was made; its file goes."""
    expired = list(Job.objects.filter(expires_at__lt=timezone.now()).exclude(result="").values_list("pk", "result"))
    for pk, name in expired:
        default_storage.delete(name)
        Job.objects.filter(pk=pk).update(result="")
    return len(expired)


def sweep_deliveries() -> int:
    """What still waits to be told stays."""
    ended = WebhookDelivery.objects.exclude(state=WebhookDelivery.State.WAITING)
    deleted, _ = ended.filter(created_at__lt=timezone.now() - DELIVERIES_KEPT).delete()
    return deleted


def sweep_orphans() -> int:
    """Left by uploads whose transaction was rolled back, or by workers killed between file and row."""
    swept = 0
    for batch in chunks(_recent_names(), BATCH):
        for name in set(batch) - _known(batch):
            default_storage.delete(name)
            swept += 1
    return swept


def _recent_names() -> Iterator[str]:
    root, now = Path(default_storage.path("")), time.time()
    for path in root.glob("??/??/*"):
        if ORPHAN_AFTER < now - path.stat().st_mtime < ORPHAN_UNTIL:
            yield str(path.relative_to(root))


def _known(names: Collection[str]) -> set[str]:
    """Those of the names that any row of any model holds."""
    return {
        name
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField)
        for name in model._base_manager.filter(**{f"{field.name}__in": names}).values_list(field.name, flat=True)
    }
