from households.models.acceptances import Acceptance, AcceptanceItem, AcceptanceScore
from households.models.applications import Application
from households.models.constructions import Construction
from households.models.contractors import Qualification
from households.models.duplicates import DuplicatePair
from households.models.equipment import Equipment
from households.models.filling import FirstFilling
from households.models.gaps import HeatGap
from households.models.households import Household
from households.models.tallies import Tally

__all__ = [
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
