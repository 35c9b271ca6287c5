"""What 安全检查 adds to the API of its records: `api.py` of each room, and the tables of figures (`sheets.py`)."""

from __future__ import annotations

from django.urls import URLPattern

from inspections.checklists.api import checklist_api
from inspections.sheets import SHEETS
from inspections.trusting.api import trusting_api
from inspections.visiting.intake import visiting_api


def inspections_api() -> list[URLPattern]:
    return [
        *(sheet.api() for sheet in SHEETS),
        *checklist_api(),
        *visiting_api(),
        *trusting_api(),
    ]
