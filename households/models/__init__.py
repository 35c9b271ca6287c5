from households.models.applications import Application
from households.models.duplicates import DuplicatePair
from households.models.equipment import Equipment
from households.models.filling import FirstFilling
from households.models.households import Household
from households.models.seasons import SeasonCheck, SeasonClose, SeasonCount, SeasonRow, SeasonVillage
from households.models.tallies import Tally

__all__ = [
    "Application",
    "DuplicatePair",
    "Equipment",
    "FirstFilling",
    "Household",
    "SeasonCheck",
    "SeasonClose",
    "SeasonCount",
    "SeasonRow",
    "SeasonVillage",
    "Tally",
]
