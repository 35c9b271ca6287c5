"""The kinds of columns that a ledger is declared with."""

from core.ledgers.columns.base import Column, NameColumn
from core.ledgers.columns.choices import ChoiceColumn, FlagsColumn
from core.ledgers.columns.identity import BankAccountColumn, IdentifierColumn, IdNumberColumn, PhoneColumn
from core.ledgers.columns.numbers import DateColumn, IntegerColumn, NumberColumn, YearColumn
from core.ledgers.columns.places import DistrictColumn, OrganizationColumn, TownColumn, VillageColumn

__all__ = [
    "BankAccountColumn",
    "ChoiceColumn",
    "Column",
    "DateColumn",
    "DistrictColumn",
    "FlagsColumn",
    "IdNumberColumn",
    "IdentifierColumn",
    "IntegerColumn",
    "NameColumn",
    "NumberColumn",
    "OrganizationColumn",
    "PhoneColumn",
    "TownColumn",
    "VillageColumn",
    "YearColumn",
]
