from households.models.applications import Application
from households.models.duplicates import DuplicatePair
from households.models.equipment import Equipment
from households.models.filling import FirstFilling
from households.models.households import Household
from households.models.readings import MeterReading, UsageAnomaly
from households.models.reconciliations import Reconciliation, ReconciliationRow
from households.models.tallies import Tally

__all__ = [
    "Application",
    "DuplicatePair",
    "Equipment",
    "FirstFilling",
    "Household",
    "MeterReading",
    "Reconciliation",
    "ReconciliationRow",
    "Tally",
    "UsageAnomaly",
]
