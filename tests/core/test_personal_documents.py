"""Who opens a document: readers of the record's pages, and of one that says something of a person clerks and, with a
reason, those who may see numbers in full (F101, F102)."""

from __future__ import annotations

import json

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from accounts.audit import AccessLog, System, acting
from accounts.models import Post
from accounts.roles import LEDGER_CLERKS, LEDGER_READERS, MAY_UNMASK, Role
from core.models import Attachment, ImportRun
from households.documents import IMPERSONAL, Document
from households.models import Application
from tests.conftest import ClientOf, MakePost
from tests.factories import ApplicationFactory, OrganizationFactory, PostFactory, Tree

pytestmark = pytest.mark.django_db
Act = AccessLog.Act
CONTENT = b"%PDF-1.7 of a person"
ALONE = sorted(MAY_UNMASK - LEDGER_CLERKS)
CLOSED = sorted(LEDGER_READERS - MAY_UNMASK - LEDGER_CLERKS - {Role.POWER_COMPANY})


@pytest.fixture
def application(tree: Tree, post: MakePost) -> Application:
    supplier = post(Role.GAS_COMPANY).organization
    return ApplicationFactory(village=tree.village, gas=True, gas_supplier=supplier, submitted=True)


def document(record: Application | ImportRun, purpose: str = Document.ID_CARD) -> Attachment:
    with acting(System.DEMO):
        return Attachment.objects.create(
            kind=record._meta.label_lower,
            record_id=record.pk,
            purpose=purpose,
            name="赵建国130199195001010016.pdf",
            content_type="application/pdf",
            size=len(CONTENT),
            sha256="0" * 64,
            file=ContentFile(CONTENT, name="x"),
        )


@pytest.fixture
def run(tree: Tree, post: MakePost) -> ImportRun:
    with acting(System.DEMO):
        return ImportRun.objects.create(
            ledger="households",
            mode="applications",
            post=post(Role.TOWN_OFFICE),
            area=tree.town,
            state=ImportRun.State.CHECKED,
            file=ContentFile(b"x", name="x"),
            name="一镇.xlsx",
            sha256="0" * 64,
        )


def acts() -> list[str]:
    return list(AccessLog.objects.order_by("pk").values_list("act", flat=True))


def body(answer: object) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", sorted(LEDGER_CLERKS))
def test_a_clerk_opens_it_and_that_is_logged(
    role: Role, application: Application, client_of: ClientOf, post: MakePost
) -> None:
    answer = client_of(post(role)).get(f"/files/{document(application).pk}/")

    assert body(answer) == CONTENT
    line = AccessLog.objects.get()
    assert (line.act, line.record_id, line.detail) == (Act.DOWNLOAD, application.pk, "赵建国**************0016.pdf")


@pytest.mark.parametrize("role", CLOSED)
def test_other_readers_open_no_document_about_a_person(
    role: Role, application: Application, client_of: ClientOf, post: MakePost
) -> None:
    browser, kept = client_of(post(role)), document(application)

    assert browser.get(f"/files/{kept.pk}/").status_code == 403
    assert browser.post(f"/files/{kept.pk}/", {"reason": "想看一看"}).status_code == 403
    assert browser.get(f"/api/files/{kept.pk}/").status_code == 403
    assert acts() == []


@pytest.mark.parametrize("role", CLOSED)
def test_a_document_that_is_closed_has_neither_name_nor_link(
    role: Role, application: Application, client_of: ClientOf, post: MakePost
) -> None:
    browser, kept = client_of(post(role)), document(application)

    page = browser.get(f"/applications/{application.pk}/").content.decode()
    (listed,) = browser.get(f"/api/applications/{application.pk}/files/").json()

    assert "户主身份证" in page
    assert "130199195001010016" not in page
    assert f"/files/{kept.pk}/" not in page
    assert (listed["name"], listed["url"]) == ("", None)


@pytest.mark.parametrize("role", [Role.LEADER, Role.GAS_COMPANY, Role.TOWN_GAS_OFFICE, Role.FINANCE])
@pytest.mark.parametrize("purpose", sorted(IMPERSONAL))
def test_every_reader_opens_what_says_nothing_of_a_person(
    role: Role, purpose: str, application: Application, client_of: ClientOf, post: MakePost
) -> None:
    assert body(client_of(post(role)).get(f"/files/{document(application, purpose).pk}/")) == CONTENT


