"""Lookups of ours, known to every field once a model is."""

from __future__ import annotations

from typing import Any

from django.db.models import Field
from django.db.models.lookups import BuiltinLookup


@Field.register_lookup
class Among(BuiltinLookup):  # type: ignore[type-arg]
    """`code__among=codes`: as `in`, but the list is one value, so that it can stand in a prepared query."""

    lookup_name = "among"
    prepare_rhs = False

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return f"= ANY({rhs})"
