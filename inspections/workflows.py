"""Every workflow of 安全检查, so that who asks for one finds all: read them in their rooms."""

from inspections.assessing.hiring import HireAssessor
from inspections.assessing.workflows import Assess, HandleFinding, VisitSample
from inspections.checklists.workflows import KeepChecklist
from inspections.hazards.noticing import ServeNotice
from inspections.hazards.stopping import StopGas
from inspections.hazards.supervising import SuperviseHazard
from inspections.hazards.workflows import HandleHazard
from inspections.planning import letting_in
from inspections.planning.workflows import RunCampaign
from inspections.rectifying.workflows import CheckClosure, Rectify, RectifyVillage, Supervise
from inspections.supervising.outreach import FileActivity
from inspections.supervising.readiness import PrepareForWinter
from inspections.supervising.workflows import CheckCompany, CheckCompanyByDistrict, CheckServicePoint
from inspections.trusting.workflows import RecheckInspection
from inspections.visiting.access import ReachHousehold
from inspections.visiting.workflows import FileInspection

# Registers what gas waits for.
assert letting_in

__all__ = [
    "Assess",
    "CheckClosure",
    "CheckCompany",
    "CheckCompanyByDistrict",
    "CheckServicePoint",
    "FileActivity",
    "FileInspection",
    "HandleFinding",
    "HandleHazard",
    "HireAssessor",
    "KeepChecklist",
    "PrepareForWinter",
    "ReachHousehold",
    "RecheckInspection",
    "Rectify",
    "RectifyVillage",
    "RunCampaign",
    "ServeNotice",
    "StopGas",
    "Supervise",
    "SuperviseHazard",
    "VisitSample",
]
