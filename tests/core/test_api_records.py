"""Of a record through the API: documents taken away, the ledger of a past day, one number in full."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.audit import AccessLog, System, acting
from accounts.roles import Role
from core.files.attachments import attach
from core.models import Attachment
from households.models import Application, Household
from households.workflows import AddHousehold
from tests.accounts.test_audit_as_of import happened_on
from tests.conftest import ClientOf, MakePost
from tests.core.calling import send, with_token
from tests.factories import ApplicationFactory, HouseholdFactory, Tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(post: MakePost, tree: Tree) -> Application:
    return AddHousehold.file(by=post(Role.VILLAGE), village=tree.village, name="赵建国")


def document(record: Application) -> Attachment:
    with acting(System.DEMO):
        return attach(record, SimpleUploadedFile("证.pdf", b"%PDF-1.7\n"), "id_card", by=record.filed_by)


def test_a_document_is_taken_away_and_stays_marked(draft: Application, post: MakePost) -> None:
    kept, outside = document(draft), with_token(post(Role.VILLAGE))

    answer = outside.delete(f"/api/applications/{draft.pk}/files/{kept.pk}/")

    kept.refresh_from_db()
    assert answer.status_code == 204
    assert kept.removed_at is not None
    assert outside.get(f"/api/applications/{draft.pk}/files/").json() == []


def test_a_document_of_another_record_is_not_there(draft: Application, post: MakePost, tree: Tree) -> None:
    kept = document(draft)
    other = AddHousehold.file(by=post(Role.VILLAGE), village=tree.village, name="钱秀英")

    answer = with_token(post(Role.VILLAGE)).delete(f"/api/applications/{other.pk}/files/{kept.pk}/")

    assert answer.status_code == 404
    assert answer.json()["detail"] == "这份材料已经移除。"


def test_who_may_not_take_a_document_away_is_told_why(post: MakePost, tree: Tree, client_of: ClientOf) -> None:
    kept = document(submitted := ApplicationFactory(village=tree.village, submitted=True))

    answer = client_of(post(Role.VILLAGE)).delete(f"/api/applications/{submitted.pk}/files/{kept.pk}/")

    kept.refresh_from_db()
    assert answer.status_code == 403
    assert answer.json()["detail"].endswith("。")
    assert kept.removed_at is None


@pytest.fixture
def renamed(tree: Tree) -> Household:
    household = HouseholdFactory(village=tree.village, name="赵建国")
    happened_on(household, datetime.date(2021, 3, 1))
    household.name = "冯玉兰"
    with acting(System.DEMO):
        household.save()
    return household


@pytest.fixture
def town(client_of: ClientOf, post: MakePost) -> Client:
    return client_of(post(Role.TOWN_OFFICE))


def test_a_record_is_read_as_of_a_past_day(town: Client, renamed: Household) -> None:
    url = f"/api/households/{renamed.pk}/"

    assert town.get(url, {"day": "2021-03-02"}).json()["name"] == "赵建国"
    assert town.get(url).json()["name"] == "冯玉兰"


def test_a_list_is_read_as_of_a_past_day(town: Client, renamed: Household) -> None:
    answer = town.get("/api/households/", {"day": "2021-03-02"}).json()

    assert [row["name"] for row in answer["results"]] == ["赵建国"]


def test_before_its_first_day_a_record_is_not_there(town: Client, renamed: Household) -> None:
    assert town.get(f"/api/households/{renamed.pk}/", {"day": "2021-02-28"}).status_code == 404


@pytest.mark.parametrize("address", ["/api/households/", "/api/households/{pk}/"])
def test_a_day_that_is_none_is_refused_rather_than_taken_for_today(
    address: str, town: Client, renamed: Household
) -> None:
    answer = town.get(address.format(pk=renamed.pk), {"day": "昨天"})

    assert answer.status_code == 400
    assert answer.json()["fields"]["day"] == ["日期应写成 2026-11-22 的样子。"]


@pytest.fixture
def household(tree: Tree) -> Household:
    return HouseholdFactory(village=tree.village, id_number="130199195001010016", phone="13812345678")


@pytest.mark.parametrize(
    ("name", "number", "label"),
    [("id_number", "130199195001010016", "身份证号"), ("phone", "13812345678", "联系方式")],
)
def test_a_number_is_given_in_full_for_a_reason_that_is_logged(
    name: str, number: str, label: str, town: Client, household: Household
) -> None:
    answer = send(town, "post", f"/api/households/{household.pk}/unmask/{name}/", {"reason": "核对补贴名单"})

    log = AccessLog.objects.get(act=AccessLog.Act.UNMASK)
    assert answer.json() == {"name": name, "value": number}
    assert (log.record_id, log.detail, log.reason) == (household.pk, label, "核对补贴名单")


def test_the_record_itself_stays_masked(town: Client, household: Household) -> None:
    send(town, "post", f"/api/households/{household.pk}/unmask/id_number/", {"reason": "核对补贴名单"})

    assert town.get(f"/api/households/{household.pk}/").json()["id_number"] == "130199********0016"


def test_without_a_reason_no_number_is_given(town: Client, household: Household) -> None:
    answer = send(town, "post", f"/api/households/{household.pk}/unmask/id_number/", {})

    assert answer.status_code == 400
    assert answer.json()["detail"] == "请写明查看完整号码的理由。"
    assert not AccessLog.objects.filter(act=AccessLog.Act.UNMASK).exists()


def test_a_role_that_sees_no_number_in_full_is_refused(
    post: MakePost, client_of: ClientOf, household: Household
) -> None:
    url = f"/api/households/{household.pk}/unmask/id_number/"

    answer = send(client_of(post(Role.VILLAGE)), "post", url, {"reason": "看看"})

    assert answer.status_code == 400
    assert answer.json()["detail"].endswith("可以查看完整号码。")


@pytest.mark.parametrize("name", ["name", "id_number_digest", "bank"])
def test_what_hides_no_number_is_not_there(name: str, town: Client, household: Household) -> None:
    answer = send(town, "post", f"/api/households/{household.pk}/unmask/{name}/", {"reason": "看看"})

    assert answer.status_code == 404
    assert answer.json()["detail"] == "这一栏没有隐藏的号码。"


def test_a_number_of_another_township_is_not_there(town: Client, tree: Tree) -> None:
    stranger = HouseholdFactory(village=tree.other_village)

    answer = send(town, "post", f"/api/households/{stranger.pk}/unmask/id_number/", {"reason": "看看"})

    assert answer.status_code == 404
