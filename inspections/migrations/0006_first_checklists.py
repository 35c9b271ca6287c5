from django.db import migrations
from django.utils import timezone

from accounts.audit import System, acting

# What a district begins with; it changes a list by a new version, on the page 检查表.
SEVERE, MAJOR, MINOR, HINT = "severe", "major", "minor", "hint"
BOILER_LIFE = "GB 17905-2008：天然气采暖热水炉、快速热水器、灶具的使用年限为 8 年，从售出之日起计。"
METER_LIFE = "JJG 577-2012：天然气用膜式燃气表的使用期限为 10 年。"
HOSE_LIFE = "GB 55009-2021 第 6.1.7 条：连接软管的使用年限不低于燃具的使用年限。"
HOUSEHOLD = (
    ("用气环境", (
        ("E01", SEVERE, "厨房、炉间有自然通风，无人居住", "停止用气，恢复自然通风、搬出住人后再用。"),
        ("E02", SEVERE, "用气的房间没有改为卧室、卫生间或浴室", "停止用气，移走燃具或恢复房间原来的用途。"),
        ("E03", SEVERE, "没有液化气、煤炉等第二气源、火源同室使用", "停止用气，移走液化气瓶、煤炉等。"),
        ("E04", MAJOR, "没有堆放柴草等易燃物", "清走易燃物。"),
        ("E05", MAJOR, "通风口、排烟口没有堵塞", "清除堵塞物，保持畅通。"),
        ("E06", HINT, "用气的人（独居老人尤其）会操作，知道注意事项", "当面讲解操作方法和注意事项，留下宣传单。"),
    )),
    ("户外管道", (
        ("L01", MINOR, "立管、架空管支撑牢固，没有下垂", "加固支架。"),
        ("L02", MINOR, "管道没有锈蚀", "除锈刷漆；锈蚀严重的更换管道。"),
        ("L03", MINOR, "管道上没有悬挂重物，没有用作接地", "取下重物，拆除接地线。"),
        ("L04", MAJOR, "管道没有被占压、圈占", "拆除占压、圈占。"),
        ("L05", MINOR, "防撞设施完好", "补齐、修复防撞设施。"),
        ("L06", MINOR, "表箱完好，防冻保温到位", "修复表箱，补做防冻保温。"),
        ("L07", HINT, "警示标志齐全、清楚", "补贴警示标志。"),
    )),
    ("户内管道阀门", (
        ("V01", SEVERE, "严密性检查（检漏仪或皂液）不漏气", "立即关阀停气，查漏修复并检漏合格后恢复。"),
        ("V02", MINOR, "表后阀、灶前阀开关灵活", "修理或更换阀门。"),
        ("V03", MAJOR, "没有私接私改", "拆除私接私改的部分，由燃气企业恢复。"),
        ("V04", MAJOR, "管道没有暗埋暗设", "改为明设。"),
        ("V05", SEVERE, "引入管、立管、干管没有设在卫生间", "停止用气，由燃气企业改线。"),
        ("V06", SEVERE, "管道、附件和燃具没有设在卧室、客房", "停止用气，由燃气企业移出。"),
    )),
    ("燃气表", (
        ("M01", MINOR, "表具外观完好，走动正常", "检修或更换燃气表。"),
        ("M02", MINOR, "燃气表没有超期（填生产日期，满 10 年即超期）", "由燃气企业更换燃气表。",
         {"answer": "date", "fact": "meter_made_on", "lasts_years": 10, "basis": METER_LIFE}),
        ("M03", MAJOR, "没有直通表、偷气", "拆除直通管，恢复计量。"),
        ("M04", HINT, "远传正常", "由燃气企业检修远传。"),
        ("M05", HINT, "燃气表读数（表号与台账不一致的按不合格填）", "核对表号，申请变更台账。",
         {"answer": "number", "fact": "meter_reading", "unit": "m³", "lowest": 0}),
    )),
    ("连接管", (
        ("H01", MINOR, "使用专用连接管（不锈钢波纹管）", "更换为不锈钢波纹管。"),
        ("H02", MAJOR, "连接管不是橡胶管，没有超期、老化、龟裂（填有效期至）", "更换连接管。",
         {"answer": "date", "fact": "hose_expires_on", "must_be_ahead": True, "basis": HOSE_LIFE}),
        ("H03", MINOR, "连接管不超过 2 米，没有接头，不穿墙", "更换合适长度的连接管，不穿墙、不接长。"),
        ("H04", MINOR, "卡箍牢固", "加装或紧固卡箍。"),
    )),
    ("采暖热水炉", (
        ("B01", HINT, "品牌型号、编号、出厂日期与台账一致", "申请变更台账。"),
        ("B02", MINOR, "采暖热水炉没有超期（填出厂日期，满 8 年即超期）", "更换采暖热水炉。",
         {"answer": "date", "fact": "boiler_made_on", "lasts_years": 8, "basis": BOILER_LIFE}),
        ("B03", SEVERE, "烟道伸出室外，密封、无破损、坡向正确", "停止使用采暖热水炉，修复烟道后再用。"),
        ("B04", MAJOR, "烟道口周围没有遮挡", "清除遮挡物。"),
        ("B05", HINT, "采暖水压（漏水的按不合格填）", "补水至 0.8～1.5 bar；漏水的报修。",
         {"answer": "number", "unit": "bar", "lowest": "0.8", "highest": "1.5"}),
        ("B06", MINOR, "点火与燃烧正常，没有异响", "报修。"),
        ("B07", MINOR, "使用专用插座，接地良好", "改用有接地的专用插座。"),
    )),
    ("灶具、热水器", (
        ("C01", MAJOR, "灶具有熄火保护", "更换有熄火保护的灶具。"),
        ("C02", MINOR, "灶具、热水器没有超期", "更换灶具、热水器。", {"basis": BOILER_LIFE}),
        ("C03", SEVERE, "没有直排式热水器", "停止使用并拆除直排式热水器。"),
    )),
    ("安全装置", (
        ("A01", MAJOR, "自闭阀已装且有效", "加装或更换自闭阀。"),
        ("A02", MAJOR, "报警器在线，试验有效，没有超期（填有效期至）", "检修或更换报警器。",
         {"answer": "date", "fact": "alarm_expires_on", "must_be_ahead": True}),
        # Tried by setting off the alarm.
        ("A03", MAJOR, "报警联锁，切断阀动作", "检修或更换切断阀。", {"shown_if_code": "A02", "shown_if_result": "ok"}),
        ("A04", HINT, "一氧化碳报警器正常", "检修或加装一氧化碳报警器。"),
    )),
)  # fmt: skip
LETTING_IN = ("通气", (
    ("T01", SEVERE, "施工验收合格，资料齐全", "不得通气，验收合格后再办。"),
    ("T02", SEVERE, "置换、放散符合规程，点火正常", "停止通气，重新置换。"),
    ("T03", HINT, "已当面讲解安全用气，户主签收安全用气手册", "补做讲解，请户主签收。"),
))  # fmt: skip
COMPANY = (
    ("经营活动", (
        ("J01", SEVERE, "燃气经营许可证在有效期内，不超范围经营", 10),
        ("J02", SEVERE, "建立安全生产责任制和风险管控、隐患排查治理制度", 8),
        ("J03", SEVERE, "建立并落实定期入户安检制度", 8),
        ("J04", SEVERE, "有生产安全事故应急预案，按期演练", 6),
        ("J05", MAJOR, "主要负责人、安全管理人员和运行维护抢修人员经考核合格", 5),
        ("J06", MINOR, "供用气合同齐全，气源有合同保障", 4),
    )),
    ("服务情况", (
        ("F01", MAJOR, "每户每年入户安检不少于两次", 8),
        ("F02", MAJOR, "驻村安全员按村配备，每村有人负责", 6),
        ("F03", MINOR, "24 小时服务电话有人接听，报修按时到场", 5),
        ("F04", MINOR, "价格、收费项目和服务承诺公示，没有违规收费", 4),
        ("F05", MINOR, "投诉按时办结、回访", 3),
        ("F06", MINOR, "安全用气宣传进村入户，有记录", 3),
    )),
    ("设施设备安全状况", (
        ("S01", SEVERE, "厂站、供应点设备和安全附件完好，检验有效", 8),
        ("S02", MAJOR, "管道按计划巡查，占压、锈蚀及时处理", 6),
        ("S03", MAJOR, "地埋管道标志、标志桩齐全", 3),
        ("S04", MAJOR, "调压箱、阀门井完好，防撞、防冻到位", 3),
        ("S05", SEVERE, "用户重大隐患书面告知，停气整改到位", 6),
        ("S06", MINOR, "抢险抢修队伍、车辆、物资齐备", 4),
    )),
)  # fmt: skip
SERVICE_POINT = (
    ("经营资格", (
        ("D01", MAJOR, "营业执照在有效期内，经营范围相符", 10),
        ("D02", MAJOR, "从事安装、维修的，有燃气燃烧器具安装、维修资质", 15),
        ("D03", MINOR, "证照、服务电话在醒目处公示", 5),
    )),
    ("人员", (
        ("D04", MAJOR, "安装、维修人员经培训考核，持证上岗", 15),
        ("D05", MINOR, "人员名册、培训记录齐全", 5),
    )),
    ("产品", (
        ("D06", MAJOR, "销售的燃烧器具适用本地气源，有产品合格标识", 15),
        ("D07", MAJOR, "不销售无熄火保护的灶具和直排式热水器", 10),
    )),
    ("售后", (
        ("D08", MINOR, "常用配件有备货，来源可查", 5),
        ("D09", MINOR, "报修按承诺时限上门，有记录、回访", 10),
        ("D10", MINOR, "维修价格公示，不违规收费", 10),
    )),
)  # fmt: skip
SAFE_RUNNING = (
    ("管道设备", (
        ("P01", MAJOR, "抽查户的管道、燃具没有重大隐患", 15),
        ("P02", MAJOR, "安全装置（自闭阀、报警器）配备并有效", 10),
        ("P03", MINOR, "老旧设备底数清楚，到期的有更新安排", 10),
        ("P04", MINOR, "户外管道支撑、防腐、防撞完好", 10),
    )),
    ("安检巡查", (
        ("P05", MAJOR, "入户安检每户每年两次，记录真实完整", 15),
        ("P06", MAJOR, "隐患按期整改、复查销号", 15),
        ("P07", MINOR, "特殊时期加强巡查", 5),
    )),
    ("两员", (
        ("P08", MAJOR, "驻村安全员、村协管员配备到位", 10),
        ("P09", MINOR, "每年安全培训不少于两次，有考核", 5),
        ("P10", MINOR, "宣传到户，抽查的农户会操作", 5),
    )),
)  # fmt: skip
UPKEEP = (
    ("机构人员", (
        ("W01", MAJOR, "维修服务网点覆盖各村，服务电话畅通", 10),
        ("W02", MAJOR, "维修人员数量、技能满足需要", 10),
        ("W03", MINOR, "制度健全，值班安排落实", 10),
    )),
    ("备件", (
        ("W04", MINOR, "常用备件、备用取暖设备充足", 10),
        ("W05", MINOR, "配件来源可查，价格公示", 10),
    )),
    ("服务", (
        ("W06", MAJOR, "报修按时限响应、到场、解决", 20),
        ("W07", MINOR, "采暖季前全面检修保养", 10),
        ("W08", MINOR, "工单记录完整，维修后回访", 10),
    )),
    ("评价", (
        ("W09", MINOR, "没有违规收费、推诿扯皮", 5),
        ("W10", MINOR, "抽查农户满意", 5),
    )),
)  # fmt: skip
RUNNING_A_COMPANY = (
    ("经营", (
        ("R01", SEVERE, "许可有效，制度健全，责任落实", 15),
        ("R02", MAJOR, "气源合同、储气能力满足采暖季需要", 10),
        ("R03", MINOR, "价格执行政府规定", 10),
    )),
    ("服务", (
        ("R04", MAJOR, "入户安检、通气安检按规定完成", 15),
        ("R05", MINOR, "报修、投诉按时办结", 10),
        ("R06", MINOR, "农户满意", 5),
    )),
    ("设施与应急", (
        ("R07", MAJOR, "厂站、管网运行维护到位", 15),
        ("R08", MAJOR, "隐患治理闭环，重大隐患书面告知", 10),
        ("R09", MINOR, "应急预案、队伍、物资齐备，按期演练", 5),
        ("R10", MINOR, "监督检查发现的问题整改到位", 5),
    )),
)  # fmt: skip
ASSUMED = "没有统一的文件规定，平台拟定，请按本区实际修订。"
LISTS = (
    ("入户安检表", "routine", HOUSEHOLD),
    ("首次通气安检表", "first_gas", (LETTING_IN, *HOUSEHOLD)),
    ("燃气企业监督检查表", "company", COMPANY),
    ("燃烧器具服务网点检查表", "service_point", SERVICE_POINT),
    ("双代安全运行评估表", "assessment", SAFE_RUNNING),
    ("采暖设备维保服务评估表", "assessment", UPKEEP),
    ("燃气企业经营服务评估表", "assessment", RUNNING_A_COMPANY),
)
# Set off by what it weighs: of a household a demand, of all else points.
OF_HOUSEHOLDS = {"routine", "first_gas"}


def make_first_checklists(apps, editor):
    checklists, items = apps.get_model("inspections", "Checklist"), apps.get_model("inspections", "ChecklistItem")
    with acting(System.MIGRATION, why="平台拟定的第一版检查表"):
        for name, purpose, groups in LISTS:
            checklist = checklists.objects.create(name=name, purpose=purpose, basis=ASSUMED)
            items.objects.bulk_create(items(checklist=checklist, **one) for one in made_of(groups, purpose))
        made = checklists.objects.filter(name__in=[name for name, _, _ in LISTS])
        made.update(state="in_force", in_force_from_at=timezone.now())


def made_of(groups, purpose):
    position = 0
    for group, lines in groups:
        for code, level, text, weight, *more in lines:
            position += 1
            given = {"demand": weight} if purpose in OF_HOUSEHOLDS else {"points": weight}
            grave = level in {SEVERE, MAJOR}
            yield {
                "position": position, "group": group, "code": code, "level": level, "text": text,
                "photo_when_bad": grave, "note_when_bad": level == SEVERE, **given, **(more[0] if more else {}),
            }  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0005_keep_checklists"),
    ]

    operations = [migrations.RunPython(make_first_checklists, migrations.RunPython.noop)]
