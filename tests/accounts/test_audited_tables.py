"""Every model is audited or says here why not, and its triggers know every column."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from accounts.audit_sql import audited_table, is_logged
from accounts.history import VersionedQuerySet
from accounts.scoping import Placed

OURS = [
    model
    for app in ("accounts", "core", "households", "inspections")
    for model in apps.get_app_config(app).get_models()
]
AGAIN = "put AuditTable (accounts/audit_operations.py) into the migration that made or changed the table"
APPEND_ONLY = "rows are only added; another trigger keeps them"
UNAUDITED = {
    "accounts.accesslog": APPEND_ONLY,
    "accounts.change": APPEND_ONLY,
    "accounts.logseal": APPEND_ONLY,
    "accounts.signinevent": APPEND_ONLY,
    "core.steptaken": APPEND_ONLY,
    "households.seasoncheck": APPEND_ONLY,
    "households.seasoncount": APPEND_ONLY,
    "households.seasonrow": APPEND_ONLY,
    "households.seasonvillage": APPEND_ONLY,
    "accounts.pastpassword": "only hashes, added when a password changes, which User's log tells",
    "accounts.signin": "one session's beginning and end, told by 登录日志",
    "core.backuprun": "tells itself when a backup was made and how it ended, once",
    "core.filteralert": "a person's own wish to be told",
    "core.importcorrection": "tells itself who put what into a cell and when; what is written from it is in the log",
    "core.importrow": "findings of one import, replaced by its next check; what it wrote is in the log",
    "core.job": "its own row tells who, when and how it ended; it changes every second",
    "core.notice": "a message and whether it was read",
    "core.openitem": "follows from the steps taken, which have their own log",
    "core.savedview": "a person's own choice of columns and filters",
    "core.webhookdelivery": "its own row tells what was told, when, and how it was answered",
    "households.devicelife": "reckoned by triggers from devices and flags that are audited; its step has a history",
    "households.heatingcost": "reckoned by the clock from readings that are audited",
    "inspections.inspectiondue": "reckoned by triggers from ledger, gas and inspections that are audited",
    "households.tally": "counted by a trigger from rows that are audited",
}
AUDITED = [model for model in OURS if model._meta.label_lower not in UNAUDITED]
VERSIONED = [model for model in AUDITED if isinstance(model._default_manager.all(), VersionedQuerySet)]
# Frozen where they stood: a village that moves takes none of them along.
FROZEN = {"households.seasoncount", "households.seasonrow", "households.seasonvillage"}
PLACED = [model for model in OURS if issubclass(model, Placed) and model._meta.label_lower not in FROZEN]


def ask(question: str, *params: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(question, params)
        return cursor.fetchall()


def triggers_of(model: type[models.Model]) -> set[str]:
    rows = ask("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", model._meta.db_table)
    return {name for (name,) in rows}


def columns_of(table: str) -> dict[str, tuple[str, int]]:
    return {
        name: (kind, collation)
        for name, kind, collation in ask(
            """SELECT attname, format_type(atttypid, atttypmod), attcollation FROM pg_attribute
            WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped""",
            table,
        )
    }


def test_a_reason_not_to_audit_names_a_model() -> None:
    assert set(UNAUDITED) <= {model._meta.label_lower for model in OURS}


@pytest.mark.parametrize("model", AUDITED, ids=lambda model: model._meta.label_lower)
def test_writes_are_logged(db: None, model: type[models.Model]) -> None:
    expected = {"portal_insert", "portal_update", "portal_delete"}
    touched = {"portal_touch"} if {"version", "updated_at"} <= {f.name for f in model._meta.fields} else set()

    assert triggers_of(model) & {*expected, "portal_touch"} == expected | touched, AGAIN


@pytest.mark.parametrize("label", [label for label, why in UNAUDITED.items() if why == APPEND_ONLY])
def test_logs_are_kept(db: None, label: str) -> None:
    assert "portal_keep" in triggers_of(apps.get_model(label))


@pytest.mark.parametrize("model", AUDITED, ids=lambda model: model._meta.label_lower)
def test_the_trigger_knows_every_column(db: None, model: type[models.Model]) -> None:
    [(source,)] = ask("SELECT prosrc FROM pg_proc WHERE proname = %s", audited_table(model, ()).function)

    missing = [f.column for f in model._meta.concrete_fields if is_logged(f) and f'o."{f.column}"' not in source]

    assert missing == [], AGAIN


@pytest.mark.parametrize("model", AUDITED, ids=lambda model: model._meta.label_lower)
def test_a_new_row_tells_what_a_changed_one_tells(db: None, model: type[models.Model]) -> None:
    table = audited_table(model, ())
    [(of_new,)] = ask("SELECT prosrc FROM pg_proc WHERE proname = %s", table.insert_function)
    [(of_changed,)] = ask("SELECT prosrc FROM pg_proc WHERE proname = %s", table.function)

    assert set(re.findall(r'made\."(\w+)"', of_new)) == set(re.findall(r'to_json\(n\."(\w+)"\)', of_changed)), AGAIN


@pytest.mark.parametrize("model", AUDITED, ids=lambda model: model._meta.label_lower)
def test_no_secret_reaches_the_log(db: None, model: type[models.Model]) -> None:
    secrets = {
        f.column for f in model._meta.concrete_fields if f.name == "password" or isinstance(f, models.BinaryField)
    }
    [(source,)] = ask("SELECT prosrc FROM pg_proc WHERE proname = %s", audited_table(model, ()).function)

    assert [name for name in secrets if f'to_json(o."{name}")' in source] == []


@pytest.mark.parametrize("model", VERSIONED, ids=lambda model: model._meta.label_lower)
def test_versions_have_the_columns_of_their_table(db: None, model: type[models.Model]) -> None:
    table = model._meta.db_table

    versions = columns_of(f"{table}_version")

    assert {name: versions.get(name) for name in columns_of(table)} == columns_of(table), AGAIN


@pytest.mark.parametrize("model", PLACED, ids=lambda model: model._meta.label_lower)
def test_placed_rows_are_placed_together(db: None, model: type[models.Model]) -> None:
    assert ask("SELECT FROM pg_constraint WHERE conname = %s", f"{model._meta.db_table}_placed")
