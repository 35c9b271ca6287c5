from django.db import migrations

# What one row of the ledger counts for: see households/models/tallies.py.
COUNTED = """
    LATERAL (VALUES
        ('status', status::bigint, status <> 9),
        ('village', village_id, status = 1),
        ('category', coalesce(category, 0), status = 1),
        ('kind', coalesce(kind, 0), status = 1),
        ('converted_year', coalesce(converted_year, 0), status = 1),
        ('completeness', CASE WHEN completeness >= 100 THEN 100 WHEN completeness >= 80 THEN 80
            WHEN completeness >= 60 THEN 60 ELSE 0 END, status = 1)
    ) AS counted(dimension, value, counts)
    WHERE counts
"""
SUMMED = """
    INSERT INTO households_tally (town_id, dimension, value, households)
    SELECT town_id, dimension, value, sum(one) FROM ({rows}) AS moved GROUP BY 1, 2, 3 HAVING sum(one) <> 0;
"""
CAME = f"SELECT town_id, dimension, value, 1 AS one FROM new_rows, {COUNTED}"
WENT = f"SELECT town_id, dimension, value, -1 AS one FROM old_rows, {COUNTED}"
FUNCTION = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {statement}
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER households_tally_{event} AFTER {event} ON households_household REFERENCING {tables}
FOR EACH STATEMENT EXECUTE FUNCTION households_tally_{event}()
"""
EVENTS = {
    "insert": ("NEW TABLE AS new_rows", CAME),
    "update": ("OLD TABLE AS old_rows NEW TABLE AS new_rows", f"{CAME} UNION ALL {WENT}"),
    "delete": ("OLD TABLE AS old_rows", WENT),
}
MAKE = [
    statement
    for event, (tables, rows) in EVENTS.items()
    for statement in (
        FUNCTION.format(name=f"households_tally_{event}", statement=SUMMED.format(rows=rows)),
        TRIGGER.format(event=event, tables=tables),
    )
]
UNMAKE = [f"DROP FUNCTION households_tally_{event}() CASCADE" for event in EVENTS]


class Migration(migrations.Migration):
    dependencies = [("households", "0003_change_log")]

    operations = [migrations.RunSQL(MAKE, UNMAKE)]
