"""The tables of figures of 安全检查, in the menu's order: each a page, a workbook and an endpoint."""

from __future__ import annotations

from inspections.assessing.figures import EVALUATIONS, HIRED, SCORES
from inspections.assessing.season_figures import OFFICERS, TRACKED

SHEETS = (HIRED, SCORES, TRACKED, OFFICERS, EVALUATIONS)
