"""Safety officers for the measures, each with five villages that his company supplies."""

from __future__ import annotations

from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Division, Post, User, VillageDuty
from accounts.roles import Role
from accounts.scoping import in_area
from core.people.duties import VILLAGES_PER_OFFICER
from inspections.models import InspectionDue


def officers(count: int) -> list[Post]:
    """Appointed once for each database."""
    with acting(System.DEMO):
        return [_officer(number) for number in range(count)]


def _officer(number: int) -> Post:
    username = f"bench_inspector_{number}"
    posts = Post.objects.select_related("user", "division", "organization")
    return posts.filter(user__username=username).first() or _appointed(username, number)


def _appointed(username: str, number: int) -> Post:
    company = Post.objects.select_related("organization", "division").get(user__username="gas_company")
    user = User.objects.create(
        username=username, name=f"测量{number + 1}", organization=company.organization, must_change_password=False,
        password="!",
    )  # fmt: skip
    post = Post.objects.create(
        user=user, role=Role.SAFETY_OFFICER, organization=company.organization, division=company.division,
        state=Post.State.IN_FORCE, decided_by=User.objects.get(username="security_admin"), decided_at=timezone.now(),
    )  # fmt: skip
    each = int(VILLAGES_PER_OFFICER.default)
    supplied = InspectionDue.objects.visible_to(company).filter(in_area(company.division)).values("village")
    villages = Division.objects.filter(pk__in=supplied).order_by("code")
    for village in villages[number * each : (number + 1) * each]:
        VillageDuty.objects.create(post=post, village=village, since_on=timezone.localdate())
    return post
