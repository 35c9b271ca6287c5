from django.db import migrations

# What a district begins with; it changes the list on the page 验收项目. 0: every kind, 1: 电代煤, 2: 气代煤, 3: others.
FIRST_ITEMS = (
    ("01", "施工单位资质、作业人员证件齐全有效", 10, False, 0),
    ("02", "设备品牌、型号、功率与计划和铭牌一致", 15, True, 0),
    ("03", "设备安装牢固，位置、间距和排烟排水合规", 15, False, 0),
    ("04", "隐蔽工程做法与照片、记录一致", 10, True, 0),
    ("05", "气密性试验合格，现场检查无漏气", 10, True, 2),
    ("06", "报警器、切断阀（自闭阀）齐全，联动正常", 10, True, 2),
    ("07", "线路容量、接地和漏电保护合格", 20, True, 1),
    ("08", "系统严密，安全附件齐全有效", 20, True, 3),
    ("09", "末端散热和保温完好，试运行室温达标", 15, False, 0),
    ("10", "旧设备处置符合先立后破要求", 5, False, 0),
    ("11", "现场清理恢复到位", 5, False, 0),
    ("12", "农户会使用，安全告知已送达", 5, False, 0),
)


def make_first_items(apps, editor):
    item = apps.get_model("households", "AcceptanceItem")
    item.objects.bulk_create(
        item(code=code, text=text, points=points, obligatory=obligatory, concerns=concerns, position=place)
        for place, (code, text, points, obligatory, concerns) in enumerate(FIRST_ITEMS, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0009_households_in_full"),
    ]

    operations = [migrations.RunPython(make_first_items, migrations.RunPython.noop)]
