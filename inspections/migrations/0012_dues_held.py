from importlib import import_module

from django.db import migrations

# What is due is reckoned from all that was written. Of two who write for one house at once the later one waits, and
# then sees what the earlier one wrote: else his reckoning, begun without it, would put it out of the list until night.
# Of all houses at once the table is held, not each row.
HOLD = """
CREATE FUNCTION inspections_hold_dues(households bigint[], new_houses bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF households IS NULL THEN
        LOCK TABLE inspections_inspectiondue IN SHARE ROW EXCLUSIVE MODE;
    ELSE
        LOCK TABLE inspections_inspectiondue IN ROW EXCLUSIVE MODE;
        PERFORM FROM inspections_inspectiondue
        WHERE household_id = ANY (households) OR ventilation_id = ANY (new_houses)
        ORDER BY id FOR NO KEY UPDATE;
    END IF;
END $$
"""
planning = import_module("inspections.migrations.0009_planning")
BEFORE_ROWS = "    PERFORM inspections_hold_dues(households, new_houses);\n"
BEFORE_CAMPAIGN = "        PERFORM inspections_hold_dues(asked, ARRAY[]::bigint[]);\n"
# A doubt that is put on an inspection of another house holds nothing there.
CHANGED = planning.differing(("state", "outcome", "inspected_on", "household_id", "ventilation_id", "campaign_id"))


def of_changed(rows: str) -> str:
    return f"WITH changed AS ({CHANGED}) {rows.replace('new_rows', 'changed')}"


def triggers(writes: dict[str, tuple[str, ...]], of_rows: str, of_campaign: str) -> list[str]:
    """Those of 0009, with this before they reckon."""
    written = planning.WRITTEN.replace("BEGIN\n", f"BEGIN\n{of_rows}", 1)
    campaigns = planning.CAMPAIGN_WRITTEN.replace("LOOP\n", f"LOOP\n{of_campaign}", 1)
    made = [
        written.format(name=name, households=households, new_houses=new_houses)
        for name, (_, _, _, households, new_houses) in writes.items()
    ]
    event, table, rows, *_ = writes["changed_inspections"]
    again = planning.TRIGGER.format(
        name="changed_inspections", event=event, table=table, rows=rows, function="changed_inspections"
    )
    return [
        *(one.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION") for one in (*made, campaigns)),
        again.replace("CREATE TRIGGER", "CREATE OR REPLACE TRIGGER"),
    ]


WRITES = planning.WRITES | {
    "changed_inspections": (
        "UPDATE", "inspections_inspection", planning.BOTH,
        of_changed(planning.INSPECTED), of_changed(planning.INSPECTED_NEW_HOUSES),
    ),
}  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0011_assessing"),
    ]

    operations = [
        migrations.RunSQL(
            [HOLD, *triggers(WRITES, BEFORE_ROWS, BEFORE_CAMPAIGN)],
            [*triggers(planning.WRITES, "", ""), "DROP FUNCTION inspections_hold_dues(bigint[], bigint[])"],
        ),
    ]
