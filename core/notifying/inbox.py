"""What waits for a post: the open items of its role in its area, less those that another person holds."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.models import Post
from core.models import OpenItem


def waiting_for(post: Post) -> QuerySet[OpenItem]:
    items = OpenItem.objects.visible_to(post).open().filter(role=post.role)
    return items.filter(Q(holder=None) | Q(holder=post.user_id))
