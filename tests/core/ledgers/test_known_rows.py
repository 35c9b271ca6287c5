"""Rows of households that the ledger has: how they are known, what a blank, “清空” and a mask mean, what differs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from accounts.audit import System, acting
from accounts.models import Division, Post
from core.ledgers.checking import Checked
from core.ledgers.findings import Level
from core.sealing.numbers import mask_account, mask_id_number, mask_phone
from households.models import Equipment, Household
from households.models.choices import Status
from tests.core.ledgers.workbooks import LEDGER, checked, good_row, imported, said, workbook
from tests.factories import HouseholdFactory, id_number


@pytest.fixture
def household(office: Post) -> Household:
    """That of good_row(1), with its device."""
    imported(workbook([good_row(1)]), office)
    return Household.objects.get()


def changes(found: Checked) -> dict[str, tuple[Any, Any]]:
    (only,) = found.changed.values()
    return only


def test_a_row_is_known_by_its_id_number(office: Post, household: Household) -> None:
    found = checked(workbook([good_row(1)]), office)

    assert (found.added, found.changed, found.unchanged) == ([], {}, 1)


def test_a_row_is_known_by_the_old_id_number_of_15_digits(office: Post, household: Household) -> None:
    number = id_number(1)

    found = checked(workbook([good_row(1, 身份证号=number[:6] + number[8:17])]), office)

    assert (found.added, found.changed, found.unchanged) == ([], {}, 1)


def test_the_number_of_the_household_goes_before_the_id_number(office: Post, household: Household) -> None:
    found = checked(workbook([good_row(1, 户编号=household.number, 身份证号=id_number(7))]), office)

    assert changes(found) == {"id_number": (id_number(1), id_number(7))}


def test_a_household_number_that_nobody_has_is_refused(office: Post) -> None:
    found = checked(workbook([good_row(1, 户编号="13010299999999")]), office)

    assert said(found) == [(2, "户编号", "unknown_number")]


def test_a_household_of_another_township_is_not_known(office: Post, town_office: Post) -> None:
    elsewhere = Division.objects.get(code="130102101014")
    with acting(System.DEMO):
        other = HouseholdFactory(village=elsewhere)

    found = checked(workbook([good_row(1, 户编号=other.number)]), town_office)

    assert said(found) == [(2, "户编号", "unknown_number")]


def test_a_blank_cell_leaves_the_known_value(office: Post, household: Household) -> None:
    found = checked(workbook([good_row(1, **{"户主姓名": None, "联系方式": " ", "采暖面积(㎡)": None})]), office)

    assert (found.findings, found.changed, found.unchanged) == ([], {}, 1)


def test_the_word_for_it_clears_the_known_value(office: Post, household: Household) -> None:
    found = checked(workbook([good_row(1, 联系方式="清空", 银行账号="清空", 设备品牌="清空")]), office)

    assert {name: after for name, (_, after) in changes(found).items()} == {
        "phone": None,
        "bank_account": None,
        "device_brand": None,
    }


def test_clearing_what_is_empty_changes_nothing(office: Post, household: Household) -> None:
    found = checked(workbook([good_row(1, 备注="清空")]), office)

    assert (found.changed, found.unchanged) == ({}, 1)


def test_what_differs_is_given_cell_by_cell(office: Post, household: Household) -> None:
    found = checked(workbook([good_row(1, **{"采暖面积(㎡)": 120, "户主姓名": "王卫国", "设备型号": "L9"})]), office)

    assert changes(found) == {
        "heated_area": (Decimal("96.50"), Decimal("120.00")),
        "name": ("王建国", "王卫国"),
        "device_model": ("L1P26", "L9"),
    }


def test_required_cells_are_required_of_new_households_only(office: Post, household: Household) -> None:
    blank = dict.fromkeys(good_row())

    found = checked(workbook([blank | {"身份证号": id_number(1), "备注": "新备注"}]), office)

    assert found.findings == []
    assert changes(found) == {"remark": ("", "新备注")}


# Masked numbers


def test_masks_of_the_known_numbers_change_nothing(office: Post, household: Household) -> None:
    row = good_row(
        1,
        户编号=household.number,
        身份证号=mask_id_number(id_number(1)),
        联系方式=mask_phone("13800000001"),
        银行账号=mask_account("6217000000004749994"),
    )

    found = checked(workbook([row]), office)

    assert (found.findings, found.changed, found.unchanged) == ([], {}, 1)


@pytest.mark.parametrize(
    ("heading", "cell"), [("联系方式", "139****0001"), ("银行账号", "***1234"), ("身份证号", "130199********0000")]
)
def test_a_mask_that_does_not_fit_the_known_number_is_refused(
    office: Post, household: Household, heading: str, cell: str
) -> None:
    found = checked(workbook([good_row(1, 户编号=household.number, **{heading: cell})]), office)

    assert said(found) == [(2, heading, "masked_number")]


def test_a_masked_id_number_alone_does_not_say_who_it_is(office: Post, household: Household) -> None:
    found = checked(workbook([good_row(1, 身份证号=mask_id_number(id_number(1)))]), office)

    assert said(found) == [(2, "身份证号", "masked_number")]


# Twice


@pytest.mark.parametrize(
    ("heading", "value", "code"),
    [("身份证号", id_number(5), "id_twice"), ("燃气表号", "QB0001", "meter_twice")],
)
def test_of_two_rows_with_the_same_number_the_later_is_the_error(
    office: Post, heading: str, value: str, code: str
) -> None:
    found = checked(workbook([good_row(n, **{heading: value}) for n in (1, 2, 3)]), office)

    assert said(found) == [(3, heading, code), (4, heading, code)]
    assert "第 2 行" in found.findings[0].message
    assert len(found.added) == 1


def test_the_old_and_the_new_id_number_of_one_person_are_the_same(office: Post) -> None:
    number = id_number(5)

    found = checked(workbook([good_row(1, 身份证号=number), good_row(2, 身份证号=number[:6] + number[8:17])]), office)

    assert said(found) == [(3, "身份证号", "id_twice")]


def test_two_houses_of_one_person_that_the_ledger_knows_are_no_error(office: Post, household: Household) -> None:
    with acting(System.DEMO):
        second = HouseholdFactory(village=household.village, id_number=id_number(1), second_house=True)

    rows = [good_row(1, 户编号=one.number, 地址=one.address, 户主姓名=one.name) for one in (household, second)]

    assert said(checked(workbook(rows), office)) == []


def test_an_id_number_of_two_households_must_be_told_apart_by_their_numbers(office: Post, household: Household) -> None:
    with acting(System.DEMO):
        HouseholdFactory(village=household.village, id_number=id_number(1), second_house=True)

    found = checked(workbook([good_row(1)]), office)

    assert said(found) == [(2, "身份证号", "id_ambiguous")]


def test_the_household_in_use_is_meant_rather_than_the_cancelled_one(office: Post, household: Household) -> None:
    with acting(System.DEMO):
        HouseholdFactory(village=household.village, id_number=id_number(1), cancelled=True)

    found = checked(workbook([good_row(1)]), office)

    assert (found.findings, found.unchanged) == ([], 1)


# Against the rest of the ledger


def test_a_meter_that_hangs_in_another_house_is_refused(office: Post, household: Household) -> None:
    imported(workbook([good_row(2, 燃气表号="QB0002")]), office)

    found = checked(workbook([good_row(1, 燃气表号="QB0002"), good_row(2, 燃气表号="QB0002")]), office)

    assert said(found) == [(2, "燃气表号", "meter_in_use")]


def test_an_id_number_of_another_household_is_refused(office: Post, household: Household) -> None:
    imported(workbook([good_row(2)]), office)

    found = checked(workbook([good_row(1, 户编号=household.number, 身份证号=id_number(2))]), office)

    assert said(found) == [(2, "身份证号", "id_in_use")]


def test_the_same_name_and_phone_in_the_same_village_is_told(office: Post, household: Household) -> None:
    found = checked(workbook([good_row(2, 联系方式="13800000001")]), office)

    assert said(found, Level.WARNING) == [(2, "户主姓名", "person_alike")]
    assert household.number in found.findings[0].message
    assert len(found.added) == 1


# What the first filling writes


def test_a_new_household_is_written_whole(office: Post, household: Household) -> None:
    assert household.id_number == id_number(1)
    assert (household.name_initials, household.village.alias, household.town.name) == ("wjg", "店上村", "西兆通镇")
    assert household.number.startswith("130102")
    assert Household.objects.filter(id_number_tail=household.id_number_tail).get().birth_year == int(id_number(1)[6:10])
    device = household.equipment.get()
    assert (device.device_brand, device.device_power, device.kind) == ("海尔", Decimal(3), household.kind)


def test_a_cancelled_household_comes_in_with_its_date_and_a_device_at_rest(office: Post) -> None:
    imported(workbook([good_row(1, 使用状态="销户", 销户日期="2025-03-20", 销户原因="房屋拆迁")]), office)

    household = Household.objects.get()
    assert (household.status, str(household.cancelled_on)) == (Status.CANCELLED, "2025-03-20")
    assert household.equipment.get().state == Equipment.State.STOPPED


def test_a_known_household_is_changed_where_the_file_differs(office: Post, household: Household) -> None:
    moved = {"所属乡镇": "南村镇", "所属村": "北五女村", "户主姓名": "王卫国", "设备品牌": "美的", "银行账号": "清空"}

    imported(workbook([good_row(1, **moved)]), office)

    household.refresh_from_db()
    assert (household.name, household.name_initials, household.bank_account) == ("王卫国", "wwg", None)
    assert (household.village.alias, household.town.name, household.version) == ("北五女村", "南村镇", 2)
    assert household.bank_account_digest is None
    device = household.equipment.get()
    assert (device.device_brand, device.town_id) == ("美的", household.town_id)


def test_an_unchanged_sealed_number_keeps_its_ciphertext(office: Post, household: Household) -> None:
    before = household.id_number.ciphertext  # type: ignore[union-attr]

    imported(workbook([good_row(1, 户主姓名="王卫国")]), office)

    assert Household.objects.get().id_number.ciphertext == before  # type: ignore[union-attr]


def test_unregistered_suppliers_are_registered(office: Post) -> None:
    gas = {"改造类别": "气代煤", "改造类型": "气代煤", "供气企业": "新奥燃气"}

    imported(workbook([good_row(1, **gas), good_row(2, **gas)]), office)

    suppliers = {household.gas_supplier.name for household in Household.objects.all() if household.gas_supplier}
    assert suppliers == {"新奥燃气"}


def test_the_ledger_knows_every_heading_once() -> None:
    seen: dict[str, str] = {}
    for column in LEDGER.columns:
        for name in column.spellings:
            assert seen.setdefault(name, column.name) == column.name


def test_one_household_meant_by_two_rows_is_an_error_of_the_later(office: Post, household: Household) -> None:
    by_number = dict.fromkeys(good_row()) | {"户编号": household.number, "备注": "先"}
    by_id_number = dict.fromkeys(good_row()) | {"身份证号": id_number(1), "备注": "后"}

    for rows, blamed in (
        ([by_number, by_id_number], ("身份证号", "id_twice")),
        ([by_id_number, by_id_number], ("身份证号", "id_twice")),
        ([by_id_number, by_number], ("户编号", "number_twice")),
    ):
        found = checked(workbook(rows), office)

        assert said(found) == [(3, *blamed)]
        assert changes(found) == {"remark": ("", rows[0]["备注"])}


@pytest.mark.parametrize("heading", ["使用状态", "所属市", "户编号"])
def test_what_every_household_has_is_not_cleared(office: Post, household: Household, heading: str) -> None:
    found = checked(workbook([good_row(1, **{heading: "清空"})]), office)

    assert said(found) == [(2, heading, "cannot_clear")]


def test_a_town_alone_that_is_not_the_households_is_refused(office: Post, household: Household) -> None:
    found = checked(workbook([good_row(1, 所属乡镇="南村镇", 所属村=None)]), office)

    assert said(found) == [(2, "所属乡镇", "village_wrong_town")]


def test_two_alike_in_one_file_are_told(office: Post) -> None:
    found = checked(workbook([good_row(1), good_row(2, 联系方式="13800000001")]), office)

    assert said(found, Level.ERROR, Level.WARNING) == [(3, "户主姓名", "person_alike")]
    assert "第 2 行" in found.findings[0].message


# Cancelled households


@pytest.fixture
def cancelled(office: Post) -> Household:
    """That of good_row(1)."""
    imported(workbook([good_row(1, 使用状态="销户", 销户日期="2025-03-20", 销户原因="房屋拆迁")]), office)
    return Household.objects.get()


def test_a_cancelled_household_is_not_put_back_into_use_by_its_id_number(office: Post, cancelled: Household) -> None:
    found = checked(workbook([good_row(1)]), office)

    assert said(found) == [(2, "身份证号", "id_cancelled")]
    assert cancelled.number in found.findings[0].message


def test_a_cancelled_household_is_put_back_into_use_by_its_own_number(office: Post, cancelled: Household) -> None:
    imported(workbook([good_row(1, 户编号=cancelled.number)]), office)

    cancelled.refresh_from_db()
    assert (cancelled.status, cancelled.cancelled_on, cancelled.cancel_reason) == (Status.NORMAL, None, "")
