"""What 安全检查 adds to the API of its records: the tables of figures (`sheets.py`), and what the rooms add."""

from __future__ import annotations

from django.urls import URLPattern

from inspections.sheets import SHEETS


def inspections_api() -> list[URLPattern]:
    return [sheet.api() for sheet in SHEETS]
