from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0007_unmasking_reviews"),
    ]

    operations = [
        migrations.CreateModel(
            name="BackupRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[("backup", "备份"), ("rehearsal", "恢复演练")], max_length=10, verbose_name="事项"
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="开始时间")),
                ("seconds", models.PositiveIntegerField(verbose_name="用时（秒）")),
                ("succeeded", models.BooleanField(verbose_name="成功")),
                ("file", models.CharField(max_length=300, verbose_name="备份文件")),
                ("size", models.PositiveBigIntegerField(null=True, verbose_name="大小（字节）")),
                ("rows", models.PositiveBigIntegerField(null=True, verbose_name="数据行数")),
                ("files", models.PositiveIntegerField(null=True, verbose_name="附件份数")),
                ("sentence", models.CharField(blank=True, max_length=500, verbose_name="说明")),
            ],
            options={
                "verbose_name": "备份记录",
                "ordering": ["-id"],
            },
        ),
    ]
