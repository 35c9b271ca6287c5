"""Secrets: made once, kept closed, and weak ones refused."""

import base64
import stat
from pathlib import Path

import pytest

from config.devstack import keys
from config.devstack.refusal import Refusal

pytestmark = pytest.mark.usefixtures("bare")

GOOD = base64.b64encode(bytes((7 * number * number + 13) % 256 for number in range(32))).decode()


def test_secrets_stay_the_same_from_run_to_run(tmp_path: Path) -> None:
    assert keys.kept_secrets(tmp_path / "secrets") == keys.kept_secrets(tmp_path / "secrets")


def test_secrets_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    keys.kept_secrets(tmp_path / "secrets")

    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "secrets").iterdir()} == {0o600}


def test_a_key_of_the_environment_wins_over_a_kept_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_DIGEST_KEY", GOOD)

    assert keys.kept_secrets(tmp_path / "secrets")["PORTAL_DIGEST_KEY"] == GOOD


def test_missing_secrets_are_named_when_the_database_is_external() -> None:
    with pytest.raises(Refusal, match="PORTAL_SECRET_KEY、PORTAL_SEAL_KEYS、PORTAL_DIGEST_KEY"):
        keys.given_secrets()


def test_made_secrets_are_strong_enough() -> None:
    keys.refuse_weak(keys.throwaway_secrets())


@pytest.mark.parametrize(
    "weak",
    [
        {"PORTAL_SECRET_KEY": "short"},
        {"PORTAL_SECRET_KEY": "a" * 64},
        {"PORTAL_SECRET_KEY": "django-insecure-8a7sd6f87a6sd8f76as8d7f6a8s7df68as7d6f8as7d6f"},
        {"PORTAL_DIGEST_KEY": "not base64!"},
        {"PORTAL_DIGEST_KEY": base64.b64encode(bytes(32)).decode()},
        {"PORTAL_DIGEST_KEY": base64.b64encode(bytes(range(32))).decode()},
        {"PORTAL_DIGEST_KEY": base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()},
        {"PORTAL_DIGEST_KEY": base64.b64encode(bytes(range(16))).decode()},
        {"PORTAL_SEAL_KEYS": GOOD},
        {"PORTAL_SEAL_KEYS": f"1:{GOOD},1:{GOOD}"},
        {"PORTAL_SEAL_KEYS": f"2:{GOOD},1:{'QUJD' * 10}"},
    ],
)
def test_a_weak_secret_is_refused(weak: dict[str, str]) -> None:
    with pytest.raises(Refusal, match=next(iter(weak))):
        keys.refuse_weak(keys.throwaway_secrets() | weak)


def test_an_older_sealing_key_may_stand_behind_the_current_one() -> None:
    keys.refuse_weak(keys.throwaway_secrets() | {"PORTAL_SEAL_KEYS": f"2024:{GOOD}, 1:{keys.new_key()}"})
