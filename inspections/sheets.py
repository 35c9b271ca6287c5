"""The tables of figures of 安全检查, in the menu's order: each a page, a workbook and an endpoint."""

from __future__ import annotations

from inspections.assessing.figures import EVALUATIONS, HIRED, SCORES
from inspections.assessing.season_figures import OFFICERS, TRACKED
from inspections.hazards.figures import BOARD, HAZARDS, ORDERS
from inspections.planning.coverage import COVERAGE
from inspections.planning.progress import PROGRESS
from inspections.rectifying.figures import RECTIFIED, SAMPLED
from inspections.supervising.figures import COMPANY_CHECKS_A_YEAR, COMPANY_CHECKS_IN_PERIODS
from inspections.supervising.outreach_figures import PUBLICITY, READINESS
from inspections.trusting.agreement import AGREEMENT
from inspections.trusting.figures import TRUST

SHEETS = (
    COVERAGE,
    PROGRESS,
    HAZARDS,
    BOARD,
    ORDERS,
    RECTIFIED,
    SAMPLED,
    COMPANY_CHECKS_A_YEAR,
    COMPANY_CHECKS_IN_PERIODS,
    PUBLICITY,
    READINESS,
    HIRED,
    SCORES,
    TRACKED,
    OFFICERS,
    EVALUATIONS,
    TRUST,
    AGREEMENT,
)
