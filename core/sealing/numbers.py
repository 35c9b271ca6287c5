"""Personal numbers: sealed in the database, found by digest, shown masked (F101–F103).

A `SealedField` stands in one column as AES-GCM ciphertext; companion columns make it findable:

    id_number = SealedField("身份证号", mask=mask_id_number)
    id_number_digest = DigestField("id_number")        # the whole number: equality, uniqueness
    id_number_tail = TailField("id_number")            # its last four characters
    birth_year = BirthYearField("id_number")

In Python the attribute is the plain text or None. A value read and written back unchanged keeps its ciphertext.
Digests are keyed (HMAC-SHA-256), so the database alone cannot be searched by trying all numbers. `QuerySet.update()`
and COPY fill companions only where the caller names them (`computed`); a constraint (`sealed_whole`) holds them
together.
"""

from __future__ import annotations

import hmac
import os
import uuid
from collections.abc import Callable
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

NONCE_BYTES = 12
TAIL_LENGTH = 4
HIDDEN = "*"


class SealBroken(Exception):
    """A ciphertext was changed, or the key that sealed it is not among `PORTAL_SEAL_KEYS`."""


class Opened(str):
    """Plain text that remembers the ciphertext it came from."""

    ciphertext: bytes


@cache
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def current_key() -> str:
    """The id of the key that seals; the others only open."""
    return str(next(iter(settings.SEAL_KEYS)))


def seal(text: str, purpose: str) -> bytes:
    """`<key id>:<nonce><ciphertext and tag>`; `purpose` (the field's name) is authenticated, so that a bank
    account cannot be moved into an ID number's column."""
    key_id = current_key()
    cipher, nonce = _cipher(settings.SEAL_KEYS[key_id]), os.urandom(NONCE_BYTES)
    return key_id.encode() + b":" + nonce + cipher.encrypt(nonce, text.encode(), purpose.encode())


def open_seal(ciphertext: bytes, purpose: str) -> str:
    """Raises SealBroken."""
    key_id, _, rest = ciphertext.partition(b":")
    try:
        cipher = _cipher(settings.SEAL_KEYS[key_id.decode()])
        return cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], purpose.encode()).decode()
    except (KeyError, InvalidTag, ValueError) as problem:
        raise SealBroken(f"{purpose} 无法解封：密钥不符或数据被改动。") from problem


def digest(text: str, purpose: str) -> uuid.UUID:
    """A keyed digest as 16 bytes: PostgreSQL's uuid indexes it in half the room of text."""
    return uuid.UUID(bytes=_digest(f"{purpose}:", text)[:16])


def digest_hex(text: str, purpose: str) -> str:
    """The same as PostgreSQL reads it, in half the time."""
    return _digest(f"{purpose}:", text)[:16].hex()


def tail_digest(text: str, purpose: str) -> int:
    """A keyed digest of the last four characters, as a signed 32-bit integer."""
    return int.from_bytes(_digest(f"{purpose}:tail:", text[-TAIL_LENGTH:].upper())[:4], signed=True)


def _digest(beginning: str, text: str) -> bytes:
    keyed = _keyed(settings.DIGEST_KEY, beginning).copy()
    keyed.update(text.encode())
    return keyed.digest()


@cache
def _keyed(key: bytes, beginning: str) -> hmac.HMAC:
    """With what all digests of a purpose begin with taken in: an import has some hundred thousand of them."""
    return hmac.new(key, beginning.encode(), "sha256")


def mask_id_number(number: str) -> str:
    """First six and last four (domain.md 9)."""
    return _mask(number, 6, 4)


def mask_phone(number: str) -> str:
    """First three and last four."""
    return _mask(number, 3, 4)


def mask_account(number: str) -> str:
    """The last four alone."""
    return _mask(number, 0, 4)


def _mask(text: str, first: int, last: int) -> str:
    """What is too short to leave anything hidden is hidden whole."""
    if len(text) <= first + last:
        return HIDDEN * len(text)
    return text[:first] + HIDDEN * (len(text) - first - last) + text[-last:]


def sealed_whole(source: str, *companions: str, name: str) -> models.CheckConstraint:
    """Ciphertext and digests stand together or not at all."""
    columns = (source, *companions)
    none = models.Q(**{f"{column}__isnull": True for column in columns})
    return models.CheckConstraint(
        condition=none | models.Q(**{f"{column}__isnull": False for column in columns}), name=name
    )


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    description = "a personal number, sealed"
    # The log has the digest instead.
    in_change_log = False

    def __init__(
        self, verbose_name: str | None = None, *, mask: Callable[[str], str] = mask_account, **options: Any
    ) -> None:
        self.mask = mask
        options.setdefault("editable", True)
        super().__init__(verbose_name, **options)

    def from_db_value(self, value: memoryview | bytes | None, expression: Any, connection: Any) -> Opened | None:
        if value is None:
            return None
        ciphertext = bytes(value)
        opened = Opened(open_seal(ciphertext, self.name))
        opened.ciphertext = ciphertext
        return opened

    def to_python(self, value: Any) -> Any:
        return value or None

    def get_db_prep_value(self, value: str | None, connection: Any, prepared: bool = False) -> Any:
        ciphertext = None if not value else value.ciphertext if isinstance(value, Opened) else seal(value, self.name)
        return super().get_db_prep_value(ciphertext, connection, prepared)

    def value_to_string(self, obj: models.Model) -> str:
        return self.mask(self.value_from_object(obj) or "")


class _Companion:
    """A column computed from a sealed one whenever the row is saved."""

    source: str

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        text = getattr(instance, self.source)
        value = self.computed(text, self.source) if text else None
        setattr(instance, self.attname, value)  # type: ignore[attr-defined]
        return value

    def computed(self, text: str, purpose: str) -> Any:
        raise AttributeError(f"{type(self).__name__} computes nothing")

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()  # type: ignore[misc]
        return name, path, [self.source], {key: options[key] for key in options if key not in {"null", "editable"}}


class DigestField(_Companion, models.UUIDField):  # type: ignore[type-arg]
    def __init__(self, source: str, **options: Any) -> None:
        self.source = source
        super().__init__(null=True, editable=False, **options)

    def computed(self, text: str, purpose: str) -> uuid.UUID:
        return digest(text, purpose)


class TailField(_Companion, models.IntegerField):  # type: ignore[type-arg]
    in_change_log = False

    def __init__(self, source: str, **options: Any) -> None:
        self.source = source
        super().__init__(null=True, editable=False, **options)

    def computed(self, text: str, purpose: str) -> int:
        return tail_digest(text, purpose)


class BirthYearField(_Companion, models.SmallIntegerField):  # type: ignore[type-arg]
    """Of an 18-digit ID number; 15-digit ones are of 19xx."""

    in_change_log = False

    def __init__(self, source: str, **options: Any) -> None:
        self.source = source
        super().__init__(null=True, editable=False, **options)

    def computed(self, text: str, purpose: str) -> int:
        return int(text[6:10]) if len(text) == 18 else 1900 + int(text[6:8])
