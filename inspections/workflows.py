"""Every workflow of 安全检查, so that who asks for one finds all: read them in their rooms."""

from inspections.hazards.noticing import ServeNotice
from inspections.hazards.stopping import StopGas
from inspections.hazards.supervising import SuperviseHazard
from inspections.hazards.workflows import HandleHazard
from inspections.rectifying.workflows import CheckClosure, Rectify, RectifyVillage, Supervise
from inspections.visiting.access import ReachHousehold
from inspections.visiting.workflows import FileInspection

__all__ = [
    "CheckClosure",
    "FileInspection",
    "HandleHazard",
    "ReachHousehold",
    "Rectify",
    "RectifyVillage",
    "ServeNotice",
    "StopGas",
    "Supervise",
    "SuperviseHazard",
]
