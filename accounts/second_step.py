"""二次验证: a code from a phone (TOTP) after the password, and recovery codes for the day the phone is lost."""

from __future__ import annotations

from base64 import b32encode
from typing import Any

import segno
from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import Post, RoleRule, User

RECOVERY_CODES = 8
TOTP_DIGITS = 6


def has_second_step(user: User) -> bool:
    exists: bool = TOTPDevice.objects.filter(user=user, confirmed=True).exists()
    return exists


def is_required_of(post: Post) -> bool:
    """Of the person himself or of all who hold the role."""
    return post.user.second_step_required or RoleRule.objects.filter(role=post.role, second_step_required=True).exists()


def is_passed(user: User) -> bool:
    """Whether the request's user proved it in this session."""
    return user.otp_device is not None


def device_in_setup(user: User) -> Any:
    return TOTPDevice.objects.filter(user=user, confirmed=False).first()


def start(user: User) -> None:
    """A fresh secret, not in force until a code proves that the phone has it."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    TOTPDevice.objects.create(user=user, name="手机", confirmed=False)


def confirm(device: Any, code: str) -> list[str]:
    """The recovery codes, once the code is right; else an empty list."""
    if not device.verify_token(code):
        return []
    TOTPDevice.objects.filter(user=device.user, confirmed=True).delete()
    device.confirmed = True
    device.save()
    return _new_recovery_codes(device.user)


def verify(user: User, code: str) -> Any:
    """The device whose code it is, or None; a recovery code is used up."""
    device = _device_for(code)
    with transaction.atomic():
        found = device.objects.select_for_update().filter(user=user, confirmed=True).first()
        return found if found and found.verify_token(code) else None


def why_wrong(user: User, code: str) -> str:
    """After wrong codes a device takes none for a while, longer every time."""
    found = _device_for(code).objects.filter(user=user, confirmed=True).first()
    allowed, why = found.verify_is_allowed() if found else (True, {})
    if allowed:
        return "动态口令不正确或已经用过，请等下一个。"
    seconds = int((why["locked_until"] - timezone.now()).total_seconds()) + 1
    return f"动态口令不正确，请等 {seconds} 秒再试。"


def _device_for(code: str) -> Any:
    """A phone shows six digits, a recovery code is longer."""
    return TOTPDevice if len(code) == TOTP_DIGITS else StaticDevice


def remove(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def recovery_codes_left(user: User) -> int:
    left: int = StaticToken.objects.filter(device__user=user).count()
    return left


def qr_code(device: Any) -> str:
    """As a data address: the secret is in no file and no log."""
    return str(segno.make(device.config_url, error="m").svg_data_uri(scale=4, border=2))


def readable_secret(device: Any) -> str:
    """For a phone that cannot read the picture: the secret in groups of four."""
    secret = b32encode(device.bin_key).decode()
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _new_recovery_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="备用码", confirmed=True)
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes
