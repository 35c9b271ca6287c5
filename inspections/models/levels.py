"""隐患等级 (domain.md 6.2): the words that checklists, inspections and hazards share."""

from __future__ import annotations

from django.db import models


class Level(models.TextChoices):
    """From the gravest on; codes as the province's platform has them where it has one."""

    SEVERE = "severe", "重大"
    MAJOR = "major", "较大"
    MINOR = "minor", "一般"
    HINT = "hint", "提示"

    @classmethod
    def gravest(cls, levels: list[str]) -> str:
        """The first of those given, in the order above; "" of none."""
        return next((level.value for level in cls if level.value in levels), "")
