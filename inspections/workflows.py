"""Every workflow of 安全检查, so that who asks for one finds all: read them in their rooms."""

from inspections.hazards.workflows import HandleHazard
from inspections.planning import letting_in  # registers its guard
from inspections.planning.workflows import RunCampaign
from inspections.visiting.workflows import FileInspection

__all__ = ["FileInspection", "HandleHazard", "RunCampaign", "letting_in"]
