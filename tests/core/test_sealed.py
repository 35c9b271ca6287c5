"""Personal numbers: sealed, found by digest, shown masked."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import CheckConstraint
from hypothesis import given
from hypothesis import strategies as st

from accounts.audit import System, acting
from core.sealing.numbers import (
    DigestField,
    SealBroken,
    SealedField,
    digest,
    mask_account,
    mask_id_number,
    mask_phone,
    open_seal,
    seal,
    tail_digest,
)
from households.models import Household
from tests.factories import HouseholdFactory, Tree

NUMBER = "130199197001010017"


@given(st.text(max_size=200))
def test_what_is_sealed_comes_back(text: str) -> None:
    assert open_seal(seal(text, "id_number"), "id_number") == text


def test_the_same_number_twice_looks_different() -> None:
    assert seal(NUMBER, "id_number") != seal(NUMBER, "id_number")


@given(st.integers(0, 40))
def test_a_changed_bit_is_noticed(place: int) -> None:
    sealed = bytearray(seal(NUMBER, "id_number"))
    sealed[place] ^= 1

    with pytest.raises(SealBroken):
        open_seal(bytes(sealed), "id_number")


def test_a_number_cannot_be_moved_to_another_column() -> None:
    with pytest.raises(SealBroken):
        open_seal(seal(NUMBER, "bank_account"), "id_number")


def test_what_an_older_key_sealed_still_opens(settings: Any) -> None:
    old = seal(NUMBER, "id_number")

    settings.SEAL_KEYS = {"2026": secrets.token_bytes(32), **settings.SEAL_KEYS}

    assert open_seal(old, "id_number") == NUMBER
    assert seal(NUMBER, "id_number").startswith(b"2026:")


def test_a_missing_key_is_told(settings: Any) -> None:
    old = seal(NUMBER, "id_number")
    settings.SEAL_KEYS = {"2026": secrets.token_bytes(32)}

    with pytest.raises(SealBroken, match="密钥不符"):
        open_seal(old, "id_number")


def test_a_digest_needs_the_key(settings: Any) -> None:
    """Who has the database alone cannot find a person by trying all numbers."""
    first = digest(NUMBER, "id_number")

    settings.DIGEST_KEY = secrets.token_bytes(32)

    assert digest(NUMBER, "id_number") != first


def test_tails_are_alike_whatever_the_case_of_x() -> None:
    assert tail_digest("13019919700101001x", "id_number") == tail_digest("13010119800101001X", "id_number")


@pytest.mark.parametrize(
    ("mask", "number", "shown"),
    [
        (mask_id_number, "130102199001011234", "130102********1234"),
        (mask_phone, "13812345678", "138****5678"),
        (mask_account, "6228480010000000001", "***************0001"),
        (mask_phone, "8612345", "*******"),
        (mask_id_number, "", ""),
    ],
)
def test_masks_leave_what_the_office_may_see(mask: Any, number: str, shown: str) -> None:
    assert mask(number) == shown


@given(st.text(max_size=30))
def test_a_mask_never_shows_a_whole_number(number: str) -> None:
    assert not number or mask_id_number(number).count("*") >= min(len(number), 1)


def raw(household: Household) -> tuple[bytes, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, id_number_digest FROM households_household WHERE id = %s", [household.pk])
        sealed, found = cursor.fetchone()
    return bytes(sealed), found


def test_a_number_is_read_plain_and_stands_sealed(tree: Tree) -> None:
    household = HouseholdFactory(village=tree.village, id_number=NUMBER)

    assert Household.objects.get(id_number_digest=digest(NUMBER, "id_number")).id_number == NUMBER
    assert NUMBER.encode() not in raw(household)[0]
    assert (household.birth_year, household.age) == (1970, household.age)


def test_an_unchanged_number_keeps_its_ciphertext(tree: Tree, as_demo: None) -> None:
    household = Household.objects.get(pk=HouseholdFactory(village=tree.village).pk)
    before = raw(household)

    household.remark = "别的改动"
    household.save()

    assert raw(household) == before


def test_a_number_that_goes_takes_its_digests_along(tree: Tree, as_demo: None) -> None:
    household = HouseholdFactory(village=tree.village)

    household.id_number = None
    household.save()

    household.refresh_from_db()
    companions = (household.id_number_digest, household.id_number_tail, household.birth_year)
    assert companions == (None, None, None)


def test_birth_years_of_old_numbers(tree: Tree) -> None:
    assert HouseholdFactory(village=tree.village, id_number="130102450101123").birth_year == 1945


def test_the_database_refuses_a_number_without_its_digest(tree: Tree) -> None:
    household = HouseholdFactory(village=tree.village)

    with pytest.raises(IntegrityError, match="household_id_number_whole"), transaction.atomic(), acting(System.DEMO):
        Household.objects.filter(pk=household.pk).update(id_number_digest=None)


# Kept to be used, never to be found again.
NOT_LOOKED_FOR = {"core.Webhook.secret"}


def sealed_fields() -> list[tuple[type[models.Model], SealedField]]:
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField) and str(field) not in NOT_LOOKED_FOR
    ]


@pytest.mark.parametrize(("model", "field"), sealed_fields(), ids=str)
def test_every_sealed_column_is_held_to_its_digest(model: type[models.Model], field: SealedField) -> None:
    digests = [one for one in model._meta.fields if isinstance(one, DigestField) and one.source == field.name]
    held = [
        constraint
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint) and f"{field.name}__isnull" in str(constraint.condition)
    ]

    assert len(digests) == len(held) == 1
