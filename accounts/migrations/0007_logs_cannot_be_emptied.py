from django.db import migrations

# Wherever rows may not be deleted, of logs and past versions in every app; tables that come later bring it along.
KEEP_WHOLE = """
DO $$
DECLARE
    kept regclass;
BEGIN
    FOR kept IN SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = 'portal_keep' LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER portal_keep_whole BEFORE TRUNCATE ON %s
            FOR EACH STATEMENT EXECUTE FUNCTION portal_keep()', kept);
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_account_measures")]

    operations = [migrations.RunSQL(KEEP_WHOLE, migrations.RunSQL.noop)]