@pytest.mark.parametrize("role", ALONE)
def test_who_is_no_clerk_says_why_first(
    role: Role, application: Application, client_of: ClientOf, post: MakePost
) -> None:
    browser, url = client_of(post(role)), f"/files/{document(application).pk}/"

    asked = browser.get(url).content.decode()
    refused = browser.post(url, {"reason": " "}).content.decode()

    assert "打开户主身份证" in asked
    assert "请写明查看完整号码的理由。" in refused
    assert acts() == []
    given = browser.post(url, {"reason": "核对补贴账户"})
    assert body(browser.get(given["Location"])) == CONTENT
    assert acts() == [Act.UNMASK, Act.DOWNLOAD]
    assert AccessLog.objects.get(act=Act.UNMASK).reason == "核对补贴账户"


def test_a_reason_opens_that_one_document(application: Application, client_of: ClientOf, post: MakePost) -> None:
    browser, one, other = client_of(post(Role.FINANCE)), document(application), document(application)

    browser.post(f"/files/{one.pk}/", {"reason": "核对补贴账户"})

    assert "理由" in browser.get(f"/files/{other.pk}/").content.decode()


def test_the_api_takes_the_reason_too(application: Application, client_of: ClientOf, post: MakePost) -> None:
    browser, url = client_of(post(Role.FINANCE)), f"/api/files/{document(application).pk}/"

    refused = browser.get(url)
    given = browser.post(url, json.dumps({"reason": "核对补贴账户"}), content_type="application/json")

    assert (refused.status_code, refused.json()["detail"]) == (
        403,
        "这份材料含个人信息，请先写明打开的理由。用 POST 送 reason。",
    )
    assert body(given) == CONTENT


@pytest.mark.parametrize("role", [Role.LEADER, Role.FINANCE, Role.TOWN_GAS_OFFICE, Role.CITY_OFFICE, Role.VILLAGE])
@pytest.mark.parametrize("purpose", ["stamped_summary", "site_photo"])
def test_an_imports_document_is_not_there_for_who_reads_no_imports(
    role: Role, purpose: str, run: ImportRun, client_of: ClientOf, post: MakePost
) -> None:
    kept = document(run, purpose)

    for way in (f"/files/{kept.pk}/", f"/api/files/{kept.pk}/"):
        assert client_of(post(role)).get(way).status_code == 404
    assert acts() == []


@pytest.mark.parametrize("role", [Role.TOWN_OFFICE, Role.DISTRICT_OFFICE])
def test_an_imports_document_is_opened_by_who_imports(
    role: Role, run: ImportRun, client_of: ClientOf, post: MakePost
) -> None:
    assert body(client_of(post(role)).get(f"/files/{document(run, 'stamped_summary').pk}/")) == CONTENT


@pytest.mark.parametrize("state", [ImportRun.State.WRITING, ImportRun.State.WRITTEN])
def test_what_an_import_was_verified_on_is_not_taken_away(
    state: str, run: ImportRun, client_of: ClientOf, post: MakePost
) -> None:
    kept, browser = document(run, "stamped_summary"), client_of(post(Role.TOWN_OFFICE))
    with acting(System.DEMO):
        ImportRun.objects.filter(pk=run.pk).update(state=state)

    answer = browser.post(f"/imports/{run.pk}/files/{kept.pk}/remove/")

    assert answer.status_code == 403
    assert "不能移除" in answer.content.decode()
    kept.refresh_from_db()
    assert kept.removed_at is None


def test_another_supplier_does_not_find_it(application: Application, client_of: ClientOf, tree: Tree) -> None:
    stranger: Post = PostFactory(
        role=Role.GAS_COMPANY,
        division=tree.district,
        organization=OrganizationFactory(gas=True, division=tree.district),
    )
    browser: Client = client_of(stranger)

    assert browser.get(f"/files/{document(application).pk}/").status_code == 404
