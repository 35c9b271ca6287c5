"""What a clerk reads on the way: whom it is about, what is still wanted, why a button is grey, where a name leads."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from accounts.audit import System, acting
from core.models import Attachment, Notice, OpenItem
from households.documents import Document
from households.models import Application, DuplicatePair, Household
from households.workflows import ChangeHousehold
from tests import factories
from tests.conftest import ClientOf
from tests.factories import Tree
from tests.households.conftest import Chain, attach, gas_row

State = Application.State


@pytest.fixture
def household(tree: Tree) -> Household:
    return factories.HouseholdFactory(village=tree.village, name="赵建国", address="和平路7号", phone="13800000001")


def page(client: object, name: str, *args: object, **query: str) -> str:
    response = client.get(reverse(name, args=args), query)  # type: ignore[attr-defined]
    assert response.status_code == 200, response
    return response.content.decode()  # type: ignore[no-any-return]


def test_a_grey_button_says_on_the_page_why(household: Household, chain: Chain, client_of: ClientOf) -> None:
    ChangeHousehold.file(by=chain.village, household=household, phone="13900000009")

    shown = page(client_of(chain.village), "households-detail", household.pk)

    assert "现在不能办理“变更”：这户已有一件同类申请正在办理。" in shown


def test_one_reason_for_several_grey_buttons_is_said_once(tree: Tree, chain: Chain, client_of: ClientOf) -> None:
    gone = factories.HouseholdFactory(village=tree.village, cancelled=True)

    shown = page(client_of(chain.village), "households-detail", gone.pk)

    assert "现在不能办理“变更”“销户”“改造类型变更”" in shown
    assert shown.count("现在不能办理“") == 1


def test_a_will_does_not_list_what_only_the_works_can_tell(tree: Tree, chain: Chain, client_of: ClientOf) -> None:
    will = factories.ApplicationFactory(
        village=tree.village, case=Application.Case.PLAN_ADD, converted_year=None, batch=None, device_brand=""
    )

    shown = page(client_of(chain.village), "applications-detail", will.pk)

    assert "采暖面积" in shown
    assert "改造批次" not in shown
    assert "设备品牌" not in shown


def test_the_inbox_says_whom_it_is_about_and_what_leaves_the_portal_does_not(
    household: Household, chain: Chain, client_of: ClientOf
) -> None:
    application = ChangeHousehold.file(by=chain.village, household=household, phone="13900000009")
    chain.take(application, "submit")
    ChangeHousehold.send_back(application, by=chain.town, reason="请再核实电话")

    shown = page(client_of(chain.village), "inbox")

    assert f"变更申请 {application.number}" in shown
    assert "赵建国" in shown
    assert not OpenItem.objects.filter(title__contains="赵建国").exists()
    assert Notice.objects.get(user=chain.village.user).title == f"变更申请 {application.number}：退回"


def test_search_tells_people_of_one_name_apart(household: Household, chain: Chain, client_of: ClientOf) -> None:
    factories.EquipmentFactory(household=household, device_brand="格力", device_model="RB-80")
    ChangeHousehold.file(by=chain.village, household=household, phone="13900000009")

    shown = page(client_of(chain.town), "search", q="赵建国")

    assert "和平路7号" in shown
    assert re.search(r"赵建国（\d+），.*格力RB-80，", shown)
    assert re.search(r"赵建国，变更申请 SQ\d+，.*，草稿", shown)


def test_an_application_leads_to_its_household(household: Household, chain: Chain, client_of: ClientOf) -> None:
    application = ChangeHousehold.file(by=chain.village, household=household, phone="13900000009")

    shown = page(client_of(chain.town), "applications-detail", application.pk)

    assert f'href="{reverse("households-detail", args=[household.pk])}"' in shown


def test_a_likeness_leads_to_the_other_side_only_who_may_see_it(chain: Chain, tree: Tree, client_of: ClientOf) -> None:
    stranger = factories.HouseholdFactory(village=tree.other_village)
    chain.carry(chain.file_add(id_number=stranger.id_number), State.SUBMITTED)
    pair = DuplicatePair.objects.get()
    link = f'href="{reverse("households-detail", args=[stranger.pk])}"'

    assert link in page(client_of(chain.district), "duplicates-detail", pair.pk)
    assert link not in page(client_of(chain.town), "duplicates-detail", pair.pk)


def test_what_submission_asks_for_is_starred_in_the_form(chain: Chain, client_of: ClientOf) -> None:
    shown = page(client_of(chain.village), "applications-new", "add")

    starred = re.findall(r"<label [^>]*>\s*(\S+)\s*<span class=\"required\"", shown)
    assert {"户主姓名", "身份证号", "地址", "改造类型"} <= set(starred)
    assert not {"电表号", "备注"} & set(starred)


def take_away(application: Application, *papers: str) -> None:
    with acting(System.DEMO):
        Attachment.objects.filter(record_id=application.pk, purpose__in=papers).delete()


def choice(shown: str) -> str:
    return shown.split('id="attach-purpose"')[1].split("</select>")[0]


def offered(shown: str) -> list[str]:
    return re.findall(r'value="(\w+)"', choice(shown))


def likely(shown: str) -> list[str]:
    return re.findall(r'value="(\w+)"\s+selected', choice(shown))


def test_papers_still_wanted_are_named_and_the_first_is_chosen(chain: Chain, tree: Tree, client_of: ClientOf) -> None:
    supplier = factories.OrganizationFactory(gas=True, division=tree.district)
    application = chain.file_add(**gas_row(supplier))
    take_away(application, Document.SUPPLIER_LETTER, Document.SITE_PHOTO)

    shown = page(client_of(chain.village), "applications-detail", application.pk)

    assert "还缺：供气企业确认函</span>" in shown
    assert likely(shown) == [Document.SUPPLIER_LETTER]


def test_only_papers_that_the_case_asks_for_are_offered_and_other_ones(chain: Chain, client_of: ClientOf) -> None:
    shown = page(client_of(chain.village), "applications-detail", chain.file_add().pk)

    asked = [Document.ID_CARD, Document.HOUSE_PROOF, Document.WILLINGNESS, Document.SITE_PHOTO]
    assert offered(shown) == [*asked, Document.OTHER]


def test_where_nothing_is_wanted_another_paper_is_the_choice(chain: Chain, client_of: ClientOf) -> None:
    shown = page(client_of(chain.village), "applications-detail", chain.file_add().pk)

    assert likely(shown) == [Document.OTHER]


def test_the_township_is_asked_for_the_photos_on_site(chain: Chain, client_of: ClientOf) -> None:
    application = chain.file_add()
    take_away(application, Document.SITE_PHOTO)
    chain.take(application, "submit")

    assert "还缺：现场照片</span>" in page(client_of(chain.town), "applications-detail", application.pk)


def test_the_history_names_the_application_its_reason_and_the_household_before_its_device(
    household: Household, chain: Chain, client_of: ClientOf
) -> None:
    application = chain.carry(chain.file_add(reason="新接入村网"), State.IN_LEDGER)
    other = ChangeHousehold.file(by=chain.village, household=household, phone="13900000009", reason="换了电话")
    attach(other, *Document)

    shown = page(client_of(chain.town), "households-history", application.household_id)

    assert f"增户申请 {application.number}：市级核查" in shown
    assert "原因：新接入村网" in shown
    labels = re.findall(r'data-label="栏目">([^<]+)<', shown)
    assert labels[:2] == ["户主姓名", "身份证号"]
    assert labels.index("户编号") < labels.index("取暖设备：设备品牌")
    assert not {"取暖设备：村（社区）", "取暖设备：住户", "市"} & set(labels)
    assert "（号码已登记，不留原文）" in shown


def test_steps_that_changed_nothing_of_the_household_are_not_in_its_history(
    household: Household, chain: Chain, client_of: ClientOf
) -> None:
    application = ChangeHousehold.file(by=chain.village, household=household, phone="13900000009")

    assert application.number not in page(client_of(chain.town), "households-history", household.pk)


def test_the_page_of_a_cancelled_household_says_so_beside_its_name(
    tree: Tree, chain: Chain, client_of: ClientOf
) -> None:
    gone = factories.HouseholdFactory(village=tree.village, cancelled=True)

    heading = page(client_of(chain.village), "households-detail", gone.pk).split("<h1>")[1].split("</h1>")[0]

    assert "销户" in heading


def test_of_a_household_in_use_no_cancellation_is_asked(
    household: Household, chain: Chain, client_of: ClientOf
) -> None:
    assert "销户日期" not in page(client_of(chain.town), "households-detail", household.pk)


@pytest.mark.parametrize(
    ("slug", "role", "words"),
    [
        ("applications", "village", "登记销户"),
        ("first-filling", "district", "宣布首次建账结束"),
        ("imports", "district", "导入表格"),
    ],
)
def test_a_button_says_what_it_begins(slug: str, role: str, words: str, chain: Chain, client_of: ClientOf) -> None:
    shown = page(client_of(getattr(chain, role)), f"{slug}-list")

    assert words in re.findall(r">\s*([^<>]+?)\s*</a>", shown.split('class="page-actions"')[1])


def test_the_inbox_does_not_decide_a_likeness_beforehand(household: Household, chain: Chain) -> None:
    chain.carry(chain.file_add(name=household.name, phone=household.phone), State.SUBMITTED)

    titles = OpenItem.objects.filter(kind="households.duplicatepair").values_list("title", flat=True)

    assert set(titles) == {"裁定：疑似重复（同村、同名、同电话）"}


def test_what_leads_aside_and_is_shut_waits_in_a_menu_with_its_reason(chain: Chain, client_of: ClientOf) -> None:
    application = chain.carry(chain.file_add(), State.SUBMITTED)

    shown = page(client_of(chain.town), "applications-detail", application.pk)

    menu = shown.split('class="menu-panel"')[-1].split("</details>")[0]
    assert "现在不能“撤回”：这件申请由" in menu
    assert shown.count("现在不能“撤回”") == 1
    assert "街镇核实" in re.findall(r">\s*([^<>]+?)\s*</a>", shown.split('class="step-row"')[1])
