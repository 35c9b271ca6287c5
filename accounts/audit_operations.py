"""Migration operations of the change log.

    AuditTable("User", hidden=["password"])     every write to the table needs an actor and leaves a line in 变更记录
    AuditTable("Household", versions=True)      and the rows as they were, for the ledger as of any past day
    AppendOnly("Change")                        rows are added, never changed, deleted or emptied out
    AppendOnly("SeasonRow", resealed=[…])       nor even then, but for these columns' new ciphertexts
    NeverDeleted("Inspection")                  rows are changed by their steps, never deleted or emptied out
    KeptFrom("SeasonClose", "frozen")           a row that has come to this state is never changed or deleted again
    PlacedTogether("Household")                 village, town, district and city of a row always agree

An audited model that gains or loses a column takes its `AuditTable` again in the same migration: it is idempotent, and
a test finds tables whose triggers lag behind their model.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from accounts.audit_sql import AuditedTable, audited_table, insert_function, update_function

Editor = BaseDatabaseSchemaEditor


# Columns that came later are added, those of another type altered, those that went stay for the past.
ADAPT = """
DO $$
DECLARE
    adapting text;
BEGIN
    FOR adapting IN
        SELECT format(
            CASE
                WHEN past.attname IS NULL THEN 'ALTER TABLE {table.versions} ADD COLUMN %1$I %2$s %3$s'
                ELSE 'ALTER TABLE {table.versions} ALTER COLUMN %1$I TYPE %2$s %3$s USING %1$I::%2$s'
            END,
            now.attname, format_type(now.atttypid, now.atttypmod),
            CASE WHEN now.attcollation <> 0 THEN format('COLLATE %s', now.attcollation::regcollation) END)
        FROM pg_attribute AS now LEFT JOIN pg_attribute AS past
            ON past.attrelid = '{table.versions}'::regclass AND past.attname = now.attname AND NOT past.attisdropped
        WHERE now.attrelid = '{table.name}'::regclass AND now.attnum > 0 AND NOT now.attisdropped
            AND (past.atttypid, past.atttypmod, past.attcollation)
                IS DISTINCT FROM (now.atttypid, now.atttypmod, now.attcollation)
        UNION ALL
        SELECT format('ALTER TABLE {table.versions} ALTER COLUMN %I DROP NOT NULL', attname)
        FROM pg_attribute
        WHERE attrelid = '{table.versions}'::regclass AND attnum > 0 AND attnotnull
            AND attname NOT IN ('id', 'created_at', 'updated_at', 'version_id', 'valid_to', 'act')
    LOOP
        EXECUTE adapting;
    END LOOP;
END $$
"""


class _TableOperation(Operation):
    """What is done to a table and leaves the models as they are."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model: str, **options: Any) -> None:
        self.model = model
        self.options = options

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return type(self).__name__, [self.model], self.options

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def database_forwards(self, app_label: str, editor: Editor, before: ProjectState, after: ProjectState) -> None:
        for statement in self.statements(after.apps.get_model(app_label, self.model)):
            editor.execute(statement, None)

    def database_backwards(self, app_label: str, editor: Editor, before: ProjectState, after: ProjectState) -> None:
        for statement in self.undoing(before.apps.get_model(app_label, self.model)):
            editor.execute(statement, None)

    def describe(self) -> str:
        return f"{type(self).__name__} {self.model}"

    def statements(self, model: Any) -> Iterable[str]:
        raise NotImplementedError

    def undoing(self, model: Any) -> Iterable[str]:
        raise NotImplementedError


class AuditTable(_TableOperation):
    """`hidden` columns are logged as changed, never with a value."""

    def statements(self, model: Any) -> Iterable[str]:
        table = self._table(model)
        versions = bool(self.options.get("versions"))
        if versions:
            yield from version_table(table)
        yield insert_function(table)
        yield update_function(table, versions=versions)
        yield from _triggers(table)

    def undoing(self, model: Any) -> Iterable[str]:
        table = self._table(model)
        for name in ("insert", "update", "delete", "touch"):
            yield f"DROP TRIGGER IF EXISTS portal_{name} ON {table.name}"
        yield f"DROP FUNCTION IF EXISTS {table.function}(), {table.insert_function}()"
        yield f"DROP TABLE IF EXISTS {table.versions}"

    def _table(self, model: Any) -> AuditedTable:
        return audited_table(model, tuple(self.options.get("hidden", ())))


class AuditTableAgain(AuditTable):
    """The triggers as they are made today, of a table that is audited already: undone, its log and versions stay."""

    def undoing(self, model: Any) -> Iterable[str]:
        return ()


