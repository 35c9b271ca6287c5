"""材料 of 应急发放 and 试点项目."""

from __future__ import annotations

from django.db.models import TextChoices


class FuelDocument(TextChoices):
    SIGNED = "signed", "领用签字单"
    PHOTO = "photo", "现场照片"
    OTHER = "other", "其他材料"


class PilotDocument(TextChoices):
    PLAN = "plan", "试点方案"
    REPORT = "report", "评估报告"
    PHOTO = "photo", "现场照片"
    OTHER = "other", "其他材料"
