"""Check and write in one transaction, under the ledger's lock: nothing can change between the two."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from accounts.audit import acting
from accounts.models import Organization
from core.ledgers.base import Writing
from core.ledgers.checking import Checked, Step, Task, check, no_step, uncollected
from core.ledgers.columns import OrganizationColumn


@dataclass(frozen=True)
class Imported:
    task: Task
    checked: Checked
    act: uuid.UUID


class NotWritten(Exception):
    """Raised by the caller's judgement of a fresh check: the transaction is rolled back, the check stands."""

    def __init__(self, checked: Checked) -> None:
        super().__init__()
        self.checked = checked


def import_workbook(
    content: bytes,
    task: Task,
    *,
    approve: Callable[[Checked], bool],
    why: str,
    finish: Callable[[Imported], None],
    run_id: int | None = None,
    step: Step = no_step,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Imported:
    """Check under the lock, ask `approve`, write, let `finish` note it in the same transaction.

    Raises NotWritten if it was not approved, WorkbookRefused, or what `progress` raises to cancel: nothing is written.
    """
    with uncollected(), acting(task.post, why=why) as act:
        lock_imports(task.ledger.name)
        checked = check(content, task, step)
        if not approve(checked):
            raise NotWritten(checked)
        total = len(checked.added) + len(checked.changed)
        writing = Writing(task.post, act, run_id, lambda done: progress(done, total))
        register_organizations(checked)
        task.mode.write(checked.additions(), checked.alterations(), writing)
        imported = Imported(task, checked, act)
        finish(imported)
    return imported


def lock_imports(ledger: str) -> None:
    """One act at a time, until its transaction ends, of all that write a ledger by import, take an import back, or
    declare that there are no more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"import:{ledger}"])


def register_organizations(checked: Checked) -> None:
    """The names that the check told of become organisations of the district, and their rows' values the ids."""
    for column in checked.ledger.columns:
        values = checked.table.values.get(column.name)
        if isinstance(column, OrganizationColumn) and values:
            good = {index: values[index] for index in checked.table.good() if isinstance(values[index], str)}
            ids = {name: _register(name, column, checked) for name in sorted(set(good.values()))}
            for index, name in good.items():
                values[index] = ids[name]
                _replace_change(checked, index, column.name, ids[name])


def _register(name: str, column: OrganizationColumn, checked: Checked) -> int:
    created, _ = Organization.objects.get_or_create(
        name=name, defaults={"kind": column.kind, "division": checked.context.district}
    )
    return created.pk


def _replace_change(checked: Checked, index: int, name: str, pk: int) -> None:
    changes = checked.changed.get(index, {})
    if name in changes:
        changes[name] = (changes[name][0], pk)
