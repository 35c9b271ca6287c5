"""The posts of both security administrators ended at the same moment, each with a connection of his own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.audit import System
from accounts.models import Post
from accounts.roles import Role
from core.people.workflows import Appointment
from core.workflow import Guard, StepRefused, hooks
from tests import factories
from tests.conftest import MakePost
from tests.factories import Tree

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def both_have_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither goes on before the other, too, has seen that somebody remains."""
    barrier = Barrier(2)

    def wait_for_the_other(posts: Any, by: Any) -> dict[int, str]:
        barrier.wait(timeout=20)
        return {}

    monkeypatch.setattr(hooks, "_guards", [*hooks._guards])
    Guard(on=Appointment.end, ask=wait_for_the_other)


def end_of(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except StepRefused as refused:
        return refused
    finally:
        connection.close()


def test_one_of_them_remains(post: MakePost, tree: Tree, both_have_looked: None) -> None:
    one = post(Role.SECURITY_ADMIN)
    other: Post = factories.PostFactory(role=Role.SECURITY_ADMIN, division=tree.district)

    with ThreadPoolExecutor(2) as pool:
        ends = [
            pool.submit(end_of, lambda ended=ended: Appointment.end(ended, by=System.RELEASED, reason="离职"))
            for ended in (one, other)
        ]
        refused = [said for end in ends if isinstance(said := end.result(), StepRefused)]

    assert [("不能空缺" in said.sentence) for said in refused] == [True]
    assert Post.objects.in_force().filter(role=Role.SECURITY_ADMIN).count() == 1
