"""Rules for passwords, for 等保: Django's own in the office's words, and two more."""

from __future__ import annotations

import secrets

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError

from accounts.models import User

REMEMBERED = 5
# Of each kind of sign; none that is taken for another when it is read out.
SIGNS = ("abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-+=@")


def random_password() -> str:
    """Fourteen signs of all kinds: some 75 bits, and it passes every rule below."""
    signs = [secrets.choice(kind) for kind in SIGNS] + [secrets.choice("".join(SIGNS)) for _ in range(10)]
    secrets.SystemRandom().shuffle(signs)
    return "".join(signs)


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return self.get_help_text()

    def get_help_text(self) -> str:
        return f"口令至少 {self.min_length} 个字符。"


class NotCommon(CommonPasswordValidator):
    def get_error_message(self) -> str:
        return self.get_help_text()

    def get_help_text(self) -> str:
        return "口令不能是常见的、容易猜到的。"


class NotLikeOneself(UserAttributeSimilarityValidator):
    DEFAULT_USER_ATTRIBUTES = ("username", "name", "phone")

    def get_error_message(self) -> str:
        return self.get_help_text()

    def get_help_text(self) -> str:
        return "口令不能与登录名、姓名或手机号相似。"


class ThreeKindsOfCharacter:
    """Of small letters, capitals, digits and other signs at least three kinds."""

    def validate(self, password: str, user: User | None = None) -> None:
        kinds = [
            any(map(test, password))
            for test in (str.islower, str.isupper, str.isdigit, lambda sign: not sign.isalnum())
        ]
        if sum(kinds) < 3:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return "口令须含大写字母、小写字母、数字、符号中的至少三种。"


class NotUsedRecently:
    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user.pk is None:
            return
        past = user.past_passwords.order_by("-replaced_at").values_list("password", flat=True)[:REMEMBERED]
        if any(check_password(password, old) for old in [user.password, *past]):
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return f"不能使用最近 {REMEMBERED} 次用过的口令。"
