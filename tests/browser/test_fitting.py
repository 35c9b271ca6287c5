"""Nothing that a page shows is cut off, at the desk or on a phone."""

from __future__ import annotations

import pytest

from accounts.models import Division
from accounts.roles import Role
from core.workflow import Workflow
from households.documents import Document
from tests.browser.conftest import PHONE, Window, overflow_of
from tests.conftest import MakePost
from tests.core.ledgers.carrying import brought
from tests.core.ledgers.workbooks import good_row, workbook
from tests.factories import ApplicationFactory, AttachmentFactory, Tree, grow


@pytest.fixture
def waiting(tree: Tree) -> None:
    """Filed by a village of a long name, waiting for the township."""
    level = Division.Level.COMMUNITY
    village = grow(tree.town, "130102100299", "谈固东街第二生活区北区社区居民委员会", level, dual=True)
    application = ApplicationFactory(village=village)
    for document in Document:
        AttachmentFactory(record=application, purpose=document)
    Workflow.of(application).submit(application, by=application.filed_by)


def test_what_waits_is_shown_whole_on_the_home_page(window: Window, post: MakePost, waiting: None) -> None:
    page = window(post(Role.TOWN_OFFICE))

    page.goto("/")

    assert page.locator("[aria-labelledby=mine] tbody tr").count() == 1
    assert page.eval_on_selector("[aria-labelledby=mine] .table-box", "box => box.scrollWidth - box.clientWidth") == 0


def test_the_findings_of_an_import_do_not_run_out_of_a_phone(window: Window, post: MakePost, tree: Tree) -> None:
    content = workbook([good_row(1, 改造年份=2099, 户主姓名=" 王 建国", 联系方式=None)])
    office = post(Role.TOWN_OFFICE)
    run = brought(content, office)
    page = window(office, PHONE)

    page.goto(f"/imports/{run.pk}/")

    boxes = page.eval_on_selector_all(".table-box", "boxes => boxes.map(box => box.scrollWidth - box.clientWidth)")
    assert boxes == [0]
    assert overflow_of(page) == 0


def test_nothing_covers_a_cards_checkbox(window: Window, post: MakePost, waiting: None) -> None:
    page = window(post(Role.TOWN_OFFICE), PHONE)

    page.goto("/applications/")

    at_its_left = "box => { const at = box.getBoundingClientRect(); return [at.left + 3, at.top + at.height / 2]; }"
    left, middle = page.eval_on_selector("tbody .tick input", at_its_left)
    assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).type", [left, middle]) == "checkbox"


def test_from_and_to_of_a_filter_stand_side_by_side_on_a_phone(window: Window, post: MakePost) -> None:
    page = window(post(Role.TOWN_OFFICE), PHONE)

    page.goto("/applications/")
    page.get_by_text("筛选").first.click()
    page.locator("#id_submitted_1").wait_for()

    tops = page.eval_on_selector_all(
        ".filters input[type=date]", "all => all.map(one => one.getBoundingClientRect().top)"
    )
    assert tops[0] == tops[1]
    assert overflow_of(page) == 0
