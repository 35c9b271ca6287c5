"""The tables of figures of 安全检查, in the menu's order: each a page, a workbook and an endpoint."""

from __future__ import annotations

from inspections.trusting.agreement import AGREEMENT
from inspections.trusting.figures import TRUST

SHEETS = (TRUST, AGREEMENT)
