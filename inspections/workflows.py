"""Every workflow of 安全检查, so that who asks for one finds all: read them in their rooms."""

from inspections.checklists.workflows import KeepChecklist
from inspections.hazards.workflows import HandleHazard
from inspections.trusting.workflows import RecheckInspection
from inspections.visiting.workflows import FileInspection

__all__ = ["FileInspection", "HandleHazard", "KeepChecklist", "RecheckInspection"]
