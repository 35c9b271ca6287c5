"""The tables of figures of 安全检查, in the menu's order: each a page, a workbook and an endpoint."""

from __future__ import annotations

from inspections.hazards.figures import BOARD, HAZARDS, ORDERS
from inspections.rectifying.figures import RECTIFIED, SAMPLED

SHEETS = (HAZARDS, BOARD, ORDERS, RECTIFIED, SAMPLED)
