"""The programme's tables of figures, in the menu's order: each a page, a workbook and an endpoint."""

from __future__ import annotations

from households.caring.figures import KEY_PERSONS
from households.energy.averages import AVERAGES
from households.energy.carbon import CARBON
from households.energy.structure import STRUCTURE
from households.reconciling.demand import DEMAND
from households.renovating.works.progress import PROGRESS
from households.reporting.base_sums import BASE_SUMS
from households.surveying.figures import SURVEYS

SHEETS = (DEMAND, STRUCTURE, CARBON, AVERAGES, PROGRESS, KEY_PERSONS, SURVEYS, BASE_SUMS)
