"""表底数 by workbook: each row is a household's, known by its account or meter; a later workbook corrects an earlier
one (domain.md 3.11)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, TypeAlias

from django.db import connection

from accounts.history import rows_of_act
from accounts.models import Post
from accounts.roles import Role
from core.background import jobs
from core.chunks import chunks
from core.ledgers.base import Addition, Alteration, Mode, Undone, Writing
from core.ledgers.matching import any_of
from core.ledgers.table import CLEAR, Table
from core.ledgers.undo import added_by, put_back, touched_since
from core.ledgers.writing import NewRows, update_in
from households.models import Household, MeterReading
from households.models.choices import Status
from households.models.readings import Energy
from households.reconciling.anomalies import JOB

CHUNK = 5_000
READ = "households_read"
GIVEN = ("household", "energy", "season_year", "month", "starts_at", "ends_at", "usage", "remark")
# Of a reading, whatever it says: household, season, month.
Slot: TypeAlias = tuple[int, int, int]
UPSERT = f"""
INSERT INTO households_meterreading AS known (household_id, energy, season_year, month, starts_at, ends_at, usage,
    remark, void, village_id, town_id, district_id, city_id, version, created_at, updated_at)
SELECT g.household_id, g.energy, g.season_year, g.month, g.starts_at, g.ends_at, g.usage, g.remark, false,
    h.village_id, h.town_id, h.district_id, h.city_id, 1, now(), now()
FROM {READ} g JOIN households_household h ON h.id = g.household_id
ON CONFLICT (household_id, energy, season_year, month) DO UPDATE
SET starts_at = excluded.starts_at, ends_at = excluded.ends_at, usage = excluded.usage, remark = excluded.remark,
    void = false, version = known.version + 1, updated_at = now()
WHERE known.void OR (known.starts_at, known.ends_at, known.usage, known.remark)
    IS DISTINCT FROM (excluded.starts_at, excluded.ends_at, excluded.usage, excluded.remark)
