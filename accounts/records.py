"""What every record has: a version, so that of two people the later one is told, and its times."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.scoping import Scope

# What every update writes, whether or not the caller names it.
FRESH = ("version", "updated_at")


class EditConflict(Exception):
    """Somebody else saved the record after it was read. `record` is the caller's copy, unsaved."""

    def __init__(self, record: models.Model) -> None:
        super().__init__("这条记录刚被别人改过，请对照后再保存。")
        self.record = record


class Record(models.Model):
    """Saving an existing record succeeds only if its version is still the one that was read; else EditConflict is
    raised and nothing is written."""

    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_at = models.DateTimeField("建立时间", db_default=Now(), editable=False)
    updated_at = models.DateTimeField("更新时间", db_default=Now(), editable=False)

    scope: ClassVar[Scope]
    # Set on one that was read as it stood at the end of a past day.
    seen_on: datetime.date | None = None

    class Meta:
        abstract = True

    def _do_update(
        self,
        base_qs: models.QuerySet[Self],
        using: str | None,
        pk_val: Any,
        values: Collection[tuple[models.Field[Any, Any], type[models.Model] | None, Any]],
        update_fields: Iterable[str] | None,
        forced_update: bool,
    ) -> bool:
        read = self.version
        self.version, self.updated_at = read + 1, timezone.now()
        rest = [value for value in values if value[0].name not in FRESH]
        fresh = [(field, None, getattr(self, field.name)) for field in self._meta.fields if field.name in FRESH]
        unchanged_since = base_qs.filter(version=read)
        if not super()._do_update(unchanged_since, using, pk_val, [*rest, *fresh], update_fields, forced_update):
            self.version = read
            raise EditConflict(self)
        return True
