"""Whether a job's owner is looking at it: a page that shows progress asks every second or two, and leaves its mark.

In the cache, for a page that is read writes nothing to the database.
"""

from __future__ import annotations

from django.core.cache import cache

from accounts.models import Post
from core.models import Job

# Longer than a page waits between two questions, also on a slow line.
LOOKS_FOR_SECONDS = 8


def watch(job: Job, post: Post) -> None:
    if job.post_id == post.pk:
        cache.set(_key(job), True, LOOKS_FOR_SECONDS)


def is_watched(job: Job) -> bool:
    return cache.get(_key(job)) is not None


def _key(job: Job) -> str:
    return f"watched-job-{job.pk}"
