from django.db import connection, migrations

from accounts.audit import System, acting

FILL = """
UPDATE households_application AS a SET served_by_id = coalesce(h.gas_supplier_id, a.gas_supplier_id)
FROM households_application AS b LEFT JOIN households_household AS h ON h.id = b.household_id
WHERE b.id = a.id AND coalesce(h.gas_supplier_id, a.gas_supplier_id) IS NOT NULL
"""


def fill(apps, schema_editor):
    with acting(System.MIGRATION, why="申请记下所属供气企业"), connection.cursor() as cursor:
        cursor.execute(FILL)


class Migration(migrations.Migration):
    dependencies = [("households", "0006_applications_know_their_supplier")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
