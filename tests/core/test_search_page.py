"""The search over all records: by what was typed, within the post's area, logged."""

import re

import pytest

from accounts.audit import AccessLog
from accounts.roles import Role
from tests.factories import ApplicationFactory, HouseholdFactory

pytestmark = pytest.mark.django_db


def found(browser, text):
    return browser.get("/search/", {"q": text}).content.decode().split("<main")[1]


@pytest.fixture
def household(tree):
    return HouseholdFactory(
        village=tree.village,
        name="赵建国",
        name_pinyin="zhao jian guo",
        name_initials="zjg",
        id_number="130199195001010016",
        phone="13812345678",
        gas_meter_number="QB7654321",
        address="幸福路8号",
    )


@pytest.mark.parametrize("typed", ["建国", "国", "zjg", "130199195001010016", "0016", "5678", "QB7654321", "幸福路"])
def test_a_household_is_found_by_what_the_office_knows_of_it(typed, client_of, post, household):
    assert f"/households/{household.pk}/" in found(client_of(post(Role.TOWN_OFFICE)), typed)


def test_each_sort_of_record_has_its_part(client_of, post, tree, household):
    ApplicationFactory(village=tree.village, name="赵建国")

    page = found(client_of(post(Role.TOWN_OFFICE)), "建国")

    assert "确户台账" in page
    assert "台账申请" in page


def test_another_townships_rows_are_not_found(client_of, post, tree):
    HouseholdFactory(village=tree.other_village, name="钱外镇")

    assert "没有找到。" in found(client_of(post(Role.TOWN_OFFICE)), "钱外")


def test_more_than_the_first_few_are_one_click_away(client_of, post, tree):
    HouseholdFactory.create_batch(9, village=tree.village, name="孙志强")

    page = found(client_of(post(Role.TOWN_OFFICE)), "志强")

    assert page.count("孙志强") == 8
    assert "/households/?q=%E5%BF%97%E5%BC%BA" in page


def test_results_show_no_personal_number(client_of, post, household):
    page = found(client_of(post(Role.TOWN_OFFICE)), "建国")

    assert "13812345678" not in page
    assert "130199195001010016" not in page


def test_a_search_is_logged_without_the_number(client_of, post, household):
    found(client_of(post(Role.TOWN_OFFICE)), "130199195001010016")

    assert AccessLog.objects.get().detail == "**************0016"


ABOUT_HOUSEHOLDS = {
    "拼音首字母", "身份证号", "后四位", "表号", "户号", "地址", "户编号", "受理编号", "设备编码", "证书编号",
}  # fmt: skip
ABOUT_INSPECTIONS = {
    "村名", "企业名称", "合同名称", "评估机构", "问题", "地点", "隐患编号", "通知书编号", "督办编号", "网点名称",
    "主题", "组织单位", "材料名称", "隐患描述", "检查表名称", "检查内容", "项目编码", "排查名称", "文号",
}  # fmt: skip
ABOUT_TIMES = {"时期名称"}
ABOUT_PEOPLE = {"姓名", "登录名", "电话", "单位名称", "统一社会信用代码"}
ABOUT_PLACES = {"区划名称", "通称", "区划代码"}
IN_LOGS = {"对象", "记录编号"}


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.TOWN_OFFICE, ABOUT_HOUSEHOLDS | ABOUT_INSPECTIONS | ABOUT_TIMES | ABOUT_PEOPLE),
        (Role.SYSTEM_ADMIN, ABOUT_PEOPLE | ABOUT_PLACES | ABOUT_TIMES),
        (Role.AUDIT_ADMIN, ABOUT_PEOPLE | ABOUT_PLACES | ABOUT_TIMES | IN_LOGS),
    ],
)
def test_what_can_be_typed_is_said_in_one_sentence_each_thing_once(role, words, client_of, post):
    [sentence] = re.findall("可输入([^<]*)。", client_of(post(role)).get("/search/").content.decode())

    others, last = sentence.split("或")
    said = [*others.split("、"), last]
    assert set(said) == words
    assert len(said) == len(words)


def test_an_empty_search_looks_for_nothing(client_of, post, household):
    page = found(client_of(post(Role.TOWN_OFFICE)), "  ")

    assert "赵建国" not in page
    assert not AccessLog.objects.exists()


def test_who_reads_no_ledger_finds_nothing_of_it(client_of, post, household):
    assert "赵建国" not in found(client_of(post(Role.SYSTEM_ADMIN)), "建国").replace('value="建国"', "")
