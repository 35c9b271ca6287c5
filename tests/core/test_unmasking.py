"""One number shown whole for minutes, with a reason."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core.cache import cache

from accounts.audit import AccessLog
from accounts.models import Post
from accounts.roles import MAY_UNMASK, Role
from core.sealing.unmasking import UnmaskRefused, is_unmasked, unmask
from households.models import Household
from tests.conftest import MakePost
from tests.factories import HouseholdFactory, Tree


@pytest.fixture
def household(tree: Tree) -> Household:
    cache.clear()
    return HouseholdFactory(village=tree.village)


@pytest.fixture
def officer(post: MakePost) -> Post:
    return post(Role.TOWN_OFFICE)


def test_a_reason_opens_one_field_of_one_record_to_one_post(
    household: Household, officer: Post, post: MakePost, tree: Tree
) -> None:
    unmask(household, "id_number", by=officer, reason="核对补贴名单")

    assert is_unmasked(household, "id_number", officer)
    assert not is_unmasked(household, "bank_account", officer)
    assert not is_unmasked(HouseholdFactory(village=tree.village), "id_number", officer)
    assert not is_unmasked(household, "id_number", post(Role.DISTRICT_OFFICE))


def test_it_is_logged_with_its_reason_and_never_with_the_number(household: Household, officer: Post) -> None:
    unmask(household, "id_number", by=officer, reason=" 核对补贴名单 ")

    log = AccessLog.objects.get()
    assert (log.act, log.user_id, log.record_id) == ("unmask", officer.user_id, household.pk)
    assert (log.detail, log.reason) == ("身份证号", "核对补贴名单")


def test_a_number_typed_into_the_reason_is_not_kept_there(household: Household, officer: Post) -> None:
    unmask(household, "id_number", by=officer, reason=f"核对 {household.id_number} 的补贴，电话 138-1234-5678")

    tail = household.id_number[-4:]  # type: ignore[index]
    assert AccessLog.objects.get().reason == f"核对 {'*' * 14}{tail} 的补贴，电话 *******5678"


def test_it_closes_by_itself(household: Household, officer: Post, settings: Any) -> None:
    settings.UNMASKED_MINUTES = 1 / 60
    unmask(household, "id_number", by=officer, reason="核对补贴名单")
    assert is_unmasked(household, "id_number", officer)

    time.sleep(1.2)

    assert not is_unmasked(household, "id_number", officer)


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_nothing_is_shown(household: Household, officer: Post, reason: str) -> None:
    with pytest.raises(UnmaskRefused, match="请写明"):
        unmask(household, "id_number", by=officer, reason=reason)

    assert not is_unmasked(household, "id_number", officer)
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role not in MAY_UNMASK])
def test_other_roles_are_refused(household: Household, post: MakePost, role: Role) -> None:
    with pytest.raises(UnmaskRefused, match="区双代办"):
        unmask(household, "id_number", by=post(role), reason="核对补贴名单")

    assert not AccessLog.objects.exists()


def test_another_townships_record_is_not_opened(household: Household, post: MakePost, tree: Tree) -> None:
    stranger = post(Role.TOWN_OFFICE, at=tree.other_town)

    with pytest.raises(UnmaskRefused, match="不在您的范围"):
        unmask(household, "id_number", by=stranger, reason="核对补贴名单")
