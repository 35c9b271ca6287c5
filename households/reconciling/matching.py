"""A list laid against the ledger: each line's household by the surest number that it gives, what differs, who is
missing on either side. Set-wise: a hundred thousand lines in seconds.

The lines stand in a temporary table first, so that each row is written once, as it came out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count

from accounts.models import Division
from core.chunks import chunks
from core.ledgers.writing import NewRows
from households.models import Household, Reconciliation, ReconciliationRow
from households.models.choices import Category, Status, SubsidyMethod, UserClass
from households.models.reconciliations import Source, UsageStatus

LISTED = "households_listed"
CHUNK = 5_000
Outcome = ReconciliationRow.Outcome
Key = ReconciliationRow.Key
LINE = (
    "line", "village", "name", "id_number", "gas_account", "gas_user_code", "gas_meter_number", "power_account",
    "power_meter_number", "address", "usage_status", "bank_account", "amount", "season_year",
)  # fmt: skip
# As they stand in the table, with the digests beside the sealed ones.
COPIED = (*LINE[2:], "id_number_digest", "bank_account_digest")
PLACE = ("village_id", "town_id", "district_id", "city_id")
PLAINLY = "regexp_replace({}, '[[:space:]（）()，,—-]', '', 'g')"


@dataclass(frozen=True)
class Rules:
    """Of one kind of list: by which columns a household is known, which are compared, whom it ought to name, and whose
    rows its company sees."""

    keys: Sequence[tuple[str, str]]
    compared: Sequence[str]
    expected: str
    seen: str


RULES = {
    Source.GAS: Rules(
        keys=(
            (Key.ACCOUNT, "gas_account"),
            (Key.USER_CODE, "gas_user_code"),
            (Key.METER, "gas_meter_number"),
            (Key.ID_NUMBER, "id_number_digest"),
        ),
        compared=("name", "id_number", "gas_account", "gas_user_code", "gas_meter_number", "address", "served_by"),
        expected=f"h.gas_supplier_id = %(company)s AND h.category = {Category.GAS}",
        seen="h.gas_supplier_id = %(company)s",
    ),
    Source.POWER: Rules(
        keys=((Key.ACCOUNT, "power_account"), (Key.METER, "power_meter_number")),
        compared=("name", "power_account", "power_meter_number", "address"),
        expected=f"h.category = {Category.ELECTRIC}",
        seen=f"h.category = {Category.ELECTRIC}",
    ),
    Source.PAYMENT: Rules(
        keys=((Key.ID_NUMBER, "id_number_digest"),),
        compared=("name", "bank_account"),
        # Who is paid through his meter, or does not live there, is on no such list.
        expected=f"""h.user_class IS DISTINCT FROM {UserClass.IDLE} AND (h.subsidy_method IS NULL
            OR h.subsidy_method NOT IN ({SubsidyMethod.GAS_METER}, {SubsidyMethod.POWER_METER}))""",
        seen="false",
    ),
}
# Column → when it differs, what the ledger has, what the list has.
SEALED = "l.{0}_digest IS NOT NULL AND l.{0}_digest IS DISTINCT FROM h.{0}_digest"
DIFFERENCES: dict[str, tuple[str, str, str]] = {
    **{
        name: (f"l.{name} <> '' AND l.{name} <> h.{name}", f"h.{name}", f"l.{name}")
        for name in (
            "name", "gas_account", "gas_user_code", "gas_meter_number", "power_account", "power_meter_number",
        )
    },
    **{name: (SEALED.format(name), "''", "''") for name in ("id_number", "bank_account")},
    # Offices write the same house with more words or fewer.
    "address": (
        f"""l.address <> '' AND (h.address = ''
            OR strpos({PLAINLY.format("h.address")}, {PLAINLY.format("l.address")}) = 0
            AND strpos({PLAINLY.format("l.address")}, {PLAINLY.format("h.address")}) = 0)""",
        "h.address",
        "l.address",
    ),
    "served_by": (
        "h.gas_supplier_id IS DISTINCT FROM %(company)s",
        "coalesce((SELECT o.name FROM accounts_organization o WHERE o.id = h.gas_supplier_id), '')",
        "(SELECT o.name FROM accounts_organization o WHERE o.id = %(company)s)",
    ),
    "listed_village": (
        "l.village_id <> h.village_id",
        "(SELECT coalesce(nullif(d.alias, ''), d.name) FROM accounts_division d WHERE d.id = h.village_id)",
        "coalesce(nullif(v.alias, ''), v.name)",
    ),
    "usage_status": (
        f"""h.status = {Status.NORMAL} AND l.usage_status = '{UsageStatus.STOPPED.value}'
            OR h.status = {Status.CANCELLED} AND l.usage_status <> '{UsageStatus.STOPPED.value}'""",
        f"CASE h.status WHEN {Status.NORMAL} THEN '正常' ELSE '销户' END",
        f"""CASE l.usage_status WHEN '{UsageStatus.STOPPED.value}' THEN '停用'
            WHEN '{UsageStatus.IN_USE.value}' THEN '在用' ELSE '在名单中' END""",
    ),
}  # fmt: skip
OF_EVERY_LIST = ("listed_village", "usage_status")


def lay_against_the_ledger(reconciliation: Reconciliation, lines: Iterable[Mapping[str, Any]]) -> None:
    """Inside the transaction and act that brought the list. A line is a mapping of LINE's names."""
    _copy(lines)
    rules, given = RULES[Source(reconciliation.source)], _given(reconciliation)
    with connection.cursor() as cursor:
        cursor.execute(_matching(rules, reconciliation.area), given)
        cursor.execute(_missing_there(rules, reconciliation.area), given)
        cursor.execute(f"DROP TABLE {LISTED}")
    _count(reconciliation)


