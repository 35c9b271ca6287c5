"""An assessment's way, as its tests go it."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from inspections.assessing.workflows import Assess, HandleFinding, VisitSample
from inspections.models import Assessment, AssessmentFinding, AssessorContract
from tests.conftest import ClientOf

TODAY = timezone.localdate
State = Assessment.State


def commission(contract: AssessorContract, by: Post, **rest: Any) -> Assessment:
    given = {
        "contract": contract, "town": contract.area, "kind": "pre_season", "year": 2026, "topics": ["safety"],
        "planned_from_on": TODAY(), "planned_until_on": TODAY() + datetime.timedelta(days=9),
    }  # fmt: skip
    made: Assessment = Assess.commission(by=by, **given | rest)
    return made


def plan(task: Assessment, by: Post, size: int) -> Assessment:
    days = {"planned_from_on": TODAY(), "planned_until_on": TODAY() + datetime.timedelta(days=9)}
    made: Assessment = Assess.plan(task, by=by, method="入户查看", sample_size=size, **days)
    return made


def visit_everybody(task: Assessment, by: Post) -> None:
    VisitSample.visit.take_all(task.samples.all(), by=by, visited_on=TODAY())


def answer(task: Assessment, by: Post, client_of: ClientOf, *results: str) -> None:
    [part] = task.parts.all()
    codes = [item.code for item in part.checklist.items.all()]
    given = {f"result_{code}": result for code, result in zip(codes, results, strict=True)}
    page = client_of(by).post(f"/assessment-parts/{part.pk}/edit/", {**given, "version": part.version})
    assert page.status_code == 302


def count_officers(task: Assessment) -> None:
    with acting(System.DEMO):
        task.officers_required, task.officers_on_post, task.officers_certified = 10, 8, 7
        task.trainings_planned, task.trainings_held = 4, 3
        task.save()


def finish(task: Assessment, by: Post, **rest: Any) -> Assessment:
    given = {"assessed_on": TODAY(), "first_assessor": "许衡", "second_assessor": "沈平"}
    made: Assessment = Assess.assess(task, by=by, **given | rest)
    return made


def find(task: Assessment, by: Post, **rest: Any) -> AssessmentFinding:
    given = {
        "assessment": task, "topic": "safety", "description": "备件台账不全", "level": "minor", "found_on": TODAY(),
    }  # fmt: skip
    place = {} if "sample" in rest else {"location": "维修网点"}
    made: AssessmentFinding = HandleFinding.record(by=by, **given | place | rest)
    return made
