from households.models.applications import Application
from households.models.bases import YearBase
from households.models.duplicates import DuplicatePair
from households.models.equipment import Equipment
from households.models.exchanges import CityExchange, CityExchangeRow, StrangeReply
from households.models.filling import FirstFilling
from households.models.households import Household
from households.models.samples import VerificationSample
from households.models.summaries import MonthlySummary
from households.models.tallies import Tally

__all__ = [
    "Application",
    "CityExchange",
    "CityExchangeRow",
    "DuplicatePair",
    "Equipment",
    "FirstFilling",
    "Household",
    "MonthlySummary",
    "StrangeReply",
    "Tally",
    "VerificationSample",
    "YearBase",
]
