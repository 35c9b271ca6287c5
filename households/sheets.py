"""The programme's tables of figures, in the menu's order: each a page, a workbook and an endpoint."""

from __future__ import annotations

from households.energy.averages import AVERAGES
from households.energy.carbon import CARBON
from households.energy.structure import STRUCTURE
from households.reconciling.demand import DEMAND
from households.renovating.works.progress import PROGRESS
from households.reporting.base_sums import BASE_SUMS

SHEETS = (DEMAND, STRUCTURE, CARBON, AVERAGES, PROGRESS, BASE_SUMS)
