"""New and edit: sentences beside the fields, masked numbers kept, and two people at one record."""

import re

import pytest

from accounts.audit import System, acting
from accounts.roles import Role
from core.models import StepTaken
from core.views.record_form import RecordForm
from households.models import Application, Household
from households.workflows import AddHousehold
from tests.factories import HouseholdFactory, OrganizationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.sample_pages")]


def filled(household, **changes):
    """The edit form as the browser would send it back, with some fields changed."""
    fields = {
        "name": household.name,
        "id_number": "130199********0016",
        "phone": "138****5678",
        "village": household.village_id,
        "address": household.address,
        "heated_area": household.heated_area,
        "residents": "",
        "version": household.version,
    }
    return {**fields, **changes}


@pytest.fixture
def household(tree):
    return HouseholdFactory(village=tree.village, name="赵建国", id_number="130199195001010016", phone="13812345678")


def test_a_village_files_an_application(client_of, post, tree):
    village = post(Role.VILLAGE)

    answer = client_of(village).post("/sample-applications/new/add/", {"village": tree.village.pk, "name": "赵建国"})

    application = Application.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/sample-applications/{application.pk}/"
    assert application.state == Application.State.DRAFT
    assert StepTaken.objects.get().post == village


def test_villages_and_suppliers_are_spelled_for_who_types_initials(client_of, post, tree):
    OrganizationFactory(gas=True, division=tree.district, name="长安燃气有限公司")

    page = client_of(post(Role.TOWN_OFFICE)).get("/applications/new/add/").content.decode()

    assert 'data-spelled="carqyxgs changanranqiyouxiangongsi"' in page
    assert page.count("data-choose") >= 2


def test_a_missing_answer_is_named_beside_its_field(client_of, post, tree):
    answer = client_of(post(Role.VILLAGE)).post("/sample-applications/new/add/", {"village": tree.village.pk})

    assert "请填写“户主姓名”。" in answer.content.decode()
    assert not Application.objects.exists()


def test_only_villages_of_the_own_area_are_offered(client_of, post, tree):
    page = client_of(post(Role.TOWN_OFFICE)).get("/sample-applications/new/add/").content.decode()

    assert tree.next_village.alias in page
    assert tree.other_village.alias not in page


@pytest.mark.parametrize("asked", ["²", "9" * 40, "-1", "5,6", "garbage"])
def test_what_names_no_record_leads_to_where_one_is_chosen(client_of, post, asked):
    page = client_of(post(Role.TOWN_OFFICE)).get(f"/applications/new/change/?household={asked}")

    assert (page.status_code, bool(page.context["form"].begins_at)) == (200, True)


def test_another_townships_village_is_refused(client_of, post, tree):
    form = {"village": tree.other_village.pk, "name": "赵建国"}

    client_of(post(Role.TOWN_OFFICE)).post("/sample-applications/new/add/", form)

    assert not Application.objects.exists()


def test_a_form_begins_with_what_led_to_it(client_of, post, household):
    address = f"/sample-applications/new/cancel/?household={household.pk}"

    page = client_of(post(Role.VILLAGE)).get(address).content.decode()

    assert str(household) in page


def test_a_form_about_another_townships_household_does_not_name_it(client_of, post, tree):
    stranger = HouseholdFactory(village=tree.other_village, name="钱外镇")
    browser = client_of(post(Role.VILLAGE))

    page = browser.get(f"/sample-applications/new/cancel/?household={stranger.pk}").content.decode()
    browser.post("/sample-applications/new/cancel/", {"household": stranger.pk, "known_on": "2026-11-20"})

    assert "钱外镇" not in page
    assert not Application.objects.exists()


def test_who_files_nothing_gets_a_sentence(client_of, post):
    answer = client_of(post(Role.CITY_OFFICE)).get("/sample-applications/new/add/")

    assert answer.status_code == 403
    assert "您的岗位不能登记这类申请。" in answer.content.decode()


def test_editing_shows_numbers_masked_and_keeps_them(client_of, post, household):
    browser = client_of(post(Role.TOWN_OFFICE))
    before = Household.objects.get(pk=household.pk).id_number.ciphertext

    page = browser.get(f"/samples/{household.pk}/edit/").content.decode()
    browser.post(f"/samples/{household.pk}/edit/", filled(household, address="和平路1号"))

    after = Household.objects.get(pk=household.pk)
    assert "130199195001010016" not in page
    assert "13812345678" not in page
    assert (after.address, after.id_number, after.phone) == ("和平路1号", "130199195001010016", "13812345678")
    assert after.id_number.ciphertext == before


