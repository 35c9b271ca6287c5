from django.db import migrations

# Of a past day the list is searched by name, address and numbers as today's is (households/models/households.py).
PAST_NUMBERS = ("gas_meter_number", "gas_account", "gas_user_code", "power_account", "power_meter_number")
PAST_SEARCH = [
    "CREATE INDEX households_household_past_id_digest ON households_household_version (id_number_digest)",
    """CREATE INDEX households_household_past_words ON households_household_version
    USING gin (portal_grams((name || ' ' || address)) array_ops) WITH (fastupdate = on, gin_pending_list_limit = 256)""",
    *(
        f"CREATE INDEX households_household_past_{name} ON households_household_version ({name}) WHERE {name} <> ''"
        for name in PAST_NUMBERS
    ),
]
# What changed between two moments is found by the moment at which a version ended.
PAST_CHANGES = [
    f"CREATE INDEX households_{table}_past_changes ON households_{table}_version (valid_to) INCLUDE ({key})"
    for table, key in {"household": "id", "equipment": "household_id"}.items()
]
# A former householder's name and the digest of his number: few rows of the log have one. Asked by
# households/lineage/finding.py in the same words.
OF_HOUSEHOLDS = """"table" = 'households_household' AND operation = 'U' AND before ? '{column}'"""
FORMER = "CREATE INDEX IF NOT EXISTS change_former_{column} ON accounts_change ((before->>'{column}')) WHERE {of_those}"


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0013_seasons_stay_closed"),
    ]

    operations = [
        migrations.RunSQL(
            [*PAST_CHANGES, *PAST_SEARCH],
            [
                f"DROP INDEX households_{index}"
                for index in (
                    "household_past_changes",
                    "equipment_past_changes",
                    *(f"household_past_{name}" for name in ("id_digest", "words", *PAST_NUMBERS)),
                )
            ],
        ),
        *(
            migrations.RunSQL(
                FORMER.format(column=column, of_those=OF_HOUSEHOLDS.format(column=column)),
                f"DROP INDEX IF EXISTS change_former_{column}",
            )
            for column in ("name", "id_number_digest")
        ),
    ]
