"""Several posts, one of them active."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Post
from accounts.roles import Role
from tests import factories
from tests.accounts.conftest import Try
from tests.conftest import MakePost
from tests.factories import Tree


@pytest.fixture
def village_post(officer: Post, tree: Tree) -> Post:
    made: Post = factories.PostFactory(role=Role.VILLAGE, division=tree.village, user=officer.user)
    return made


@pytest.fixture
def signed_in(browser: Client, officer: Post, village_post: Post, try_to_sign_in: Try) -> Client:
    try_to_sign_in(browser, officer.user.username)
    return browser


def active(browser: Client) -> Post:
    post: Post = browser.get("/account/").context["post"]
    return post


def test_the_first_post_is_active_at_first(signed_in: Client, officer: Post) -> None:
    assert active(signed_in) == officer


def test_another_post_is_switched_to(signed_in: Client, village_post: Post) -> None:
    signed_in.post("/account/post/", {"post": village_post.pk})

    assert active(signed_in) == village_post


def test_the_choice_lasts_for_the_session_only(
    signed_in: Client, officer: Post, village_post: Post, try_to_sign_in: Try
) -> None:
    signed_in.post("/account/post/", {"post": village_post.pk})

    again = Client()
    try_to_sign_in(again, officer.user.username)

    assert active(again) == officer


def test_somebody_elses_post_is_not_there(signed_in: Client, post: MakePost, officer: Post) -> None:
    theirs = post(Role.DISTRICT_OFFICE)

    response = signed_in.post("/account/post/", {"post": theirs.pk})

    assert response.status_code == 404
    assert active(signed_in) == officer


@pytest.mark.parametrize("state", ["proposed", "refused", "ended"])
def test_a_post_that_is_not_in_force_is_not_switched_to(
    signed_in: Client, village_post: Post, state: str, as_demo: None
) -> None:
    Post.objects.filter(pk=village_post.pk).update(
        state=state,
        decided_at=None if state == "proposed" else village_post.decided_at,
        ended_at=village_post.decided_at if state == "ended" else None,
    )

    assert signed_in.post("/account/post/", {"post": village_post.pk}).status_code == 404


def test_a_post_that_ends_while_active_gives_way_to_the_next(
    signed_in: Client, officer: Post, village_post: Post, as_demo: None
) -> None:
    signed_in.post("/account/post/", {"post": village_post.pk})

    Post.objects.filter(pk=village_post.pk).update(state="ended", ended_at=village_post.decided_at)

    assert active(signed_in) == officer


def test_a_record_of_the_former_post_is_not_gone_back_to(signed_in: Client, village_post: Post) -> None:
    response = signed_in.post("/account/post/", {"post": village_post.pk, "next": "/households/17/"})

    assert response.url == "/"
