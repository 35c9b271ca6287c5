"""What makes one look at an inspection again (F26, F28), and the table of it."""

from __future__ import annotations

import datetime
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.models import ParameterValue
from inspections.models import Inspection
from inspections.trusting.doubting import doubt
from inspections.trusting.likeness import likeness_of
from inspections.trusting.parameters import FAST
from inspections.visiting.workflows import FileInspection
from tests import factories
from tests.conftest import ClientOf
from tests.factories import Tree
from tests.factories.inspecting import household_of

Doubt = Inspection.Doubt
NOON = timezone.make_aware(datetime.datetime(2026, 9, 20, 12))
HERE = {"longitude": 114.62, "latitude": 38.06}
ELSEWHERE = {"longitude": 114.63, "latitude": 38.06}


@pytest.fixture
def officer(company_post: Post, tree: Tree) -> Post:
    made: Post = factories.PostFactory(
        role=Role.SAFETY_OFFICER, division=tree.district, organization=company_post.organization
    )
    return made


def seen(officer: Post, tree: Tree, at: datetime.datetime = NOON, minutes: int = 20, **rest: Any) -> Inspection:
    """Of a household of its own, unless one is given."""
    house = rest.pop("household", None) or household_of(officer.organization, tree.village)
    made: Inspection = factories.InspectionFactory(
        household=house, ended_at=at, begun_at=at - datetime.timedelta(minutes=minutes),
        **{"inspector": officer, **HERE, **rest},
    )  # fmt: skip
    return made


def doubted(*inspections: Inspection) -> list[list[str]]:
    with acting(System.CLOCK):
        doubt(inspections)
    return [list(Inspection.objects.get(pk=one.pk).doubts) for one in inspections]


def later(minutes: float, days: int = 0) -> datetime.datetime:
    return NOON + datetime.timedelta(minutes=minutes, days=days)


def test_an_ordinary_visit_is_not_doubted(officer: Post, tree: Tree) -> None:
    assert doubted(seen(officer, tree, distance=50)) == [[]]


def test_what_was_done_far_from_the_household_is_doubted(officer: Post, tree: Tree) -> None:
    near, far = seen(officer, tree, distance=200), seen(officer, tree, at=later(30), distance=201)

    assert doubted(near, far) == [[], [Doubt.FAR]]


def test_the_districts_own_distance_is_kept(officer: Post, tree: Tree) -> None:
    with acting(System.SETUP):
        ParameterValue.objects.create(
            code="inspections.doubt_far", value=50, effective_on=datetime.date(2026, 1, 1), basis="本区规定"
        )

    assert doubted(seen(officer, tree, distance=60)) == [[Doubt.FAR]]


def test_what_took_too_short_is_doubted(officer: Post, tree: Tree) -> None:
    assert doubted(seen(officer, tree, minutes=4)) == [[Doubt.FAST]]


def test_what_ended_shortly_after_the_visit_before_is_doubted(officer: Post, tree: Tree) -> None:
    """Whatever it says of its own beginning."""
    first, second = seen(officer, tree), seen(officer, tree, at=later(4))

    assert doubted(second, first) == [[Doubt.FAST], []]


def test_what_comes_late_makes_another_doubtful(officer: Post, tree: Tree) -> None:
    """The phones send in any order."""
    second = seen(officer, tree, at=later(4))
    doubted(second)
    doubted(seen(officer, tree))

    second.refresh_from_db()
    assert second.doubts == [Doubt.FAST]


def test_nobody_is_home_quickly(officer: Post, tree: Tree) -> None:
    assert doubted(seen(officer, tree, minutes=1, not_home=True)) == [[]]


def test_another_inspector_may_come_at_the_same_time(officer: Post, tree: Tree) -> None:
    other = factories.PostFactory(role=Role.SAFETY_OFFICER, division=tree.district, organization=officer.organization)

    assert doubted(seen(officer, tree), seen(other, tree, at=later(2))) == [[], []]


def test_whose_visits_a_companys_system_hands_in_under_one_post_are_told_apart_by_name(
    officer: Post, tree: Tree
) -> None:
    assert doubted(seen(officer, tree), seen(officer, tree, at=later(2), inspector_name="钱细心")) == [[], []]