def test_a_form_that_comes_back_with_errors_still_hides_the_number(client_of, post, household):
    form = filled(household, heated_area="很大")

    page = client_of(post(Role.TOWN_OFFICE)).post(f"/samples/{household.pk}/edit/", form).content.decode()

    assert "130199********0016" in page
    assert "130199195001010016" not in page


def test_who_may_not_edit_gets_a_sentence(client_of, post, household):
    answer = client_of(post(Role.VILLAGE)).get(f"/samples/{household.pk}/edit/")

    assert answer.status_code == 403
    assert "您的岗位不能直接修改这条记录。" in answer.content.decode()


def test_what_the_database_refuses_is_a_sentence_too(client_of, post, tree, household):
    other = HouseholdFactory(village=tree.village)
    form = filled(other, id_number="130199195001010016", phone=other.phone)

    page = client_of(post(Role.TOWN_OFFICE)).post(f"/samples/{other.pk}/edit/", form).content.decode()

    assert "台账中已有使用这个身份证号的正常户。" in page


def change_by_another(household, **fields):
    with acting(System.DEMO):
        row = Household.objects.get(pk=household.pk)
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


def test_the_later_of_two_sees_both_versions(client_of, post, household):
    read = filled(household, address="和平路1号")
    change_by_another(household, address="建设路9号")

    answer = client_of(post(Role.TOWN_OFFICE)).post(f"/samples/{household.pk}/edit/", read)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "和平路1号" in page
    assert "建设路9号" in page
    assert Household.objects.get(pk=household.pk).address == "建设路9号"


def test_a_record_that_the_other_moved_out_of_the_area_is_not_there(client_of, post, household, tree, monkeypatch):
    read = filled(household, address="和平路1号")
    is_valid = RecordForm.is_valid

    def meanwhile(form):
        change_by_another(household, village=tree.other_village, town=tree.other_town)
        return is_valid(form)

    monkeypatch.setattr(RecordForm, "is_valid", meanwhile)

    answer = client_of(post(Role.TOWN_OFFICE)).post(f"/samples/{household.pk}/edit/", read)

    assert answer.status_code == 404
    assert "不在您的管辖范围内" in answer.content.decode()


def test_a_masked_number_that_the_other_changed_is_the_others(client_of, post, household):
    read = filled(household, address="和平路1号")
    change_by_another(household, address="建设路9号", phone="13900001111")
    browser = client_of(post(Role.TOWN_OFFICE))

    page = browser.post(f"/samples/{household.pk}/edit/", read).content.decode()
    carried = dict(re.findall(r'name="([\w-]+)" value="([^"]*)"', page))
    browser.post(f"/samples/{household.pk}/edit/", {**carried, "take-address": "mine"})

    after = Household.objects.get(pk=household.pk)
    assert (after.address, after.phone) == ("和平路1号", "13900001111")


def test_what_one_left_alone_stays_as_the_other_made_it(client_of, post, household):
    read = filled(household, address="和平路1号")
    change_by_another(household, residents=5)

    page = client_of(post(Role.TOWN_OFFICE)).post(f"/samples/{household.pk}/edit/", read).content.decode()

    row = page[page.index("常住人口") :]
    assert "checked" in row[: row.index('value="mine"')]


def test_the_later_one_chooses_field_by_field(client_of, post, household):
    read = filled(household, address="和平路1号", residents="3")
    change_by_another(household, address="建设路9号", residents=5)
    fresh = Household.objects.get(pk=household.pk).version
    choice = {"take-address": "theirs", "take-residents": "mine", "version": fresh}

    answer = client_of(post(Role.TOWN_OFFICE)).post(f"/samples/{household.pk}/edit/", {**read, **choice})

    after = Household.objects.get(pk=household.pk)
    assert answer.status_code == 302
    assert (after.address, after.residents) == ("建设路9号", 3)


def test_a_draft_is_edited_and_no_more_once_submitted(client_of, post, tree):
    village = post(Role.VILLAGE)
    application = AddHousehold.file(by=village, village=tree.village, name="赵建国")
    form = {"village": tree.village.pk, "name": "赵建军", "version": application.version}

    client_of(village).post(f"/sample-applications/{application.pk}/edit/", form)

    assert Application.objects.get().name == "赵建军"
