from households.models.acceptances import Acceptance, AcceptanceItem, AcceptanceScore
from households.models.applications import Application
from households.models.bases import YearBase
from households.models.constructions import Construction
from households.models.contractors import Qualification
from households.models.duplicates import DuplicatePair
from households.models.energy import EnergyTarget, HeatingCost
from households.models.equipment import Equipment
from households.models.exchanges import CityExchange, CityExchangeRow, StrangeReply
from households.models.excluded import ExcludedVillage
from households.models.filling import FirstFilling
from households.models.flags import DeviceFlag
from households.models.fuel import EmergencyFuelIssue, FuelMove, FuelPoint
from households.models.gaps import HeatGap
from households.models.households import Household
from households.models.key_persons import KeyPerson
from households.models.lives import DeviceLife
from households.models.objections import Objection
from households.models.pilots import Pilot, PilotHousehold
from households.models.plans import BudgetLine, EnergyConfirmation, FundLine, RenovationPlan
from households.models.publicities import Publicity
from households.models.qualification import QualificationReview
from households.models.readings import MeterReading, UsageAnomaly
from households.models.reconciliations import Reconciliation, ReconciliationRow
from households.models.samples import VerificationSample
from households.models.seasons import SeasonCheck, SeasonClose, SeasonCount, SeasonRow, SeasonVillage
from households.models.summaries import MonthlySummary
from households.models.surveys import DemandSurvey
from households.models.tallies import Tally
from households.models.technologies import TechOption
from households.models.ventilations import Ventilation

__all__ = [
    "Acceptance",
    "AcceptanceItem",
    "AcceptanceScore",
    "Application",
    "BudgetLine",
    "CityExchange",
    "CityExchangeRow",
    "Construction",
    "DeviceFlag",
    "DeviceLife",
    "DemandSurvey",
    "DuplicatePair",
    "EmergencyFuelIssue",
    "EnergyConfirmation",
    "EnergyTarget",
    "Equipment",
    "ExcludedVillage",
    "FirstFilling",
    "FuelMove",
    "FuelPoint",
    "FundLine",
    "HeatGap",
    "HeatingCost",
    "Household",
    "KeyPerson",
    "MeterReading",
    "MonthlySummary",
    "Objection",
    "Pilot",
    "PilotHousehold",
    "Publicity",
    "Qualification",
    "QualificationReview",
    "Reconciliation",
    "ReconciliationRow",
    "RenovationPlan",
    "SeasonCheck",
    "SeasonClose",
    "SeasonCount",
    "SeasonRow",
    "SeasonVillage",
    "StrangeReply",
    "Tally",
    "TechOption",
    "UsageAnomaly",
    "Ventilation",
    "VerificationSample",
    "YearBase",
]
