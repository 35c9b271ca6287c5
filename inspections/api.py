"""What 安全检查 adds to the API of its records: `api.py` of each room, and the tables of figures (`sheets.py`)."""

from __future__ import annotations

from django.urls import URLPattern

from inspections.sheets import SHEETS


def inspections_api() -> list[URLPattern]:
    return [
        *(sheet.api() for sheet in SHEETS),
    ]