def photographed(inspection: Inspection, likeness: int) -> Inspection:
    factories.InspectionPhotoFactory(inspection=inspection, likeness=likeness)
    return inspection


def test_a_photo_that_came_before_of_another_house_is_doubted(officer: Post, tree: Tree) -> None:
    first = photographed(seen(officer, tree, at=later(0, days=-3)), 77)
    second = photographed(seen(officer, tree), 77)

    assert doubted(first, second) == [[], [Doubt.SAME_PHOTO]]


def test_a_photo_of_the_same_house_on_another_day_is_doubted(officer: Post, tree: Tree) -> None:
    first = photographed(seen(officer, tree, at=later(0, days=-70)), -5)
    second = photographed(seen(officer, tree, household=first.household), -5)

    assert doubted(second) == [[Doubt.SAME_PHOTO]]


def test_two_photos_of_one_visit_may_look_alike(officer: Post, tree: Tree) -> None:
    visit = photographed(photographed(seen(officer, tree), 9), 9)

    assert doubted(visit) == [[]]


def test_a_photo_of_a_visit_that_was_taken_back_may_come_again(officer: Post, tree: Tree) -> None:
    photographed(seen(officer, tree, at=later(-60), void=True), 77)

    assert doubted(photographed(seen(officer, tree), 77)) == [[]]


def test_many_houses_from_one_place_are_doubted(officer: Post, tree: Tree) -> None:
    visits = [seen(officer, tree, at=later(30 * place)) for place in range(4)]
    apart = seen(officer, tree, at=later(150), **ELSEWHERE)

    assert doubted(*visits, apart) == [[Doubt.SAME_PLACE]] * 4 + [[]]


def test_one_house_visited_often_is_one_house(officer: Post, tree: Tree) -> None:
    first = seen(officer, tree)
    rest = [seen(officer, tree, at=later(30 * place), household=first.household) for place in range(1, 5)]

    assert doubted(first, *rest) == [[]] * 5


def test_a_phone_without_a_position_is_doubted_and_a_desk_is_not(officer: Post, tree: Tree) -> None:
    nowhere = {"longitude": None, "latitude": None}
    phone = seen(officer, tree, **nowhere)
    desk = seen(officer, tree, at=later(30), source=Inspection.Source.DESK, **nowhere)

    assert doubted(phone, desk) == [[Doubt.NO_POSITION], []]


def test_any_number_is_doubted_by_three_statements(officer: Post, tree: Tree, django_assert_num_queries: Any) -> None:
    visits = [seen(officer, tree, at=later(30 * place), minutes=1) for place in range(5)]
    assert FAST.on()  # what the district put is read once

    with acting(System.CLOCK), django_assert_num_queries(3):
        doubt(visits)


def test_what_was_found_stands_on_the_inspections_that_were_given(officer: Post, tree: Tree) -> None:
    visit = seen(officer, tree, minutes=1)
    doubted(visit)

    assert visit.doubts == [Doubt.FAST]
    assert visit.version == Inspection.objects.get(pk=visit.pk).version


def test_what_is_taken_back_makes_nothing_doubtful_any_more(officer: Post, company_post: Post, tree: Tree) -> None:
    wrong = photographed(seen(officer, tree), 7)
    hurried = seen(officer, tree, at=later(1))
    other_day = photographed(seen(officer, tree, at=later(0, days=1)), 7)
    assert doubted(wrong, hurried, other_day) == [[], [Doubt.FAST], [Doubt.SAME_PHOTO]]

    FileInspection.void(Inspection.objects.get(pk=wrong.pk), by=company_post, reason="填错了户")

    assert [Inspection.objects.get(pk=one.pk).doubts for one in (wrong, hurried, other_day)] == [[], [], []]


# What a photo looks like


def picture(stamp: str = "", quality: int = 90, mirrored: bool = False) -> bytes:
    drawn = Image.new("RGB", (640, 480), (200, 190, 170))
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((60, 40, 250, 380), fill=(90, 60, 40))
    pen.ellipse((360, 90, 560, 300), fill=(20, 30, 90))
    if mirrored:
        drawn = drawn.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    ImageDraw.Draw(drawn).text((20, 450), stamp, fill=(255, 255, 255))
    file = BytesIO()
    drawn.save(file, "JPEG", quality=quality)
    return file.getvalue()


