"""台账质量: each rule is told by PostgreSQL, counted by place, opened by its figure, named on the household's page."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db.models import F
from django.urls import reverse

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.background import jobs
from core.figures.areas import Area
from core.models import Job
from households.models import Household, Tally
from households.models.choices import Category, MeterType, SafetyDevice, Status, SubsidyMethod
from households.models.quality import RULES, Group, broken_by
from households.quality.counting import faults_of, places_of, whole_of
from tests.conftest import ClientOf, MakePost
from tests.factories import HouseholdFactory, Tree

# What breaks a rule, and no other.
BREAKS: dict[str, dict[str, Any]] = {
    "出生年份不可信": {"converted_year": 2010, "id_number": "11010120150307013X"},
    "采暖面积异常": {"heated_area": 9},
    "不是气代煤却有燃气资料": {"gas_account": "310001"},
    "气代煤户没有燃气表号": {"gas": True, "gas_meter_number": ""},
    "补贴方式与改造类别不符": {"subsidy_method": SubsidyMethod.GAS_METER},
    "户号与表号相同": {"power_account": "0700000001", "power_meter_number": "0700000001"},
    "销户早于改造": {"status": Status.CANCELLED, "cancelled_on": datetime.date(2020, 1, 1)},
    "常住人口异常": {"residents": 21},
    "有账号没有开户人": {"account_name": ""},
    "经纬度只有一个": {"longitude": 114.5},
    "地址重复写了上级地名": {"address": "长安区西兆通镇店上村幸福路3号"},
    "地址里有空格": {"address": "幸福路 3号"},
    "户主姓名里有数字或符号": {"name": "赵建国(父)"},
    "联系方式不合格式": {"phone": "12345"},
    "备注里写了个人号码": {"remark": "身份证110101199003070134"},
}


@pytest.fixture
def officer(post: MakePost) -> Post:
    return post(Role.DISTRICT_OFFICE)


def whole(tree: Tree, **facts: Any) -> Household:
    made: Household = HouseholdFactory(village=tree.village, gas=True, safety_device=SafetyDevice.BOTH, **facts)
    return made


def test_every_rule_has_a_bit_of_its_own_within_its_group() -> None:
    assert {rule.says for rule in RULES} == set(BREAKS)
    assert len({rule.bit for rule in RULES}) == len(RULES)
    assert all((rule.bit < 16) == (rule.group == Group.ACCURACY) for rule in RULES), "as the tallies' trigger has it"


@pytest.mark.parametrize("says", BREAKS)
def test_a_rule_is_broken_alone(tree: Tree, says: str) -> None:
    made = HouseholdFactory(village=tree.village, **BREAKS[says])

    assert [rule.says for rule in broken_by(Household.objects.get(pk=made.pk).faults)] == [says]


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"gas": True, "meter_type": MeterType.IOT},
        {"phone": "0311-85012345"},
        {"phone": ""},
        {"address": "镇前街12号"},
        {"category": None, "kind": None, "gas_account": "310001"},
        {"name": "阿卜杜拉·买买提"},
    ],
)
def test_an_ordinary_row_breaks_none(tree: Tree, facts: dict[str, Any]) -> None:
    facts.pop("meter_type", None)
    made = HouseholdFactory(village=tree.village, **facts)

    assert Household.objects.get(pk=made.pk).faults == 0


def figures(area: Area) -> dict[str, list[tuple[str, str]]]:
    return {place.label: [(rate.text, rate.said) for rate in place.rates] for place in places_of(area)}


def of_each(tree: Tree) -> None:
    """In the first village one whole, one inaccurate, one irregular, one cancelled; in another township one."""
    whole(tree)
    HouseholdFactory(village=tree.village, heated_area=9, batch=None)
    HouseholdFactory(village=tree.village, phone="12345", batch=None)
    HouseholdFactory(village=tree.village, cancelled=True, phone="12345")
    HouseholdFactory(village=tree.other_village)


def test_rates_are_of_the_households_in_use_place_by_place(tree: Tree, officer: Post, post: MakePost) -> None:
    of_each(tree)

    assert figures(Area(officer)) == {
        "西兆通镇": [("33.3%", "1 ÷ 3"), ("66.6%", "2 ÷ 3"), ("66.6%", "2 ÷ 3")],
        "南村镇": [("100.0%", "1 ÷ 1")] * 3,
    }
    in_town = figures(Area(post(Role.TOWN_OFFICE)))
    in_village = figures(Area(post(Role.VILLAGE)))
    assert in_town == in_village == {"店上村": [("33.3%", "1 ÷ 3"), ("66.6%", "2 ÷ 3"), ("66.6%", "2 ÷ 3")]}


def test_where_there_is_nothing_there_is_no_rate(officer: Post) -> None:
    assert [rate.text for rate in whole_of(Area(officer)).rates] == ["—"] * 3


def test_tallies_say_what_the_rows_say_after_every_change(tree: Tree, officer: Post) -> None:
    of_each(tree)
    with acting(System.DEMO):
        Household.objects.filter(phone="12345").update(phone="13800000001")
        Household.objects.filter(heated_area=9).update(village=tree.other_village, town=tree.other_town)
        Household.objects.update(residents=F("converted_year"))
    Tally.objects.merge()

    counted = {fault.rule.says: fault.households for fault in faults_of(Area(officer)) if fault.households}

    assert counted == {"采暖面积异常": 1, "常住人口异常": 4}
    assert [rate.good for rate in whole_of(Area(officer)).rates] == [2, 0, 4]


def test_each_figure_opens_the_rows_that_it_counts(tree: Tree, officer: Post, client_of: ClientOf) -> None:
    of_each(tree)
    browser, area = client_of(officer), Area(officer)
    shown = [(rate.url, rate.good) for place in (whole_of(area), *places_of(area)) for rate in place.rates]
    shown += [(place.rows_url, place.in_use) for place in places_of(area)]
    shown += [(fault.url, fault.households) for fault in faults_of(area)]

    for url, households in shown:
        assert browser.get(url).context["query"].count == households, url


def test_the_dashboards_figures_open_their_rows(tree: Tree, officer: Post, client_of: ClientOf) -> None:
    of_each(tree)
    browser = client_of(officer)

    figures = {one.label: one for one in browser.get(reverse("dashboard")).context["figures"]}

    for label in ("信息存疑", "填写不规范"):
        assert figures[label].value == "1"
        assert browser.get(figures[label].url).context["query"].count == 1


def test_the_households_page_says_what_is_wrong_and_what_to_do(tree: Tree, officer: Post, client_of: ClientOf) -> None:
    bad = HouseholdFactory(village=tree.village, category=Category.ELECTRIC, heated_area=9, batch=None)
    browser = client_of(officer)

    page = browser.get(reverse("households-detail", args=[bad.pk])).content.decode()

    assert "采暖面积异常" in page
    assert "小于 10 或大于 500 平方米" in page
    assert "未填：改造批次" in page
    good = browser.get(reverse("households-detail", args=[whole(tree).pk])).content.decode()
    assert "怎么办" not in good


def test_every_village_leaves_in_a_workbook(tree: Tree, officer: Post, client_of: ClientOf) -> None:
    of_each(tree)

    client_of(officer).post(reverse("quality-export"))

    assert jobs.run_now(Job.objects.get(kind="ledger_quality")).sentence == "已导出 2 个村。"


def test_the_api_gives_places_and_rules(tree: Tree, officer: Post, client_of: ClientOf) -> None:
    of_each(tree)

    found = client_of(officer).get("/api/quality/").json()

    assert found["whole"]["in_use"] == 4
    assert [one["rate"] for one in found["places"][0]["rates"]] == ["33.3%", "66.6%", "66.6%"]
    assert len(found["faults"]) == len(RULES)
