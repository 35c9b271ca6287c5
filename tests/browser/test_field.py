"""An inspector on his phone: fills in at the door, without signal too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Post
from accounts.roles import Role
from inspections.models import AccessCase, Checklist, Hazard, Inspection, Level
from tests import factories
from tests.browser.conftest import PHONE, faults_of, overflow_of
from tests.factories import Tree

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files")]


@pytest.fixture
def inspector(tree: Tree) -> Post:
    company = factories.OrganizationFactory(gas=True, division=tree.district)
    made: Post = factories.PostFactory(role=Role.SAFETY_OFFICER, division=tree.district, organization=company)
    factories.VillageDutyFactory(post=made, village=tree.village)
    for name, address in {"周一": "1号", "吴二": "2号", "郑十": "10号"}.items():
        factories.HouseholdFactory(
            gas=True, village=tree.village, gas_supplier=company, name=name, address=address,
            longitude=114.55, latitude=38.03,
        )  # fmt: skip
    return made


@pytest.fixture
def routine(db: Any) -> Checklist:
    made = factories.ChecklistFactory(purpose=Checklist.Purpose.ROUTINE)
    rows: list[dict[str, Any]] = [
        {"code": "E01", "group": "用气环境", "text": "厨房有自然通风", "level": Level.SEVERE, "photo_when_bad": True},
        {"code": "E02", "group": "用气环境", "text": "未改为卧室", "level": Level.MAJOR, "demand": "恢复为厨房"},
        {"code": "E03", "group": "用气环境", "text": "有隔断", "shown_if_code": "E02", "shown_if_result": "bad"},
        {"code": "M05", "group": "燃气表", "text": "燃气表读数", "answer": "number", "level": "", "unit": "m³",
         "fact": "meter_reading"},
        {"code": "A09", "group": "安全装置", "text": "报警器有效期至", "answer": "date", "must_be_ahead": True,
         "fact": "alarm_expires_on", "level": Level.MINOR},
    ]  # fmt: skip
    for position, row in enumerate(rows):
        factories.ChecklistItemFactory(checklist=made, position=position, **row)
    return made


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    from PIL import Image

    path = tmp_path / "拍的.jpg"
    Image.new("RGB", (1200, 900), (120, 140, 150)).save(path)
    return path


@pytest.fixture
def phone(window: Any, inspector: Post, routine: Checklist) -> Page:
    page: Page = window(inspector, PHONE)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"longitude": 114.5501, "latitude": 38.0301, "accuracy": 9})
    page.goto("/field/")
    return page


def open_household(page: Page, name: str) -> None:
    page.goto("/field/")
    page.get_by_role("link", name=name).click()
    page.wait_for_selector("form[data-ready]")


def sign(page: Page) -> None:
    canvas = page.locator("[data-sign]")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60, steps=5)
    page.mouse.up()


def all_good(page: Page) -> None:
    page.get_by_text("已进户").click()
    for button in page.get_by_role("button", name="本组全部合格").all():
        button.click()
    page.locator("[name=item-M05]").fill("1234.5")
    page.locator("[name=item-A09]").fill("2031-05-01")
    sign(page)


def test_a_clean_household_is_filed(phone: Page) -> None:
    assert overflow_of(phone) == 0
    assert faults_of(phone) == []
    open_household(phone, "周一")
    expect(phone.get_by_text("已定位")).to_be_visible()
    all_good(phone)
    assert overflow_of(phone) == 0
    assert faults_of(phone) == []
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_text("没有发现隐患")).to_be_visible()

    inspection = Inspection.objects.get()
    assert (inspection.householder, inspection.found, str(inspection.meter_reading)) == ("周一", 0, "1234.50")
    assert 0 < (inspection.distance or 0) < 30
    phone.get_by_role("link", name="下一户：吴二").click()
    phone.wait_for_selector("form[data-ready]")


def test_what_was_lacking_is_filled_in_and_sent(phone: Page) -> None:
    open_household(phone, "周一")
    phone.get_by_text("已进户").click()
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_text("这一项还没有填。").first).to_be_visible()

    all_good(phone)
    phone.get_by_role("button", name="提交").click()

    expect(phone.get_by_text("没有发现隐患")).to_be_visible()


def test_nobody_at_home_wants_the_door_photographed(phone: Page, picture: Path) -> None:
    open_household(phone, "吴二")
    phone.get_by_text("没人").click()
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_text("到访不遇请拍门牌照片")).to_be_visible()

    phone.locator("[data-camera=door] input").set_input_files(picture)
    expect(phone.locator("[data-camera=door] img")).to_be_visible()
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_text("已到访 1 次")).to_be_visible()
    assert AccessCase.objects.get().visits == 1


def test_a_severe_hazard_is_said_at_once(phone: Page, picture: Path) -> None:
    open_household(phone, "郑十")
    all_good(phone)
    bad = phone.locator("[data-item=E01]")
    bad.get_by_text("不合格").click()
    phone.get_by_role("button", name="提交").click()
    expect(bad.get_by_text("请现场拍照。")).to_be_visible()

    bad.locator("input[type=file]").set_input_files(picture)
    expect(bad.locator("img")).to_be_visible()
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_text("请立即关闭表前阀")).to_be_visible()
    assert Hazard.objects.get().level == Level.SEVERE


def test_an_item_that_hangs_on_another_comes_forth(phone: Page) -> None:
    open_household(phone, "周一")
    phone.get_by_text("已进户").click()
    expect(phone.locator("[data-item=E03]")).to_be_hidden()
    phone.locator("[data-item=E02]").get_by_text("不合格").click()
    expect(phone.locator("[data-item=E03]")).to_be_visible()
    expect(phone.get_by_text("恢复为厨房")).to_be_visible()


def test_what_is_read_off_may_be_bad_all_the_same(phone: Page, picture: Path) -> None:
    open_household(phone, "周一")
    all_good(phone)
    read = phone.locator("[data-item=A09]")
    read.get_by_label("不合格").check()
    read.locator("input[type=file]").set_input_files(picture)
    expect(read.locator("img")).to_be_visible()
    phone.get_by_role("button", name="提交").click()

    expect(phone.get_by_text("报警器有效期至：不合格，2031年5月1日")).to_be_visible()
    assert str(Inspection.objects.get().alarm_expires_on) == "2031-05-01"


def test_a_thing_that_has_served_its_years_is_bad(phone: Page, routine: Checklist) -> None:
    factories.ChecklistItemFactory(
        checklist=routine, code="B02", position=9, text="出厂日期", answer="date", lasts_years=8, demand="更换热水炉"
    )
    open_household(phone, "周一")
    phone.get_by_text("已进户").click()
    phone.locator("[name=item-B02]").fill("2010-01-01")
    expect(phone.get_by_text("更换热水炉")).to_be_visible()
    phone.locator("[name=item-B02]").fill("2025-01-01")
    expect(phone.get_by_text("更换热水炉")).to_be_hidden()


def test_what_was_put_right_is_at_fault_no_more(phone: Page) -> None:
    open_household(phone, "周一")
    phone.get_by_text("已进户").click()
    phone.get_by_role("button", name="提交").click()
    fault = phone.locator("[data-fault=E02]")
    expect(fault).to_be_visible()
    phone.locator("[data-item=E02]").get_by_text("合格", exact=True).click()
    expect(fault).to_be_hidden()


def test_an_old_picture_is_refused(phone: Page, picture: Path) -> None:
    import os
    import time

    os.utime(picture, (time.time() - 3600, time.time() - 3600))
    open_household(phone, "吴二")
    phone.get_by_text("没人").click()
    phone.locator("[data-camera=door] input").set_input_files(picture)
    expect(phone.get_by_text("请现场拍照")).to_be_visible()


def test_what_was_begun_is_there_when_the_page_is_opened_again(phone: Page) -> None:
    open_household(phone, "周一")
    phone.get_by_text("已进户").click()
    phone.locator("[name=item-M05]").fill("77")
    phone.wait_for_timeout(700)
    phone.reload()
    phone.wait_for_selector("form[data-ready]")
    expect(phone.locator("[name=item-M05]")).to_have_value("77")


def test_without_signal_it_is_kept_and_sent_once(phone: Page) -> None:
    open_household(phone, "周一")
    all_good(phone)
    phone.context.set_offline(True)
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_text("还没有发出。有信号后自动发送")).to_be_visible()
    assert not Inspection.objects.exists()

    phone.context.set_offline(False)
    expect(phone.get_by_text("没有发现隐患")).to_be_visible(timeout=15_000)
    phone.goto("/field/")
    expect(phone.locator("[data-outbox]")).to_be_hidden()
    assert Inspection.objects.count() == 1


def test_an_answer_that_was_lost_is_no_second_filing(phone: Page) -> None:
    """The portal has it, the phone does not know: it sends again, with the same key."""
    open_household(phone, "周一")
    all_good(phone)
    lost: list[str] = []

    def lose_the_answer(route: Any) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.request.url)
            route.fetch()
            route.abort()
        else:
            route.continue_()

    phone.route("**/field/visit/**", lose_the_answer)
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_text("还没有发出。有信号后自动发送")).to_be_visible()
    assert Inspection.objects.count() == 1

    phone.get_by_role("link", name="返回今日安检").click()
    expect(phone.get_by_text("没有安检记录")).to_have_count(2)
    expect(phone.locator("[data-outbox]")).to_be_hidden()
    assert Inspection.objects.count() == 1


def test_who_was_signed_out_is_led_to_sign_in_and_nothing_is_lost(phone: Page) -> None:
    open_household(phone, "周一")
    all_good(phone)
    phone.context.clear_cookies(name="nuanhu")
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_text("登录已失效")).to_be_visible()
    assert not Inspection.objects.exists()


def test_the_households_stand_as_one_walks(phone: Page) -> None:
    names = phone.locator(".visits .row-title").all_inner_texts()
    assert [name.split()[0] for name in names] == ["周一", "吴二", "郑十"]


def test_what_was_refused_is_opened_from_the_list_and_put_right(phone: Page, picture: Path) -> None:
    open_household(phone, "周一")
    phone.get_by_text("长期无人").click()
    phone.locator("[data-camera=whole] input").set_input_files(picture)
    expect(phone.locator("[data-camera=whole] img")).to_be_visible()
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_text("请先关闭表前阀")).to_be_visible()
    phone.goto("/field/")
    phone.locator("[data-outbox]").get_by_role("link", name="打开").click()
    phone.wait_for_selector("form[data-ready]")

    phone.get_by_text("已关闭表前阀").click()
    phone.get_by_role("button", name="提交").click()

    expect(phone.get_by_role("heading", name="周一：长期无人居住")).to_be_visible()
