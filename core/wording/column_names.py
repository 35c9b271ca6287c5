"""A column that names columns of its own model: pages say what they are called."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField


class ColumnNames(ArrayField):  # type: ignore[type-arg]  # no parameter at run time
    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """To the database an array like any other."""
        name, _, args, options = super().deconstruct()
        return name, "django.contrib.postgres.fields.ArrayField", list(args), options
