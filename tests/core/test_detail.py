"""A record's page: what is shown, what is hidden, what can be done."""

import pytest

from accounts.audit import AccessLog
from accounts.roles import Role
from households.workflows import AddHousehold
from tests.factories import HouseholdFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.sample_pages")]


def test_a_page_shows_facts_by_section_with_their_labels(client_of, post, tree):
    household = HouseholdFactory(village=tree.village, name="赵建国", address="幸福路8号")

    page = client_of(post(Role.TOWN_OFFICE)).get(f"/samples/{household.pk}/").content.decode()

    assert "赵建国" in page
    assert "地址" in page
    assert "幸福路8号" in page


def test_personal_numbers_are_masked(client_of, post, tree):
    household = HouseholdFactory(village=tree.village, id_number="130199195001010016", phone="13812345678")

    page = client_of(post(Role.TOWN_OFFICE)).get(f"/samples/{household.pk}/").content.decode()

    assert "130199********0016" in page
    assert "138****5678" in page
    assert "130199195001010016" not in page
    assert "13812345678" not in page


def test_another_townships_record_is_not_there(client_of, post, tree):
    household = HouseholdFactory(village=tree.other_village)

    answer = client_of(post(Role.TOWN_OFFICE)).get(f"/samples/{household.pk}/")

    assert answer.status_code == 404
    assert household.name not in answer.content.decode()


def test_opening_is_logged(client_of, post, tree):
    household = HouseholdFactory(village=tree.village)
    officer = post(Role.TOWN_OFFICE)

    client_of(officer).get(f"/samples/{household.pk}/")

    seen = AccessLog.objects.get(act=AccessLog.Act.OPEN)
    assert (seen.user_id, seen.kind, seen.record_id) == (officer.user_id, "households.household", household.pk)


def test_a_number_is_shown_in_full_for_minutes_with_a_reason(client_of, post, tree):
    household = HouseholdFactory(village=tree.village, id_number="130199195001010016")
    browser = client_of(post(Role.TOWN_OFFICE))

    browser.post(f"/samples/{household.pk}/unmask/id_number/", {"reason": "核对补贴"})

    assert "130199195001010016" in browser.get(f"/samples/{household.pk}/").content.decode()
    assert AccessLog.objects.get(act=AccessLog.Act.UNMASK).reason == "核对补贴"


def test_no_number_is_shown_without_a_reason(client_of, post, tree):
    household = HouseholdFactory(village=tree.village, id_number="130199195001010016")
    browser = client_of(post(Role.TOWN_OFFICE))

    answer = browser.post(f"/samples/{household.pk}/unmask/id_number/", {"reason": " "})

    assert "请写明查看完整号码的理由。" in answer.content.decode()
    assert "130199195001010016" not in browser.get(f"/samples/{household.pk}/").content.decode()


def test_a_village_is_not_offered_the_full_number(client_of, post, tree):
    household = HouseholdFactory(village=tree.village)
    browser = client_of(post(Role.VILLAGE))

    assert "unmask" not in browser.get(f"/samples/{household.pk}/").content.decode()
    browser.post(f"/samples/{household.pk}/unmask/id_number/", {"reason": "想看"})
    assert household.id_number not in browser.get(f"/samples/{household.pk}/").content.decode()


def test_a_step_that_cannot_be_taken_says_why(client_of, post, tree):
    village = post(Role.VILLAGE)
    application = AddHousehold.file(by=village, village=tree.village, name="赵建国")

    page = client_of(village).get(f"/sample-applications/{application.pk}/").content.decode()

    assert "请先填写" in page


def test_steps_of_other_roles_are_not_offered(client_of, post, tree):
    village = post(Role.VILLAGE)
    application = AddHousehold.file(by=village, village=tree.village, name="赵建国")

    page = client_of(village).get(f"/sample-applications/{application.pk}/").content.decode()

    assert f"/sample-applications/{application.pk}/steps/submit/" not in page
    assert f"/sample-applications/{application.pk}/steps/withdraw/" in page
    assert f"/sample-applications/{application.pk}/steps/verify/" not in page


def test_what_happened_and_what_lies_ahead_stand_beside_it(client_of, post, tree):
    village = post(Role.VILLAGE)
    application = AddHousehold.file(by=village, village=tree.village, name="赵建国")

    page = client_of(village).get(f"/sample-applications/{application.pk}/").content.decode()

    assert page.index("登记增户") < page.index("街镇核实") < page.index("市级核查")


def test_a_panel_of_the_app_is_shown(client_of, post, tree):
    village = post(Role.VILLAGE)
    application = AddHousehold.file(by=village, village=tree.village, name="赵建国")

    assert "赵建国家的说明" in client_of(village).get(f"/sample-applications/{application.pk}/").content.decode()


def test_actions_of_the_app_are_buttons(client_of, post, tree):
    household = HouseholdFactory(village=tree.village)

    page = client_of(post(Role.VILLAGE)).get(f"/samples/{household.pk}/").content.decode()

    assert f"/sample-applications/new/cancel/?household={household.pk}" in page
