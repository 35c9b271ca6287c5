from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0010_undo_by_two"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="importcorrection",
            options={"ordering": ["pk"], "verbose_name": "导入行的修改"},
        ),
        migrations.RemoveConstraint(
            model_name="importcorrection",
            name="import_correction_once",
        ),
        migrations.AlterField(
            model_name="importcorrection",
            name="at",
            field=models.DateTimeField(auto_now_add=True, verbose_name="修改时间"),
        ),
    ]
