"""One way in for every visit."""

from __future__ import annotations

import datetime
import threading
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Division, Post
from accounts.roles import Role
from core.models import Attachment
from core.workflow import StepRefused
from households.models import Household
from inspections.models import Checklist, Hazard, Inspection, InspectionPhoto, Level
from inspections.visiting.expiring import expiring_in
from inspections.visiting.filing import file_visit
from inspections.visiting.photos import DOOR, ITEM
from inspections.visiting.results import hazards_in
from inspections.visiting.visits import Kind, Outcome, Photo, Position, Source, Visit
from inspections.visiting.workflows import FileInspection
from tests import factories
from tests.factories import Tree, grow

JPEG = b"\xff\xd8\xff\xe0" + b"0" * 64
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def routine(db: Any) -> Checklist:
    made = factories.ChecklistFactory(purpose=Checklist.Purpose.ROUTINE)
    factories.ChecklistItemFactory(checklist=made, code="V01", position=1, level=Level.SEVERE, text="严密性")
    factories.ChecklistItemFactory(checklist=made, code="H02", position=2, level=Level.MAJOR, text="软管未老化")
    return made


def photo(purpose: str = ITEM, code: str = "", name: str = "现场.jpg", content: bytes = JPEG) -> Photo:
    return Photo(SimpleUploadedFile(name, content), purpose, timezone.now(), code, Position(114.55, 38.03, 12))


def a_visit(household: Household, **rest: Any) -> Visit:
    """On the phone, signed, all in order."""
    given: dict[str, Any] = {
        "outcome": Outcome.DONE,
        "begun_at": timezone.now() - datetime.timedelta(minutes=20),
        "ended_at": timezone.now(),
        "source": Source.PHONE,
        "answers": {"V01": {"result": "ok"}, "H02": {"result": "ok"}},
        "signature": SimpleUploadedFile("签字.png", PNG),
        "signed_by": "王店生",
    }
    return Visit(household, **(given | rest))


def test_a_visit_is_filed_with_its_photos_and_signature(
    household: Household, company_post: Post, routine: Checklist
) -> None:
    filed = file_visit(a_visit(household, photos=[photo(ITEM, "H02")]), by=company_post)

    inspection = filed.inspection
    assert (inspection.householder, inspection.company_id) == (household.name, household.gas_supplier_id)
    assert (inspection.checklist, inspection.found, inspection.worst) == (routine, 0, "")
    assert inspection.answers["V01"]["result"] == "ok"
    assert inspection.inspector_name == company_post.user.name
    kept = Attachment.objects.filter(kind="inspections.inspection", record_id=inspection.pk)
    assert sorted(kept.values_list("purpose", flat=True)) == ["item", "signature"]
    assert InspectionPhoto.objects.get(inspection=inspection).item_code == "H02"


def test_what_is_bad_becomes_hazards_counted_and_graded(
    household: Household, company_post: Post, routine: Checklist
) -> None:
    bad = {"V01": {"result": "bad", "note": "漏气"}, "H02": {"result": "bad"}}
    inspection = file_visit(a_visit(household, answers=bad), by=company_post).inspection

    assert (inspection.found, inspection.worst) == (2, Level.SEVERE)
    assert [one.level for one in hazards_in(inspection)] == [Level.SEVERE, Level.MAJOR]


def test_an_open_hazard_seen_again_is_among_what_was_found(
    household: Household, company_post: Post, routine: Checklist
) -> None:
    factories.HazardFactory(household=household, item_code="H02")
    bad = {"V01": {"result": "ok"}, "H02": {"result": "bad"}}
    inspection = file_visit(a_visit(household, answers=bad), by=company_post).inspection

    assert Hazard.objects.count() == 1
    assert [one.item_code for one in hazards_in(inspection)] == ["H02"]


def test_what_is_not_answered_is_said_by_item(household: Household, company_post: Post, routine: Checklist) -> None:
    with pytest.raises(StepRefused) as refused:
        file_visit(a_visit(household, answers={"V01": {"result": "ok"}}), by=company_post)

    assert "还没有填" in refused.value.fields["H02"]
    assert not Inspection.objects.exists()


