"""The API: the same rows, steps and sentences as the pages; versions by ETag; tokens within their post's scope."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.audit import AccessLog, System, acting
from accounts.roles import Role
from core.models import Attachment, StepTaken
from households.models import Application
from households.workflows import AddHousehold
from tests.core.calling import send, with_token
from tests.factories import ApplicationFactory, HouseholdFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def household(tree):
    return HouseholdFactory(village=tree.village, name="赵建国", id_number="130199195001010016", phone="13812345678")


def test_a_list_holds_the_own_areas_rows(client_of, post, tree, household):
    HouseholdFactory(village=tree.other_village, name="钱外镇")

    answer = client_of(post(Role.TOWN_OFFICE)).get("/api/households/").json()

    assert answer["count"] == 1
    assert [row["name"] for row in answer["results"]] == ["赵建国"]


def test_codes_come_with_their_labels_and_numbers_masked(client_of, post, household):
    row = client_of(post(Role.TOWN_OFFICE)).get(f"/api/households/{household.pk}/").json()

    assert (row["kind"], row["kind_label"]) == (9, "空气源热风机")
    assert (row["village"], row["village_label"]) == (household.village_id, "店上村")
    assert (row["id_number"], row["phone"]) == ("130199********0016", "138****5678")


def test_another_townships_record_is_not_there(client_of, post, tree):
    stranger = HouseholdFactory(village=tree.other_village)

    answer = client_of(post(Role.TOWN_OFFICE)).get(f"/api/households/{stranger.pk}/")

    assert answer.status_code == 404
    assert answer.json()["detail"] == "没有这条记录，或它不在您的管辖范围内。"


def test_pages_follow_one_another_by_key(client_of, post, tree):
    HouseholdFactory.create_batch(7, village=tree.village)
    browser = client_of(post(Role.TOWN_OFFICE))
    seen, url = [], "/api/households/?page_size=3"

    while url:
        answer = browser.get(url).json()
        seen += [row["id"] for row in answer["results"]]
        url = answer["next"]

    assert len(seen) == len(set(seen)) == 7


def test_search_and_filters_are_those_of_the_page(client_of, post, tree, household):
    HouseholdFactory(village=tree.village, name="钱秀英")

    answer = client_of(post(Role.TOWN_OFFICE)).get("/api/households/?q=秀英").json()

    assert [row["name"] for row in answer["results"]] == ["钱秀英"]


def test_reading_and_searching_are_logged(client_of, post, household):
    browser = client_of(post(Role.TOWN_OFFICE))

    browser.get(f"/api/households/{household.pk}/")
    browser.get("/api/households/?q=建国")

    assert set(AccessLog.objects.values_list("act", flat=True)) >= {AccessLog.Act.OPEN, AccessLog.Act.SEARCH}


def test_without_an_account_the_answer_is_401(household):
    answer = Client().get(f"/api/households/{household.pk}/")

    assert answer.status_code == 401
    assert "detail" in answer.json()


def test_a_role_that_reads_no_ledger_is_refused(client_of, post, household):
    answer = client_of(post(Role.SYSTEM_ADMIN)).get("/api/households/")

    assert answer.status_code == 403
    assert answer.json()["detail"] == "您当前的岗位不能使用这个接口。"


def test_a_token_sees_what_its_post_sees(post, tree, household):
    stranger = HouseholdFactory(village=tree.other_village)
    browser = with_token(post(Role.TOWN_OFFICE))

    assert browser.get(f"/api/households/{household.pk}/").status_code == 200
    assert browser.get(f"/api/households/{stranger.pk}/").status_code == 404


def test_an_expired_token_is_refused_with_a_sentence(post, household):
    answer = with_token(post(Role.TOWN_OFFICE), days=-1).get("/api/households/")

    assert answer.status_code == 401
    assert "令牌" in answer.json()["detail"]


def test_an_application_begins_by_its_first_step(client_of, post, tree):
    village = post(Role.VILLAGE)

    answer = send(
        client_of(village),
        "post",
        "/api/applications/",
        {"workflow": "add", "village": tree.village.pk, "name": "赵建国"},
    )

    assert answer.status_code == 201, answer.content.decode()
    assert answer["ETag"] == '"1"'
    assert StepTaken.objects.get().post == village
    assert Application.objects.get().name == "赵建国"


def test_what_is_missing_is_said_by_field(client_of, post, tree):
    answer = send(client_of(post(Role.VILLAGE)), "post", "/api/applications/", {"workflow": "add", "name": "赵建国"})

    assert answer.status_code == 400
    assert "village" in answer.json()["fields"]


def test_half_a_sign_in_a_fields_name_is_refused_with_a_sentence(client_of, post):
    answer = send(client_of(post(Role.VILLAGE)), "post", "/api/applications/", {"name\ud800": "赵建国"})

    assert answer.status_code == 400
    assert answer.json()["fields"] == {"name": ["有不能显示的字符，请删去后再试。"]}


def test_an_unknown_kind_of_application_is_said(client_of, post):
    answer = send(client_of(post(Role.VILLAGE)), "post", "/api/applications/", {"workflow": "x"})

    assert answer.status_code == 400
    assert "add（增户）" in answer.json()["fields"]["workflow"][0]


def test_who_files_nothing_is_refused_with_a_sentence(client_of, post, tree):
    answer = send(client_of(post(Role.CITY_OFFICE)), "post", "/api/applications/", {"workflow": "add"})

    assert answer.status_code == 403
    assert answer.json()["detail"] == "您的岗位不能登记这类申请。"


@pytest.fixture
def draft(post, tree):
    return AddHousehold.file(by=post(Role.VILLAGE), village=tree.village, name="赵建国", id_number="130199195001010016")


def test_a_change_wants_the_version_that_was_read(client_of, post, draft):
    answer = send(client_of(post(Role.VILLAGE)), "patch", f"/api/applications/{draft.pk}/", {"name": "赵建军"})

    assert answer.status_code == 428
    assert "If-Match" in answer.json()["detail"]


def test_a_change_leaves_what_is_not_sent(client_of, post, draft):
    browser = client_of(post(Role.VILLAGE))
    tag = browser.get(f"/api/applications/{draft.pk}/")["ETag"]

    answer = send(browser, "patch", f"/api/applications/{draft.pk}/", {"name": "赵建军"}, **{"If-Match": tag})

    draft.refresh_from_db()
    assert answer.status_code == 200, answer.content.decode()
    assert (draft.name, draft.id_number) == ("赵建军", "130199195001010016")
    assert answer["ETag"] == f'"{draft.version}"'


def test_an_older_version_is_a_conflict_with_a_sentence(client_of, post, draft):
    read = draft.version
    with acting(System.DEMO):
        draft.save()

    answer = send(
        client_of(post(Role.VILLAGE)),
        "patch",
        f"/api/applications/{draft.pk}/",
        {"name": "x"},
        **{"If-Match": f'"{read}"'},
    )

    assert answer.status_code == 409
    assert answer.json()["detail"] == "这条记录刚被别人改过，请对照后再保存。"


def test_a_step_is_taken_at_its_address(client_of, post, tree):
    application = ApplicationFactory(submitted=True, village=tree.village)

    answer = send(
        client_of(post(Role.TOWN_OFFICE)),
        "post",
        f"/api/applications/{application.pk}/send_back/",
        {"reason": "证号不清", "flagged": ["id_number"]},
        **{"If-Match": '"1"'},
    )

    application.refresh_from_db()
    assert answer.status_code == 200, answer.content.decode()
    assert (application.state, application.flagged) == (Application.State.DRAFT, ["id_number"])


def test_a_refused_step_is_a_conflict_with_its_sentence(client_of, post, draft):
    answer = send(
        client_of(post(Role.VILLAGE)), "post", f"/api/applications/{draft.pk}/submit/", {}, **{"If-Match": '"1"'}
    )

    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("请先填写")


def test_a_step_without_its_answers_says_which(client_of, post, tree):
    application = ApplicationFactory(submitted=True, village=tree.village)

    answer = send(
        client_of(post(Role.TOWN_OFFICE)),
        "post",
        f"/api/applications/{application.pk}/verify/",
        {},
        **{"If-Match": '"1"'},
    )

    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == {"visited_on"}


def test_a_step_for_many_names_each_refused_row(client_of, post, tree):
    good, bad = ApplicationFactory(submitted=True, village=tree.village), ApplicationFactory(village=tree.village)
    stranger = ApplicationFactory(submitted=True, village=tree.other_village)

    answer = send(
        client_of(post(Role.TOWN_OFFICE)),
        "post",
        "/api/applications/steps/reject/",
        {"ids": [good.pk, bad.pk, stranger.pk], "reason": "不符合条件"},
    ).json()

    assert answer["taken"] == [good.pk]
    assert set(answer["refused"]) == {str(bad.pk)}


def test_history_says_who_and_what(client_of, post, draft):
    acts = client_of(post(Role.VILLAGE)).get(f"/api/applications/{draft.pk}/history/").json()

    assert acts[0]["title"] == "登记增户"


def test_documents_are_uploaded_and_listed(client_of, post, draft):
    browser = client_of(post(Role.VILLAGE))
    photo = SimpleUploadedFile("证.png", PNG, content_type="image/png")

    answer = browser.post(f"/api/applications/{draft.pk}/files/", {"purpose": "id_card", "file": photo})

    assert answer.status_code == 201, answer.content.decode()
    assert Attachment.objects.get().record_id == draft.pk
    assert browser.get(f"/api/applications/{draft.pk}/files/").json()[0]["purpose_label"] == "户主身份证"


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001"
    "e221bc330000000049454e44ae426082"
)


def test_a_token_fetches_a_document(post, tree):
    application = AddHousehold.file(by=post(Role.VILLAGE), village=tree.village, name="赵建国")
    outside = with_token(post(Role.VILLAGE))
    content = b"%PDF-1.7\n"
    files = {"purpose": "id_card", "file": SimpleUploadedFile("证.pdf", content)}
    kept = outside.post(f"/api/applications/{application.pk}/files/", files).json()

    (listed,) = outside.get(f"/api/applications/{application.pk}/files/").json()
    answer = outside.get(listed["url"], headers={"Accept": "application/pdf"})

    assert listed == kept[0]
    assert b"".join(answer.streaming_content) == content
    assert AccessLog.objects.filter(act=AccessLog.Act.DOWNLOAD, record_id=application.pk).count() == 1
