"""What the two commands share: who acts."""

from __future__ import annotations

from collections.abc import Callable

from django.core.management.base import CommandError

from accounts.models import Post, User


def post_that(username: str, fits: Callable[[Post], bool], why_not: str) -> Post:
    """The user's first post in force that fits. Raises CommandError with a sentence."""
    if not User.objects.filter(username=username).exists():
        raise CommandError(f"没有登录名为“{username}”的用户。")
    posts = Post.objects.in_force().filter(user__username=username)
    posts = posts.select_related("user", "organization", "division__district__city")
    for post in posts:
        if fits(post):
            return post
    raise CommandError(f"用户“{username}”的岗位{why_not}。")
