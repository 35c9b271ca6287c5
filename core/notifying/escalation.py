"""Whom an overdue handler answers to: the tier above, or who has engaged the company."""

from __future__ import annotations

from accounts.roles import Role

# The city office answers to nobody in the portal.
ABOVE: dict[Role, Role] = {
    Role.VILLAGE: Role.TOWN_OFFICE,
    Role.VILLAGE_ASSISTANT: Role.TOWN_GAS_OFFICE,
    Role.TOWN_OFFICE: Role.DISTRICT_OFFICE,
    Role.TOWN_GAS_OFFICE: Role.GAS_AUTHORITY,
    Role.DISTRICT_OFFICE: Role.CITY_OFFICE,
    Role.DEVELOPMENT_BUREAU: Role.DISTRICT_OFFICE,
    Role.FINANCE: Role.DISTRICT_OFFICE,
    Role.GAS_AUTHORITY: Role.DISTRICT_OFFICE,
    Role.DUTY_OFFICER: Role.DISTRICT_OFFICE,
    Role.GROUP_MEMBER: Role.DISTRICT_OFFICE,
    Role.GAS_COMPANY: Role.GAS_AUTHORITY,
    Role.SAFETY_OFFICER: Role.GAS_COMPANY,
    Role.POWER_COMPANY: Role.DISTRICT_OFFICE,
    Role.REPAIR_COMPANY: Role.TOWN_OFFICE,
    Role.REPAIRER: Role.REPAIR_COMPANY,
    Role.ASSESSOR: Role.TOWN_OFFICE,
    Role.CONTRACTOR: Role.TOWN_OFFICE,
    Role.AUDIT_ADMIN: Role.DISTRICT_OFFICE,
}
