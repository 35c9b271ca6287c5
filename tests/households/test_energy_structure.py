"""能源结构表: households in use by energy, beside what the township was set (P7)."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from core.figures.areas import Area
from core.figures.sheets import Asked
from households.energy.structure import build
from households.models.choices import Category, Kind
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import EnergyTargetFactory, HouseholdFactory, Tree

THIS_YEAR = timezone.localdate().year


@pytest.fixture
def ledger(tree: Tree) -> None:
    """In the first town three electric and one of gas; in the other one electric; a cancelled one counts nowhere."""
    for village in (tree.village, tree.village, tree.next_village, tree.other_village):
        HouseholdFactory(village=village)
    HouseholdFactory(village=tree.village, gas=True)
    HouseholdFactory(village=tree.village, cancelled=True)


def rows_of(post: Post, query: str = "") -> dict[tuple[str, str], list[str]]:
    sheet = build(Area(post), Asked("energy-structure", QueryDict(query)))
    return {(row[0].text, row[1].text): [cell.text for cell in row[2:]] for row in sheet.rows}


def test_actual_stands_beside_the_target(ledger: None, tree: Tree, post: MakePost) -> None:
    EnergyTargetFactory(town=tree.town, category=Category.ELECTRIC, households=4)

    rows = rows_of(post(Role.DISTRICT_OFFICE))

    assert rows[str(tree.town), "电代煤"] == ["3", "75.0%", "4", "75.0%", "-1"]
    assert rows[str(tree.town), "气代煤"] == ["1", "25.0%", "未下达", "—", ""]
    assert rows["合计", "电代煤"][:2] == ["4", "80.0%"]


def test_a_target_of_another_year_or_of_one_kind_is_not_meant(ledger: None, tree: Tree, post: MakePost) -> None:
    EnergyTargetFactory(town=tree.town, year=THIS_YEAR - 1, households=9)
    EnergyTargetFactory(town=tree.town, kind=Kind.AIR_FAN, households=2)

    district = post(Role.DISTRICT_OFFICE)

    assert rows_of(district)[str(tree.town), "电代煤"][2] == "未下达"
    assert rows_of(district, f"year={THIS_YEAR - 1}")[str(tree.town), "电代煤"][2] == "9"
    assert rows_of(district, "by=kind")[str(tree.town), "空气源热风机"][2:] == ["2", "150.0%", "+1"]


def test_a_township_reads_its_own(ledger: None, tree: Tree, post: MakePost) -> None:
    EnergyTargetFactory(town=tree.other_town, households=7)

    assert {place for place, _ in rows_of(post(Role.TOWN_OFFICE))} == {"合计", str(tree.town)}


def test_every_figure_opens_as_many_rows(ledger: None, tree: Tree, post: MakePost, client_of: ClientOf) -> None:
    EnergyTargetFactory(town=tree.town, households=4)
    district = post(Role.DISTRICT_OFFICE)
    sheet = build(Area(district), Asked("energy-structure", QueryDict()))

    for row in sheet.rows:
        assert listed(client_of(district), row[2].url) == int(row[2].text), row
    aimed_at = next(row for row in sheet.rows if row[0].text == str(tree.town) and row[4].url)
    assert listed(client_of(district), aimed_at[4].url) == 1


def listed(browser: Any, url: str) -> int:
    return browser.get(f"/api{url}").json()["count"]


def test_the_same_figures_leave_as_a_workbook_and_by_the_api(
    ledger: None, tree: Tree, post: MakePost, client_of: ClientOf
) -> None:
    browser = client_of(post(Role.DISTRICT_OFFICE))

    file = b"".join(browser.get(reverse("energy-structure-export")).streaming_content)  # type: ignore[arg-type]
    answered = browser.get("/api/energy-structure/").json()

    sheet = openpyxl.load_workbook(io.BytesIO(file)).active
    assert [cell.value for cell in sheet[2]] == ["合计", "电代煤", 4, 0.8, "未下达", "—", None]  # type: ignore[index]
    assert answered["rows"][0]["cells"][:4] == ["合计", "电代煤", "4", "80.0%"]


def test_one_target_a_year(tree: Tree, post: MakePost, client_of: ClientOf) -> None:
    EnergyTargetFactory(town=tree.town)
    given = {"town": tree.town.pk, "year": THIS_YEAR, "category": Category.ELECTRIC.value, "households": 5}

    page = client_of(post(Role.DISTRICT_OFFICE)).post(reverse("energy-targets-new"), given).content.decode()

    assert "已有同一类别、类型的目标" in page


def test_no_target_of_another_district(tree: Tree, post: MakePost, client_of: ClientOf) -> None:
    level = tree.district.Level
    elsewhere = factories.grow(
        factories.grow(tree.city, "130104", "桥西区", level.DISTRICT), "130104001", "东里", level.STREET
    )
    given = {"town": elsewhere.pk, "year": THIS_YEAR, "category": Category.GAS.value, "households": 5}

    answer = client_of(post(Role.DISTRICT_OFFICE)).post(reverse("energy-targets-new"), given)

    assert answer.status_code == 200
