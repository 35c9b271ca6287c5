"""A receiver that really listens, on this machine; and a webhook that leads to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any

import pytest

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.models import Webhook
from core.webhooks.sending import new_secret
from households.models import Application
from tests.conftest import MakePost
from tests.factories import ApplicationFactory, Tree

EVERY_STEP = "households.application/add"


@dataclass
class Receiver:
    address: str = ""
    # What to answer, in turn; the last one for ever.
    answers: list[int] = field(default_factory=lambda: [204])
    headers: dict[str, str] = field(default_factory=dict)
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def next_answer(self) -> int:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def handler_of(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(receiver.next_answer())
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    return Handler


def served(receiver: Receiver) -> ThreadingHTTPServer:
    return ThreadingHTTPServer(("127.0.0.1", 0), handler_of(receiver))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    server = served(made)
    made.address = f"http://127.0.0.1:{server.server_port}/hooks?of=portal"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def loopback(settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8"), ip_network("::1/128")]


MakeWebhook = Callable[..., Webhook]


@pytest.fixture
def webhook(receiver: Receiver, loopback: None, small_tables: None, post: MakePost) -> MakeWebhook:
    def make(holder: Post | None = None, **facts: Any) -> Webhook:
        given = {
            "name": "市平台对接",
            "address": receiver.address,
            "secret": new_secret(),
            "post": holder or post(Role.TOWN_OFFICE),
            "events": [EVERY_STEP],
            **facts,
        }
        with acting(System.DEMO):
            return Webhook.objects.create(**given)

    return make


@pytest.fixture
def record(tree: Tree) -> Application:
    made: Application = ApplicationFactory(village=tree.village, submitted=True)
    return made
