"""Taking back what an act wrote, row by row where nothing has happened to the row since (F87)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.db import models

from accounts.history import changes_since, made_by_act, rows_of_act
from core.chunks import chunks
from core.ledgers.writing import update_in
from core.sealing.numbers import BirthYearField, DigestField, TailField

CHUNK = 2_000
# Kept by the database or computed on the way in.
_OWN = frozenset({"version", "created_at", "updated_at"})
_COMPUTED = (DigestField, TailField, BirthYearField)


def touched_since(model: type[models.Model], act: uuid.UUID) -> set[int]:
    """Keys of the act's rows that somebody changed afterwards."""
    return set(changes_since(model, act).values_list("row_id", flat=True))


def added_by(model: type[models.Model], act: uuid.UUID) -> set[int]:
    return set(made_by_act(model, act).values_list("pk", flat=True))


def put_back(model: type[models.Model], act: uuid.UUID, but: Collection[int]) -> int:
    """Give the rows that the act changed the values that they had before, all but these; how many they were."""
    names = [field.attname for field in model._meta.concrete_fields if _is_put_back(field)]
    rows = rows_of_act(model, act).exclude(pk__in=but).values_list("pk", *names).iterator(CHUNK)
    done = 0
    for chunk in chunks(rows, CHUNK):
        update_in(model, {pk: dict(zip(names, values, strict=True)) for pk, *values in chunk})
        done += len(chunk)
    return done


def _is_put_back(field: Any) -> bool:
    return not (field.primary_key or field.generated or field.name in _OWN or isinstance(field, _COMPUTED))
