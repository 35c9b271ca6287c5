from households.models.applications import Application
from households.models.duplicates import DuplicatePair
from households.models.equipment import Equipment
from households.models.excluded import ExcludedVillage
from households.models.filling import FirstFilling
from households.models.households import Household
from households.models.objections import Objection
from households.models.plans import BudgetLine, EnergyConfirmation, FundLine, RenovationPlan
from households.models.publicities import Publicity
from households.models.qualification import QualificationReview
from households.models.tallies import Tally
from households.models.technologies import TechOption

__all__ = [
    "Application",
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
]
