"""Reading what was: a ledger as of any past day, and what one act touched.

Household.objects.as_of(day).visible_to(post).filter(…)     # as the rows stood when that day ended in Beijing
rows_of_act(Household, act)                                 # as they stood before the act, for an undo
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.expressions import Col
from django.db.models.lookups import GreaterThan
from django.db.models.sql.datastructures import BaseTable
from django.db.models.sql.where import AND
from django.utils import timezone

from accounts.audit import Change
from accounts.scoping import ScopedQuerySet

M = TypeVar("M", bound=models.Model)

# A column of the version tables that no model has.
VALID_TO: models.Field[Any, Any] = models.DateTimeField()
VALID_TO.set_attributes_from_name("valid_to")


class PastRows(BaseTable):
    """In place of a table in FROM: a query over its rows and their versions, with the table's own columns."""

    def __init__(self, table_name: str, alias: str | None, source: str, params: Sequence[Any]) -> None:
        super().__init__(table_name, alias)
        self.source, self.params = source, tuple(params)

    @property
    def identity(self) -> tuple[Any, ...]:
        return type(self), self.table_name, self.table_alias, self.source, self.params

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return f"({self.source}) {compiler.quote_name_unless_alias(self.table_alias)}", list(self.params)

    def relabeled_clone(self, change_map: dict[str | None, str]) -> Self:
        alias = change_map.get(self.table_alias) or self.table_alias
        return type(self)(self.table_name, alias, self.source, self.params)


class VersionedQuerySet(ScopedQuerySet[M]):
    """Of a model whose table is audited with `versions=True`."""

    # Of rows as they stood: when. What is read beside them is read as of the same moment.
    moment: datetime.datetime | None = None

    def as_of(self, day: datetime.date | datetime.datetime) -> Self:
        """The rows as they stood at the end of that day, or at that moment; filters before and after it mean those."""
        table, columns = self.model._meta.db_table, _columns(self.model)
        past = self._over(
            f"""SELECT {columns}, 'infinity'::timestamptz AS valid_to FROM {table}
            UNION ALL SELECT {columns}, valid_to FROM {table}_version""",
            [],
        )
        moment = past.moment = _moment(day)
        return past.filter(updated_at__lte=moment, created_at__lte=moment)._valid_after(moment)

    def _valid_after(self, moment: datetime.datetime) -> Self:
        """Outside the UNION: with conditions inside, PostgreSQL would read and sort all of it for every page."""
        past = self._chain()  # type: ignore[attr-defined]
        past.query.where.add(GreaterThan(Col(past.query.get_initial_alias(), VALID_TO), moment), AND)
        return past  # type: ignore[no-any-return]

    def _clone(self) -> Self:
        copied: Self = super()._clone()  # type: ignore[misc]
        copied.moment = self.moment
        return copied

    def update(self, **values: Any) -> int:
        self._refuse_writing()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_writing()
        return super().delete()

    def _refuse_writing(self) -> None:
        if any(isinstance(table, PastRows) for table in self.query.alias_map.values()):
            raise TypeError("The past is read only")

    def _over(self, source: str, params: Sequence[Any]) -> Self:
        past = self._chain()  # type: ignore[attr-defined]
        alias = past.query.get_initial_alias()
        past.query.alias_map[alias] = PastRows(self.model._meta.db_table, alias, source, params)
        past._result_cache = None
        return past  # type: ignore[no-any-return]


def _columns(model: type[models.Model]) -> str:
    return ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)


def _moment(day: datetime.date | datetime.datetime) -> datetime.datetime:
    if isinstance(day, datetime.datetime):
        return day
    midnight = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min)
    return timezone.make_aware(midnight) - datetime.timedelta(microseconds=1)


def rows_of_act(model: type[M], act: uuid.UUID) -> models.QuerySet[M]:
    """The rows that the act found and changed, as they stood before it."""
    table = model._meta.db_table
    rows: VersionedQuerySet[M] = VersionedQuerySet(model)
    return rows._over(
        f"""SELECT DISTINCT ON (id) {_columns(model)} FROM {table}_version AS past
        WHERE act = %s AND NOT EXISTS (
            SELECT FROM accounts_change AS made
            WHERE made.act = past.act AND made."table" = %s AND made.row_id = past.id AND made.operation = 'I')
        ORDER BY id, version_id""",
        [act, table],
    )


def made_by_act(model: type[M], act: uuid.UUID) -> models.QuerySet[M]:
    """The rows that the act added, as they stand now."""
    made = Change.objects.filter(act=act, table=model._meta.db_table, operation=Change.Operation.INSERT)
    return model._default_manager.filter(pk__in=made.values("row_id"))


def changes_since(model: type[models.Model], act: uuid.UUID) -> models.QuerySet[Change]:
    """What others did afterwards to the rows of an act: while there is nothing, the act can be undone."""
    of_act = Change.objects.filter(act=act, table=OuterRef("table"), row_id=OuterRef("row_id"), id__lt=OuterRef("id"))
    return Change.objects.filter(Exists(of_act), table=model._meta.db_table).exclude(act=act)
