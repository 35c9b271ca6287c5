"""Who does what: every role of the programme on one page, for an inspector to read.

A role says at which tier it stands (`tier`), how its holder is turned into a row filter (`reach`, see scoping.py), and
what it is for. What a role may *do* stands where the thing is declared: `by=` on a step, `readers=` on pages.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from django.db.models import IntegerChoices, TextChoices


class Tier(IntegerChoices):
    """A step up is a smaller number: the tier above a township is the district."""

    CITY = 1, "市级"
    DISTRICT = 2, "区级"
    TOWN = 3, "街镇"
    VILLAGE = 4, "村（居）"
    COMPANY = 5, "企业"


class Reach(Enum):
    """How far a holder sees: the rows of a division, of a company, of his company in the villages that he is
    responsible for, those assigned to him, or no programme rows."""

    DIVISION = "division"
    COMPANY = "company"
    BEAT = "beat"
    ASSIGNED = "assigned"
    NOTHING = "nothing"


class Role(TextChoices):
    CITY_OFFICE = "city_office", "市双代办"
    DISTRICT_OFFICE = "district_office", "区双代办"
    LEADER = "leader", "只读领导"
    GROUP_MEMBER = "group_member", "领导小组成员单位"
    DEVELOPMENT_BUREAU = "development_bureau", "区发改局"
    FINANCE = "finance", "区财政局"
    GAS_AUTHORITY = "gas_authority", "区燃气主管部门"
    DUTY_OFFICER = "duty_officer", "值班员"
    TOWN_OFFICE = "town_office", "街镇双代主管部门"
    TOWN_GAS_OFFICE = "town_gas_office", "街镇燃气主管部门"
    VILLAGE = "village", "村（居）委会"
    VILLAGE_ASSISTANT = "village_assistant", "村燃气安全协管员"
    GAS_COMPANY = "gas_company", "燃气企业管理员"
    SAFETY_OFFICER = "safety_officer", "燃气企业驻村安全员"
    POWER_COMPANY = "power_company", "电力企业"
    REPAIR_COMPANY = "repair_company", "维修服务组织管理员"
    REPAIRER = "repairer", "维修员"
    ASSESSOR = "assessor", "第三方评估机构"
    CONTRACTOR = "contractor", "建设施工单位"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


@dataclass(frozen=True)
class RoleFacts:
    tier: Tier
    reach: Reach
    purpose: str


FACTS: dict[Role, RoleFacts] = {
    Role.CITY_OFFICE: RoleFacts(Tier.CITY, Reach.DIVISION, "核查区县上报的增户、销户和变更，确认后纳入全市统一台账。"),
    Role.DISTRICT_OFFICE: RoleFacts(
        Tier.DISTRICT, Reach.DIVISION, "初审街镇申请，首次建账，裁定重复户，督导全区，对台账负总责。"
    ),
    Role.LEADER: RoleFacts(Tier.DISTRICT, Reach.DIVISION, "查看全区台账、统计和进度，导出脱敏台账，不做任何修改。"),
    Role.GROUP_MEMBER: RoleFacts(Tier.DISTRICT, Reach.DIVISION, "领导小组成员单位查看全区情况，不做修改。"),
    Role.DEVELOPMENT_BUREAU: RoleFacts(Tier.DISTRICT, Reach.DIVISION, "按台账掌握用气用电户数，安排气源电源保障。"),
    Role.FINANCE: RoleFacts(Tier.DISTRICT, Reach.DIVISION, "按台账核对补贴对象和账户，发放补贴。"),
    Role.GAS_AUTHORITY: RoleFacts(Tier.DISTRICT, Reach.DIVISION, "监管全区燃气企业和气代煤安全。"),
    Role.DUTY_OFFICER: RoleFacts(Tier.DISTRICT, Reach.DIVISION, "全天值守，接听来电，查找住户，转办诉求。"),
    Role.TOWN_OFFICE: RoleFacts(
        Tier.TOWN, Reach.DIVISION, "核实本街镇各村申请，录入增户、变更和销户，导入导出本街镇台账。"
    ),
    Role.TOWN_GAS_OFFICE: RoleFacts(
        Tier.TOWN, Reach.DIVISION, "监管本街镇燃气安全，查看气代煤户，安排驻村安全员的责任村。"
    ),
    Role.VILLAGE: RoleFacts(Tier.VILLAGE, Reach.DIVISION, "受理本村农户申请，拍照取证，提交街镇。"),
    Role.VILLAGE_ASSISTANT: RoleFacts(Tier.VILLAGE, Reach.DIVISION, "协助巡查本村燃气安全，查看本村住户。"),
    Role.GAS_COMPANY: RoleFacts(
        Tier.COMPANY, Reach.COMPANY, "查看本企业供气户，确认供气条件，管理本企业人员，安排驻村安全员的责任村。"
    ),
    Role.SAFETY_OFFICER: RoleFacts(
        Tier.COMPANY, Reach.BEAT, "燃气企业派驻村里，查看责任村内本企业供气户，做安检和巡查。"
    ),
    Role.POWER_COMPANY: RoleFacts(
        Tier.COMPANY, Reach.COMPANY, "查看所供区划内的电代煤户，核对电力户号，管理本企业人员。"
    ),
    Role.REPAIR_COMPANY: RoleFacts(Tier.COMPANY, Reach.COMPANY, "管理本组织站点、维修员和维修工单。"),
    Role.REPAIRER: RoleFacts(Tier.COMPANY, Reach.ASSIGNED, "上门维修。"),
    Role.ASSESSOR: RoleFacts(Tier.COMPANY, Reach.COMPANY, "受街镇委托做评估监督。"),
    Role.CONTRACTOR: RoleFacts(Tier.COMPANY, Reach.COMPANY, "承担改造施工，报送施工资料。"),
    Role.SYSTEM_ADMIN: RoleFacts(
        Tier.DISTRICT, Reach.NOTHING, "建立单位和用户、提出岗位，维护区划、日历和时限；看不到住户，也不能批准岗位。"
    ),
    Role.SECURITY_ADMIN: RoleFacts(
        Tier.DISTRICT, Reach.NOTHING, "批准和收回岗位、解锁账户、要求二次验证；不能建用户，看不到住户。"
    ),
    Role.AUDIT_ADMIN: RoleFacts(
        Tier.DISTRICT, Reach.NOTHING, "查看变更、访问和登录日志；不能改任何东西，也没有人能改日志。"
    ),
}

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
DISTRICT_READERS = frozenset(
    {
        Role.DISTRICT_OFFICE,
        Role.LEADER,
        Role.GROUP_MEMBER,
        Role.DEVELOPMENT_BUREAU,
        Role.FINANCE,
        Role.GAS_AUTHORITY,
        Role.DUTY_OFFICER,
    }
)
TOWN_READERS = frozenset({Role.TOWN_OFFICE, Role.TOWN_GAS_OFFICE})
VILLAGE_READERS = frozenset({Role.VILLAGE, Role.VILLAGE_ASSISTANT})
TOWN_AND_ABOVE = DISTRICT_READERS | TOWN_READERS | {Role.CITY_OFFICE}
GOVERNMENT = TOWN_AND_ABOVE | VILLAGE_READERS
# Who works on the ledger's applications: the chain 乡统计、县初审、市核查 (P55) and the village below it.
LEDGER_CLERKS = frozenset({Role.VILLAGE, Role.TOWN_OFFICE, Role.DISTRICT_OFFICE, Role.CITY_OFFICE})
LEDGER_READERS = GOVERNMENT | {Role.GAS_COMPANY, Role.POWER_COMPANY}
# Who may see a full ID number, phone or account for some minutes, with a reason that is logged (F102).
MAY_UNMASK = frozenset({Role.DISTRICT_OFFICE, Role.TOWN_OFFICE, Role.CITY_OFFICE, Role.FINANCE, Role.DUTY_OFFICER})
# Who may export full personal numbers, with a reason that is logged (F92).
MAY_EXPORT_PERSONAL = frozenset({Role.DISTRICT_OFFICE, Role.TOWN_OFFICE, Role.CITY_OFFICE, Role.FINANCE})
# Managers of an organisation's own people, and the roles that they may propose within it.
MANAGES: dict[Role, frozenset[Role]] = {
    Role.SYSTEM_ADMIN: frozenset(Role),
    Role.TOWN_OFFICE: frozenset({Role.TOWN_OFFICE, Role.TOWN_GAS_OFFICE, Role.VILLAGE, Role.VILLAGE_ASSISTANT}),
    Role.GAS_COMPANY: frozenset({Role.GAS_COMPANY, Role.SAFETY_OFFICER}),
    Role.POWER_COMPANY: frozenset({Role.POWER_COMPANY}),
    Role.REPAIR_COMPANY: frozenset({Role.REPAIR_COMPANY, Role.REPAIRER}),
    Role.ASSESSOR: frozenset({Role.ASSESSOR}),
    Role.CONTRACTOR: frozenset({Role.CONTRACTOR}),
}


def facts(role: str) -> RoleFacts:
    return FACTS[Role(role)]


def labels(roles: Iterable[Role]) -> str:
    """“区双代办、街镇双代主管部门”: in the order of the page above."""
    wanted = set(roles)
    return "、".join(role.label for role in Role if role in wanted)
