"""Prepared queries: the same rows as the query itself, whoever asks and however often."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Division, Post, User
from accounts.prepared import Prepared, PreparedFor, PreparedUpdate
from accounts.roles import Role
from accounts.scoping import NOTHING
from core.models import ImportRun
from households.models import Application
from tests.conftest import MakePost
from tests.factories import ApplicationFactory, PostFactory, Tree


@pytest.fixture
def two(tree: Tree, post: MakePost) -> tuple[Post, Post]:
    """Of one role, in two townships."""
    return post(Role.TOWN_OFFICE), post(Role.TOWN_OFFICE, at=tree.other_town)


def posts_of(user: Any) -> Any:
    return Post.objects.in_force().filter(user=user).select_related("user", "division").order_by("pk")


def test_each_value_finds_its_own_rows(two: tuple[Post, Post]) -> None:
    one, other = two
    prepared = Prepared(posts_of)

    assert prepared.rows(user=one.user_id) == [one]
    assert prepared.rows(user=other.user_id) == [other]
    assert prepared.rows(user=0) == []


def test_what_was_joined_is_there_without_another_query(two: tuple[Post, Post]) -> None:
    post, _ = two
    prepared = Prepared(posts_of)
    prepared.rows(user=post.user_id)

    with CaptureQueriesContext(connection) as asked:
        (found,) = prepared.rows(user=post.user_id)
        names = found.user.name, found.division.name
    assert names == (post.user.name, post.division.name)
    assert len(asked) == 1


def test_rows_written_since_are_found(two: tuple[Post, Post]) -> None:
    prepared = Prepared(posts_of)
    post, _ = two
    assert prepared.count(user=post.user_id) == 1

    with acting(System.DEMO):
        Post.objects.filter(pk=post.pk).update(state=Post.State.ENDED, ended_at=timezone.now())
    assert prepared.count(user=post.user_id) == 0
    assert prepared.rows(user=post.user_id) == []


def test_a_post_sees_through_it_what_it_sees(two: tuple[Post, Post]) -> None:
    """One statement for a role and a tier: two townships must not see each other's rows by it."""
    inside = PreparedFor(lambda post: Division.objects.filter(pk=post.division.pk))
    people = PreparedFor(lambda post: User.objects.filter(posts__organization=post.organization_id))

    for post in two:
        assert inside.rows(post) == [post.division]
        assert people.count(post) == User.objects.filter(posts__organization=post.organization_id).count()


def test_a_post_that_sees_nothing_asks_nothing(two: tuple[Post, Post]) -> None:
    post, _ = two
    prepared = PreparedFor(lambda post: Division.objects.filter(NOTHING))

    with CaptureQueriesContext(connection) as asked:
        assert prepared.rows(post) == []
        assert prepared.count(post) == 0
    assert len(asked) == 0


def test_the_shape_and_values_of_its_own_go_beside_the_post(two: tuple[Post, Post]) -> None:
    inside = PreparedFor(lambda post, column, code: Division.objects.filter(**{column: post.division.pk}, code=code))

    for post in two:
        code = post.division.code
        assert inside.rows(post, "pk", code=code) == [post.division]
        assert inside.rows(post, "city", code=code) == []
        assert inside.rows(post, "pk", code="0") == []


def test_a_list_of_keys_can_be_a_value(two: tuple[Post, Post]) -> None:
    one, other = two
    prepared = Prepared(lambda people: Post.objects.filter(user__pk__among=people))

    assert prepared.rows(people=[one.user_id]) == [one]
    assert set(prepared.rows(people=[one.user_id, other.user_id])) == set(two)
    assert prepared.rows(people=[]) == []


def test_a_list_can_be_a_value(tree: Tree) -> None:
    codes = [tree.town.code, tree.other_town.code]
    prepared = Prepared(lambda codes: Division.objects.filter(code__among=codes))

    assert {one.code for one in prepared.rows(codes=codes)} == set(codes)
    assert {one.code for one in prepared.rows(codes=codes[:1])} == {codes[0]}


def test_an_update_writes_what_it_is_given_to_the_rows_it_is_given(two: tuple[Post, Post]) -> None:
    one, other = two
    now = timezone.now()
    end = PreparedUpdate(
        lambda state, post, at: (Post.objects.filter(pk=post), {"state": state, "ended_at": at, "version": F("pk")})
    )

    with acting(System.DEMO):
        end.run(Post.State.ENDED, post=one.pk, at=now)
        end.run(Post.State.ENDED, post=0, at=now)

    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.state, one.ended_at, one.version) == (Post.State.ENDED, now, one.pk)
    assert (other.state, other.ended_at) == (Post.State.IN_FORCE, None)


def test_an_update_writes_lists_and_documents(tree: Tree) -> None:
    application = ApplicationFactory(village=tree.village)
    clerk = PostFactory(division=tree.town)
    with acting(System.DEMO):
        run = ImportRun.objects.create(
            ledger="households", mode="applications", post=clerk, area=tree.town, name="台账.xlsx", sha256="0" * 64
        )
        PreparedUpdate(lambda pk, names: (Application.objects.filter(pk=pk), {"cleared": names})).run(
            pk=application.pk, names=["phone"]
        )
        PreparedUpdate(lambda pk, kept: (ImportRun.objects.filter(pk=pk), {"kept": kept})).run(
            pk=run.pk, kept=ImportRun._meta.get_field("kept").get_db_prep_save({"户主": "改过"}, connection)
        )

    application.refresh_from_db()
    run.refresh_from_db()
    assert (application.cleared, run.kept) == (["phone"], {"户主": "改过"})
