from inspections.models.access import AccessCase
from inspections.models.assessments import Assessment, AssessmentFinding, AssessmentPart, AssessmentSample
from inspections.models.campaigns import Campaign, SpecialPeriod
from inspections.models.checklists import Checklist, ChecklistItem
from inspections.models.company_checks import CompanyCheck, CompanyFinding
from inspections.models.contracts import AssessorContract, ConflictCheck, Topic
from inspections.models.dues import InspectionDue
from inspections.models.hazards import GasStop, Hazard, HazardSighting, RectificationNotice
from inspections.models.inspections import Inspection, InspectionPhoto
from inspections.models.levels import Level
from inspections.models.orders import SuperviseOrder
from inspections.models.outreach import PublicityActivity, PublicityMaterial
from inspections.models.owners import OrganizationOwner
from inspections.models.readiness import ReadinessCheck
from inspections.models.rechecks import Recheck
from inspections.models.rectifications import Rectification, RectificationVillage
from inspections.models.service_points import ServicePoint, ServicePointCheck, ServicePointFinding
from inspections.models.supervisions import ClosureSample, Supervision

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
    "ClosureSample",
    "CompanyCheck",
    "CompanyFinding",
    "ConflictCheck",
    "GasStop",
    "Hazard",
    "HazardSighting",
    "Inspection",
    "InspectionDue",
    "InspectionPhoto",
    "Level",
    "OrganizationOwner",
    "PublicityActivity",
    "PublicityMaterial",
    "ReadinessCheck",
    "Recheck",
    "Rectification",
    "RectificationNotice",
    "RectificationVillage",
    "ServicePoint",
    "ServicePointCheck",
    "ServicePointFinding",
    "SpecialPeriod",
    "SuperviseOrder",
    "Supervision",
    "Topic",
]
