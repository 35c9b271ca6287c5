"""What nobody means to send, by form and by API: a sentence each, no failure, nothing written (the pages themselves:
test_pages.py)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.audit import System, acting
from accounts.roles import Role
from core.api.answers import TOO_LARGE
from core.api.asking import NO_JSON
from core.ledgers.base import ledger
from core.ledgers.runs import upload
from core.models import Attachment, ImportRun, Job, SavedView
from core.navigation import patterns
from core.readable import SENTENCE
from core.views.declaration import key_of
from core.views.forms import form_class_of
from households.models import Application, Household
from tests.conftest import ClientOf, MakePost
from tests.core.calling import with_token
from tests.everywhere.junk import CURSORS, ENDLESS, HUGE
from tests.factories import ApplicationFactory, HouseholdFactory, Tree

pytestmark = pytest.mark.django_db
JSON = "application/json"
TEN_MEGABYTES = "长" * (10 * 1024 * 1024 // 3)


@pytest.fixture
def town(client_of: ClientOf, post: MakePost) -> Client:
    browser = client_of(post(Role.TOWN_OFFICE))
    browser.raise_request_exception = False
    return browser


@pytest.fixture
def draft(tree: Tree) -> Application:
    return ApplicationFactory(village=tree.village)


@pytest.fixture
def submitted(tree: Tree) -> Application:
    return ApplicationFactory(village=tree.village, submitted=True)


@pytest.mark.parametrize("chosen", ["", "²", "garbage", HUGE, ENDLESS, "-1"])
def test_a_post_that_is_none_is_not_switched_to(town: Client, chosen: str) -> None:
    assert town.post("/account/post/", {"post": chosen}).status_code == 404


def test_another_persons_post_is_not_switched_to(town: Client, post: MakePost) -> None:
    assert town.post("/account/post/", {"post": post(Role.CITY_OFFICE).pk}).status_code == 404


@pytest.mark.parametrize("role", [Role.TOWN_OFFICE, Role.SYSTEM_ADMIN])
def test_no_form_takes_a_sign_that_cannot_be_kept(role: Role, client_of: ClientOf, post: MakePost) -> None:
    """Every form of a new record, the sign in each of its fields in turn."""
    holder = post(role)
    browser, answers = client_of(holder), {}
    browser.raise_request_exception = False
    for pages in {getattr(pattern.callback, "pages", None) for _, pattern in patterns()} - {None}:
        for workflow in pages.workflows or (None,):
            if role not in pages.readers or pages.why_not_create(holder, workflow) or pages.slug == "imports":
                continue
            url = pages.url("new", key_of(workflow)) if workflow else pages.url("new")
            form = form_class_of(pages, workflow, holder)(post=holder, masks=pages.masks)
            answers |= {(url, name): browser.post(url, {name: "赵\0建国"}).status_code for name in form.fields}

    assert answers
    assert {key: status for key, status in answers.items() if status != 400} == {}


def test_the_refusal_is_a_sentence(town: Client, draft: Application) -> None:
    page = town.get("/households/?q=%00")
    answer = town.get("/api/households/?q=%00")
    sent = town.post(f"/applications/{draft.pk}/edit/", "name=%00", content_type="application/x-www-form-urlencoded")

    assert (page.status_code, answer.status_code) == (400, 400)
    assert SENTENCE in page.content.decode()
    assert answer.json() == {"detail": SENTENCE}
    assert sent.status_code == 400


@pytest.mark.parametrize("sign", ["\ufffe", "\uffff"])
def test_what_no_workbook_could_hold_is_refused(town: Client, draft: Application, sign: str) -> None:
    assert town.post(f"/applications/{draft.pk}/edit/", {"name": f"赵{sign}"}).status_code == 400


def test_an_address_within_a_form_is_read_as_carefully(town: Client) -> None:
    saved = town.post("/households/views/", {"name": "一", "query": "q=%00&town=%00&sort=%00"})
    exported = town.post("/households/export/?day=²", {"columns": "all"})
    begun = town.post("/applications/steps/verify/", {"every": "1", "query": "q=%00&after=%00"})

    assert (saved.status_code, exported.status_code, begun.status_code) == (302, 302, 200)
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize("version", ["²", "-1", HUGE, ENDLESS, "garbage"])
def test_a_version_that_is_none(town: Client, draft: Application, submitted: Application, version: str) -> None:
    edited = town.post(f"/applications/{draft.pk}/edit/", {"name": "赵建国", "version": version})
    taken = town.post(f"/applications/{submitted.pk}/steps/send_back/", {"reason": "不清", "version": version})
    patched = town.patch(
        f"/api/applications/{draft.pk}/", "{}", content_type=JSON, headers={"If-Match": version.replace("²", "x")}
    )

    assert edited.status_code < 500
    assert taken.status_code < 500
    assert patched.status_code in {409, 428}


@pytest.mark.parametrize("pks", [[HUGE], ["²", "-1"], [ENDLESS]])
def test_ids_that_are_none(town: Client, pks: list[str]) -> None:
    page = town.post("/applications/steps/verify/", {"pk": pks})
    answer = town.post("/api/applications/steps/verify/", json.dumps({"ids": pks}), content_type=JSON)

    assert page.status_code == 302
    assert answer.status_code == 400


@pytest.mark.parametrize("pk", [HUGE, ENDLESS])
@pytest.mark.parametrize(
    "way", ["/households/{}/", "/households/{}/history/", "/api/households/{}/", "/files/{}/", "/downloads/{}/"]
)
def test_an_id_that_no_row_can_have_is_not_there(town: Client, pk: str, way: str) -> None:
    assert town.get(way.format(pk)).status_code == 404


@pytest.mark.parametrize("text", ["赵\0", "赵\ud800", "赵\uffff", TEN_MEGABYTES])
@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("/api/applications/", "name"),
        ("/api/applications/", "reason"),
        ("/api/applications/", "赵\0"),
        ("/api/households/export/", "reason"),
    ],
)
def test_what_the_api_cannot_keep_is_refused(town: Client, tree: Tree, text: str, url: str, name: str) -> None:
    given = {"workflow": "change", "village": tree.village.pk, "in_full": True, name: text}

    answer = town.post(url, json.dumps(given), content_type=JSON)

    assert answer.status_code == 400
    assert answer.json()["detail"]
    assert not Application.objects.exists()


def test_the_api_takes_no_list_for_an_object(town: Client, draft: Application) -> None:
    for url in ("/api/applications/", f"/api/applications/{draft.pk}/files/", "/api/households/export/"):
        assert town.post(url, "[1]", content_type=JSON).status_code == 400


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("{", NO_JSON),
        ("[" * 200_000, NO_JSON),
        ('{"name":' * 200_000, NO_JSON),
        ('{"name": NaN}', NO_JSON),
        (f'{{"name": {ENDLESS}}}', NO_JSON),
        (json.dumps({"name": TEN_MEGABYTES}), TOO_LARGE),
    ],
    ids=["open", "lists", "objects", "no number", "endless", "large"],
)
@pytest.mark.parametrize(
    "url", ["/api/applications/", "/api/households/export/", "/api/imports/", "/api/imports/{run}/mend/"]
)
@pytest.mark.parametrize("by_token", [False, True], ids=["page", "token"])
def test_json_that_cannot_be_read_is_refused_with_a_sentence(
    town: Client, post: MakePost, url: str, body: str, sentence: str, by_token: bool
) -> None:
    caller = with_token(post(Role.TOWN_OFFICE)) if by_token else town
    run = upload(ledger("households"), SimpleUploadedFile("台账.xlsx", b"PK"), by=post(Role.TOWN_OFFICE))
    with acting(System.DEMO):
        ImportRun.objects.update(state=ImportRun.State.CHECKED)

    answer = caller.post(url.format(run=run.pk), body, content_type=JSON)

    assert (answer.status_code, answer.json()["detail"]) == (400, sentence)


@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded"])
def test_bytes_that_are_no_text(town: Client, content_type: str) -> None:
    assert town.post("/api/applications/", b"\xff\xfe\x00", content_type=content_type).status_code in {400, 403}
    assert town.post("/account/post/", b"post=\xff\xfe", content_type=content_type).status_code == 404


def test_a_field_of_ten_megabytes(town: Client, draft: Application) -> None:
    a_file = SimpleUploadedFile("a.pdf", b"%PDF-")
    answers: list[Any] = [
        town.post("/households/views/", {"name": TEN_MEGABYTES, "query": ""}),
        town.post(f"/applications/{draft.pk}/edit/", {"name": TEN_MEGABYTES, "version": draft.version}),
        town.post(f"/applications/{draft.pk}/files/", {"purpose": TEN_MEGABYTES, "file": a_file}),
    ]

    assert {answer.status_code for answer in answers} == {400}
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("cursor", CURSORS)
@pytest.mark.parametrize(
    "way",
    [
        *("/households/", "/api/households/", "/downloads/", "/inbox/", "/api/inbox/", "/notices/", "/api/notices/"),
        *("/api/imports/", "/api/jobs/"),
    ],
)
def test_a_cursor_that_we_did_not_write_shows_the_first_page(town: Client, tree: Tree, way: str, cursor: str) -> None:
    household: Household = HouseholdFactory(village=tree.village)

    page = town.get(way, {"after": cursor, "sort": "converted_year"})

    assert page.status_code == 200
    assert "households" not in way or household.number in page.content.decode()


def test_a_part_of_a_page_that_says_it_stands_nowhere(db: None) -> None:
    answer = Client().get("/inbox/", headers={"HX-Request": "true", "HX-Current-URL": "http://["})

    assert answer["HX-Redirect"].startswith(reverse("sign-in"))


def test_nothing_is_begun_by_what_was_refused(town: Client) -> None:
    town.post("/households/export/?q=%00", {"columns": "all"})

    assert not Job.objects.exists()