"""


class Readings(Mode):
    name = "readings"
    title = "登记表底数"
    energy: ClassVar[Energy]
    # The surest first.
    keys: ClassVar[tuple[str, ...]]

    def examine(self, table: Table, post: Post) -> None:
        """Each good row is of one household that the post sees, says a usage, and says it once."""
        first: dict[Slot, int] = {}
        good = list(table.good())
        rows = [{name: _said(values[index]) for name, values in table.values.items()} for index in good]
        for index, row, households in zip(good, rows, households_named(rows, self.keys, post), strict=True):
            blamed = next((key for key in self.keys if row.get(key)), None)
            if blamed is None:
                table.refuse(index, self._present(table), "missing_meter", "请填写户号或表号。")
            elif len(households) != 1:
                said = "有不止一户" if households else "没有"
                sentence = f"台账中{said}这个{table.headings[blamed]}，或不在您的管辖范围内，请核对号码。"
                table.refuse(index, blamed, f"unknown_{blamed}", sentence)
            elif usage_of(row) is None:
                sentence = "请填写合计用量，或起始、结束两个表底数。"
                table.refuse(index, blamed, "missing_usage", sentence)
            else:
                self._judge_twice(table, index, (households[0], row["season_year"], row.get("month") or 0), first)

    def _present(self, table: Table) -> str:
        return next(key for key in self.keys if key in table.values)

    def _judge_twice(self, table: Table, index: int, slot: Slot, first: dict[Slot, int]) -> None:
        if (earlier := first.setdefault(slot, index)) != index:
            sentence = f"与第 {table.rows[earlier]} 行是同一户、同一采暖季、同一月份的表底数。"
            table.refuse(index, "season_year", "reading_twice", sentence)

    def write(self, additions: Iterable[Addition], alterations: Iterable[Alteration], writing: Writing) -> None:
        seasons: set[int] = set()
        done = 0
        with connection.cursor() as cursor:
            table = MeterReading._meta.db_table
            cursor.execute(f"CREATE TEMPORARY TABLE {READ} ON COMMIT DROP AS SELECT * FROM {table} WITH NO DATA")
            for some in chunks(additions, CHUNK):
                rows = [one.values for one in some]
                self._copy(rows, writing.post)
                seasons |= {row["season_year"] for row in rows}
                done += len(rows)
                writing.progress(done)
            cursor.execute(UPSERT)
            cursor.execute(f"DROP TABLE {READ}")
        self._look_for_anomalies(sorted(seasons), writing.post)

    def _copy(self, rows: Sequence[Mapping[str, Any]], post: Post) -> None:
        new = NewRows(MeterReading, GIVEN, READ)
        named = households_named(rows, self.keys, post)
        new.copy_in([new.text([self._reading(row, pks[0]) for row, pks in zip(rows, named, strict=True)])])

    def _reading(self, row: Mapping[str, Any], household: int) -> list[Any]:
        own = (row["season_year"], row.get("month") or 0, row.get("starts_at"), row.get("ends_at"), usage_of(row))
        return [household, self.energy.value, *own, row.get("remark")]

    def _look_for_anomalies(self, seasons: Sequence[int], post: Post) -> None:
        title = f"比对{self.energy.label}异常用量"
        jobs.start(JOB, title, post, {"energy": self.energy.value, "seasons": list(seasons)})

    def undo(self, act: uuid.UUID, by: Post) -> Undone:
        """New readings become void, corrected ones get back what they had; not those that were corrected again."""
        touched = touched_since(MeterReading, act)
        added = added_by(MeterReading, act) - touched
        changed = set(rows_of_act(MeterReading, act).values_list("pk", flat=True))
        concerned = MeterReading.objects.filter(pk__in=added | changed).order_by()
        self._look_for_anomalies(sorted(set(concerned.values_list("season_year", flat=True))), by)
        update_in(MeterReading, {pk: {"void": True} for pk in sorted(added)})
        restored = put_back(MeterReading, act, touched)
        kept = MeterReading.objects.filter(pk__in=touched).select_related("household")
        return Undone(len(added) + restored, {f"{one.household} {one}": "导入之后又有更正。" for one in kept})


class GasReadings(Readings):
    energy = Energy.GAS
    keys = ("gas_account", "gas_user_code", "gas_meter_number")
    roles = frozenset({Role.DISTRICT_OFFICE, Role.GAS_COMPANY})


class PowerReadings(Readings):
    energy = Energy.POWER
    keys = ("power_account", "power_meter_number")
    roles = frozenset({Role.DISTRICT_OFFICE, Role.POWER_COMPANY})


def _said(value: Any) -> Any:
    return None if value is CLEAR else value


def usage_of(row: Mapping[str, Any]) -> Any:
    """As given, else between the two readings; None where neither is said."""
    starts_at, ends_at = row.get("starts_at"), row.get("ends_at")
    if row.get("usage") is not None:
        return row["usage"]
    return None if starts_at is None or ends_at is None else ends_at - starts_at


def households_named(rows: Sequence[Mapping[str, Any]], keys: Sequence[str], post: Post) -> list[list[int]]:
    """Of each row the households that its surest number names, among those that the post sees; cancelled ones where
    none is in use."""
    found: list[list[int]] = [[] for _ in rows]
    for key in keys:
        of_number: dict[tuple[str, int], list[int]] = {}
        wanted = {row[key] for row, pks in zip(rows, found, strict=True) if row.get(key) and not pks}
        for some in chunks(wanted, CHUNK):
            known = Household.objects.visible_to(post).in_ledger().exclude(**{key: ""})
            known = known.filter(any_of(key, some, Household)).order_by("status", "pk")
            for number, status, pk in known.values_list(key, "status", "pk"):
                of_number.setdefault((number, status), []).append(pk)
        for row, pks in zip(rows, found, strict=True):
            if not pks and (number := row.get(key)):
                pks.extend(of_number.get((number, Status.NORMAL)) or of_number.get((number, Status.CANCELLED)) or ())
    return found
