"""Documents: added, listed, served to those who see the record, removed with a mark."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.audit import AccessLog
from accounts.roles import Role
from core.models import Attachment
from households.models import Application
from households.workflows import AddHousehold
from tests.factories import ApplicationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.sample_pages")]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001"
    "e221bc330000000049454e44ae426082"
)


@pytest.fixture
def draft(post, tree):
    return AddHousehold.file(by=post(Role.VILLAGE), village=tree.village, name="赵建国")


def upload(browser, application, content=PNG, name="照片.png", purpose="photo"):
    data = {"purpose": purpose, "file": SimpleUploadedFile(name, content)}
    return browser.post(f"/sample-applications/{application.pk}/files/", data, follow=True)


def test_a_photo_is_kept_with_its_kind(client_of, post, draft):
    page = upload(client_of(post(Role.VILLAGE)), draft).content.decode()

    kept = Attachment.objects.get()
    assert (kept.kind, kept.record_id, kept.purpose) == ("households.application", draft.pk, "photo")
    assert "照片.png" in page
    assert "现场照片" in page


def test_several_come_at_once(client_of, post, draft):
    files = [SimpleUploadedFile(f"{n}.png", PNG) for n in range(3)]

    client_of(post(Role.VILLAGE)).post(
        f"/sample-applications/{draft.pk}/files/", {"purpose": "photo", "file": files}, follow=True
    )

    assert Attachment.objects.count() == 3


def test_what_is_no_document_is_refused_with_a_sentence(client_of, post, draft):
    page = upload(client_of(post(Role.VILLAGE)), draft, b"MZ\x90 a program", "照片.png").content.decode()

    assert not Attachment.objects.exists()
    assert "不" in page


def test_a_kind_that_is_not_declared_is_refused(client_of, post, draft):
    page = upload(client_of(post(Role.VILLAGE)), draft, purpose="secret").content.decode()

    assert "请先选择材料的种类。" in page
    assert not Attachment.objects.exists()


def test_without_a_file_the_page_says_so(client_of, post, draft):
    answer = client_of(post(Role.VILLAGE)).post(
        f"/sample-applications/{draft.pk}/files/", {"purpose": "photo"}, follow=True
    )

    assert "请选择要上传的文件。" in answer.content.decode()


def test_who_may_not_attach_is_refused(client_of, post, tree):
    application = ApplicationFactory(submitted=True, village=tree.village)

    answer = upload(client_of(post(Role.VILLAGE)), application)

    assert answer.status_code == 403
    assert not Attachment.objects.exists()


def test_another_townships_application_takes_no_file(client_of, post, tree):
    application = ApplicationFactory(village=tree.other_village)

    assert upload(client_of(post(Role.VILLAGE)), application).status_code == 404


def test_a_file_is_served_to_who_sees_the_record_and_to_nobody_else(client_of, post, tree, draft):
    upload(client_of(post(Role.VILLAGE)), draft)
    url = f"/files/{Attachment.objects.get().pk}/"

    answer = client_of(post(Role.TOWN_OFFICE)).get(url)

    assert b"".join(answer.streaming_content) == PNG
    assert client_of(post(Role.VILLAGE, at=tree.other_village)).get(url).status_code == 404
    assert AccessLog.objects.filter(act=AccessLog.Act.DOWNLOAD).count() == 1


def test_a_served_file_can_run_nothing(client_of, post, draft):
    upload(client_of(post(Role.VILLAGE)), draft)

    answer = client_of(post(Role.VILLAGE)).get(f"/files/{Attachment.objects.get().pk}/")

    assert b"".join(answer.streaming_content) == PNG
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_removing_leaves_a_mark_and_hides_the_file(client_of, post, draft):
    browser = client_of(post(Role.VILLAGE))
    upload(browser, draft)
    kept = Attachment.objects.get()

    page = browser.post(f"/sample-applications/{draft.pk}/files/{kept.pk}/remove/", follow=True).content.decode()

    kept.refresh_from_db()
    assert kept.removed_at is not None
    assert f"/files/{kept.pk}/" not in page
    assert browser.get(f"/files/{kept.pk}/").status_code == 404


def test_a_file_of_another_record_is_not_removed(client_of, post, tree, draft):
    browser = client_of(post(Role.VILLAGE))
    upload(browser, draft)
    other = AddHousehold.file(by=post(Role.VILLAGE), village=tree.village, name="钱秀英")

    answer = browser.post(f"/sample-applications/{other.pk}/files/{Attachment.objects.get().pk}/remove/")

    assert answer.status_code == 404
    assert Attachment.objects.get().removed_at is None
    assert Application.objects.count() == 2
