"""A season's frozen rows as a workbook: the ledger's own columns. Nothing comes in this way."""

from __future__ import annotations

from accounts.roles import LEDGER_READERS
from core.ledgers.base import Ledger
from households.ledgers import HouseholdLedger
from households.models import SeasonRow


class SeasonLedger(Ledger):
    name = "season-rows"
    title = "封账台账"
    model = SeasonRow
    columns = HouseholdLedger.columns
    keys = HouseholdLedger.keys
    modes = ()
    readers = LEDGER_READERS
