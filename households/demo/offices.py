"""The demo district's sixteen organisations and one account a role; their passwords are made anew each time."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accounts.audit import System
from accounts.models import Division, Organization, Post, User
from accounts.passwords import random_password
from accounts.roles import Role
from core.people.workflows import Appointment

Kind = Organization.Kind
OWNER_ONLY = 0o600
CITY, DISTRICT, TOWN, OTHER_TOWN, VILLAGE = "1301", "130102", "130102100", "130102101", "130102100007"


@dataclass(frozen=True)
class Office:
    name: str
    kind: Organization.Kind
    place: str
    people: tuple[tuple[str, str, Role], ...]


OFFICES = (
    Office("石家庄市双代工作办公室", Kind.GOVERNMENT, CITY, (("city", "郑洁", Role.CITY_OFFICE),)),
    Office(
        "长安区双代工作办公室",
        Kind.GOVERNMENT,
        DISTRICT,
        (
            ("district", "林涛", Role.DISTRICT_OFFICE),
            ("district2", "何静", Role.DISTRICT_OFFICE),
            ("leader", "高远", Role.LEADER),
            ("system_admin", "孙平", Role.SYSTEM_ADMIN),
            ("security_admin", "周安", Role.SECURITY_ADMIN),
            ("audit_admin", "吴正", Role.AUDIT_ADMIN),
        ),
    ),
    Office("长安区住房和城乡建设局", Kind.GOVERNMENT, DISTRICT, (("group_member", "马骏", Role.GROUP_MEMBER),)),
    Office("长安区发展和改革局", Kind.GOVERNMENT, DISTRICT, (("development_bureau", "梁栋", Role.DEVELOPMENT_BUREAU),)),
    Office("长安区财政局", Kind.GOVERNMENT, DISTRICT, (("finance", "钱进", Role.FINANCE),)),
    Office("长安区城市管理局", Kind.GOVERNMENT, DISTRICT, (("gas_authority", "冯燕", Role.GAS_AUTHORITY),)),
    Office("长安区清洁取暖值班室", Kind.GOVERNMENT, DISTRICT, (("duty_officer", "唐敏", Role.DUTY_OFFICER),)),
    Office(
        "西兆通镇人民政府",
        Kind.GOVERNMENT,
        TOWN,
        (("town", "赵明", Role.TOWN_OFFICE), ("town_gas_office", "胡兵", Role.TOWN_GAS_OFFICE)),
    ),
    Office("南村镇人民政府", Kind.GOVERNMENT, OTHER_TOWN, (("town2", "朱琳", Role.TOWN_OFFICE),)),
    Office(
        "店上社区居民委员会",
        Kind.COMMITTEE,
        VILLAGE,
        (("village", "王店生", Role.VILLAGE), ("village_assistant", "李巧云", Role.VILLAGE_ASSISTANT)),
    ),
    Office(
        "示范燃气一公司",
        Kind.GAS,
        DISTRICT,
        (("gas_company", "董气", Role.GAS_COMPANY), ("safety_officer", "程安全", Role.SAFETY_OFFICER)),
    ),
    Office("示范燃气二公司", Kind.GAS, DISTRICT, ()),
    Office("示范供电公司", Kind.POWER, DISTRICT, (("power_company", "曹电", Role.POWER_COMPANY),)),
    Office(
        "示范维修服务中心",
        Kind.REPAIR,
        DISTRICT,
        (("repair_company", "袁修", Role.REPAIR_COMPANY), ("repairer", "邓师傅", Role.REPAIRER)),
    ),
    Office("示范评估咨询公司", Kind.ASSESSOR, DISTRICT, (("assessor", "许衡", Role.ASSESSOR),)),
    Office("示范建设工程公司", Kind.CONTRACTOR, DISTRICT, (("contractor", "傅建", Role.CONTRACTOR),)),
)


@dataclass(frozen=True)
class Account:
    post: Post
    password: str

    def as_json(self) -> dict[str, str]:
        return {
            "username": self.post.user.username,
            "password": self.password,
            "role_label": self.post.get_role_display(),
            "name": self.post.user.name,
        }


def open_offices() -> list[Account]:
    return [account for office in OFFICES for account in _open(office)]


def _open(office: Office) -> list[Account]:
    division = Division.objects.get(code=office.place)
    phone = f"0311-8600{1001 + Organization.objects.count()}"
    organization = Organization.objects.create(name=office.name, kind=office.kind, division=division, phone=phone)
    return [_appoint(organization, *person) for person in office.people]


def _appoint(organization: Organization, username: str, name: str, role: Role) -> Account:
    password = random_password()
    user = User(username=username, name=name, organization=organization, must_change_password=False)
    user.set_password(password)
    user.save()
    given: dict[str, Any] = {"user": user, "role": role, "organization": organization}
    post = Appointment.propose(division=organization.division, by=System.DEMO, **given)
    return Account(Appointment.confirm(post, by=System.DEMO), password)


def write_down(accounts: list[Account], file: Path) -> None:
    """Readable by the owner alone, from the first byte."""
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        json.dump([account.as_json() for account in accounts], out, ensure_ascii=False, indent=1)
