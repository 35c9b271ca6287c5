"""安全宣传 in the villages, and whether a township is ready for winter."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.workflow import StepRefused
from inspections.models import PublicityActivity, ReadinessCheck
from inspections.models.readiness import ASPECTS
from inspections.supervising import readiness
from inspections.supervising.outreach import FileActivity
from inspections.supervising.readiness import PrepareForWinter
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree

pytestmark = pytest.mark.django_db


def told(by: Post, village: Any, **changes: Any) -> PublicityActivity:
    said = {
        "village": village, "kind": "training", "held_on": timezone.localdate(), "topic": "冬季用气", "reached": 30,
        "organiser": "村委会",
    }  # fmt: skip
    made: PublicityActivity = FileActivity.file(by=by, **{**said, **changes})
    return made


def test_a_village_enters_what_it_did(tree: Tree, post: MakePost) -> None:
    activity = told(post(Role.VILLAGE), tree.village)

    assert activity.company is None
    assert activity.town == tree.town


def test_a_village_need_not_choose_itself(tree: Tree, post: MakePost, client_of: ClientOf) -> None:
    shown = client_of(post(Role.VILLAGE)).get("/publicity-activities/new/fileactivity/").content.decode()

    assert f'<option value="{tree.village.pk}" selected' in shown


def test_what_an_officer_did_is_his_companys(tree: Tree, company_post: Post) -> None:
    officer = factories.PostFactory(
        role=Role.SAFETY_OFFICER, division=tree.district, organization=company_post.organization
    )
    factories.VillageDutyFactory(village=tree.village, post=officer)

    assert told(officer, tree.village).company == company_post.organization


def test_leaflets_are_counted(tree: Tree, post: MakePost) -> None:
    with pytest.raises(StepRefused, match="发放份数"):
        told(post(Role.VILLAGE), tree.village, kind="leaflets")


def test_nothing_is_entered_before_it_was(tree: Tree, post: MakePost) -> None:
    with pytest.raises(StepRefused, match="不能晚于今天"):
        told(post(Role.VILLAGE), tree.village, held_on=timezone.localdate() + datetime.timedelta(days=1))


def test_a_village_with_four_a_year_is_up_to_it(
    tree: Tree, post: MakePost, gas_office: Post, client_of: ClientOf
) -> None:
    for _ in range(4):
        told(post(Role.VILLAGE), tree.village)
    FileActivity.void(told(post(Role.VILLAGE), tree.village), by=post(Role.VILLAGE), reason="重复登记")
    [whole, *villages] = client_of(gas_office).get("/api/publicity-figures/").json()["rows"]

    assert (whole["cells"][1], whole["cells"][-2:]) == ("4", ["2", "1"])
    assert {row["cells"][0]: row["cells"][-1] for row in villages} == {"店上村": "1", "西庄村": "0"}


# Winter


@pytest.fixture
def opened(tree: Tree) -> ReadinessCheck:
    """Of both townships, once."""
    day = datetime.date(2026, 9, 1)
    assert readiness.open_checks(day) == 2
    assert readiness.open_checks(day) == 0
    return ReadinessCheck.objects.get(seat=tree.town)


def looked_at(check: ReadinessCheck, **changes: str) -> ReadinessCheck:
    with acting(System.DEMO):
        for aspect in ASPECTS:
            setattr(check, aspect, "ready")
        for name, value in changes.items():
            setattr(check, name, value)
        check.save()
    return check


def test_every_aspect_is_looked_at(opened: ReadinessCheck, post: MakePost) -> None:
    assert "台账核对" in PrepareForWinter.check.why_not(opened, by=post(Role.TOWN_OFFICE))


def test_what_is_lacking_is_named(opened: ReadinessCheck, post: MakePost) -> None:
    looked_at(opened, fuel="lacking")

    assert PrepareForWinter.check.why_not(opened, by=post(Role.TOWN_OFFICE)).startswith("气电保供和应急燃料有缺口")


def test_the_district_confirms_what_is_signed(opened: ReadinessCheck, post: MakePost) -> None:
    town, district = post(Role.TOWN_OFFICE), post(Role.DISTRICT_OFFICE)
    looked_at(opened)
    PrepareForWinter.check(opened, by=town, checked_on=datetime.date(2026, 9, 20))
    PrepareForWinter.sign(opened, by=town, signed_by="赵镇长")
    PrepareForWinter.confirm(opened, by=district)

    assert opened.state == ReadinessCheck.State.CONFIRMED
    assert opened.confirmed_on == timezone.localdate()


def test_the_district_does_not_confirm_a_gap(opened: ReadinessCheck, post: MakePost) -> None:
    looked_at(opened, fuel="lacking", fuel_note="缺应急煤 20 吨，10 月底到位")
    town = post(Role.TOWN_OFFICE)
    PrepareForWinter.check(opened, by=town, checked_on=datetime.date(2026, 9, 20))
    PrepareForWinter.sign(opened, by=town, signed_by="赵镇长")

    assert "还有缺口" in PrepareForWinter.confirm.why_not(opened, by=post(Role.DISTRICT_OFFICE))


def test_a_glance_shows_every_township(opened: ReadinessCheck, post: MakePost, client_of: ClientOf) -> None:
    looked_at(opened, fuel="lacking", fuel_note="缺应急煤")
    rows = client_of(post(Role.DISTRICT_OFFICE)).get("/api/readiness-sheet/?year=2026").json()["rows"]

    assert [row["cells"][0] for row in rows] == ["西兆通镇", "南村镇"]
    assert rows[0]["cells"][-2:] == ["1", "未开始"]
