"""Queries that every request asks: put into SQL once a process, and asked with other values from then on.

Django writes the SQL of a query anew each time. Over several tables that takes longer than PostgreSQL needs to answer.

    posts_of = Prepared(lambda user: Post.objects.in_force().filter(user=user).select_related("division"))
    posts_of.rows(user=17)

    end = PreparedUpdate(lambda user, at: (Post.objects.filter(user=user), {"ended_at": at}))
    end.run(user=17, at=timezone.now())
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, Model, QuerySet, Value
from django.db.models.query import ModelIterable
from django.db.models.sql import Query, UpdateQuery

from accounts.models.divisions import Division
from accounts.models.users import Post

M = TypeVar("M", bound=Model)
# What is known of a post while its SQL is written, beside its role and tier.
IDS = ("user", "organization", "division")


@dataclass(frozen=True)
class Slot:
    """Stands in the parameters where a value goes."""

    name: str


class Prepared(Generic[M]):
    """`build` gives the rows for a shape (what the SQL itself depends on) and values (what only fills it in); a value
    may stand on the right of an equation and nowhere else."""

    def __init__(self, build: Callable[..., QuerySet[M]]) -> None:
        self._statements = Statements(lambda *shape, **slots: build(*shape, **slots).query)

    def rows(self, *shape: Any, **values: Any) -> list[M]:
        statement = self._statements.of(shape, values)
        return list(statement.rows(values)) if statement else []

    def count(self, *shape: Any, **values: Any) -> int:
        statement = self._statements.of(shape, values)
        return statement.count(values) if statement else 0


class PreparedUpdate:
    """The same of an UPDATE: `build` gives the rows, and what each field becomes: a value, as the database takes it, or
    an expression."""

    def __init__(self, build: Callable[..., tuple[QuerySet[Any], Mapping[str, Any]]]) -> None:
        self._statements = Statements(lambda *shape, **slots: _update(*build(*shape, **slots)))

    def run(self, *shape: Any, **values: Any) -> None:
        if statement := self._statements.of(shape, values):
            statement.run(values)


def _update(rows: QuerySet[Any], becomes: Mapping[str, Any]) -> UpdateQuery:
    query: Any = rows.query.chain(UpdateQuery)
    query.add_update_values(becomes)
    return query  # type: ignore[no-any-return]


class PreparedFor(Generic[M]):
    """The same of what a post sees: `build` is given a post of its role and tier, with nothing in it but ids, and then
    the shape and the values."""

    def __init__(self, build: Callable[..., QuerySet[M]]) -> None:
        def build_for(role: str, level: str, *shape: Any, **values: Any) -> QuerySet[M]:
            ids = {name: values.pop(name) for name in IDS}
            return build(_stand_in(role, level, **ids), *shape, **values)

        self._prepared = Prepared(build_for)

    def rows(self, post: Post, *shape: Any, **values: Any) -> list[M]:
        return self._prepared.rows(post.role, post.division.level, *shape, **_ids(post), **values)

    def count(self, post: Post, *shape: Any, **values: Any) -> int:
        return self._prepared.count(post.role, post.division.level, *shape, **_ids(post), **values)


def _ids(post: Post) -> dict[str, int]:
    return {name: getattr(post, f"{name}_id") for name in IDS}


def _stand_in(role: str, level: str, *, user: Any, organization: Any, division: Any) -> Post:
    post = Post(role=role, user_id=user, organization_id=organization)
    post.division = Division(pk=division, level=level)
    return post


class Statements:
    """By shape, each put into SQL when it is first wanted."""

    def __init__(self, build: Callable[..., Query]) -> None:
        self._build = build
        self._made: dict[Hashable, Statement | None] = {}

    def of(self, shape: tuple[Hashable, ...], values: Mapping[str, Any]) -> Statement | None:
        if shape not in self._made:
            slots = {name: Value(Slot(name), output_field=Field()) for name in values}
            self._made[shape] = Statement.of(self._build(*shape, **slots))
        return self._made[shape]


@dataclass(frozen=True)
class Statement:
    compiler: Any
    sql: str
    parameters: tuple[Any, ...]

    @classmethod
    def of(cls, query: Query) -> Statement | None:
        """None: of rows that there cannot be."""
        compiler = query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            return None
        return cls(compiler, sql, tuple(parameters))

    def rows(self, values: Mapping[str, Any]) -> Iterator[Any]:
        """Made as the queryset itself makes them of the same SQL."""
        compiler = copy(self.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda: (self.sql, self._filled(values))
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        asked: Any = SimpleNamespace(db=DEFAULT_DB_ALIAS, query=query, _known_related_objects={})
        return iter(ModelIterable(asked))

    def count(self, values: Mapping[str, Any]) -> int:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({self.sql}) AS counted", self._filled(values))
            found: tuple[int] = cursor.fetchone()
        return found[0]

    def run(self, values: Mapping[str, Any]) -> None:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(self.sql, self._filled(values))

    def _filled(self, values: Mapping[str, Any]) -> list[Any]:
        return [values[one.name] if isinstance(one, Slot) else one for one in self.parameters]
