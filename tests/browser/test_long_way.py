"""A household from its will to the frozen season by clicking, each office at its own desk; the city by its workbook."""

from __future__ import annotations

import datetime
import io
import re

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.background import jobs
from core.models import Job
from households.models import Application, Construction, Publicity
from households.renovating.publicising import run_out
from tests import factories
from tests.browser.conftest import PATIENCE, Desk, Window
from tests.browser.hands import attach, click, fill, open_menu, state_of, take
from tests.conftest import MakePost
from tests.factories import HouseholdFactory, Tree
from tests.households.works import Site, draw_up_items

pytestmark = pytest.mark.usefixtures("files")
TODAY = timezone.localdate()
DAY = TODAY.isoformat()
NAME, ID_NUMBER = "王建国", factories.id_number(7002)
WILL = {
    "户主姓名": NAME, "身份证号": ID_NUMBER, "联系方式": "13800007002", "地址": "幸福路2号", "采暖面积(㎡)": "96.5",
    "意愿确认日期": DAY,
}  # fmt: skip
WILL_CHOSEN = {"房屋用途": "居住", "用户分类": "正常", "改造类型": "空气源热风机"}
PAPERS = ("户主身份证", "住房证明（房产证或村委会证明）", "农户意愿确认书")
SIGNERS = {"农户签字": NAME, "村（居）委会签字": "王店生", "施工单位签字": "傅建", "街镇签字": "赵明"}
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture
def site(post: MakePost) -> Site:
    """A contractor who may build, and what is looked at when he has."""
    builder = post(Role.CONTRACTOR)
    factories.QualificationFactory(organization=builder.organization)
    with acting(System.DEMO):
        draw_up_items()
    return Site(village=post(Role.VILLAGE), town=post(Role.TOWN_OFFICE), builder=builder)


@pytest.fixture
def colleague(window: Window, post: MakePost) -> Page:
    first = post(Role.DISTRICT_OFFICE)
    other: Post = factories.PostFactory(
        role=Role.DISTRICT_OFFICE, division=first.division, organization=first.organization
    )
    page = window(other)
    page.set_default_timeout(PATIENCE)
    return page


def run_jobs() -> None:
    """As a worker would, until nothing waits."""
    while waiting := Job.objects.filter(state=Job.State.QUEUED).first():
        assert jobs.run_now(waiting).state == Job.State.DONE


def choose(page: Page, name: str, label: str) -> None:
    """In a box whose long list is searched: by the name of its field."""
    page.locator(f"main [name={name}]").select_option(label=label, force=True)


def begin(page: Page, place: str, button: str, typed: dict[str, str] | None = None, **chosen: str) -> str:
    """A new record by its button, on a list of the menu or on another record's page; returns its address."""
    if place.startswith("http"):
        page.goto(place)
    else:
        open_menu(page, place)
    click(page, "link", button)
    fill(page, typed or {}, {})
    for name, label in chosen.items():
        choose(page, name, label)
    click(page, "button", "保存")
    return page.url


def find(page: Page, menu: str, name: str = NAME) -> None:
    open_menu(page, menu)
    with page.expect_navigation():
        page.locator("tbody").get_by_role("link", name=name).first.click()


def take_for_all(page: Page, step: str, **chosen: str) -> None:
    """On a list: every row ticked, what would happen looked at, then done."""
    page.check("[data-all]")
    click(page, "button", step)
    for name, label in chosen.items():
        choose(page, name, label)
    with page.expect_navigation():
        page.locator("main .form-foot .btn-primary").click()
    expect(page.locator(".page-content")).to_contain_text("已办理 1 件")


def rows_behind(page: Page, figure: str) -> int:
    """How many rows a figure opens."""
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=re.compile(figure)).first.click()
    return page.locator("tbody .cell-title").count()


# The rooms that a household passes


