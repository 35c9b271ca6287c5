from inspections.models.access import AccessCase
from inspections.models.campaigns import Campaign, SpecialPeriod
from inspections.models.checklists import Checklist, ChecklistItem
from inspections.models.dues import InspectionDue
from inspections.models.hazards import GasStop, Hazard, HazardSighting, RectificationNotice
from inspections.models.inspections import Inspection, InspectionPhoto
from inspections.models.levels import Level
from inspections.models.orders import SuperviseOrder
from inspections.models.rectifications import Rectification, RectificationVillage
from inspections.models.supervisions import ClosureSample, Supervision

__all__ = [
    "AccessCase",
    "Campaign",
    "Checklist",
    "ChecklistItem",
    "ClosureSample",
    "GasStop",
    "Hazard",
    "HazardSighting",
    "Inspection",
    "InspectionDue",
    "InspectionPhoto",
    "Level",
    "Rectification",
    "RectificationNotice",
    "RectificationVillage",
    "SpecialPeriod",
    "SuperviseOrder",
    "Supervision",
]
