"""The history: steps and changes of a record on one page, in words."""

import pytest

from accounts.audit import AccessLog, acting
from accounts.roles import Role
from households.models import Application, Household
from households.workflows import AddHousehold
from tests.factories import ApplicationFactory, EquipmentFactory, HouseholdFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def household(tree):
    return HouseholdFactory(village=tree.village, name="赵建国", id_number="130199195001010016", phone="13812345678")


def changed(household, by, why="", **fields):
    with acting(by, why=why):
        row = Household.objects.get(pk=household.pk)
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


def page_of(browser, record, slug="households"):
    return browser.get(f"/{slug}/{record.pk}/history/").content.decode()


def test_a_change_says_who_what_from_to_and_why(client_of, post, household):
    officer = post(Role.TOWN_OFFICE)
    changed(household, officer, why="农户来电更正", address="和平路1号")

    page = page_of(client_of(officer), household)

    for words in (officer.user.name, "街镇双代主管部门", "地址", household.address, "和平路1号", "农户来电更正"):
        assert words in page


def test_choices_and_places_are_shown_by_their_names(client_of, post, tree, household):
    changed(household, post(Role.TOWN_OFFICE), house_use=2, village=tree.next_village)

    page = page_of(client_of(post(Role.TOWN_OFFICE)), household)

    assert "经营" in page
    assert "西庄村" in page


def test_phones_are_masked_and_id_numbers_left_out(client_of, post, household):
    changed(household, post(Role.TOWN_OFFICE), phone="13900001111", id_number="130199195001010024")

    page = page_of(client_of(post(Role.TOWN_OFFICE)), household)

    assert "139****1111" in page
    assert "身份证号" in page
    for number in ("13900001111", "13812345678", "130199195001010024", "130199195001010016"):
        assert number not in page


def test_what_only_the_system_keeps_is_left_out(client_of, post, household):
    changed(household, post(Role.TOWN_OFFICE), name="赵建军", name_pinyin="zhao jian jun")

    page = page_of(client_of(post(Role.TOWN_OFFICE)), household)

    assert "zhao jian jun" not in page
    assert "name_pinyin" not in page
    assert "版本" not in page


def test_the_newest_stands_first(client_of, post, household):
    changed(household, post(Role.TOWN_OFFICE), address="先改的路")
    changed(household, post(Role.TOWN_OFFICE), address="后改的路")

    acts = client_of(post(Role.TOWN_OFFICE)).get(f"/households/{household.pk}/history/").context["acts"]

    assert [act.changes[0]["after"] for act in acts[:2]] == ["后改的路", "先改的路"]


def test_steps_and_the_changes_that_they_made_are_one_act(client_of, post, tree):
    application = ApplicationFactory(submitted=True, village=tree.village)
    AddHousehold.send_back(application, by=post(Role.TOWN_OFFICE), reason="证号不清", flagged=["id_number"])

    page = page_of(client_of(post(Role.TOWN_OFFICE)), application, "applications")

    act = page[page.index("退回") : page.index("退回") + 3000]
    assert "待街镇核实 → 草稿" in act
    assert "证号不清" in act


def test_changes_of_what_belongs_to_the_record_are_told_with_it(client_of, post, household):
    device = EquipmentFactory(household=household)
    with acting(post(Role.TOWN_OFFICE)):
        device.device_brand = "新牌子"
        device.save()

    page = page_of(client_of(post(Role.TOWN_OFFICE)), household)

    assert "取暖设备：设备品牌" in page
    assert "新牌子" in page


def test_another_townships_history_is_not_there(client_of, post, tree):
    stranger = HouseholdFactory(village=tree.other_village)

    assert client_of(post(Role.TOWN_OFFICE)).get(f"/households/{stranger.pk}/history/").status_code == 404


def test_reading_it_is_logged(client_of, post, household):
    client_of(post(Role.TOWN_OFFICE)).get(f"/households/{household.pk}/history/")

    assert AccessLog.objects.get().detail == "办理与变更记录"


def test_an_application_without_steps_yet_says_so(client_of, post, tree):
    application = ApplicationFactory(village=tree.village)
    assert Application.objects.count() == 1

    assert "建立" in page_of(client_of(post(Role.TOWN_OFFICE)), application, "applications")


@pytest.mark.django_db(transaction=True)  # each change at its own moment
def test_older_acts_stand_on_the_next_page(client_of, post, household, monkeypatch):
    monkeypatch.setattr("core.views.history.ACTS_A_PAGE", 2)
    for number in range(4):
        changed(household, post(Role.TOWN_OFFICE), address=f"第{number}条路")
    browser = client_of(post(Role.TOWN_OFFICE))

    first = browser.get(f"/households/{household.pk}/history/")
    second = browser.get(f"/households/{household.pk}/history/{first.context['older_url']}")

    assert [act.changes[0]["after"] for act in first.context["acts"]] == ["第3条路", "第2条路"]
    assert [act.changes[0]["after"] for act in second.context["acts"]] == ["第1条路", "第0条路"]
