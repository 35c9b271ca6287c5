"""The ledger as of any past day, and who changed what."""

from __future__ import annotations

import datetime
import io
import re

import openpyxl
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Change
from core.ledgers.export import Order, export
from households.documents import Document
from households.ledgers import HouseholdLedger
from households.models import Application, Equipment, Household
from households.workflows import ChangeHousehold, UpgradeEquipment
from tests import factories
from tests.accounts.test_audit_as_of import happened_on
from tests.conftest import ClientOf
from tests.factories import Tree
from tests.households.conftest import TODAY, Chain, attach

State = Application.State


@pytest.fixture
def household(tree: Tree) -> Household:
    return factories.HouseholdFactory(village=tree.village, name="赵建国", phone="13800000001")


def rename(chain: Chain, household: Household, name: str) -> None:
    application = ChangeHousehold.file(by=chain.village, household=household, name=name, householder_reason="inherited")
    attach(application, *Document)
    chain.carry(application, State.IN_LEDGER)


def test_every_changed_column_is_logged_with_who_and_when(chain: Chain, household: Household) -> None:
    rename(chain, household, "冯玉兰")

    change = Change.objects.filter(table="households_household", row_id=household.pk, operation="U").get()
    assert (change.before["name"], change.after["name"]) == ("赵建国", "冯玉兰")
    assert change.post_id == chain.city.pk


def test_personal_numbers_are_not_in_the_log(chain: Chain, household: Household) -> None:
    application = ChangeHousehold.file(
        by=chain.village,
        household=household,
        id_number=factories.id_number(900),
        householder_reason="corrected",
    )
    attach(application, *Document)
    chain.carry(application, State.IN_LEDGER)

    for change in Change.objects.filter(table__startswith="households_"):
        logged = str(change.before) + str(change.after)
        assert factories.id_number(900) not in logged
        assert household.id_number not in logged


def test_the_ledger_is_seen_as_it_stood(chain: Chain, household: Household) -> None:
    before = timezone.now()

    rename(chain, household, "冯玉兰")

    assert Household.objects.as_of(before).get(pk=household.pk).name == "赵建国"
    assert Household.objects.get(pk=household.pk).name == "冯玉兰"


def test_its_list_and_page_are_seen_as_of_a_past_day(chain: Chain, household: Household, client_of: ClientOf) -> None:
    client = client_of(chain.town)
    rename(chain, household, "冯玉兰")
    yesterday = timezone.localdate() - datetime.timedelta(days=1)

    assert "冯玉兰" not in client.get(reverse("households-list"), {"day": yesterday}).content.decode()
    assert "冯玉兰" in client.get(reverse("households-list")).content.decode()


def test_a_row_of_a_past_day_opens_the_record_of_that_day(
    chain: Chain, household: Household, client_of: ClientOf
) -> None:
    happened_on(household, datetime.date(2021, 3, 1))
    rename(chain, household, "冯玉兰")
    factories.EquipmentFactory(household=household, device_brand="新牌")
    client = client_of(chain.town)

    listed = client.get(reverse("households-list"), {"day": "2021-03-02"}).content.decode()
    address = re.findall(r'data-href="([^"]+)"', listed)
    shown = client.get(address[0]).content.decode()

    assert len(address) == 1
    assert "2021-03-02 当天的内容" in shown
    assert "赵建国" in shown
    assert "冯玉兰" not in shown
    assert "新牌" not in shown


def test_the_history_page_tells_of_household_and_devices(
    chain: Chain, household: Household, client_of: ClientOf
) -> None:
    factories.EquipmentFactory(household=household, device_brand="老牌")
    rename(chain, household, "冯玉兰")

    shown = client_of(chain.town).get(reverse("households-history", args=[household.pk])).content.decode()

    assert "赵建国" in shown
    assert "冯玉兰" in shown
    assert "老牌" in shown
    assert chain.city.user.name in shown


YESTERDAY = timezone.localdate() - datetime.timedelta(days=1)


def stands_since_long_ago(record: Household | Equipment) -> None:
    moment = timezone.now() - datetime.timedelta(days=30)
    with acting(System.SEALS), connection.cursor() as cursor:  # the one actor whose writes leave no version
        cursor.execute(
            f"UPDATE {record._meta.db_table} SET created_at = %s, updated_at = %s WHERE id = %s",
            [moment, moment, record.pk],
        )
    record.refresh_from_db()


@pytest.fixture
def upgraded(chain: Chain, household: Household) -> Household:
    """Today with 格力; until today with 老牌."""
    stands_since_long_ago(household)
    stands_since_long_ago(factories.EquipmentFactory(household=household, device_brand="老牌"))
    device = {"device_brand": "格力", "device_model": "RB-80", "device_installed_on": TODAY, "reason": "旧设备到期"}
    application = UpgradeEquipment.file(by=chain.village, household=household, **device)
    attach(application, *Document)
    chain.carry(application, State.IN_LEDGER)
    return household


def test_the_past_ledger_has_the_devices_of_that_day(upgraded: Household) -> None:
    ledger = HouseholdLedger()

    assert ledger.records(Household.objects.as_of(YESTERDAY)).get().device_brand == "老牌"
    assert ledger.records(Household.objects.all()).get().device_brand == "格力"


def test_an_export_of_a_past_day_has_the_devices_of_that_day(upgraded: Household, chain: Chain) -> None:
    file = io.BytesIO()
    with acting(chain.town):
        export(Order(HouseholdLedger(), {"day": [YESTERDAY.isoformat()]}), chain.town, file)

    headings, row = list(openpyxl.load_workbook(file).worksheets[0].values)[:2]

    assert dict(zip(headings, row, strict=True))["设备品牌"] == "老牌"


def test_the_past_page_shows_the_devices_of_that_day(upgraded: Household, chain: Chain, client_of: ClientOf) -> None:
    url = reverse("households-detail", args=[upgraded.pk])

    past = client_of(chain.town).get(url, {"day": YESTERDAY}).content.decode()

    assert "老牌" in past
    assert "格力" not in past
    assert f"{YESTERDAY:%Y-%m-%d} 当天的内容" in past
    assert f"{reverse('households-list')}?day={YESTERDAY}" in past


def test_a_row_of_the_past_list_opens_the_past_page(upgraded: Household, chain: Chain, client_of: ClientOf) -> None:
    url = reverse("households-detail", args=[upgraded.pk])

    listed = client_of(chain.town).get(reverse("households-list"), {"day": YESTERDAY}).content.decode()

    assert f'href="{url}?day={YESTERDAY}"' in listed
    assert f'href="{url}"' not in listed
