"""A new sealing key: everything is sealed again while the office works on."""

from __future__ import annotations

import secrets
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, models

from accounts.audit import Change, System, acting
from core.sealing import rotation
from core.sealing.numbers import SealedField
from core.sealing.rotation import reseal_column, sealed_by_hand, sealed_columns
from households.models import Household
from tests.factories import HouseholdFactory, Tree

NEW = {"2026": secrets.token_bytes(32)}


@pytest.fixture
def household(tree: Tree, settings: Any, tmp_path: Path) -> Household:
    """Sealed with the old key, with a version and a file; the new key has just been put first."""
    settings.MEDIA_ROOT = tmp_path
    made = HouseholdFactory(village=tree.village)
    with acting(System.DEMO):
        Household.objects.update(remark="第二版")
    default_storage.save("aa/bb/photo", ContentFile(b"photo"))
    settings.SEAL_KEYS = NEW | settings.SEAL_KEYS
    return Household.objects.get(pk=made.pk)


def rotate(**options: Any) -> str:
    out = StringIO()
    call_command("rotate_seals", stdout=out, **options)
    return out.getvalue()


def ciphertext(table: str, column: str = "id_number") -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        return bytes(cursor.fetchone()[0])


def test_rows_versions_and_files_open_with_the_new_key_alone(household: Household, settings: Any) -> None:
    told = rotate()

    settings.SEAL_KEYS = NEW
    assert Household.objects.get().id_number == household.id_number
    assert Household.objects.get().bank_account == household.bank_account
    assert ciphertext("households_household_version").startswith(b"2026:")
    with default_storage.open("aa/bb/photo") as file:
        assert file.read() == b"photo"
    assert "可以去掉旧密钥：1" in told


def test_no_fact_changes(household: Household) -> None:
    before = Change.objects.count()

    rotate()

    now = Household.objects.get()
    assert Change.objects.count() == before
    assert (now.version, now.updated_at) == (household.version, household.updated_at)
    assert now.id_number_digest == household.id_number_digest


def test_a_form_that_was_open_is_saved_without_conflict(household: Household) -> None:
    rotate()

    with acting(System.DEMO):
        household.remark = "照常保存"
        household.save()

    assert rotate(check=True).count("还有 1 处") == 2
    rotate()
    assert ciphertext("households_household").startswith(b"2026:")
    assert Household.objects.get().remark == "照常保存"


def test_what_somebody_saves_meanwhile_is_not_overwritten(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading and writing of a batch the number is corrected."""
    read = rotation._batch

    def then_corrected(*args: Any) -> Any:
        rows = read(*args)
        if rows:
            household.id_number = "130199197001010017"
            with acting(System.DEMO):
                household.save()
            monkeypatch.setattr(rotation, "_batch", read)
        return rows

    monkeypatch.setattr(rotation, "_batch", then_corrected)
    [column] = [one for one in sealed_columns() if str(one) == "households_household.id_number"]
    reseal_column(column)

    assert Household.objects.get().id_number == "130199197001010017"


def test_stopped_half_way_it_goes_on_there(tree: Tree, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    HouseholdFactory.create_batch(5, village=tree.village)
    settings.SEAL_KEYS = NEW | settings.SEAL_KEYS
    monkeypatch.setattr(rotation, "BATCH", 2)
    sealed_again: list[str] = []
    seal = rotation.seal

    def until_the_third(text: str, purpose: str) -> bytes:
        if len(sealed_again) == 3:
            raise KeyboardInterrupt
        sealed_again.append(text)
        return seal(text, purpose)

    [column] = [one for one in sealed_columns() if str(one) == "households_household.id_number"]
    monkeypatch.setattr(rotation, "seal", until_the_third)
    with pytest.raises(KeyboardInterrupt):
        reseal_column(column)
    monkeypatch.setattr(rotation, "seal", seal)

    assert reseal_column(column) == 3
    assert reseal_column(column) == 0


def test_a_missing_old_key_is_told(household: Household, settings: Any) -> None:
    settings.SEAL_KEYS = NEW

    with pytest.raises(CommandError, match="请把封存它的旧密钥放回"):
        rotate()


# Nothing is sealed in them.
HASHES = {"households.SeasonRow.sha256"}


def test_every_column_of_bytes_is_known() -> None:
    """A sealed column that rotation does not know would be lost with its old key."""
    unknown = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.BinaryField) and not isinstance(field, SealedField)
        if field.name not in sealed_by_hand(model)
    ]

    assert set(unknown) == HASHES
