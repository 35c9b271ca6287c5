"""A phone that sends forms to a server as static/field/outbox.js does: multipart, under one key however often."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from accounts.models import Post
from bench.serving import HOST

# What bench.settings allows.
NAME = "testserver"
PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Form:
    """One visit. `photos`: name of the part → where the picture lies."""

    household: int
    said: dict[str, Any]
    photos: dict[str, Path]
    signature: bytes

    @property
    def key(self) -> str:
        return str(self.said["client_key"])

    def body(self) -> bytes:
        parts: dict[str, Any] = {
            name: SimpleUploadedFile(f"{name}.jpg", path.read_bytes(), "image/jpeg")
            for name, path in self.photos.items()
        }
        parts["signature"] = SimpleUploadedFile("签字.png", self.signature, "image/png")
        return encode_multipart(BOUNDARY, {**parts, "form": json.dumps(self.said)})


@dataclass
class Phone:
    """`seconds`: of each answer. `faults`: those that were none of a filed form."""

    port: int
    post: Post
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        browser = Client()
        browser.force_login(self.post.user, backend="accounts.backends.SessionBackend")
        browser.get("/field/")
        token = browser.cookies["csrftoken"].value
        kept = "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items())
        self.headers = {"Host": NAME, "Cookie": kept, "X-CSRFToken": token}

    def opens(self, path: str) -> None:
        answer = self._asked("GET", path).getresponse()
        assert answer.status == 200, answer.status
        answer.read()

    def sends(self, path: str, form: Form) -> None:
        body, begun = form.body(), time.perf_counter()
        answer = self._asked("POST", path, body).getresponse()
        content = answer.read()
        self.seconds.append(time.perf_counter() - begun)
        if answer.status not in {200, 201}:
            self.faults.append(content.decode(errors="replace")[:500])

    def loses_the_answer(self, path: str, form: Form) -> None:
        """All has gone out when the line breaks; the server works on it, and knows nothing."""
        self._asked("POST", path, form.body()).close()

    def _asked(self, method: str, path: str, body: bytes | None = None) -> HTTPConnection:
        connection = HTTPConnection(HOST, self.port, timeout=PATIENCE_SECONDS)
        sent = {"Content-Type": MULTIPART_CONTENT} if body else {}
        connection.request(method, path, body, self.headers | sent)
        return connection
