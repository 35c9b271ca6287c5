"""Fixtures for every test: `tree` is the district, `post(role)` an officer of it, `client_of(post)` his browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client, override_settings

from accounts.audit import System, acting
from accounts.middleware import SESSION_POST
from accounts.models import Division, Post
from accounts.roles import Role
from config import celery_app
from config.devstack import throwaway
from tests import factories
from tests.factories import Tree

# A queue for this process alone: under xdist no worker that a test starts takes another test's tasks.
celery_app.conf.task_default_queue = f"tests-{os.getpid()}"

MakePost = Callable[..., Post]
ClientOf = Callable[[Post], Client]


@pytest.fixture(scope="session", autouse=True)
def plain_static_files() -> Iterator[None]:
    """Static files by their own names: to collect and hash them all takes longer than many a test."""
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """The portal's own way to hash, with a thousandth of the work."""
    with pytest.MonkeyPatch.context() as patch:
        for name, cost in {"time_cost": 1, "memory_cost": 64, "parallelism": 1}.items():
            patch.setattr(Argon2PasswordHasher, name, cost)
        yield


@pytest.fixture(scope="session", autouse=True)
def addresses_read_once() -> Iterator[None]:
    """What is known of addresses goes by the name of their module: those of samples stand beside the site's own.
    Emptied for each test with samples, it took a third of a second to be filled again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.urls.clear_url_caches", lambda: None)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """The migrations take seconds, a copy of what they made takes none."""
    if template := os.environ.get(throwaway.TEMPLATE):
        settings.DATABASES["default"]["TEST"]["TEMPLATE"] = template


# Tests that commit are followed by TRUNCATE, which logs and past versions refuse.
LET_EMPTY = """
DO $$
DECLARE
    kept regclass;
BEGIN
    FOR kept IN SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = 'portal_keep_whole' LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER portal_keep_whole', kept);
    END LOOP;
END $$
"""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(LET_EMPTY)


@pytest.fixture
def tree(db: None) -> Tree:
    return factories.grow_tree()


@pytest.fixture
def post(tree: Tree) -> MakePost:
    """`post(Role.VILLAGE)` at the first place of its tier, `post(Role.VILLAGE, at=tree.other_village)` elsewhere.

    Asked twice for the same it answers with the same post."""
    known: dict[tuple[Role, int], Post] = {}

    def make(role: Role, at: Division | None = None) -> Post:
        division = at or factories.seat(tree, role)
        key = (role, division.pk)
        if key not in known:
            known[key] = factories.PostFactory(role=role, division=division)
        return known[key]

    return make


@pytest.fixture
def client_of() -> ClientOf:
    """A browser in which the post's user has signed in and chosen it."""

    def sign_in(holder: Post) -> Client:
        client = Client()
        client.force_login(holder.user, backend="accounts.backends.SessionBackend")
        session = client.session
        session[SESSION_POST] = holder.pk
        session.save()
        return client

    return sign_in


@pytest.fixture(autouse=True)
def closed_answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A file that a test was answered with and did not read to its end is closed after the test: else it would be
    found open during some later one."""
    answers = []
    ask = Client.request

    def remember(client: Client, **request: Any) -> Any:
        answer: Any = ask(client, **request)
        if answer.streaming:
            answers.extend(answer._resource_closers)
        return answer

    monkeypatch.setattr(Client, "request", remember)
    yield
    for close in answers:
        close()


@pytest.fixture
def as_demo(db: None) -> Iterator[None]:
    """The whole test acts as System.DEMO: for rows that a test writes by hand."""
    with acting(System.DEMO):
        yield