def declare_its_will(desk: Desk) -> None:
    village = desk(Role.VILLAGE)
    open_menu(village, "台账申请")
    village.get_by_text("登记", exact=True).first.click()
    click(village, "link", "登记改造意愿")
    fill(village, WILL, WILL_CHOSEN)
    click(village, "button", "保存")
    attach(village, *PAPERS)
    take(village, "提交意愿")


def put_it_up(desk: Desk, window: Window) -> None:
    """The days of the list are moved, as they are long."""
    town = desk(Role.TOWN_OFFICE)
    find(town, "台账申请")
    take(town, "资格审定", 入户核实日期=DAY)
    begin(town, "改造名单公示", "新建公示", {"标题": "名单公示", "张贴地点": "村务公开栏", "监督电话": "0311-12345678"})
    take(town, "开始公示")
    public = window()
    public.goto(town.get_by_role("link", name="打开公示页").get_attribute("href") or "")
    expect(public.locator("main")).to_contain_text("王**")
    attach(town, "张贴公示照片")
    with acting(System.DEMO):
        Publicity.objects.update(ends_on=TODAY - datetime.timedelta(days=1))
    run_out()
    town.reload()
    take(town, "公示办结")


def plan_it(desk: Desk) -> None:
    """With money, with the company's word, with the district's."""
    power = desk(Role.POWER_COMPANY)
    company = Post.objects.get(role=Role.POWER_COMPANY).organization.name
    town, year = desk(Role.TOWN_OFFICE), str(TODAY.year)
    days = {"计划开工日期": f"{year}-01-01", "计划完工日期": f"{year}-12-31"}
    plan = begin(town, "年度改造计划", "新建计划", {"计划名称": "改造计划", "年度": year, **days})
    click(town, "link", "选农户")
    take_for_all(town, "纳入计划", plan="改造计划")
    begin(town, plan, "加预算", {"每户预算(元)": "6000"}, kind="空气源热风机")
    begin(town, plan, "加资金", {"金额(元)": "6000", "资金文号": "长财〔2026〕5号"}, source="区级资金")
    begin(town, plan, "请企业确认", {"保障户数": "1"}, company=company)
    town.goto(plan)
    take(town, "提请确认")
    find(power, "供能确认", company)
    take(power, "确认保障", 复函文号="冀电函〔2026〕1号")
    town.reload()
    take(town, "报区批准")
    district = desk(Role.DISTRICT_OFFICE)
    find(district, "年度改造计划", "改造计划")
    take(district, "批准计划")


def build_it(desk: Desk, site: Site) -> None:
    """What the contractor writes down and photographs comes from the factory."""
    town = desk(Role.TOWN_OFFICE)
    find(town, "台账申请")
    click(town, "link", "安排施工")
    choose(town, "contractor", site.builder.organization.name)
    click(town, "button", "安排施工")
    contractor = desk(Role.CONTRACTOR)
    find(contractor, "施工记录")
    take(contractor, "开工", 开工日期=(TODAY - datetime.timedelta(days=9)).isoformat())
    site.written_up(Construction.objects.get())
    contractor.reload()
    take(contractor, "完工报验", 完工日期=(TODAY - datetime.timedelta(days=1)).isoformat())
    accept_it(town)
    contractor.reload()
    take(contractor, "登记投用", **{"投运日期": DAY, "试运行时长(小时)": "24", "接受使用培训的人": NAME})


def accept_it(town: Page) -> None:
    find(town, "验收单")
    click(town, "link", "修改")
    signed = {f"{signer}日期": DAY for signer in SIGNERS}
    fill(town, {"查验日期": DAY, **SIGNERS, **signed, "第 1 项得分": "40", "第 2 项得分": "60"}, {})
    click(town, "button", "保存")
    attach(town, "四方签字的验收单")
    take(town, "验收合格", 验收合格日期=DAY)


