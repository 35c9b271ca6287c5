"""The pages of the ledger open for those who work with it, and show what they should."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.roles import LEDGER_CLERKS, LEDGER_READERS, Role
from core.workflow import Workflow
from households.documents import Document
from households.models import Application, DuplicatePair, Equipment, Household
from households.models.choices import Kind
from households.views import ApplicationPages, DuplicatePages
from households.workflows import ChangeHousehold, UpgradeEquipment
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree
from tests.households.conftest import TODAY, Chain, attach, gas_row

State = Application.State


@pytest.fixture
def household(tree: Tree) -> Household:
    return factories.HouseholdFactory(village=tree.village, name="赵建国", phone="13800000001")


def body(response: object) -> str:
    assert response.status_code == 200, response  # type: ignore[attr-defined]
    return response.content.decode()  # type: ignore[attr-defined]


READERS = {
    "households-list": LEDGER_READERS | {Role.SAFETY_OFFICER},
    "applications-list": ApplicationPages.readers,
    "equipment-list": LEDGER_READERS | {Role.SAFETY_OFFICER},
    "dashboard": LEDGER_READERS,
}


@pytest.mark.parametrize(("page", "role"), [(page, role) for page, roles in READERS.items() for role in sorted(roles)])
def test_readers_open_the_lists(role: Role, page: str, post: MakePost, client_of: ClientOf) -> None:
    assert client_of(post(role)).get(reverse(page)).status_code == 200


@pytest.mark.parametrize("role", sorted(LEDGER_CLERKS))
def test_clerks_open_the_duplicates(role: Role, post: MakePost, client_of: ClientOf) -> None:
    assert client_of(post(role)).get(reverse("duplicates-list")).status_code == 200


def test_a_list_of_one_state_offers_what_leads_on_from_it(chain: Chain, client_of: ClientOf) -> None:
    factories.ApplicationFactory(village=chain.place, submitted=True)
    client = client_of(chain.town)

    shown = client.get(reverse("applications-list"), {"state": "submitted"}).context["bulk_steps"]
    of_all = client.get(reverse("applications-list")).context["bulk_steps"]

    assert [step["label"] for step in shown] == ["街镇核实", "退回", "不予通过", "撤回"]
    assert {"资格审定", "上报"} <= {step["label"] for step in of_all}


def test_the_list_masks_numbers(household: Household, chain: Chain, client_of: ClientOf) -> None:
    shown = body(client_of(chain.town).get(reverse("households-list")))

    assert "赵建国" in shown
    assert "138****0001" in shown
    assert household.id_number not in shown
    assert household.phone not in shown


def test_a_households_page_shows_its_devices_the_replaced_ones_too(
    household: Household, chain: Chain, client_of: ClientOf
) -> None:
    old = factories.EquipmentFactory(household=household, device_brand="老牌")
    application = UpgradeEquipment.file(
        by=chain.village,
        household=household,
        device_brand="格力",
        device_model="RB-80",
        device_installed_on=TODAY,
        reason="到期",
    )
    attach(application, *Document)
    chain.carry(application, State.IN_LEDGER)

    shown = body(client_of(chain.town).get(reverse("households-detail", args=[household.pk])))

    assert str(old) in shown
    assert "已更换" in shown
    assert "格力" in shown
    assert application.number in shown


@pytest.mark.parametrize("case", ["change", "cancel", "convert", "upgrade"])
def test_an_application_is_begun_on_the_households_page(
    case: str, household: Household, chain: Chain, client_of: ClientOf
) -> None:
    client = client_of(chain.village)
    link = f"{reverse('applications-new', args=[case])}?household={household.pk}"

    assert link in body(client.get(reverse("households-detail", args=[household.pk])))
    assert household.number in body(client.get(link))


def test_a_change_is_filed_by_its_form(household: Household, chain: Chain, client_of: ClientOf) -> None:
    client = client_of(chain.village)
    url = reverse("applications-new", args=["change"])
    assert "台账现值：138****0001" in body(client.get(f"{url}?household={household.pk}"))

    response = client.post(url, {"household": household.pk, "phone": " 139 0000 0009", "cleared": ["remark"]})

    application = Application.objects.get()
    assert response.status_code == 302
    assert (application.household, application.phone, application.cleared) == (household, "13900000009", ["remark"])
    assert application.id_number is None


def test_an_addition_is_filed_by_its_form(chain: Chain, tree: Tree, client_of: ClientOf) -> None:
    client = client_of(chain.village)
    url = reverse("applications-new", args=["add"])
    number = factories.id_number(5)

    client.post(
        url,
        {
            "village": tree.village.pk,
            "name": "钱秀英",
            "id_number": number,
            "kind": Kind.AIR_PUMP,
            "heated_area": "96.5",
        },
    )

    application = Application.objects.get()
    assert (application.name, application.id_number, application.kind) == ("钱秀英", number, Kind.AIR_PUMP)
    assert application.state == State.DRAFT


def test_a_wrong_number_is_said_beside_its_field(chain: Chain, tree: Tree, client_of: ClientOf) -> None:
    url = reverse("applications-new", args=["add"])
    number = factories.id_number(5)
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")

    shown = body(client_of(chain.village).post(url, {"village": tree.village.pk, "name": "钱秀英", "id_number": wrong}))

    assert "校验码不对" in shown
    assert not Application.objects.exists()


def test_a_draft_is_mended_by_its_form_and_a_submitted_one_is_not(chain: Chain, client_of: ClientOf) -> None:
    application = chain.file_add()
    client = client_of(chain.village)
    url = reverse("applications-edit", args=[application.pk])
    assert client.get(url).status_code == 200

    chain.carry(application, State.SUBMITTED)

    assert client.get(url).status_code == 403


def test_a_changes_page_sets_new_beside_old(household: Household, chain: Chain, client_of: ClientOf) -> None:
    application = ChangeHousehold.file(by=chain.village, household=household, phone="13900000009", remark="搬到后院")

    shown = body(client_of(chain.town).get(reverse("applications-detail", args=[application.pk])))

    assert "138****0001" in shown
    assert "139****0009" in shown
    assert "搬到后院" in shown
    assert "银行账号" not in shown


def test_an_additions_page_shows_what_was_left_blank_but_not_gas_without_gas(
    chain: Chain, tree: Tree, client_of: ClientOf
) -> None:
    client = client_of(chain.town)
    electric = chain.file_add(power_account="")
    supplier = factories.OrganizationFactory(gas=True, division=tree.district)
    gas = chain.file_add(**gas_row(supplier))

    shown = body(client.get(reverse("applications-detail", args=[electric.pk])))

    assert "电力户号" in shown
    assert "燃气表号" not in shown
    assert "销户原因" not in shown
    assert "安全装置配备" in body(client.get(reverse("applications-detail", args=[gas.pk])))


def test_a_page_says_that_the_ledger_moved_on(household: Household, chain: Chain, client_of: ClientOf) -> None:
    application = ChangeHousehold.file(by=chain.village, household=household, phone="13900000009")
    other = UpgradeEquipment.file(
        by=chain.village,
        household=household,
        device_brand="格力",
        device_model="R",
        device_installed_on=TODAY,
        reason="到期",
    )
    attach(other, *Document)
    chain.carry(other, State.IN_LEDGER)

    shown = body(client_of(chain.town).get(reverse("applications-detail", args=[application.pk])))

    assert "登记之后台账又有变动" in shown


def test_a_duplicate_is_compared_side_by_side(household: Household, chain: Chain, client_of: ClientOf) -> None:
    application = chain.carry(chain.file_add(name=household.name, phone=household.phone), State.SUBMITTED)
    pair = DuplicatePair.objects.get()

    shown = body(client_of(chain.town).get(reverse("duplicates-detail", args=[pair.pk])))

    assert household.number in shown
    assert application.number in shown
    assert shown.count("138****0001") >= 2


def test_the_other_side_in_another_township_stays_closed(chain: Chain, tree: Tree, client_of: ClientOf) -> None:
    stranger = factories.HouseholdFactory(village=tree.other_village, name="孙桂兰", address="南街8号")
    chain.carry(chain.file_add(id_number=stranger.id_number), State.SUBMITTED)
    url = reverse("duplicates-detail", args=[DuplicatePair.objects.get().pk])

    of_town = body(client_of(chain.town).get(url))
    assert "孙桂兰" not in of_town
    assert stranger.number not in of_town
    assert "南街8号" not in of_town
    assert "孙桂兰" in body(client_of(chain.district).get(url))


@pytest.mark.parametrize(
    "address", ["/duplicates/", "/duplicates/{pk}/history/", "/api/duplicates/", "/api/duplicates/{pk}/history/"]
)
def test_no_list_history_or_answer_names_the_other_side_in_another_township(
    address: str, chain: Chain, tree: Tree, client_of: ClientOf
) -> None:
    stranger = factories.HouseholdFactory(village=tree.other_village, name="孙桂兰")
    chain.carry(chain.file_add(id_number=stranger.id_number), State.SUBMITTED)
    client = client_of(chain.town)
    every = [*DuplicatePages.columns, "household", "other"]
    client.post(reverse("duplicates-columns"), {"column": every, **{f"place-{name}": "1" for name in every}})

    shown = body(client.get(address.format(pk=DuplicatePair.objects.get().pk)))

    assert "孙桂兰" not in shown
    assert stranger.number not in shown


def test_a_townships_batch_is_approved_on_the_list(chain: Chain, client_of: ClientOf) -> None:
    ready = [chain.carry(chain.file_add(), State.VERIFIED) for _ in range(2)]
    early = chain.carry(chain.file_add(), State.SUBMITTED)
    client = client_of(chain.district)
    url = reverse("applications-bulk", args=["review"])

    response = client.post(url, {"pk": [one.pk for one in [*ready, early]], "confirmed": "1"})

    assert response.status_code in {200, 302}
    states = {one.pk: one.state for one in Application.objects.all()}
    assert [states[one.pk] for one in ready] == [State.REVIEWED] * 2
    assert states[early.pk] == State.SUBMITTED


def test_another_payee_than_the_householder_is_pointed_out(
    household: Household, chain: Chain, client_of: ClientOf
) -> None:
    """The house changes hands, and the account is still the old owner's."""
    application = ChangeHousehold.file(by=chain.village, household=household, name="冯玉兰")
    url = reverse("applications-detail", args=[application.pk])

    shown = body(client_of(chain.town).get(url))

    assert "开户人不是户主" in shown
    assert f"户主是冯玉兰，补贴账户的开户人是{household.account_name}" in shown


