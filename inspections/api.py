"""What 安全检查 adds to the API of its records: `api.py` of each room, and the tables of figures (`sheets.py`)."""

from __future__ import annotations

from django.urls import URLPattern

from inspections.checklists.api import checklist_api


def inspections_api() -> list[URLPattern]:
    return [
        *checklist_api(),
    ]