def test_the_same_picture_under_another_stamp_looks_alike() -> None:
    assert likeness_of(picture("2026-09-20 12:00")) == likeness_of(picture("2026-10-03 09:41", quality=70))


def test_another_picture_looks_otherwise() -> None:
    assert likeness_of(picture()) != likeness_of(picture(mirrored=True))


def test_what_is_no_picture_looks_like_nothing() -> None:
    assert likeness_of(b"%PDF-1.7") is None


def test_a_likeness_fits_the_database() -> None:
    found = [likeness_of(picture(mirrored=turned)) for turned in (False, True)]

    assert all(one is not None and -(2**63) <= one < 2**63 for one in found)


# 安检真实性


def rows_on(client: Any, query: str = "year=2026") -> dict[str, list[str]]:
    answer = client.get(f"/api/inspection-trust/?{query}").json()
    return {row["cells"][0]: row["cells"][1:] for row in answer["rows"]}


def test_an_inspectors_row_counts_what_is_doubtful(
    officer: Post, gas_office: Post, tree: Tree, client_of: ClientOf
) -> None:
    seen(officer, tree, doubts=[Doubt.FAR, Doubt.FAST], minutes=10)
    seen(officer, tree, at=later(30), found=1, minutes=20)

    [row] = [cells for name, cells in rows_on(client_of(gas_office)).items() if name.startswith("程安全")]
    assert row == ["2", "1", "1", "0", "0", "0", "50.0%", "15 分钟", ""]


def test_a_month_is_counted_by_itself(officer: Post, gas_office: Post, tree: Tree, client_of: ClientOf) -> None:
    seen(officer, tree)

    assert rows_on(client_of(gas_office), "year=2026&month=9")["合计"][0] == "1"
    assert not rows_on(client_of(gas_office), "year=2026&month=8")


def test_who_has_no_post_is_counted_and_opened_apart_from_his_namesake(
    officer: Post, gas_office: Post, tree: Tree, client_of: ClientOf
) -> None:
    seen(officer, tree)
    for _ in range(2):
        seen(officer, tree, inspector=None, inspector_name="程安全", source="import")
    browser = client_of(gas_office)

    rows = [
        row for row in browser.get("/api/inspection-trust/?year=2026").json()["rows"] if "程安全" in row["cells"][0]
    ]

    opened = [len(browser.get(row["rows"][1]).json()["results"]) for row in rows]
    assert [int(row["cells"][1]) for row in rows] == opened == [2, 1]


def test_who_never_finds_anything_is_pointed_out(
    officer: Post, gas_office: Post, tree: Tree, client_of: ClientOf
) -> None:
    for place in range(20):
        seen(officer, tree, at=later(30 * place))
    other = factories.PostFactory(role=Role.SAFETY_OFFICER, division=tree.district, organization=officer.organization)
    seen(other, tree, found=1, inspector_name="钱细心")

    remarks = {name[:3]: cells[-1] for name, cells in rows_on(client_of(gas_office)).items()}
    assert remarks["程安全"] == "总是无隐患，本企业其他人 0.0%"
    assert remarks["钱细心"] == "本企业其他人 100.0%"


def test_companies_stand_beside_each_other(officer: Post, gas_office: Post, tree: Tree, client_of: ClientOf) -> None:
    seen(officer, tree)

    rows = rows_on(client_of(gas_office), "year=2026&by=company")
    assert rows[str(officer.organization)][-1] == "全部企业 100.0%"


def test_each_figure_opens_the_rows_that_it_counts(
    officer: Post, gas_office: Post, tree: Tree, client_of: ClientOf
) -> None:
    seen(officer, tree, doubts=[Doubt.FAR], minutes=10)
    seen(officer, tree, at=later(30), found=1)
    client = client_of(gas_office)

    answer = client.get("/api/inspection-trust/?year=2026&month=9").json()

    [row] = [row for row in answer["rows"] if row["cells"][0].startswith("程安全")]
    opened = [len(client.get(url).json()["results"]) for url in row["rows"] if url]
    assert opened == [2, 1, 0, 0, 0, 0, 1]
