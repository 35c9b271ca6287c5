from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations

from accounts.audit_operations import AppendOnly, AuditTable
from accounts.audit_sql import SHARED_FUNCTIONS

# What the composite foreign keys of placed rows point to.
DIVISION_WHOLE = """
ALTER TABLE accounts_division
    ADD CONSTRAINT division_with_ancestors UNIQUE (id, town_id, district_id, city_id)
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        *[migrations.RunSQL(create, f"DROP FUNCTION {signature}") for signature, create in SHARED_FUNCTIONS.items()],
        migrations.RunSQL(DIVISION_WHOLE, "ALTER TABLE accounts_division DROP CONSTRAINT division_with_ancestors"),
        AuditTable("Division"),
        AuditTable("Organization"),
        AuditTable("User", hidden=["password"]),
        AuditTable("Post"),
        AuditTable("RoleRule"),
        AuditTable("ApiToken", hidden=["digest"]),
        migrations.AddIndex("Change", BrinIndex(fields=["at"], name="change_by_day")),
        migrations.AddIndex("AccessLog", BrinIndex(fields=["at"], name="access_by_day")),
        AppendOnly("Change"),
        AppendOnly("AccessLog"),
        AppendOnly("SignInEvent"),
        AppendOnly("LogSeal"),
    ]
