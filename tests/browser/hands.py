"""What a hand does on a page: buttons by their words, boxes by their labels, steps by their names."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100


def click(page: Page, role: Any, name: str) -> None:
    """A link or button by the words on it; waits for the page that it leads to."""
    with page.expect_navigation():
        page.locator("main").get_by_role(role, name=name, exact=True).first.click()


def open_menu(page: Page, name: str) -> None:
    click_in = page.locator(".nav-main").get_by_role("link", name=name)
    with page.expect_navigation():
        click_in.first.click()


def field(page: Page, label: str) -> Locator:
    """By its label, with or without the star of what is required."""
    return page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$"))


def fill(page: Page, typed: dict[str, str], chosen: dict[str, str]) -> None:
    for label, value in typed.items():
        field(page, label).fill(value)
    for label, value in chosen.items():
        field(page, label).select_option(label=value)


def attach(page: Page, *purposes: str) -> None:
    for purpose in purposes:
        page.get_by_label("材料", exact=True).select_option(label=purpose)
        page.set_input_files("#attach-file", {"name": "材料.png", "mimeType": "image/png", "buffer": PNG})
        click(page, "button", "上传")


def take(page: Page, step: str, **answers: str) -> None:
    """A step by its button, and on the step's own page by its answers and the button again."""
    click(page, "link", step)
    for label, value in answers.items():
        field(page, label).fill(value)
    click(page, "button", step)


def take_first_item(page: Page) -> None:
    """From the home page into what waits for this office."""
    with page.expect_navigation():
        page.locator("[aria-labelledby=mine] td.cell-title a").first.click()


def state_of(page: Page) -> str:
    return page.locator("h1 .chip").inner_text()
