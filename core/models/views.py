"""保存的查询与所选的列."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Division, Post, User
from accounts.roles import Role

CODE_LENGTHS = (2, 4, 6, 9, 12)


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, post: Post) -> SavedViewQuerySet:
        """One's own, and those shared with one's role from one's own place or above it: a name typed into a filter in
        another township stays there."""
        return self.known_to(post.user_id, post.role, codes_from(post.division))

    def known_to(self, user: Any, role: Any, places: Any) -> SavedViewQuerySet:
        return self.filter(Q(user=user) | Q(shared_with=role, shared_below__code__among=places))


def codes_from(division: Division) -> list[str]:
    """Its own and those of the tiers above it."""
    return [division.code[:length] for length in CODE_LENGTHS if length <= len(division.code)]


class SavedView(models.Model):
    """A filter (query string) of one list under a name, its own or shared with a role; with an empty name: the columns
    that the user last chose there."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=60)
    name = models.CharField("名称", max_length=40, blank=True)
    query = models.TextField("条件", blank=True)
    columns = ArrayField(models.CharField(max_length=60), default=list, verbose_name="列")
    shared_with = models.CharField("共享给", max_length=24, choices=Role, blank=True)
    shared_below = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="共享范围"
    )

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = "保存的查询"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "page", "name"], name="saved_view_name_once", violation_error_message="已有同名的查询。"
            ),
            models.CheckConstraint(condition=~Q(name="", shared_with__gt=""), name="saved_view_shared_has_name"),
            models.CheckConstraint(
                condition=Q(shared_with="", shared_below=None) | (~Q(shared_with="") & Q(shared_below__isnull=False)),
                name="saved_view_shared_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FilterAlert(models.Model):
    """“有新增时提醒我”: the owner of a saved filter is told of rows that newly match, as this post of his sees them.
    Switched off, the row goes."""

    view = models.OneToOneField(SavedView, models.CASCADE, related_name="alert", verbose_name="筛选")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="按哪个岗位的范围")
    # Of the last look: what is not among them is new. No more than a list counts.
    known = ArrayField(models.BigIntegerField(), verbose_name="上次已有的记录")
    looked_at = models.DateTimeField("上次比对时间")

    class Meta:
        verbose_name = "筛选的新增提醒"

    def __str__(self) -> str:
        return f"{self.view}（有新增时提醒）"
