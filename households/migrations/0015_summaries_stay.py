from django.db import migrations

# Of a summary that was reported no row leaves, joins, or is counted otherwise, whoever writes and however. The summary
# is held while a row is put in or taken out, so that it is not reported meanwhile.
FREEZE = """
CREATE FUNCTION households_summary_rows_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM households_monthlysummary
    WHERE id IN (OLD.summary_id, NEW.summary_id) ORDER BY id FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM households_monthlysummary
        WHERE id IN (OLD.summary_id, NEW.summary_id) AND state IN ('submitted', 'verified')
    ) THEN
        RAISE EXCEPTION '月报已上报，其中的申请不能增减'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'summary_rows_stay';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER summary_rows_stay BEFORE UPDATE OF summary_id ON households_application
    FOR EACH ROW WHEN (OLD.summary_id IS DISTINCT FROM NEW.summary_id)
    EXECUTE FUNCTION households_summary_rows_stay();

CREATE TRIGGER summary_rows_stay_out BEFORE INSERT ON households_application
    FOR EACH ROW WHEN (NEW.summary_id IS NOT NULL)
    EXECUTE FUNCTION households_summary_rows_stay();

CREATE FUNCTION households_summary_figures_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '月报已上报，其中的数字不能改动'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'summary_figures_stay';
END $$;
CREATE TRIGGER summary_figures_stay BEFORE UPDATE ON households_monthlysummary
    FOR EACH ROW WHEN (
        OLD.state IN ('submitted', 'verified') AND (
            OLD.counts IS DISTINCT FROM NEW.counts OR OLD.rows IS DISTINCT FROM NEW.rows
            OR OLD.town_id <> NEW.town_id OR OLD.month <> NEW.month
        )
    )
    EXECUTE FUNCTION households_summary_figures_stay();
"""
THAW = """
DROP TRIGGER summary_rows_stay ON households_application;
DROP TRIGGER summary_rows_stay_out ON households_application;
DROP TRIGGER summary_figures_stay ON households_monthlysummary;
DROP FUNCTION households_summary_rows_stay(), households_summary_figures_stay();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0014_past_is_searched"),
    ]

    operations = [migrations.RunSQL(FREEZE, THAW)]
