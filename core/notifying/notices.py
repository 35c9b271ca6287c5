"""Telling people: a row first, told outside the portal when the transaction has committed.

A notice names the record by its number and says what happened; it holds no personal number, for it may leave the
portal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.audit import acting
from accounts.models import Post, VillageDuty
from accounts.roles import Reach, Role
from core.models import Notice
from core.notifying import delivery
from core.places import Place, place_of


def tell(
    user_ids: Iterable[int], kind: Notice.Kind, title: str, *, body: str = "", link: str = "", about: str = ""
) -> None:
    """One notice to each. With `about` the same thing of one kind is told to the same person once."""
    title, body = shortened(title, 120), shortened(body, 500)
    post([Notice(user_id=pk, kind=kind, title=title, body=body, link=link, about=about) for pk in user_ids])


def post(notices: Sequence[Notice]) -> None:
    if notices:
        Notice.objects.bulk_create(notices, ignore_conflicts=True)
        deliver_soon()


def deliver_soon() -> None:
    """When this transaction has committed; without channels notices stay in the portal. A broker that does not answer
    takes nothing with it: the beat delivers what is left."""
    if settings.NOTICE_CHANNELS:
        transaction.on_commit(delivery.deliver.delay, robust=True)


def notices_of(post: Post) -> QuerySet[Notice]:
    """What the user was told, at whichever of his posts."""
    return Notice.objects.filter(user=post.user_id)


def mark_read(notices: QuerySet[Notice], *, by: Post) -> int:
    """How many of them were unread."""
    with acting(by):
        return notices.filter(read_at=None).update(read_at=timezone.now())


def link_to(kind: str, record_id: int) -> str:
    """“households.application”, 7 → the address that leads to the record's page, whatever app shows it."""
    return f"{links_to(kind)}{record_id}/"


def links_to(kind: str) -> str:
    """How the addresses of such records begin."""
    return f"/go/{kind}/"


def shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def posts_over(records: Sequence[Any], roles: Collection[Role]) -> dict[int, list[Any]]:
    """User → those of the records that a post of his, with one of these roles, has in its reach."""
    places = {record.pk: place_of(record) for record in records}
    found: dict[int, list[Any]] = defaultdict(list)
    holders = list(_holders(places.values(), roles))
    beats = _beats(holders)
    for holder in holders:
        for record in records:
            if _reaches(holder, places[record.pk], beats[holder.pk]) and record not in found[holder.user_id]:
                found[holder.user_id].append(record)
    return {user: rows for user, rows in found.items() if rows}


def _holders(places: Iterable[Place], roles: Collection[Role]) -> models.QuerySet[Post]:
    known = list(places)
    divisions = {pk for place in known for pk in place.divisions}
    organizations = {place.organization_id for place in known if place.organization_id}
    users = {place.holder_id for place in known if place.holder_id}
    somewhere = models.Q(division__in=divisions) | models.Q(organization__in=organizations) | models.Q(user__in=users)
    return Post.objects.in_force().filter(somewhere, role__in=roles)


def _beats(holders: Iterable[Post]) -> Mapping[int, set[int]]:
    """Of those who are responsible for villages, by their posts: which."""
    officers = [holder.pk for holder in holders if holder.reach is Reach.BEAT]
    found: dict[int, set[int]] = defaultdict(set)
    if officers:
        for post, village in VillageDuty.objects.in_force().filter(post__in=officers).values_list("post", "village"):
            found[post].add(village)
    return found


def _reaches(holder: Post, place: Place, beat: Collection[int]) -> bool:
    match holder.reach:
        case Reach.COMPANY:
            return holder.organization_id == place.organization_id
        case Reach.BEAT:
            return holder.organization_id == place.organization_id and place.village_id in beat
        case Reach.ASSIGNED:
            return holder.user_id == place.holder_id
        case _:
            return holder.division_id in place.divisions