def report_it(desk: Desk) -> None:
    """Through the month's summary to the district, whose sample is looked into."""
    town, district = desk(Role.TOWN_OFFICE), desk(Role.DISTRICT_OFFICE)
    find(town, "台账申请")
    click(town, "link", "修改")
    fill(town, {"银行账号": "6217000000004749994"}, {"改造批次": "省下达", "发放补贴方式": "一卡通"})
    click(town, "button", "保存")
    take(town, "上报")
    summary = begin(town, "增户月报", "汇总月报", {"月份": f"{TODAY:%Y-%m}"})
    take(town, "确认上报")
    district.goto(summary)
    take(district, "抽取样本")
    find(district, "抽查核实")
    click(district, "link", "登记核实结果")
    fill(district, {"核实日期": DAY}, {"核实方式": "电话", "核实结果": "属实"})
    click(district, "button", "登记核实结果")
    district.goto(summary)
    assert rows_behind(district, "待区初审") == 1
    take_for_all(district, "区级初审")
    district.goto(summary)
    take(district, "核实通过")


def send_it_to_the_city(desk: Desk, colleague: Page) -> None:
    """Its workbook goes, comes back filled in, and is confirmed by a second officer."""
    district = desk(Role.DISTRICT_OFFICE)
    open_menu(district, "市平台报送")
    click(district, "link", "制作报送包")
    fill(district, {"报送期间": "2026年11月", "完整号码的用途": "市平台要求"}, {})
    district.get_by_label("文件中写完整号码").check()
    click(district, "button", "保存")
    package = district.url
    run_jobs()
    district.reload()
    reply = filled_in(district)
    cover = {"name": "封面.pdf", "mimeType": "application/pdf", "buffer": PDF}
    district.set_input_files("#attach-file", cover)  # type: ignore[arg-type]
    click(district, "button", "上传")
    take(district, "提交市平台")
    click(district, "link", "导入市级回执")
    book = {"name": "回执.xlsx", "mimeType": "application/octet-stream", "buffer": reply}
    district.set_input_files("#file", book)  # type: ignore[arg-type]
    click(district, "button", "上传并核对")
    run_jobs()
    district.reload()
    take(district, "提交确认")
    colleague.goto(district.url)
    take(colleague, "确认写入")
    run_jobs()
    district.goto(package)
    assert state_of(district) == "已通过"
    assert rows_behind(district, "已通过") == 1


def filled_in(district: Page) -> bytes:
    """The ledger for the city, as the city sends it back: with its verdict beside each row."""
    with district.expect_download() as waiting:
        district.get_by_role("link", name=re.compile("^市平台确户台账")).click()
    book = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
    sheet = book.worksheets[0]
    width = sheet.max_column
    for row, value in enumerate(["审核结果", *["审核通过"] * (sheet.max_row - 1)], start=1):
        sheet.cell(row, width + 1, value)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def close_the_season(desk: Desk, colleague: Page) -> None:
    district = desk(Role.DISTRICT_OFFICE)
    open_menu(district, "采暖季封账")
    click(district, "link", "提出封账")
    fill(district, {"台账日期": DAY}, {"采暖季": "2025–2026 采暖季"})
    district.locator("main").get_by_role("button", name="提出封账").click()
    with district.expect_navigation():
        district.locator("dialog").get_by_role("button", name="提出封账").click()
    colleague.goto(district.url)
    take(colleague, "确认封账")
    run_jobs()
    colleague.reload()


def test_a_household_goes_from_its_will_to_the_frozen_season(
    desk: Desk, window: Window, site: Site, colleague: Page, tree: Tree
) -> None:
    factories.HeatingSeasonFactory(year=2025)
    HouseholdFactory(village=tree.village, cancelled=True)

    declare_its_will(desk)
    put_it_up(desk, window)
    plan_it(desk)
    build_it(desk, site)
    report_it(desk)
    send_it_to_the_city(desk, colleague)
    assert Application.objects.get().state == Application.State.IN_LEDGER
    close_the_season(desk, colleague)

    assert rows_behind(colleague, "^1$") == 1
    expect(colleague.locator("tbody")).to_contain_text(NAME)
