"""The demo district's old devices: what was found wrong with some, and two that are to be replaced."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.audit import acting
from accounts.models import Post
from core.files.attachments import attach
from core.timekeeping.working_days import add_working_days
from households.ageing.upgrading import UpgradeOldDevice
from households.ageing.workflows import FlagDevice
from households.demo.stories import picture
from households.models import DeviceFlag, DeviceLife
from households.models.choices import Kind

What = DeviceFlag.What
Source = DeviceFlag.Source
FOUND: tuple[tuple[What, Source, str], ...] = (
    (What.HAZARD, Source.INSPECTION, "电源线绝缘破损，外壳带电，已断电。"),
    (What.QUALITY, Source.REPAIR, "主板一季换了两次，厂家已停产。"),
    (What.POOR_EFFECT, Source.USER, "开到最高室温也到不了 16 度，电费高。"),
    (What.HAZARD, Source.VILLAGE, "烟道接口松动，有一氧化碳报警。"),
    (What.QUALITY, Source.INSPECTION, "水泵噪声大，水压不稳。"),
    (What.POOR_EFFECT, Source.VILLAGE, "反映不热，经查是温控器设置过低。"),
)
TO_BE_REPLACED = 2


def tell_all(posts: Mapping[str, Post]) -> None:
    village, town = posts["village"], posts["town"]
    lives = DeviceLife.objects.visible_to(village).listed().not_being_renewed().order_by("expires_on", "pk")
    flags = [_file(village, life, *found) for life, found in zip(lives[: len(FOUND)], FOUND, strict=False)]
    _settle(flags, town)
    candidates = DeviceLife.objects.visible_to(town).listed().candidates().order_by("-score", "pk")
    chosen = [life.pk for life in candidates[:TO_BE_REPLACED]]
    UpgradeOldDevice.file.take_all(DeviceLife.objects.filter(pk__in=chosen), by=town, target=Kind.AIR_PUMP)


def _file(village: Post, life: DeviceLife, what: What, source: Source, description: str) -> DeviceFlag:
    found_at = _working_days_ago(2)
    said = {"what": what, "source": source, "description": description, "found_on": found_at.date()}
    flag: DeviceFlag = FlagDevice.file(by=village, at=found_at, equipment=life.equipment, **said)
    with acting(village):
        attach(flag, SimpleUploadedFile("现场照片.png", picture()), "photo", by=village)
    return flag


def _settle(flags: list[DeviceFlag], town: Post) -> None:
    """The first two wait."""
    ways: tuple[tuple[Any, dict[str, str]], ...] = (
        (FlagDevice.plan, {"settlement": "列入明年更新改造计划，换热泵。"}),
        (FlagDevice.stop, {"settlement": "已停用并断气，借用电暖器过渡。"}),
        (FlagDevice.repair, {"settlement": "更换水泵，试运行正常。"}),
        (FlagDevice.dismiss, {"reason": "调高温控器后正常，设备没有问题。"}),
    )
    for flag, (step, said) in zip(flags[2:], ways, strict=False):
        step(flag, by=town, at=_working_days_ago(1), **said)


def _working_days_ago(days: int) -> datetime.datetime:
    day = add_working_days(timezone.localdate(), -days)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(10)))
