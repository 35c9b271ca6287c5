from core.models.attachments import Attachment
from core.models.backups import BackupRun
from core.models.calendar import CalendarDay, OfficeHours
from core.models.clocks import OpenItem, TimeLimit
from core.models.imports import ImportCorrection, ImportRow, ImportRun
from core.models.jobs import Job
from core.models.notices import Notice
from core.models.parameters import ParameterValue
from core.models.reviews import UnmaskingReview
from core.models.seasons import HeatingSeason
from core.models.steps import StepTaken
from core.models.terms import Term
from core.models.views import FilterAlert, SavedView
from core.models.webhooks import Webhook, WebhookDelivery

__all__ = [
    "Attachment",
    "BackupRun",
    "CalendarDay",
    "FilterAlert",
    "HeatingSeason",
    "ImportCorrection",
    "ImportRow",
    "ImportRun",
    "Job",
    "Notice",
    "OfficeHours",
    "OpenItem",
    "ParameterValue",
    "SavedView",
    "StepTaken",
    "Term",
    "TimeLimit",
    "Webhook",
    "WebhookDelivery",
    "UnmaskingReview",
]
