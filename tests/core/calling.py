"""The API as another system calls it."""

from __future__ import annotations

import datetime
import json
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import ApiToken, Post
from accounts.tokens import token_digest


def send(browser: Client, method: str, url: str, data: Any, **headers: str) -> Any:
    return getattr(browser, method)(url, json.dumps(data), content_type="application/json", headers=headers)


def with_token(holder: Post, *, days: int = 1) -> Client:
    with acting(System.DEMO):
        ApiToken.objects.create(
            post=holder,
            name="对接",
            digest=token_digest("secret-key"),
            expires_at=timezone.now() + datetime.timedelta(days=days),
        )
    return Client(headers={"Authorization": "Token secret-key"})
