"""Jobs for the tests and for the workers that tests start."""

from __future__ import annotations

import io
import time

from django.db import transaction

from core.background.jobs import Work, job
from core.models import Notice

COUNT = "trial_count"


@job(COUNT, "数数")
def count(work: Work) -> None:
    """Counts tenths of seconds up to `to`, then writes one notice together with its end."""
    for done in range(work.params["to"]):
        work.check_cancelled()
        work.progress(done, work.params["to"], "正在数数")
        time.sleep(0.1)
    with transaction.atomic():
        Notice.objects.create(user_id=work.post.user_id, kind=Notice.Kind.NEWS, title="数完了")
        work.finish("数完了。")


@job("trial_file", "写文件")
def write_file(work: Work) -> None:
    work.save_result(io.BytesIO("户主\n".encode()), "台账.csv")
