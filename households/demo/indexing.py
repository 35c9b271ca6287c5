"""A large ledger is written without its indexes and indexed afterwards, each index in one pass over the rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models

# Of plain indexes alone: a constraint's index stays, since it decides what may be written.
PLAIN = """
SELECT quote_ident(indexrelid::regclass::text), pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique
"""
MEMORY = "512MB"


@contextmanager
def indexed_afterwards(*tables: type[models.Model]) -> Iterator[None]:
    """Within a transaction, so that whatever happens the indexes are there."""
    names = [f'"{table._meta.db_table}"' for table in tables]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # rows that wait to be checked would hold the tables
        cursor.execute(PLAIN, [names])
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"SET LOCAL maintenance_work_mem = '{MEMORY}'")
        for _, definition in indexes:
            cursor.execute(definition)