def test_columns_are_named_in_words(household: Household, chain: Chain, client_of: ClientOf) -> None:
    application = ChangeHousehold.file(by=chain.village, household=household, cleared=["remark"])
    pages = [reverse(f"applications-{name}", args=[application.pk]) for name in ("detail", "print", "history")]

    for page in [body(client_of(chain.town).get(url)) for url in pages]:
        assert "remark" not in page
        assert "household version" not in page
        assert "清空的栏" in page


def test_a_batch_is_sent_back_for_one_reason(
    tree: Tree, household: Household, chain: Chain, client_of: ClientOf
) -> None:
    addition = chain.carry(chain.file_add(), State.SUBMITTED)
    change = chain.carry(
        ChangeHousehold.file(by=chain.village, household=household, phone="13900000009"), State.SUBMITTED
    )
    url = reverse("applications-bulk", args=["send_back"])
    assert url in body(client_of(chain.town).get(reverse("applications-list")))

    client_of(chain.town).post(url, {"pk": [addition.pk, change.pk], "confirmed": "1", "reason": "汇总表未盖章"})

    for application in Application.objects.all():
        assert (application.state, application.sent_back_reason) == (State.DRAFT, "汇总表未盖章")


def test_a_cancelled_household_offers_nothing(tree: Tree, chain: Chain, client_of: ClientOf) -> None:
    gone = factories.HouseholdFactory(village=tree.village, cancelled=True)

    shown = body(client_of(chain.village).get(reverse("households-detail", args=[gone.pk])))

    assert "这户已经销户" in shown


