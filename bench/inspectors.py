"""Safety officers for the measures, each with five villages of the invented townships."""

from __future__ import annotations

from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Division, Post, User, VillageDuty
from accounts.roles import Role
from core.people.duties import VILLAGES_PER_OFFICER
from households.demo.places import INVENTED


def officers(count: int) -> list[Post]:
    """Appointed once for each database."""
    with acting(System.DEMO):
        return [_officer(number) for number in range(count)]


def _officer(number: int) -> Post:
    username = f"bench_officer_{number}"
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
    villages = Division.objects.below(company.division).villages().filter(town__name__startswith=INVENTED)
    each = int(VILLAGES_PER_OFFICER.default)
    for village in villages.order_by("code")[number * each : (number + 1) * each]:
        VillageDuty.objects.create(post=post, village=village, since_on=timezone.localdate())
    return post
