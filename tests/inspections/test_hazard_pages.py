"""What one does with hazards, notices, stops and orders in the browser."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post
from households.models import Household
from inspections.hazards import guards
from inspections.hazards.noticing import ServeNotice
from inspections.hazards.photos import NEAR, photos_of
from inspections.hazards.stopping import StopGas
from inspections.hazards.supervising import SuperviseHazard
from inspections.models import GasStop, Hazard, InspectionPhoto, Level, RectificationNotice, SuperviseOrder
from tests import factories
from tests.conftest import ClientOf
from tests.factories import Tree
from tests.inspections.hazards import ONE_DAY, find, photograph, today

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001"
    "e221bc330000000049454e44ae426082"
)


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("照片.png", PNG, content_type="image/png")


def entered(**rest: Any) -> dict[str, Any]:
    return {"source": "patrol", "found_on": today(), "level": "major", "description": "软管老化", **rest}


def test_a_hazard_is_entered_from_the_households_page(client_of: ClientOf, household: Household, officer: Post) -> None:
    browser = client_of(officer)
    page = browser.get(reverse("hazards-new"), {"household": household.pk}).content.decode()

    browser.post(reverse("hazards-new"), entered(household=household.pk))

    assert str(household) in page
    assert Hazard.objects.get().household == household


def test_a_hazard_of_a_public_place_is_entered_by_the_township(
    client_of: ClientOf, household: Household, gas_office: Post, tree: Tree
) -> None:
    place = {"village": tree.village.pk, "location": "村口调压箱", "company": household.gas_supplier_id}

    client_of(gas_office).post(reverse("hazards-new"), entered(**place))

    assert Hazard.objects.get().location == "村口调压箱"


def test_a_companys_own_find_is_its_own_to_rectify(
    client_of: ClientOf, household: Household, company_post: Post, tree: Tree
) -> None:
    place = {"village": tree.village.pk, "location": "村口调压箱"}

    client_of(company_post).post(reverse("hazards-new"), entered(**place))

    assert Hazard.objects.get().company == company_post.organization


def test_the_photo_comes_with_the_report(client_of: ClientOf, household: Household, officer: Post) -> None:
    hazard = find(household, officer)
    answers = {"rectified_on": today(), "rectified_by": "户主", "rectification": "已换"}
    where = {"longitude": "114.55", "latitude": "38.05"}

    client_of(officer).post(
        reverse("hazards-step", args=[hazard.pk, "report"]), {**answers, **where, "document_after": picture()}
    )

    hazard.refresh_from_db()
    assert hazard.state == Hazard.State.REPORTED
    photo = InspectionPhoto.objects.get(hazard=hazard)
    assert (photo.longitude, photo.latitude) == (114.55, 38.05)


def test_a_photo_added_on_the_page_has_its_place(client_of: ClientOf, household: Household, officer: Post) -> None:
    hazard = find(household, officer)
    where = {"longitude": "114.55", "latitude": "38.05"}

    client_of(officer).post(
        reverse("hazards-attach", args=[hazard.pk]), {**where, "purpose": guards.BEFORE, "file": picture()}
    )

    assert InspectionPhoto.objects.get(hazard=hazard).latitude == 38.05


@pytest.mark.parametrize("longitude", ["", "nan", "999", "东经"])
def test_what_is_no_position_is_left_out(
    client_of: ClientOf, household: Household, officer: Post, longitude: str
) -> None:
    hazard = find(household, officer)
    where = {"longitude": longitude, "latitude": "38.05"}

    client_of(officer).post(
        reverse("hazards-attach", args=[hazard.pk]), {**where, "purpose": guards.BEFORE, "file": picture()}
    )

    assert [photo.label for photo in photos_of(hazard)] == ["发现时"]
    assert not InspectionPhoto.objects.exists()


def test_what_waits_beside_something_else_is_named(client_of: ClientOf, household: Household, officer: Post) -> None:
    hazard = find(household, officer, Level.SEVERE)

    page = client_of(officer).get(reverse("hazards-detail", args=[hazard.pk])).content.decode()

    assert "停气：" in page
    assert "第三天电话回访：" in page


def test_a_photo_stays_though_the_step_be_refused(client_of: ClientOf, household: Household, officer: Post) -> None:
    hazard = find(household, officer)
    answers = {"rectified_on": "2020-01-01", "rectified_by": "户主", "rectification": "已换"}

    page = client_of(officer).post(
        reverse("hazards-step", args=[hazard.pk, "report"]), {**answers, "document_after": picture()}
    )

    assert page.status_code == 409
    assert "附件已经上传，不用再选" in page.content.decode()
    assert [photo.label for photo in photos_of(hazard)] == ["整改后"]


@pytest.mark.parametrize(("latitude", "far"), [(38.0501, False), (38.06, True)])
def test_a_photo_from_elsewhere_is_pointed_out(household: Household, latitude: float, far: bool) -> None:
    hazard = factories.HazardFactory(household=household)
    for purpose, at in ((guards.BEFORE, 38.05), (guards.AFTER, latitude)):
        attached = factories.AttachmentFactory(record=hazard, purpose=purpose)
        factories.InspectionPhotoFactory(
            inspection=None, hazard=hazard, attachment=attached, longitude=114.55, latitude=at
        )

    before, after = photos_of(hazard)

    assert before.metres is None
    assert after.metres is not None
    assert (after.metres > NEAR.default, after.far) == (far, far)


def test_the_households_page_shows_what_is_unsettled(
    client_of: ClientOf, household: Household, gas_office: Post
) -> None:
    hazard = factories.HazardFactory(household=household)
    factories.GasStopFactory(household=household)

    page = client_of(gas_office).get(reverse("households-detail", args=[household.pk])).content.decode()

    assert hazard.number in page
    assert "起停气" in page
    assert "登记隐患" in page


@pytest.mark.parametrize("query", ["overdue=on", "level=severe", "unsettled=on&level=severe", "source=patrol"])
def test_the_list_is_narrowed(client_of: ClientOf, household: Household, gas_office: Post, query: str) -> None:
    late = today().replace(year=today().year - 1, day=1)
    wanted = factories.HazardFactory(household=household, severe=True, source="patrol", found_on=late)
    other = factories.HazardFactory(household=household)

    page = client_of(gas_office).get(f"{reverse('hazards-list')}?{query}").content.decode()

    assert wanted.number in page
    assert other.number not in page


def test_gas_is_stopped_from_the_households_page(client_of: ClientOf, household: Household, officer: Post) -> None:
    find(household, officer, Level.SEVERE)
    answers = {"stopped_at": f"{today():%Y-%m-%d}T00:00", "means": "关闭表前阀", "witness": "王店生"}

    client_of(officer).post(reverse("gas-stops-new"), {"household": household.pk, **answers})

    assert GasStop.objects.get().household == household


def test_a_notice_is_signed_on_the_screen(client_of: ClientOf, household: Household, officer: Post) -> None:
    factories.HazardFactory(household=household)
    notice = ServeNotice.issue(by=officer, household=household)
    step = reverse("rectification-notices-step", args=[notice.pk, "deliver"])
    browser = client_of(officer)
    answers = {"way": "signed", "recipient": "户主", "delivered_at": f"{today():%Y-%m-%d}T00:00"}

    page = browser.get(step).content.decode()
    browser.post(step, {**answers, "document_user_signature": picture()})

    notice.refresh_from_db()
    assert "data-signature" in page
    assert notice.state == RectificationNotice.State.DELIVERED


def test_an_order_is_hung_from_the_hazards_page(client_of: ClientOf, household: Household, gas_office: Post) -> None:
    hazard = factories.HazardFactory(household=household)

    client_of(gas_office).post(reverse("supervise-orders-new"), {"hazard": hazard.pk, "demands": "限期整改"})

    assert SuperviseOrder.objects.get().hazard == hazard


# On paper


@pytest.fixture
def notice(household: Household, officer: Post) -> RectificationNotice:
    factories.HazardFactory(household=household, item_code="H02", demand="更换为不锈钢波纹管", basis="规范第 5 条")
    made: RectificationNotice = ServeNotice.issue(by=officer, household=household)
    return made


def test_the_paper_says_all_that_a_notice_has_to(
    client_of: ClientOf, notice: RectificationNotice, household: Household, officer: Post
) -> None:
    page = client_of(officer).get(reverse("rectification-notices-sheet", args=[notice.pk])).content.decode()

    for said in (
        notice.number, household.name, household.gas_meter_number, household.address, "H02", "更换为不锈钢波纹管",
        "规范第 5 条", f"{notice.due_on:%Y-%m-%d}", "不整改的后果", "用户签字", "拒签见证人", "送达方式", "复查人",
        "用户联", "存根联",
    ):  # fmt: skip
        assert said in page, said


def test_where_gas_was_stopped_the_notice_comes_next(client_of: ClientOf, household: Household, officer: Post) -> None:
    find(household, officer, Level.SEVERE)
    stop = StopGas.stop(
        by=officer, household=household, stopped_at=timezone.now(), means="关闭表前阀", witness="李巧云"
    )

    text = client_of(officer).get(reverse("gas-stops-detail", args=[stop.pk])).content.decode()

    assert f"/rectification-notices/new/?household={household.pk}" in text
    assert "气密性试验合格" not in text


def test_the_notice_says_which_devices_end_soon(
    client_of: ClientOf, notice: RectificationNotice, household: Household, officer: Post
) -> None:
    soon, ended = today() + 20 * ONE_DAY, today() - ONE_DAY
    factories.InspectionFactory(household=household, alarm_expires_on=soon, hose_expires_on=ended)
    factories.InspectionFactory(household=household, alarm_expires_on=ended, void=True)

    text = client_of(officer).get(reverse("rectification-notices-sheet", args=[notice.pk])).content.decode()

    assert f"请及时更换：报警器有效期至 {soon}（即将到期）；连接管有效期至 {ended}（已到期）。" in text
    assert client_of(officer).get(reverse("rectification-notices-pdf", args=[notice.pk])).status_code == 200


def test_the_pdf_is_one_sheet(client_of: ClientOf, notice: RectificationNotice, officer: Post) -> None:
    made = client_of(officer).get(reverse("rectification-notices-pdf", args=[notice.pk])).content

    assert made.startswith(b"%PDF")
    assert made.count(b"/Type /Page\n") == 1


def test_a_long_notice_has_its_counterfoil_on_a_sheet_of_its_own(
    client_of: ClientOf, household: Household, officer: Post
) -> None:
    for _ in range(12):
        factories.HazardFactory(household=household, demand="更换为不锈钢波纹管" * 5)
    notice = ServeNotice.issue(by=officer, household=household)

    made = client_of(officer).get(reverse("rectification-notices-pdf", args=[notice.pk])).content

    assert made.count(b"/Type /Page\n") > 1


def test_anybody_sees_that_a_notice_is_genuine(client: Any, notice: RectificationNotice, household: Household) -> None:
    page = client.get(reverse("rectification-notice", args=[notice.token])).content.decode()

    assert "这份通知书是真的" in page
    assert notice.number in page
    assert str(household.gas_supplier) in page
    assert "未办结" in page


def test_nobody_reads_there_whose_it_is(client: Any, notice: RectificationNotice, household: Household) -> None:
    page = client.get(reverse("rectification-notice", args=[notice.token])).content.decode()

    for secret in (household.name, household.address, household.phone, household.gas_meter_number):
        assert secret not in page


def test_a_token_that_nobody_gave_is_none(client: Any, notice: RectificationNotice) -> None:
    assert client.get(reverse("rectification-notice", args=["0" * 32])).status_code == 404


def test_a_cancelled_notice_says_so(client: Any, notice: RectificationNotice, officer: Post) -> None:
    ServeNotice.cancel(notice, by=officer, reason="打印错误")

    assert "已撤销" in client.get(reverse("rectification-notice", args=[notice.token])).content.decode()


def test_an_order_is_printed(client_of: ClientOf, household: Household, gas_office: Post) -> None:
    hazard = factories.HazardFactory(household=household)
    order = SuperviseHazard.hang(by=gas_office, hazard=hazard, demands="限期整改")

    page = client_of(gas_office).get(reverse("supervise-orders-sheet", args=[order.pk])).content.decode()

    assert order.number in page
    assert hazard.number in page


# Figures


def figures(client_of: ClientOf, reader: Post, slug: str, **query: Any) -> dict[str, list[str]]:
    """The rows by their first cell."""
    rows = client_of(reader).get(f"/api/{slug}/", query).json()["rows"]
    return {row["cells"][0]: row["cells"][1:] for row in rows}


def test_hazards_are_counted_by_level(client_of: ClientOf, household: Household, gas_office: Post) -> None:
    factories.HazardFactory(household=household, severe=True)
    for _ in range(2):
        factories.HazardFactory(household=household, level=Level.MINOR, closed=True)

    made = figures(client_of, gas_office, "hazard-figures", by="level")

    assert made["合计"] == ["3", "1", "0", "0", "0", "2", "0", "66.7%"]
    assert made["一般"] == ["2", "—", "—", "0", "0", "2", "0", "100.0%"]


def test_a_false_alarm_is_none_that_could_be_closed(
    client_of: ClientOf, household: Household, gas_office: Post
) -> None:
    factories.HazardFactory(household=household, closed=True)
    factories.HazardFactory(household=household, state=Hazard.State.DISMISSED)

    assert figures(client_of, gas_office, "hazard-figures")["合计"][-1] == "100.0%"


def test_the_board_shows_each_companys_dangers(
    client_of: ClientOf, household: Household, officer: Post, gas_office: Post
) -> None:
    hazard = find(household, officer, Level.SEVERE)
    StopGas.stop(by=officer, household=household, stopped_at=hazard.created_at, means="关闭表前阀", witness="王店生")

    made = figures(client_of, gas_office, "safety-board")

    assert made[str(household.gas_supplier)] == ["1", "0", "0", "1", "0", "0"]


def test_orders_are_counted_by_place(client_of: ClientOf, household: Household, gas_office: Post) -> None:
    factories.SuperviseOrderFactory(hazard__household=household)

    [row] = figures(client_of, gas_office, "supervise-figures").values()

    assert row[:2] == ["1", "1"]


def test_photos_of_an_earlier_report_are_kept(household: Household) -> None:
    hazard = factories.HazardFactory(household=household)
    photograph(hazard, guards.AFTER)
    photograph(hazard, guards.RECHECK)

    assert [photo.label for photo in photos_of(hazard)] == ["整改后", "复查"]
