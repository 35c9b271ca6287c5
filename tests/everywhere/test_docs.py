"""The operations page names every setting, and no page of docs/ points to what is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_operations_page_names_every_setting() -> None:
    settings = (ROOT / "config/settings.py").read_text()
    names = set(re.findall(r'env\w*\(\s*"([A-Z_]+)"', settings))

    page = (ROOT / "docs/运维手册.md").read_text()

    assert len(names) > 20
    assert sorted(name for name in names if f"`{name}`" not in page) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_lead_to_files(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", page.read_text())

    local = [target for target in targets if not target.startswith("http")]

    assert [target for target in local if not (page.parent / target).exists()] == []
