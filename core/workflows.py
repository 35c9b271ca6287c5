"""What core itself declares: the import of workbooks, and the jobs that its steps start."""

from core.ledgers.jobs import check_import, colour_import, undo_import, write_import
from core.ledgers.workflow import ImportWorkbook
from core.people.reviews import ReviewUnmaskings

__all__ = ["ImportWorkbook", "ReviewUnmaskings", "check_import", "colour_import", "undo_import", "write_import"]
