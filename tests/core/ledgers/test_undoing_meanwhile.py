"""An import of 首次建账 is undone while somebody else is at one of its households."""

from __future__ import annotations

import pytest

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.ledgers.base import Undone
from core.models import ImportRun
from core.workflow import StepRefused
from households.first_filling import FirstFillingOfLedger
from households.models import Application, Household
from households.models.choices import Status
from households.workflows import CancelHousehold
from tests.core.ledgers.carrying import written
from tests.core.ledgers.workbooks import good_row, workbook
from tests.factories import PostFactory
from tests.households.conftest import TODAY
from tests.overlapping import while_open

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def run(office: Post, second_officer: Post) -> ImportRun:
    return written(workbook([good_row(1)]), office, second_officer)


def undone(run: ImportRun) -> Undone:
    assert run.act
    with acting(run.post):
        return FirstFillingOfLedger().undo(run.act, run.post)


def filed() -> Application:
    household = Household.objects.get()
    village = PostFactory(role=Role.VILLAGE, division=household.village)
    application: Application = CancelHousehold.file(by=village, household=household, known_on=TODAY)
    return application


def change_phone() -> None:
    with acting(System.DEMO):
        Household.objects.update(phone="13900000000")


def test_what_is_changed_meanwhile_is_kept(office: Post, second_officer: Post, run: ImportRun) -> None:
    later = written(workbook([{**good_row(1), "联系方式": "13777777777"}]), office, second_officer)

    undo = while_open(change_phone, lambda: undone(later))

    assert list(undo.refused.values()) == ["导入之后又有改动。"]
    assert Household.objects.get().phone == "13900000000"


def test_what_is_applied_for_meanwhile_is_kept(run: ImportRun) -> None:
    undo = while_open(filed, lambda: undone(run))

    assert list(undo.refused.values()) == ["有申请正在办理。"]
    assert Household.objects.get().status == Status.NORMAL


def test_nothing_is_filed_about_what_is_made_void_meanwhile(run: ImportRun) -> None:
    refused = while_open(lambda: undone(run), filed)

    assert isinstance(refused, StepRefused)
    assert refused.sentence == "这户已经销户，不能再办理。"
    assert not Application.objects.exists()
