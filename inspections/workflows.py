"""Every workflow of 安全检查, so that who asks for one finds all: read them in their rooms."""

from inspections.hazards.workflows import HandleHazard
from inspections.visiting.access import ReachHousehold
from inspections.visiting.workflows import FileInspection

__all__ = ["FileInspection", "HandleHazard", "ReachHousehold"]