def beside(row: ReconciliationRow, household: Household) -> tuple[dict[str, Any], bool]:
    """How the line of a row differs from a household that somebody says it means, and whether the company that brought
    the list sees that household."""
    reconciliation = row.reconciliation
    rules = RULES[Source(reconciliation.source)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT jsonb_strip_nulls(jsonb_build_object({_differences(rules)})), {rules.seen}
            FROM {ReconciliationRow._meta.db_table} l JOIN accounts_division v ON v.id = l.listed_village_id,
                households_household h
            WHERE l.id = %(row)s AND h.id = %(household)s""",
            {**_given(reconciliation), "row": row.pk, "household": household.pk},
        )
        [(differences, is_seen)] = cursor.fetchall()
    return json.loads(differences), bool(is_seen)


def _copy(lines: Iterable[Mapping[str, Any]]) -> None:
    with connection.cursor() as cursor:
        table = ReconciliationRow._meta.db_table
        cursor.execute(f"CREATE TEMPORARY TABLE {LISTED} ON COMMIT DROP AS SELECT * FROM {table} WITH NO DATA")
        rows = NewRows(ReconciliationRow, LINE, LISTED)
        rows.copy_in(rows.text([[line.get(name) for name in LINE] for line in some]) for some in chunks(lines, CHUNK))
        cursor.execute(f"ANALYZE {LISTED}")


def _given(reconciliation: Reconciliation) -> dict[str, Any]:
    return {
        "reconciliation": reconciliation.pk,
        "source": Source(reconciliation.source).value,
        "as_of": reconciliation.as_of_on,
        "company": reconciliation.company_id,
        "area": reconciliation.area_id,
    }


def _inside(area: Division) -> str:
    return f"h.{area.scope_field}_id = %(area)s AND h.status <> {Status.VOID}"


def _matching(rules: Rules, area: Division) -> str:
    """In use goes before cancelled, and the same village before another, among those that a number names."""
    ranks = {key: 4 * place for place, key in enumerate(Key)}
    by_number = [
        f"""SELECT l.line, h.id AS household,
            {ranks[Key(key)]} + 2 * (h.status <> {Status.NORMAL})::int + (h.village_id <> l.village_id)::int AS rank
        FROM {LISTED} l JOIN households_household h ON h.{column} = l.{column} {_filled(column)}
        WHERE {_inside(area)}"""
        for key, column in rules.keys
    ]
    known_by = " ".join(f"WHEN {rank // 4} THEN '{key}'" for key, rank in ranks.items())
    copied = ", ".join(COPIED)
    return f"""
    WITH named AS MATERIALIZED ({" UNION ALL ".join(by_number)}),
    candidate AS (
        SELECT * FROM named
        UNION ALL
        SELECT l.line, h.id, {ranks[Key.PERSON]} + 2 * (h.status <> {Status.NORMAL})::int
        FROM {LISTED} l JOIN households_household h ON h.village_id = l.village_id AND h.name = l.name
        WHERE {_inside(area)} AND NOT EXISTS (SELECT FROM named WHERE named.line = l.line)
    ), best AS (
        SELECT line, min(rank) AS rank FROM candidate GROUP BY line
    ), meant AS (
        SELECT line, rank / 4 AS key, count(DISTINCT household) AS households, min(household) AS household
        FROM candidate JOIN best USING (line, rank) GROUP BY line, rank
    ), claimed AS (
        SELECT *, first_value(line) OVER (PARTITION BY household, households = 1 ORDER BY key, line) AS owner FROM meant
    ), laid AS (
        SELECT l.*, c.households, c.owner, CASE c.key {known_by} END AS by_key,
            CASE WHEN c.households = 1 AND c.owner = l.line THEN c.household END AS mine
        FROM {LISTED} l LEFT JOIN claimed c USING (line)
    ), compared AS (
        SELECT l.line, jsonb_strip_nulls(jsonb_build_object({_differences(rules)})) AS differences
        FROM laid l JOIN households_household h ON h.id = l.mine JOIN accounts_division v ON v.id = l.village_id
    ), judged AS (
        SELECT line, CASE WHEN mine IS NOT NULL AND compared.differences = '{{}}' THEN '{Outcome.AGREES.value}'
            WHEN mine IS NOT NULL THEN '{Outcome.DIFFERS.value}'
            WHEN households IS NULL THEN '{Outcome.MISSING_HERE.value}' ELSE '{Outcome.UNCLEAR.value}' END AS outcome
        FROM laid LEFT JOIN compared USING (line)
    )
    INSERT INTO households_reconciliationrow (
        reconciliation_id, source, as_of_on, line, household_id, served_by_id, outcome, known_by, differences, remark,
        decision, note, listed_village_id, version, created_at, updated_at, {copied}, {", ".join(PLACE)})
    SELECT %(reconciliation)s, %(source)s, %(as_of)s, l.line, l.mine,
        CASE WHEN h.id IS NULL OR {rules.seen} THEN %(company)s::bigint END,
        j.outcome, coalesce(CASE WHEN l.mine IS NOT NULL THEN l.by_key END, ''), coalesce(c.differences, '{{}}'),
        CASE WHEN j.outcome <> '{Outcome.UNCLEAR.value}' THEN ''
            WHEN l.households > 1 THEN format('台账中有 %%s 户相符，认不出是哪一户', l.households)
            ELSE format('与名单第 %%s 行是同一户', l.owner) END,
        {_decision("j.outcome")}, '', l.village_id, 1, now(), now(), {", ".join(f"l.{name}" for name in COPIED)},
        {", ".join(f"coalesce(h.{name}, {'v.id' if name == 'village_id' else f'v.{name}'})" for name in PLACE)}
    FROM laid l JOIN judged j USING (line) JOIN accounts_division v ON v.id = l.village_id
        LEFT JOIN compared c USING (line) LEFT JOIN households_household h ON h.id = l.mine
    ORDER BY l.line
    """


def _filled(column: str) -> str:
    """As the partial indexes of numbers say it; a digest is null where there is none."""
    return "" if column.endswith("_digest") else f"AND h.{column} <> '' AND l.{column} <> ''"


def _decision(outcome: str) -> str:
    return f"CASE {outcome} WHEN '{Outcome.AGREES.value}' THEN 'none_needed' ELSE 'undecided' END"


def _differences(rules: Rules) -> str:
    named = [(name, *DIFFERENCES[name]) for name in (*rules.compared, *OF_EVERY_LIST)]
    return ", ".join(
        f"'{name}', CASE WHEN {differs} THEN jsonb_build_array({ours}, {theirs}) END"
        for name, differs, ours, theirs in named
    )


def _missing_there(rules: Rules, area: Division) -> str:
    """With blanks for what the list would have said."""
    texts = [name for name in COPIED if name not in {"name", "id_number", "bank_account", "amount", "season_year"}]
    blanks = [name for name in texts if not name.endswith("_digest")]
    return f"""
    INSERT INTO households_reconciliationrow (
        reconciliation_id, source, as_of_on, household_id, served_by_id, outcome, known_by, differences, remark,
        decision, note, version, created_at, updated_at, name, {", ".join(blanks)}, {", ".join(PLACE)})
    SELECT %(reconciliation)s, %(source)s, %(as_of)s, h.id, CASE WHEN {rules.seen} THEN %(company)s::bigint END,
        '{Outcome.MISSING_THERE.value}', '', '{{}}', '', 'undecided', '', 1, now(), now(), h.name,
        {", ".join("''" for _ in blanks)}, {", ".join(f"h.{name}" for name in PLACE)}
    FROM households_household h
    WHERE {_inside(area)} AND h.status = {Status.NORMAL} AND {rules.expected} AND NOT EXISTS (
        SELECT FROM households_reconciliationrow r
        WHERE r.reconciliation_id = %(reconciliation)s AND r.household_id = h.id)
    ORDER BY h.id
    """


def _count(reconciliation: Reconciliation) -> None:
    of_outcome = dict(reconciliation.rows.order_by().values_list("outcome").annotate(Count("pk")))
    Reconciliation.objects.filter(pk=reconciliation.pk).update(
        agreeing=of_outcome.get(Outcome.AGREES, 0),
        differing=of_outcome.get(Outcome.DIFFERS, 0),
        missing_here=of_outcome.get(Outcome.MISSING_HERE, 0),
        missing_there=of_outcome.get(Outcome.MISSING_THERE, 0),
        unclear=of_outcome.get(Outcome.UNCLEAR, 0),
    )