def _triggers(table: AuditedTable) -> Iterable[str]:
    silent = ", ".join(f"'{name}'" for name in table.silent)
    old, new = "OLD TABLE AS old_rows", "NEW TABLE AS new_rows"
    yield _trigger(table, "insert", "AFTER INSERT", new, f"{table.insert_function}()")
    yield _trigger(table, "delete", "AFTER DELETE", old, f"portal_log_deletes({silent})")
    yield _trigger(table, "update", "AFTER UPDATE", f"{old} {new}", f"{table.function}()")
    if table.is_record:
        yield f"""CREATE OR REPLACE TRIGGER portal_touch BEFORE UPDATE ON {table.name}
            FOR EACH ROW EXECUTE FUNCTION portal_touch()"""


def _trigger(table: AuditedTable, name: str, when: str, rows: str, function: str) -> str:
    return f"""CREATE OR REPLACE TRIGGER portal_{name} {when} ON {table.name} REFERENCING {rows}
        FOR EACH STATEMENT EXECUTE FUNCTION {function}"""


def version_table(table: AuditedTable) -> Iterable[str]:
    """The same columns without their constraints."""
    yield f"""CREATE TABLE IF NOT EXISTS {table.versions} (LIKE {table.name},
        version_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        valid_to timestamptz NOT NULL,
        act uuid NOT NULL)"""
    yield ADAPT.format(table=table)
    yield f"CREATE INDEX IF NOT EXISTS {table.name}_versions ON {table.versions} (id, valid_to)"
    for tier in ("village_id", "town_id"):  # wider areas are read by id: most of what stands there is theirs
        if tier in table.columns:
            yield f"CREATE INDEX IF NOT EXISTS {table.name}_past_{tier} ON {table.versions} ({tier}, id)"
    yield f"CREATE INDEX IF NOT EXISTS {table.name}_act ON {table.versions} (act)"
    yield from _keep(table.versions, "but seals")


class AppendOnly(_TableOperation):
    """`resealed`: sealed columns that a new key changes, and nothing else does."""

    def statements(self, model: Any) -> Iterable[str]:
        table, resealed = model._meta.db_table, self.options.get("resealed", ())
        yield from _keep(table, "but seals" if resealed else "")
        if resealed:
            facts = ", ".join(f'"{f.column}"' for f in model._meta.concrete_fields if f.name not in resealed)
            yield f"""CREATE OR REPLACE TRIGGER portal_keep_facts BEFORE UPDATE OF {facts} ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION portal_keep('')"""

    def undoing(self, model: Any) -> Iterable[str]:
        for name in ("keep", "keep_whole", "keep_facts"):
            yield f"DROP TRIGGER IF EXISTS portal_{name} ON {model._meta.db_table}"


class NeverDeleted(_TableOperation):
    def statements(self, model: Any) -> Iterable[str]:
        for name, writes in {"stay": "DELETE", "keep_whole": "TRUNCATE"}.items():
            yield f"""CREATE OR REPLACE TRIGGER portal_{name} BEFORE {writes} ON {model._meta.db_table}
                FOR EACH STATEMENT EXECUTE FUNCTION portal_keep('')"""

    def undoing(self, model: Any) -> Iterable[str]:
        for name in ("stay", "keep_whole"):
            yield f"DROP TRIGGER IF EXISTS portal_{name} ON {model._meta.db_table}"


class KeptFrom(_TableOperation):
    def __init__(self, model: str, state: str) -> None:
        super().__init__(model)
        self.state = state

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return type(self).__name__, [self.model, self.state], {}

    def statements(self, model: Any) -> Iterable[str]:
        table = model._meta.db_table
        yield f"""CREATE OR REPLACE TRIGGER portal_keep_row BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW WHEN (OLD.state = '{self.state}') EXECUTE FUNCTION portal_keep('')"""
        yield f"""CREATE OR REPLACE TRIGGER portal_keep_whole BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION portal_keep('')"""

    def undoing(self, model: Any) -> Iterable[str]:
        for name in ("keep_row", "keep_whole"):
            yield f"DROP TRIGGER IF EXISTS portal_{name} ON {model._meta.db_table}"


def _keep(table: str, exception: str) -> Iterable[str]:
    for name, writes in {"keep": "UPDATE OR DELETE", "keep_whole": "TRUNCATE"}.items():
        yield f"""CREATE OR REPLACE TRIGGER portal_{name} BEFORE {writes} ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION portal_keep('{exception}')"""


class PlacedTogether(_TableOperation):
    """One foreign key over all four tiers instead of four: an insert checks one, and a division that moves takes its
    rows along."""

    def statements(self, model: Any) -> Iterable[str]:
        table = model._meta.db_table
        yield f"""ALTER TABLE {table} ADD CONSTRAINT {table}_placed
            FOREIGN KEY (village_id, town_id, district_id, city_id)
            REFERENCES accounts_division (id, town_id, district_id, city_id) ON UPDATE CASCADE"""

    def undoing(self, model: Any) -> Iterable[str]:
        table = model._meta.db_table
        yield f"ALTER TABLE {table} DROP CONSTRAINT {table}_placed"
