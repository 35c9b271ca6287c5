from django.db import migrations

from accounts.audit_operations import AppendOnly, KeptFrom

# Rows are added to a close while it is being frozen, and at no other moment.
ONLY_WHILE_FREEZING = """
CREATE FUNCTION households_only_while_freezing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT close_id FROM new_rows) AS added
            LEFT JOIN households_seasonclose AS c ON c.id = added.close_id WHERE c.state IS DISTINCT FROM 'freezing') THEN
        RAISE EXCEPTION '已封账的采暖季不能再增加内容（%）。', TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$
"""
PARTS = ("seasonvillage", "seasoncount")
# Of the rows themselves the keys say whose they are, and every key of a close is taken: what came later would lie
# outside. To look at a million new rows once more would cost a third of writing them.
ONLY_WHILE_ONE_FREEZES = """
CREATE FUNCTION households_only_while_one_freezes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM households_seasonclose WHERE state = 'freezing') THEN
        RAISE EXCEPTION '已封账的采暖季不能再增加内容（%）。', TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$
"""
GUARD = [
    ONLY_WHILE_FREEZING,
    ONLY_WHILE_ONE_FREEZES,
    """CREATE TRIGGER households_only_while_one_freezes BEFORE INSERT ON households_seasonrow
    FOR EACH STATEMENT EXECUTE FUNCTION households_only_while_one_freezes()""",
    *(
        f"""CREATE TRIGGER households_only_while_freezing AFTER INSERT ON households_{part}
        REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION households_only_while_freezing()"""
        for part in PARTS
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0012_tallies_of_quality"),
    ]

    operations = [
        KeptFrom("SeasonClose", "frozen"),
        AppendOnly("SeasonRow", resealed=["id_number", "bank_account"]),
        AppendOnly("SeasonVillage"),
        AppendOnly("SeasonCount"),
        AppendOnly("SeasonCheck"),
        AppendOnly("FuelMove"),
        migrations.RunSQL(
            GUARD, "DROP FUNCTION households_only_while_freezing(), households_only_while_one_freezes() CASCADE"
        ),
    ]
