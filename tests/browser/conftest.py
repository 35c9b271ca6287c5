"""A real browser before the live site: `window(post)` is a page in which the post has signed in.

What a page writes to the console as an error, and an exception that nobody caught, fails the test that met it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from accounts.models import Post
from accounts.roles import Role
from config.devstack.browser import LAUNCH_ARGUMENTS, find_browser

# Playwright runs its loop in the thread in which the test reads the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}
AXE = Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js"
# Rows of id, element and reason; an empty list is a page without a known fault.
FAULTS = (
    "axe.run({resultTypes: ['violations']}).then(r => r.violations.flatMap(v => "
    "v.nodes.map(n => [v.id, n.html.slice(0, 160), n.failureSummary])))"
)
REFUSED = re.compile(r"^Failed to load resource: .* status of 4\d\d")
# The line that a test cuts.
CUT = re.compile(r"^Failed to load resource: net::ERR_(INTERNET_DISCONNECTED|FAILED)$")
AWAITED = (
    "select:is([data-choose], [multiple]):not(.tomselected), "
    ":is([data-chart], [data-map]):empty, [hx-trigger=load], .htmx-request"
)

# Milliseconds for a page or an element to come: long enough for a busy machine.
PATIENCE = 10_000

Window = Callable[..., Page]
Desk = Callable[[Role], Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=LAUNCH_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Browser, live_server: Any, client_of: Any) -> Iterator[Window]:
    """`window(post)`, `window(post, PHONE)`, `window()` for a visitor; addresses begin at the site's root."""
    wrong: list[str] = []
    opened = []

    def open_one(holder: Post | None = None, size: dict[str, int] = DESK) -> Page:
        context = chromium.new_context(base_url=live_server.url, viewport=size, locale="zh-CN")
        opened.append(context)
        if holder is not None:
            session = client_of(holder).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda said: wrong.append(said.text) if is_wrong(said, page) else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        return page

    yield open_one
    for context in opened:
        context.close()
    assert wrong == []


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> None:
    """What is uploaded goes to a folder of the test."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def desk(window: Window, post: Callable[..., Post]) -> Desk:
    """`desk(Role.TOWN_OFFICE)`: that office's own window, opened at its home page, the same one when asked again."""
    opened: dict[Role, Page] = {}

    def sit_at(role: Role) -> Page:
        if role not in opened:
            opened[role] = window(post(role))
        opened[role].set_default_timeout(PATIENCE)
        opened[role].goto("/")
        return opened[role]

    return sit_at


def is_wrong(said: ConsoleMessage, page: Page) -> bool:
    """That the server refused the page itself (4xx), or could not be reached, the browser calls an error; to the test
    it is an answer."""
    refused = said.location.get("url") == page.url and REFUSED.search(said.text)
    return said.type == "error" and not refused and not CUT.search(said.text)


def settle(page: Page) -> None:
    """Until what a page brings in after it has come is there: long lists to choose from, charts, maps, counts."""
    page.wait_for_function(f"!document.querySelector({AWAITED!r})")


def faults_of(page: Page) -> list[list[str]]:
    """What axe finds on the page as it stands (WCAG 2.1 AA and its best practices)."""
    if not page.evaluate("window.axe !== undefined"):
        page.evaluate(AXE.read_text())
    found: list[list[str]] = page.evaluate(FAULTS)
    return found


def overflow_of(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wider
