from inspections.models.access import AccessCase
from inspections.models.assessments import Assessment, AssessmentFinding, AssessmentPart, AssessmentSample
from inspections.models.campaigns import Campaign, SpecialPeriod
from inspections.models.checklists import Checklist, ChecklistItem
from inspections.models.contracts import AssessorContract, ConflictCheck, Topic
from inspections.models.hazards import GasStop, Hazard, HazardSighting, RectificationNotice
from inspections.models.inspections import Inspection, InspectionPhoto
from inspections.models.levels import Level
from inspections.models.owners import OrganizationOwner

__all__ = [
    "AccessCase",
    "Assessment",
    "AssessmentFinding",
    "AssessmentPart",
    "AssessmentSample",
    "AssessorContract",
    "Campaign",
    "Checklist",
    "ChecklistItem",
    "ConflictCheck",
    "GasStop",
    "Hazard",
    "HazardSighting",
    "Inspection",
    "InspectionPhoto",
    "Level",
    "OrganizationOwner",
    "RectificationNotice",
    "SpecialPeriod",
    "Topic",
]
