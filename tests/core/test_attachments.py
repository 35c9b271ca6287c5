"""Which files are taken in, and who gets them again."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.urls import get_resolver
from openpyxl import Workbook

from accounts.audit import AccessLog, Change, acting
from accounts.models import Post
from accounts.roles import Role
from core.files.attachments import FileRefused, attach, attachments_of, open_for, remove
from core.models import Attachment
from households.models import Household
from tests.conftest import MakePost
from tests.factories import HouseholdFactory, Tree

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 100
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100

# With the site's addresses the record's pages come in, as before every request.
assert get_resolver().url_patterns


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def household(tree: Tree) -> Household:
    return HouseholdFactory(village=tree.village)


@pytest.fixture
def officer(post: MakePost) -> Post:
    return post(Role.VILLAGE)


def give(household: Household, officer: Post, name: str, content: bytes) -> Attachment:
    with acting(officer):
        return attach(household, SimpleUploadedFile(name, content), "id_card", by=officer)


def content_of(attachment: Attachment) -> bytes:
    with attachment.file.open() as file:
        return bytes(file.read())


def archive(*parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        for part in parts:
            target.writestr(part, b"x")
    return made.getvalue()


def workbook() -> bytes:
    made = io.BytesIO()
    Workbook().save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("身份证.jpg", JPEG, "image/jpeg"),
        ("房产证.png", PNG, "image/png"),
        ("现场.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        ("协议.pdf", b"%PDF-1.7\n", "application/pdf"),
        ("通知.ofd", archive("OFD.xml", "Doc_0/Document.xml"), "application/ofd"),
        (
            "申请.docx",
            archive("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("名单.xlsx", workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_office_files_and_photos_are_taken_in(
    household: Household, officer: Post, name: str, content: bytes, content_type: str
) -> None:
    kept = give(household, officer, name, content)

    assert (kept.name, kept.content_type, kept.size) == (name, content_type, len(content))
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert content_of(kept) == content


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("照片.jpg", b"MZ\x90\x00" + b"\x00" * 100, "“照片.jpg”不是可以上传的文件"),
        ("照片.jpg", b"<html><script>alert(1)</script>", "类型按内容判断"),
        ("图.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是可以上传的文件"),
        ("名单.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "是旧版 Office 文件或加了密码"),
        ("名单.xlsx", archive("xl/workbook.xml", "xl/vbaProject.bin"), "带有宏"),
        ("名单.xlsx", archive("readme.txt"), "不是可以上传的文件"),
        ("名单.xlsx", b"PK\x03\x04 broken", "不是可以上传的文件"),
        ("IMG_1.HEIC", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 20, "是苹果手机的 HEIC 照片"),
        ("空.jpg", b"", "“空.jpg”是空文件"),
    ],
)
def test_others_are_refused_with_a_sentence(
    household: Household, officer: Post, name: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(FileRefused, match=sentence):
        give(household, officer, name, content)

    assert not Attachment.objects.exists()


def test_a_file_above_the_limit_is_told_by_how_much(household: Household, officer: Post, settings: Any) -> None:
    settings.ATTACHMENT_MAX_BYTES = 2 * 1024 * 1024

    with pytest.raises(FileRefused, match=r"有 2.5 MB，超过单个文件 2 MB 的上限"):
        give(household, officer, "大.jpg", JPEG + b"\x00" * (5 * 512 * 1024))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("照片.JPG", "照片.jpg"),
        ("照片.jpeg", "照片.jpeg"),
        ("微信图片.webp", "微信图片.jpg"),
        ("病毒.exe", "病毒.jpg"),
        ("没有后缀", "没有后缀.jpg"),
        ("长" * 300 + ".jpg", "长" * 146 + ".jpg"),
        ("换\n行.jpg", "换行.jpg"),
        ("王建国130199199001011234.jpg", "王建国**************1234.jpg"),
    ],
)
def test_a_file_is_named_as_what_it_is(household: Household, officer: Post, given: str, kept: str) -> None:
    assert give(household, officer, given, JPEG).name == kept


def test_the_stored_name_tells_nothing(household: Household, officer: Post) -> None:
    kept = give(household, officer, "赵建国身份证.jpg", JPEG)

    assert "赵" not in kept.file.name
    assert len(kept.file.name) == len("ab/cd/") + 32


def test_files_of_a_record_are_those_not_removed(household: Household, officer: Post) -> None:
    first, second = (give(household, officer, name, JPEG) for name in ("一.jpg", "二.jpg"))

    with acting(officer):
        remove(first)

    assert list(attachments_of(household)) == [second]
    change = Change.objects.get(table="core_attachment", row_id=first.pk, operation="U")
    assert (change.user_id, change.before["removed_at"]) == (officer.user_id, None)
    with pytest.raises(Http404):
        open_for(officer, first.pk)


def test_who_sees_the_record_gets_the_file_and_that_is_logged(household: Household, officer: Post) -> None:
    kept = give(household, officer, "一.jpg", JPEG)

    opened = open_for(officer, kept.pk)

    assert content_of(opened) == JPEG
    log = AccessLog.objects.get(act="download")
    assert (log.user_id, log.kind, log.record_id, log.detail) == (
        officer.user_id,
        "households.household",
        household.pk,
        "一.jpg",
    )


def test_who_does_not_see_the_record_does_not_get_the_file(
    household: Household, officer: Post, post: MakePost, tree: Tree
) -> None:
    kept = give(household, officer, "一.jpg", JPEG)

    for stranger in (post(Role.VILLAGE, at=tree.other_village), post(Role.SYSTEM_ADMIN), post(Role.GAS_COMPANY)):
        with pytest.raises(Http404):
            open_for(stranger, kept.pk)
    assert not AccessLog.objects.exists()
