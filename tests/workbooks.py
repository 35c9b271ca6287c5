"""What a job made, as the one who downloads it opens it."""

from __future__ import annotations

import io

import openpyxl

from core.models import Job


def workbook_of(job: Job) -> openpyxl.Workbook:
    with job.result.open() as file:
        return openpyxl.load_workbook(io.BytesIO(file.read()))
