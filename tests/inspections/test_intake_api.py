"""A company's own system hands its inspections in."""

from __future__ import annotations

import base64
import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Post
from core.models import Attachment
from households.models import Household
from inspections.models import Checklist, Hazard, Inspection, Level
from tests import factories
from tests.factories import Tree

URL = "/api/inspections/intake/"
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 64


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def system(company_post: Post, client_of: Any) -> Client:
    made: Client = client_of(company_post)
    return made


@pytest.fixture
def routine(db: Any) -> Checklist:
    made = factories.ChecklistFactory(purpose=Checklist.Purpose.ROUTINE)
    factories.ChecklistItemFactory(checklist=made, code="H02", level=Level.MAJOR, photo_when_bad=True)
    return made


def a_form(household: Household, **rest: Any) -> dict[str, Any]:
    return {
        "household": household.number,
        "external_number": "AJ-2026-0001",
        "outcome": "done",
        "ended_at": "2026-11-20T09:30:00+08:00",
        "inspector_name": "赵巡检",
        "meter_reading": "812.5",
    } | rest


def sent(system: Client, form: dict[str, Any]) -> Any:
    return system.post(URL, json.dumps(form), content_type="application/json")


def test_an_inspection_is_taken_in(system: Client, household: Household) -> None:
    answer = sent(system, a_form(household))

    assert answer.status_code == 201, answer.content.decode()
    inspection = Inspection.objects.get()
    assert (inspection.source, inspection.inspector_name, inspection.external_number) == (
        "api",
        "赵巡检",
        "AJ-2026-0001",
    )
    assert str(inspection.meter_reading) == "812.50"
    assert answer.json()["id"] == inspection.pk


def test_the_same_again_is_answered_with_the_first(system: Client, household: Household) -> None:
    first = sent(system, a_form(household)).json()["id"]
    again = sent(system, a_form(household))

    assert (again.status_code, again.json()["id"]) == (200, first)
    assert Inspection.objects.count() == 1


def test_another_content_under_the_same_number_is_refused(system: Client, household: Household) -> None:
    sent(system, a_form(household))
    answer = sent(system, a_form(household, note="另一个说法"))

    assert answer.status_code == 409
    assert "说明" in answer.json()["detail"]


def test_what_is_bad_becomes_a_hazard_with_its_photo(system: Client, household: Household, routine: Checklist) -> None:
    photo = {"content": base64.b64encode(JPEG).decode(), "name": "软管.jpg", "purpose": "item", "item_code": "H02"}
    answer = sent(system, a_form(household, answers={"H02": {"result": "bad"}}, photos=[photo]))

    assert answer.status_code == 201, answer.content.decode()
    assert Hazard.objects.get().level == Level.MAJOR
    assert Attachment.objects.get().purpose == "item"


def test_files_may_come_beside_the_form(system: Client, household: Household, routine: Checklist) -> None:
    photo = {"file": "p1", "purpose": "item", "item_code": "H02"}
    form = a_form(household, answers={"H02": {"result": "bad"}}, photos=[photo])
    answer = system.post(URL, {"form": json.dumps(form), "p1": SimpleUploadedFile("软管.jpg", JPEG)})

    assert answer.status_code == 201, answer.content.decode()
    assert Attachment.objects.count() == 1


def test_a_photo_that_is_wanted_is_asked_for_unless_it_follows(
    system: Client, household: Household, routine: Checklist
) -> None:
    bad = {"H02": {"result": "bad"}}
    refused = sent(system, a_form(household, answers=bad))
    assert refused.status_code == 409
    assert "拍照" in refused.json()["fields"]["H02"]

    assert sent(system, a_form(household, answers=bad, photos_follow=True)).status_code == 201


def test_a_household_of_another_company_is_not_known(system: Client, tree: Tree) -> None:
    answer = sent(system, a_form(factories.HouseholdFactory(gas=True, village=tree.village)))

    assert answer.status_code == 400
    assert "户编号" in answer.json()["fields"]["household"][0]


@pytest.mark.parametrize(
    "form",
    [
        [],
        {"household": {}},
        {"external_number": ""},
        {"ended_at": "昨天"},
        {"answers": []},
        {"answers": {"H02": 3}},
        {"position": {"longitude": "x", "latitude": None}},
        {"photos": [{"content": "不是 Base64"}]},
        {"photos": 7},
        {"meter_reading": "NaN"},
        {"alarm_expires_on": "2026-02-30"},
        {"client_key": "x"},
        {"note": "\0"},
        {"outcome": ["done"]},
    ],
)
def test_junk_is_answered_with_sentences(system: Client, household: Household, form: Any) -> None:
    whole = form if isinstance(form, list) else a_form(household) | form

    assert sent(system, whole).status_code in {400, 409}
    assert not Inspection.objects.exists()


def test_a_clock_that_goes_ahead_makes_the_same_no_other(system: Client, household: Household) -> None:
    form = a_form(household, ended_at=(timezone.now() + datetime.timedelta(minutes=5)).isoformat())

    assert [sent(system, form).status_code for _ in range(2)] == [201, 200]


def test_one_without_its_time_is_refused_for_it_could_not_come_again(system: Client, household: Household) -> None:
    answer = sent(system, a_form(household, ended_at=""))

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["ended_at"])


@pytest.mark.parametrize("said", [{"item_code": "H\0"}, {"name": "一\0.jpg"}])
def test_a_photo_said_in_signs_that_cannot_be_kept_is_refused(
    system: Client, household: Household, said: dict[str, str]
) -> None:
    system.raise_request_exception = False
    photo = {"content": base64.b64encode(JPEG).decode(), "purpose": "whole", **said}

    answer = sent(system, a_form(household, photos=[photo]))

    assert answer.status_code < 500
