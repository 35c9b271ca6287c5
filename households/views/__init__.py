"""The pages of the ledger: households, their equipment, applications, duplicates, the end of the first filling.

What search lists first is declared first: households, which the others import.
"""

from households.views.applications import ApplicationPages
from households.views.duplicates import DuplicatePages
from households.views.equipment import EquipmentPages
from households.views.filling import FirstFillingPages
from households.views.households import DEVICE, HouseholdPages

__all__ = ["DEVICE", "ApplicationPages", "DuplicatePages", "EquipmentPages", "FirstFillingPages", "HouseholdPages"]
