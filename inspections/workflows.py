"""Every workflow of 安全检查, so that who asks for one finds all: read them in their rooms."""

from inspections.assessing.hiring import HireAssessor
from inspections.assessing.workflows import Assess, HandleFinding, VisitSample
from inspections.hazards.workflows import HandleHazard
from inspections.visiting.workflows import FileInspection

__all__ = ["Assess", "FileInspection", "HandleFinding", "HandleHazard", "HireAssessor", "VisitSample"]
