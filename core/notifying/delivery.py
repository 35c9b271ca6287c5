"""Notices told outside the portal: mail, SMS, 企业微信, 钉钉 by Apprise, where the office has configured channels.

A channel's address may name the person: `{phone}`, `{username}`; one that does not (a group's robot) is told his name.
All that waits for one person is one message. In quiet hours nothing is sent; the beat sends it when they are over. What
no channel took is tried again for a day.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Sequence

import apprise
from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.models import Notice

logger = logging.getLogger(__name__)
TRIED_FOR = datetime.timedelta(days=1)
TITLES_IN_A_MESSAGE = 5


@shared_task(name="core.notifying.delivery.deliver")  # type: ignore[untyped-decorator]
def deliver() -> None:
    now = timezone.now()
    if not settings.NOTICE_CHANNELS or is_quiet(now):
        return
    waiting = Notice.objects.filter(delivered_at=None, created_at__gt=now - TRIED_FOR)
    for user_id in waiting.order_by("user_id").values_list("user_id", flat=True).distinct():
        _deliver_to(user_id, now)


def is_quiet(now: datetime.datetime) -> bool:
    """QUIET_HOURS may run over midnight: (21, 7)."""
    begins, ends = settings.QUIET_HOURS
    hour = timezone.localtime(now).hour
    return begins <= hour < ends if begins < ends else hour >= begins or hour < ends


def _deliver_to(user_id: int, now: datetime.datetime) -> None:
    """The rows stay locked while the message goes out, so that no two workers send it."""
    with transaction.atomic():
        waiting = Notice.objects.filter(user=user_id, delivered_at=None, created_at__gt=now - TRIED_FOR)
        notices = list(waiting.order_by("id").select_for_update(of=("self",), skip_locked=True))
        if notices and _send(User.objects.get(pk=user_id), notices):
            Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(delivered_at=timezone.now())


def _send(user: User, notices: Sequence[Notice]) -> bool:
    channels = apprise.Apprise()
    for address in settings.NOTICE_CHANNELS:
        channels.add(address.replace("{phone}", user.phone).replace("{username}", user.username))
    sent = bool(channels.notify(title=settings.SITE_NAME, body=message(user, notices)))
    if not sent:
        logger.warning("%s 条通知未能送达用户 %s，将再试", len(notices), user.pk)
    return sent


def message(user: User, notices: Sequence[Notice]) -> str:
    titles = [notice.title for notice in notices[:TITLES_IN_A_MESSAGE]]
    if len(notices) > TITLES_IN_A_MESSAGE:
        titles.append(f"等共 {len(notices):,} 条")
    return "\n".join([f"{user.name}，您有新通知：", *titles, "请登录平台查看。"])
