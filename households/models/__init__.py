from households.models.applications import Application
from households.models.duplicates import DuplicatePair
from households.models.energy import EnergyTarget, HeatingCost
from households.models.equipment import Equipment
from households.models.filling import FirstFilling
from households.models.fuel import EmergencyFuelIssue, FuelMove, FuelPoint
from households.models.households import Household
from households.models.pilots import Pilot, PilotHousehold
from households.models.readings import MeterReading, UsageAnomaly
from households.models.reconciliations import Reconciliation, ReconciliationRow
from households.models.tallies import Tally

__all__ = [
    "Application",
    "DuplicatePair",
    "EmergencyFuelIssue",
    "EnergyTarget",
    "Equipment",
    "FirstFilling",
    "FuelMove",
    "FuelPoint",
    "HeatingCost",
    "Household",
    "MeterReading",
    "Pilot",
    "PilotHousehold",
    "Reconciliation",
    "ReconciliationRow",
    "Tally",
    "UsageAnomaly",
]
