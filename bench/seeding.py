"""The ledger that is measured: made once by the portal's own demo command and kept for the next run."""

from __future__ import annotations

import time

from django.core.management import call_command
from django.db import connection

from accounts.audit import System, acting
from accounts.models import Division, Organization, Post, User
from accounts.roles import Role
from households.models import Household

TOWN_OFFICER = "bench_town"


def ensure(households: int, towns: int) -> None:
    call_command("migrate", verbosity=0)
    if Household.objects.exists():
        _tidy()
        return
    print(f"正在生成 {households:,} 户、{towns:,} 个街镇……", flush=True)
    begun = time.monotonic()
    call_command("seed_demo", households=households, towns=towns, verbosity=0)
    with acting(System.DEMO):
        _town_officer()
    print(f"已生成，用时 {time.monotonic() - begun:.0f} 秒。", flush=True)


def _tidy() -> None:
    """Measures take back what they write; the dead rows of an earlier run would slow the pages of this one."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _town_officer() -> None:
    """An officer where the invented households are; the demo's own townships are empty here."""
    town = Division.objects.towns().filter(town__name__startswith="示范").order_by("code").first()
    assert town is not None
    office = Organization.objects.create(name=f"{town.name}测量", kind=Organization.Kind.GOVERNMENT, division=town)
    user = User.objects.create(
        username=TOWN_OFFICER, name="测量", organization=office, must_change_password=False, password="!"
    )
    confirmed_by = User.objects.get(username="security_admin")
    Post.objects.create(
        user=user, role=Role.TOWN_OFFICE, organization=office, division=town, state=Post.State.IN_FORCE,
        decided_by=confirmed_by, decided_at=user.password_changed_at,
    )  # fmt: skip
