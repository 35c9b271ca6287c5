from households.models.acceptances import Acceptance, AcceptanceItem, AcceptanceScore
from households.models.applications import Application
from households.models.constructions import Construction
from households.models.contractors import Qualification
from households.models.duplicates import DuplicatePair
from households.models.energy import EnergyTarget, HeatingCost
from households.models.equipment import Equipment
from households.models.excluded import ExcludedVillage
from households.models.filling import FirstFilling
from households.models.fuel import EmergencyFuelIssue, FuelMove, FuelPoint
from households.models.gaps import HeatGap
from households.models.households import Household
from households.models.objections import Objection
from households.models.pilots import Pilot, PilotHousehold
from households.models.plans import BudgetLine, EnergyConfirmation, FundLine, RenovationPlan
from households.models.publicities import Publicity
from households.models.qualification import QualificationReview
from households.models.readings import MeterReading, UsageAnomaly
from households.models.reconciliations import Reconciliation, ReconciliationRow
from households.models.tallies import Tally
from households.models.technologies import TechOption

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
    "BudgetLine",
    "DuplicatePair",
    "EnergyConfirmation",
    "Equipment",
    "ExcludedVillage",
    "FirstFilling",
    "FundLine",
    "Household",
    "Objection",
    "Publicity",
    "QualificationReview",
    "RenovationPlan",
    "Tally",
    "TechOption",
    "Acceptance",
    "AcceptanceItem",
    "AcceptanceScore",
    "Application",
    "Construction",
    "DuplicatePair",
    "Equipment",
    "FirstFilling",
    "HeatGap",
    "Household",
    "Qualification",
    "Tally",
]