def test_void_devices_are_not_listed(household: Household, chain: Chain, client_of: ClientOf) -> None:
    factories.EquipmentFactory(household=household, state=Equipment.State.VOID, stopped_on=TODAY, device_brand="作废牌")

    assert "作废牌" not in body(client_of(chain.town).get(reverse("equipment-list")))


def test_every_workflow_has_its_form() -> None:
    assert set(ApplicationPages.forms) == set(ApplicationPages.workflows)
    assert all(issubclass(one, Workflow) for one in ApplicationPages.workflows)


@pytest.mark.parametrize("chosen", ["", "?household=999999"])
@pytest.mark.parametrize("case", ["change", "cancel", "convert", "upgrade"])
def test_what_is_about_a_household_begins_in_the_ledger(
    case: str, chosen: str, chain: Chain, client_of: ClientOf
) -> None:
    page = client_of(chain.village).get(reverse("applications-new", args=[case]) + chosen).content.decode()

    assert "请先在确户台账里打开要办理的那一户" in page
    assert "data-entry" not in page


def test_a_duplicate_is_found_and_not_filed(chain: Chain, client_of: ClientOf) -> None:
    client = client_of(chain.town)

    assert "发现疑似重复" not in client.get(reverse("duplicates-list")).content.decode()
    assert client.post(reverse("duplicates-new", args=["settleduplicate"])).status_code == 403
