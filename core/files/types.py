"""Which files are taken in, told by their content: a name can be changed, the first bytes cannot."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

from accounts.hiding import without_numbers

ACCEPTED = "照片（JPG、PNG、WebP）、PDF、OFD、Word（docx）或 Excel（xlsx）"
OOXML = "application/vnd.openxmlformats-officedocument"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1")


class FileRefused(Exception):
    """Its text is the sentence for the page."""


@dataclass(frozen=True)
class FileType:
    content_type: str
    suffixes: tuple[str, ...]
    fits: Callable[[bytes, frozenset[str]], bool]


TYPES = (
    FileType("image/jpeg", (".jpg", ".jpeg"), lambda head, parts: head.startswith(b"\xff\xd8\xff")),
    FileType("image/png", (".png",), lambda head, parts: head.startswith(b"\x89PNG\r\n\x1a\n")),
    FileType("image/webp", (".webp",), lambda head, parts: head[:4] == b"RIFF" and head[8:12] == b"WEBP"),
    FileType("application/pdf", (".pdf",), lambda head, parts: head.startswith(b"%PDF-")),
    FileType("application/ofd", (".ofd",), lambda head, parts: "OFD.xml" in parts),
    FileType(f"{OOXML}.wordprocessingml.document", (".docx",), lambda head, parts: "word/document.xml" in parts),
    FileType(f"{OOXML}.spreadsheetml.sheet", (".xlsx",), lambda head, parts: "xl/workbook.xml" in parts),
)


def type_of(file: IO[bytes], name: str) -> FileType:
    """Raises FileRefused with a sentence that says what to do instead."""
    file.seek(0)
    head = file.read(32)
    parts = _parts(file) if head.startswith(b"PK\x03\x04") else frozenset()
    file.seek(0)
    if refusal := _refusal(head, parts):
        raise FileRefused(f"“{name}”{refusal}")
    for known in TYPES:
        if known.fits(head, parts):
            return known
    raise FileRefused(f"“{name}”不是可以上传的文件：请上传{ACCEPTED}。类型按内容判断，改扩展名没有用。")


def _refusal(head: bytes, parts: frozenset[str]) -> str:
    if head.startswith(OLD_OFFICE):
        return "是旧版 Office 文件或加了密码，请另存为不加密的 docx 或 xlsx 后再上传。"
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return "是苹果手机的 HEIC 照片，请转成 JPG 后再上传（手机“设置”—“相机”—“格式”选“兼容性最佳”）。"
    if any(part.endswith("vbaProject.bin") for part in parts):
        return "带有宏，不能上传，请另存为不带宏的 docx 或 xlsx。"
    return ""


def _parts(file: IO[bytes]) -> frozenset[str]:
    try:
        with zipfile.ZipFile(file) as archive:
            return frozenset(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return frozenset()


def fitting_name(name: str, known: FileType, length: int) -> str:
    """The person's name for the file with the suffix of what it is; long names lose their middle part's end,
    and what looks like a person's number its beginning."""
    path = PurePath(name.replace("\\", "/").rsplit("/", 1)[-1])
    suffix = path.suffix.lower() if path.suffix.lower() in known.suffixes else known.suffixes[0]
    stem = "".join(character for character in path.stem if character.isprintable()).strip() or "附件"
    return kept_name(stem, suffix, length)


def kept_name(stem: str, suffix: str, length: int) -> str:
    """As it goes into notices and logs: without numbers of people, and no longer than it may be."""
    return without_numbers(stem)[: length - len(suffix)] + suffix
