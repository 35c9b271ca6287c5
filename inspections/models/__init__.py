from inspections.models.access import AccessCase
from inspections.models.campaigns import Campaign, SpecialPeriod
from inspections.models.checklists import Checklist, ChecklistItem
from inspections.models.dues import InspectionDue
from inspections.models.hazards import GasStop, Hazard, HazardSighting, RectificationNotice
from inspections.models.inspections import Inspection, InspectionPhoto
from inspections.models.levels import Level

__all__ = [
    "AccessCase",
    "Campaign",
    "Checklist",
    "ChecklistItem",
    "GasStop",
    "Hazard",
    "HazardSighting",
    "Inspection",
    "InspectionDue",
    "InspectionPhoto",
    "Level",
    "RectificationNotice",
    "SpecialPeriod",
]
