from django.db import migrations

# What one row of the ledger counts for: see households/models/tallies.py. The masks are those of the rules of 准确 and of
# 规范 (households/models/quality.py), all that there may be.
ACCURACY, REGULARITY = 0x0000FFFF, 0x7FFF0000
NEWLY_COUNTED = f"""
        ('quality', village_id * 8 + CASE WHEN completeness >= 100 THEN 4 ELSE 0 END
            + CASE WHEN faults & {ACCURACY} = 0 THEN 2 ELSE 0 END
            + CASE WHEN faults & {REGULARITY} = 0 THEN 1 ELSE 0 END, status = 1),
        ('faults', faults::bigint, status = 1)
"""
COUNTED = """
    LATERAL (VALUES
        ('status', status::bigint, status <> 9),
        ('village', village_id, status = 1),
        ('category', coalesce(category, 0), status = 1),
        ('kind', coalesce(kind, 0), status = 1),
        ('converted_year', coalesce(converted_year, 0), status = 1),
        ('completeness', CASE WHEN completeness >= 100 THEN 100 WHEN completeness >= 80 THEN 80
            WHEN completeness >= 60 THEN 60 ELSE 0 END, status = 1)
        {more}
    ) AS counted(dimension, value, counts)
    WHERE counts
"""
FUNCTION = """
CREATE OR REPLACE FUNCTION households_tally_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO households_tally (town_id, dimension, value, households)
    SELECT town_id, dimension, value, sum(one) FROM ({rows}) AS moved GROUP BY 1, 2, 3 HAVING sum(one) <> 0;
    RETURN NULL;
END $$
"""


def functions(more: str) -> list[str]:
    counted = COUNTED.format(more=more)
    came = f"SELECT town_id, dimension, value, 1 AS one FROM new_rows, {counted}"
    went = f"SELECT town_id, dimension, value, -1 AS one FROM old_rows, {counted}"
    events = {"insert": came, "update": f"{came} UNION ALL {went}", "delete": went}
    return [FUNCTION.format(event=event, rows=rows) for event, rows in events.items()]


COUNT_WHAT_IS_THERE = f"""
    INSERT INTO households_tally (town_id, dimension, value, households)
    SELECT town_id, dimension, value, count(*) FROM households_household,
        LATERAL (VALUES {NEWLY_COUNTED}) AS counted(dimension, value, counts)
    WHERE counts GROUP BY 1, 2, 3
"""
FORGET_IT = "DELETE FROM households_tally WHERE dimension IN ('quality', 'faults')"


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0011_households_in_full_logged"),
    ]

    operations = [
        migrations.RunSQL([*functions(f", {NEWLY_COUNTED}"), COUNT_WHAT_IS_THERE], [*functions(""), FORGET_IT]),
    ]
