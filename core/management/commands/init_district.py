"""`manage.py init_district`: begin a real, empty district with its divisions and its three administrators.

Passwords are printed once and stand nowhere; each has to be changed at the first sign-in.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.audit import System, acting
from accounts.loading import NotLoaded, load_divisions
from accounts.models import Division, Organization, User
from accounts.passwords import random_password
from accounts.roles import Role
from core.people.standing import standing_in
from core.people.workflows import Appointment

OWN_DATA = Path(settings.BASE_DIR) / "accounts" / "data"
ADMINISTRATORS = {
    Role.SYSTEM_ADMIN: "system-admin",
    Role.SECURITY_ADMIN: "security-admin",
    Role.AUDIT_ADMIN: "audit-admin",
}


class Command(BaseCommand):
    help = "建立一个真实的区：载入行政区划，建立系统、安全、审计三个管理员，打印初始口令。不建演示账户。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--code", default=settings.DISTRICT_CODE, help="区县代码，默认取 PORTAL_DISTRICT")
        parser.add_argument("--name", help="办公室所在单位的名称，默认“某某区双代工作办公室”")
        parser.add_argument("--divisions", type=Path, help="行政区划 CSV，默认用自带的")

    def handle(self, *args: Any, code: str, name: str | None, divisions: Path | None, **options: Any) -> None:
        with acting(System.SETUP):
            _refuse_if_begun(code)
            loaded = _load(divisions or OWN_DATA / f"{code}.csv")
            office = _office(code, name)
            passwords = {username: _appoint(office, role, username) for role, username in ADMINISTRATORS.items()}
        call_command("fill_calendar", stdout=self.stdout)
        self.stdout.write(f"行政区划：{loaded}。单位：{office}。")
        self.stdout.write("三个管理员的初始口令只显示这一次，请分别当面交给三个人，首次登录须更改：")
        for role, username in ADMINISTRATORS.items():
            self.stdout.write(f"  {role.label}  登录名 {username}  口令 {passwords[username]}")
        if code != settings.DISTRICT_CODE:
            self.stdout.write(f"请在运行环境中设置 PORTAL_DISTRICT={code} 和 PORTAL_SITE_NAME。")


def _refuse_if_begun(code: str) -> None:
    if User.objects.exists():
        raise CommandError("已经有用户，不能再初始化。新的区请用新的数据目录或数据库。")
    district = Division.objects.filter(code=code).first()
    if district and (standing := standing_in(district)):
        raise CommandError(f"已经有数据，不能再初始化：{standing.sentence}")


def _load(file: Path) -> Any:
    try:
        return load_divisions(file)
    except FileNotFoundError:
        raise CommandError(f"找不到行政区划文件 {file}，请用 --divisions 指定。") from None
    except NotLoaded as refusal:
        raise CommandError("\n".join(["区划文件有误：", *refusal.sentences])) from None


def _office(code: str, name: str | None) -> Organization:
    district = Division.objects.filter(code=code, level=Division.Level.DISTRICT).first()
    if district is None:
        raise CommandError(f"行政区划中没有区县 {code}，请检查 --code 和 --divisions。")
    return Organization.objects.create(
        name=name or f"{district.name}双代工作办公室", kind=Organization.Kind.GOVERNMENT, division=district
    )


def _appoint(office: Organization, role: Role, username: str) -> str:
    """The administrator's first password."""
    password = random_password()
    user = User(username=username, name=role.label, organization=office)
    user.set_password(password)
    user.save()
    post = Appointment.propose(user=user, role=role, organization=office, division=office.division, by=System.SETUP)
    Appointment.confirm(post, by=System.SETUP)
    return password
