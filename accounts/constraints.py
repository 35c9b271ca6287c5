"""Constraints that Django has not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import DEFAULT_DB_ALIAS, models


class ExclusionAmong(ExclusionConstraint):
    """Is left to the database by a form without the fields of its condition, as Django's unique constraints are."""

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: Iterable[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        condition: Any = self.condition
        excluded = set(exclude or ())
        if not condition.referenced_base_fields & excluded:
            super().validate(model, instance, excluded, using)
