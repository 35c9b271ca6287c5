from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0009_heating_seasons"),
    ]

    operations = [
        migrations.AlterField(
            model_name="importrun",
            name="state",
            field=models.CharField(
                choices=[
                    ("uploaded", "核对中"),
                    ("checked", "已核对"),
                    ("awaiting", "待第二人确认"),
                    ("writing", "写入中"),
                    ("written", "已写入"),
                    ("undo_asked", "待确认撤销"),
                    ("undoing", "撤销中"),
                    ("undone", "已撤销"),
                    ("rejected", "未予确认"),
                    ("cancelled", "已取消"),
                    ("refused", "文件不能导入"),
                ],
                default="uploaded",
                editable=False,
                max_length=10,
                verbose_name="状态",
            ),
        ),
    ]