def test_sent_twice_it_is_filed_once(household: Household, company_post: Post, routine: Checklist) -> None:
    visit = a_visit(household)
    first = file_visit(visit, by=company_post)
    again = file_visit(visit, by=company_post)

    assert (first.anew, again.anew) == (True, False)
    assert again.inspection == first.inspection
    assert Inspection.objects.count() == 1


def test_another_persons_key_is_refused(household: Household, company_post: Post, routine: Checklist) -> None:
    visit = a_visit(household)
    file_visit(visit, by=company_post)
    colleague = factories.PostFactory(
        role=Role.GAS_COMPANY, division=company_post.division, organization=company_post.organization
    )

    with pytest.raises(StepRefused, match="别人"):
        file_visit(visit, by=colleague)


@pytest.mark.django_db(transaction=True)
def test_two_that_arrive_at_once_are_filed_once(household: Household, company_post: Post, routine: Checklist) -> None:
    key, filed = uuid.uuid4(), []

    def send() -> None:
        filed.append(file_visit(a_visit(household, client_key=key), by=company_post))
        connection.close()

    both = [threading.Thread(target=send) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert sorted(one.anew for one in filed) == [False, True]
    assert Inspection.objects.count() == 1


def test_the_version_that_was_shown_holds_for_what_was_begun_before(
    household: Household, company_post: Post, routine: Checklist
) -> None:
    now = timezone.now()
    old = factories.ChecklistFactory(
        purpose=Checklist.Purpose.ROUTINE,
        state=Checklist.State.RETIRED,
        in_force_from_at=now - datetime.timedelta(days=90),
        retired_at=now - datetime.timedelta(minutes=5),
    )
    factories.ChecklistItemFactory(checklist=old, code="E01")
    visit = a_visit(household, checklist=old, answers={"E01": {"result": "ok"}})

    assert file_visit(visit, by=company_post).inspection.checklist == old


def test_what_was_begun_after_a_version_was_retired_is_refused(
    household: Household, company_post: Post, routine: Checklist
) -> None:
    now = timezone.now()
    old = factories.ChecklistFactory(
        purpose=Checklist.Purpose.ROUTINE,
        state=Checklist.State.RETIRED,
        in_force_from_at=now - datetime.timedelta(days=90),
        retired_at=now - datetime.timedelta(days=1),
    )

    with pytest.raises(StepRefused, match="新的版本"):
        file_visit(a_visit(household, checklist=old), by=company_post)


def test_the_same_hazard_in_a_house_of_no_ledger_is_found_once(
    household: Household, company_post: Post, routine: Checklist
) -> None:
    built = factories.ConstructionFactory(application__village=household.village, village=household.village)
    house = factories.VentilationFactory(
        household=None, construction=built, village=household.village, occasion="first", householder="王店生",
        address="", supplier=household.gas_supplier,
    )  # fmt: skip
    bad = {"V01": {"result": "ok"}, "H02": {"result": "bad", "note": "老化"}}
    for _ in range(2):
        file_visit(a_visit(household, answers=bad, photos=[photo(ITEM, "H02")]), by=company_post)
        file_visit(replace(a_visit(household, answers=bad, photos=[photo(ITEM, "H02")]), house=house), by=company_post)

    assert sorted(Hazard.objects.values_list("householder", "sightings")) == sorted(
        [(household.name, 2), ("王店生", 2)]
    )


def test_a_campaign_has_its_own_checklist(household: Household, company_post: Post, tree: Tree) -> None:
    own = factories.ChecklistFactory()
    factories.ChecklistItemFactory(checklist=own, code="D01")
    campaign = factories.CampaignFactory(district=tree.district, checklist=own, state="issued")
    visit = a_visit(household, kind=Kind.CAMPAIGN, campaign=campaign, answers={"D01": {"result": "ok"}})

    assert file_visit(visit, by=company_post).inspection.checklist == own


def test_a_campaign_of_another_district_is_none_of_the_households(
    household: Household, company_post: Post, routine: Checklist, tree: Tree
) -> None:
    beyond = grow(tree.city, "130108", "裕华区", Division.Level.DISTRICT)
    campaign = factories.CampaignFactory(district=beyond)

    with pytest.raises(StepRefused) as refused:
        file_visit(a_visit(household, kind=Kind.CAMPAIGN, campaign=campaign), by=company_post)

    assert "范围" in refused.value.fields["campaign"]


def test_a_household_outside_a_campaign_is_refused(
    household: Household, company_post: Post, routine: Checklist, tree: Tree
) -> None:
    elsewhere = factories.CampaignFactory(district=tree.district, towns=[tree.other_town.pk], state="issued")

    with pytest.raises(StepRefused) as refused:
        file_visit(a_visit(household, kind=Kind.CAMPAIGN, campaign=elsewhere), by=company_post)

    assert "范围" in refused.value.fields["campaign"]


def test_the_distance_to_the_household_is_reckoned(tree: Tree, company_post: Post, routine: Checklist) -> None:
    near = factories.HouseholdFactory(
        gas=True, village=tree.village, gas_supplier=company_post.organization, longitude=114.55, latitude=38.03
    )
    inspection = file_visit(a_visit(near, position=Position(114.55, 38.04, 8)), by=company_post).inspection

    assert inspection.distance == pytest.approx(1112, abs=2)
    assert inspection.accuracy == 8


def test_who_does_not_sign_leaves_a_word_why(household: Household, company_post: Post, routine: Checklist) -> None:
    with pytest.raises(StepRefused) as refused:
        file_visit(a_visit(household, signature=None), by=company_post)
    assert "签字" in refused.value.fields["signature"]

    assert file_visit(a_visit(household, signature=None, note="户主不识字，已当面告知"), by=company_post).anew


def test_nobody_at_home_wants_a_photo_of_the_door(household: Household, company_post: Post) -> None:
    with pytest.raises(StepRefused) as refused:
        file_visit(a_visit(household, outcome=Outcome.NOT_HOME), by=company_post)
    assert "门牌" in refused.value.fields["photos"]

    filed = file_visit(a_visit(household, outcome=Outcome.NOT_HOME, photos=[photo(DOOR)]), by=company_post)
    assert filed.inspection.checklist is None


def test_a_file_that_is_no_picture_is_refused_and_nothing_kept(
    household: Household, company_post: Post, routine: Checklist
) -> None:
    with pytest.raises(StepRefused, match="不是照片"):
        file_visit(
            a_visit(household, photos=[photo(ITEM, "H02", "说明.pdf", b"%PDF-1.4 " + b"0" * 60)]), by=company_post
        )

    assert not Inspection.objects.exists()
    assert not Attachment.objects.exists()


def test_a_household_of_another_company_is_refused(tree: Tree, company_post: Post, routine: Checklist) -> None:
    with pytest.raises(StepRefused, match="管辖范围"):
        file_visit(a_visit(factories.HouseholdFactory(gas=True, village=tree.village)), by=company_post)


def test_a_clock_that_goes_a_little_fast_is_forgiven(
    household: Household, company_post: Post, routine: Checklist
) -> None:
    soon = timezone.now() + datetime.timedelta(minutes=3)
    assert file_visit(a_visit(household, ended_at=soon), by=company_post).inspection.ended_at < soon

    with pytest.raises(StepRefused, match="不能晚于现在"):
        file_visit(a_visit(household, ended_at=soon + datetime.timedelta(days=1)), by=company_post)


def test_a_device_that_will_soon_expire_is_said(household: Household, company_post: Post, routine: Checklist) -> None:
    factories.ChecklistItemFactory(
        checklist=routine, code="A09", position=3, answer="date", fact="alarm_expires_on", text="报警器有效期至"
    )
    soon = timezone.localdate() + datetime.timedelta(days=30)
    answers = {"V01": {"result": "ok"}, "H02": {"result": "ok"}, "A09": {"value": f"{soon}"}}
    inspection = file_visit(a_visit(household, answers=answers), by=company_post).inspection

    assert [(one.name, one.expired) for one in expiring_in(inspection)] == [("报警器", False)]


def test_an_inspection_taken_back_stays(household: Household, company_post: Post, routine: Checklist) -> None:
    inspection = file_visit(a_visit(household), by=company_post).inspection
    FileInspection.void(inspection, by=company_post, reason="填错户")

    assert not Inspection.objects.valid().exists()
    assert Inspection.objects.get().void_reason == "填错户"


def test_an_inspection_is_never_deleted(household: Household) -> None:
    inspection = factories.InspectionFactory(household=household)

    with pytest.raises(DatabaseError, match="不能修改或删除"), acting(System.DEMO):
        inspection.delete()
