"""The main job by clicking, as each office does it: an application, the first filling, a cancellation, an export."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Post
from accounts.roles import Role
from core.background import jobs
from core.models import ImportRun, Job
from households.models import Application, Household
from households.models.choices import Status
from tests import factories
from tests.browser.conftest import PATIENCE, PHONE, Desk, Window, overflow_of
from tests.browser.hands import attach, click, field, fill, open_menu, state_of, take, take_first_item
from tests.conftest import MakePost
from tests.core.ledgers.workbooks import good_row, workbook
from tests.factories import HouseholdFactory, Tree

ID_NUMBER = factories.id_number(7001)
TODAY = timezone.localdate().isoformat()
pytestmark = pytest.mark.usefixtures("files")
TYPED = {
    "户主姓名": "王建国",
    "身份证号": ID_NUMBER,
    "联系方式": "13800007001",
    "地址": "幸福路1号",
    "采暖面积(㎡)": "96.5",
    "改造年份": "2024",
    "银行账号": "6217000000004749994",
    "开户人姓名": "王建国",
    "电力户号": "0312000070",
    "设备品牌": "海尔",
    "设备型号": "RF-50",
}
CHOSEN = {
    "房屋用途": "居住",
    "用户分类": "正常",
    "改造类型": "空气源热风机",
    "改造批次": "省下达",
    "发放补贴方式": "一卡通",
}
ADD_PAPERS = ("户主身份证", "住房证明（房产证或村委会证明）", "农户意愿确认书")


def carry_on(desk: Desk) -> None:
    """An application that the village has submitted: through the town, the district and the city."""
    town = desk(Role.TOWN_OFFICE)
    take_first_item(town)
    attach(town, "现场照片")
    take(town, "街镇核实", 入户核实日期=TODAY)
    for role, step in ((Role.DISTRICT_OFFICE, "区级初审"), (Role.CITY_OFFICE, "市级核查")):
        page = desk(role)
        take_first_item(page)
        take(page, step)


def file_household(page: Page) -> None:
    open_menu(page, "台账申请")
    page.get_by_text("登记", exact=True).first.click()
    click(page, "link", "登记增户")
    fill(page, TYPED, CHOSEN)
    click(page, "button", "保存")
    attach(page, *ADD_PAPERS)
    take(page, "提交")


def test_a_household_that_a_village_files_is_in_the_ledger_when_the_city_has_confirmed(desk: Desk) -> None:
    file_household(desk(Role.VILLAGE))

    carry_on(desk)

    village = desk(Role.VILLAGE)
    open_menu(village, "确户台账")
    with village.expect_navigation():
        village.get_by_role("link", name="王建国").first.click()
    expect(village.locator("h1")).to_contain_text("王建国")
    expect(village.locator(".page-content")).to_contain_text("幸福路1号")
    assert Household.objects.get().id_number == ID_NUMBER


def test_a_village_is_told_in_a_sentence_what_its_application_lacks(desk: Desk) -> None:
    page = desk(Role.VILLAGE)
    open_menu(page, "台账申请")
    page.get_by_text("登记", exact=True).first.click()
    click(page, "link", "登记增户")
    field(page, "户主姓名").fill("王建国")
    click(page, "button", "保存")

    expect(page.locator(".page-content .why").first).to_contain_text("现在不能“提交”：请先填写：身份证号、联系方式")


def test_the_village_sees_on_which_desk_its_application_lies(desk: Desk) -> None:
    page = desk(Role.VILLAGE)

    file_household(page)

    assert state_of(page) == Application.State.SUBMITTED.label
    expect(page.get_by_label("办理情况")).to_contain_text("24:00 前，剩")


def upload(page: Page, content: bytes) -> None:
    """As the district: the workbook goes up and is checked, as a worker would."""
    open_menu(page, "表格导入")
    click(page, "link", "导入表格")
    expect(page.locator(".page-content")).to_contain_text("首次建账")
    file = {"name": "店上村.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    page.set_input_files("#file", file)
    click(page, "button", "上传并核对")
    run_last_job()
    page.reload()


def run_last_job() -> Job:
    return jobs.run_now(Job.objects.latest("pk"))


@pytest.fixture
def second_officer(window: Window, post: MakePost) -> Page:
    first = post(Role.DISTRICT_OFFICE)
    other: Post = factories.PostFactory(
        role=Role.DISTRICT_OFFICE, division=first.division, organization=first.organization
    )
    return window(other)


def test_a_bad_row_is_shown_with_its_sentence(desk: Desk) -> None:
    page = desk(Role.DISTRICT_OFFICE)

    upload(page, workbook([good_row(1), good_row(2, 改造年份=2099)]))

    expect(page.locator(".page-content")).to_contain_text("2099 年还没有到")
    with page.expect_navigation():
        page.locator(".page-content td a").first.click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("2099 年还没有到")


def test_good_rows_are_in_the_ledger_when_the_second_officer_has_confirmed(desk: Desk, second_officer: Page) -> None:
    page = desk(Role.DISTRICT_OFFICE)
    upload(page, workbook([good_row(1), good_row(2, 改造年份=2099), good_row(3, 户主姓名="李桂兰")]))

    take(page, "只提交无误的行")
    second_officer.goto("/")
    take_first_item(second_officer)
    take(second_officer, "确认写入")
    run_last_job()

    second_officer.reload()
    assert state_of(second_officer) == ImportRun.State.WRITTEN.label
    open_menu(second_officer, "确户台账")
    expect(second_officer.locator("tbody .cell-title")).to_have_count(2)
    expect(second_officer.locator("tbody")).to_contain_text("李桂兰")


def test_a_household_is_cancelled_from_its_own_page(desk: Desk, tree: Tree) -> None:
    household = HouseholdFactory(village=tree.village, name="李桂兰")
    village = desk(Role.VILLAGE)
    open_menu(village, "确户台账")
    with village.expect_navigation():
        village.get_by_role("link", name="李桂兰").first.click()

    click(village, "link", "销户")
    fill(village, {"申请理由": "房屋拆迁", "生效日期": TODAY}, {"销户原因": "房屋拆迁"})
    click(village, "button", "保存")
    attach(village, "销户证明")
    take(village, "提交")
    carry_on(desk)

    household.refresh_from_db()
    assert household.status == Status.CANCELLED
    village.goto(f"/households/{household.pk}/")
    expect(village.locator(".page-content")).to_contain_text("销户")


def exported(page: Page, folder: Path) -> list[dict[str, Any]]:
    """What the download centre hands over, opened as a workbook: rows by heading."""
    run_last_job()
    open_menu(page, "下载中心")
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("^下载")).last.click()
    waiting.value.save_as(folder / "exported.xlsx")
    heading, *rows = openpyxl.load_workbook(folder / "exported.xlsx").worksheets[0].iter_rows(values_only=True)
    return [dict(zip(heading, row, strict=True)) for row in rows]


@pytest.fixture
def three_households(tree: Tree) -> list[Household]:
    HouseholdFactory(village=tree.other_village)
    return [HouseholdFactory(village=tree.village) for _ in range(3)]


def test_a_township_exports_every_id_number_exactly_when_it_gives_a_reason(
    desk: Desk, three_households: list[Household], tmp_path: Path
) -> None:
    page = desk(Role.TOWN_OFFICE)
    open_menu(page, "确户台账")
    click(page, "link", "导出")
    page.get_by_label(re.compile(r"^\s*完整号码")).check()
    page.get_by_label("导出完整号码的用途").fill("与银行核对补贴账号")
    click(page, "button", "导出")

    rows = exported(page, tmp_path)

    assert [row["身份证号"] for row in rows] == [household.id_number for household in three_households]


def test_a_township_exports_masked_numbers_when_it_gives_none(
    desk: Desk, three_households: list[Household], tmp_path: Path
) -> None:
    page = desk(Role.TOWN_OFFICE)
    open_menu(page, "确户台账")
    click(page, "link", "导出")
    click(page, "button", "导出")

    rows = exported(page, tmp_path)

    assert all(re.fullmatch(r"130199\*{8}\d{3}[\dX]", str(row["身份证号"])) for row in rows)


def test_a_village_files_on_a_phone(window: Window, post: MakePost) -> None:
    page = window(post(Role.VILLAGE), PHONE)
    page.set_default_timeout(PATIENCE)
    page.goto("/applications/new/add/")

    fill(page, TYPED, CHOSEN)
    wider = overflow_of(page)
    click(page, "button", "保存")

    assert wider == 0
    assert Application.objects.get().id_number == ID_NUMBER
