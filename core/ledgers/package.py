"""What is known of a workbook before it is parsed: whether it is one, whether it can be opened at all, and what
stands in the
sheet's XML that a parser's values do not show (formulas, error values, how far the content reaches)."""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.parsers import expat

from isal import isal_zlib

from core.ledgers.findings import WorkbookRefused
from core.ledgers.unpacking import bomb, damaged, refuse_bomb, refuse_echoes, unpacked

MAX_ROWS = 200_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OVERLAP = 4096
_INDEX_MAX_BYTES = 4 * 1024**2

_SUSPECT = (b"<f", b":f>", b":f ", b":f/", b't="e"', b"t='e'")
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*)?>\s*(<(?:\w+:)?f[\s/>])?")
# Of a value or a text; not of </worksheet>.
_CONTENT_ENDS = (b"</v>", b"</t>", b":v>", b":t>")
_REFERENCE = re.compile(rb"""\sr=["']([A-Z]{1,3})(\d{1,7})["']""")
_IS_ERROR = re.compile(rb"""\st=["']e["']""")
_ROW = re.compile(rb'row\s[^>]*?\br="(\d{1,7})"')
# A filled cell in column CW (the 101st) or further right.
_FAR_CELL = re.compile(rb' r="(?:[A-Z]{3}|[D-Z][A-Z]|C[W-Z])\d+"[^>]*[^>/]>\s*<(?:\w+:)?[vi]')
_RELATIONSHIP_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATIONSHIP_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass
class SheetScan:
    """`formulas` and `errors`: (row, column) counted from 1, as Excel counts."""

    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)
    last_row: int = 0
    # Cells do not say where they are (some programs leave that out): their order does.
    unplaced: bool = False
    # How many cells name one of the workbook's shared texts.
    shared: int = 0


def open_package(content: bytes) -> zipfile.ZipFile:
    """Raises WorkbookRefused with a sentence for whatever is no ordinary .xlsx."""
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise WorkbookRefused("encrypted", "文件有打开密码，无法读取。请在 Excel 中取消密码后另存再导入。")
        raise WorkbookRefused(
            "old_format", "这是旧格式（.xls）文件，只是改了扩展名。请在 Excel 中另存为 .xlsx 再导入。"
        )
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, struct.error) as problem:
        raise WorkbookRefused("not_a_workbook", _no_package(content)) from problem
    if any(entry.flag_bits & 1 for entry in package.infolist()):
        raise WorkbookRefused("encrypted", "文件是加密的压缩包，无法读取。请取消密码后再导入。")
    if "xl/workbook.xml" not in names:
        raise WorkbookRefused("not_a_workbook", _other_package(names))
    refuse_bomb(package)
    return package


def _no_package(content: bytes) -> str:
    """By its first bytes, what the file is instead."""
    start = content[:512].lstrip(b"\xef\xbb\xbf\r\n\t ")
    if not content:
        return "文件是空的（0 字节），请重新选择。"
    if content.startswith(b"PK"):
        return "文件不完整，或不是 Excel 工作簿，可能没有传完，请重新上传。"
    if start.startswith(b"%PDF"):
        return "这是 PDF 文件，不是 Excel 工作簿。"
    if start.startswith(b"<"):
        return "这是网页或 XML 文件，只是改了扩展名。请在 Excel 中打开后另存为 .xlsx 再导入。"
    if b"\0" not in start:
        return "这是文本文件（如 CSV），只是改了扩展名。请在 Excel 中打开后另存为 .xlsx 再导入。"
    return "这不是 Excel 工作簿（.xlsx），或文件已损坏。"


def _other_package(names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return "这是二进制工作簿（.xlsb），请在 Excel 中另存为 .xlsx 再导入。"
    if "content.xml" in names:
        return "这是 OpenDocument 表格（.ods），请另存为 .xlsx 再导入。"
    if "word/document.xml" in names:
        return "这是 Word 文件，不是 Excel 工作簿。"
    return "这不是 Excel 工作簿（.xlsx），或文件已损坏。"


def scan_sheets(package: zipfile.ZipFile) -> dict[str, SheetScan]:
    """Unpack every part once, so that nothing larger than promised reaches the parser; look into the sheets' XML."""
    parts, scans = _sheet_parts(package), {}
    try:
        for entry in package.infolist():
            scan = SheetScan()
            look = _looker(scan) if entry.filename in parts else _ignore
            tail = b""
            for piece in unpacked(package, entry):
                look(tail + piece)
                tail = piece[-_OVERLAP:]
            if scan.unplaced:
                _count_through(package, entry, scan)
            scans[parts.get(entry.filename, "")] = scan
        sheets = [entry for entry in package.infolist() if entry.filename in parts]
        refuse_echoes(package, sheets, sum(scan.shared for scan in scans.values()))
    except isal_zlib.IsalError as problem:  # type: ignore[misc]  # its stubs do not say that it is an exception
        raise damaged() from problem
    return scans


def _ignore(piece: bytes) -> None:
    """Parts other than the sheet are only measured."""


def _looker(scan: SheetScan) -> Callable[[bytes], None]:
    row_here = 0

    def look(piece: bytes) -> None:
        nonlocal row_here
        if any(mark in piece for mark in _SUSPECT):
            _find_formulas(piece, scan)
        filled = max(piece.rfind(end) for end in _CONTENT_ENDS)
        if filled >= 0:
            scan.last_row = max(scan.last_row, _last_row(piece[:filled]) or row_here)
        row_here = _last_row(piece) or row_here
        scan.shared += piece.count(b't="s"') + piece.count(b"t='s'")
        if scan.last_row > MAX_ROWS + 100:
            raise WorkbookRefused(
                "too_many_rows", f"第 {scan.last_row} 行还有内容，一次最多导入 {MAX_ROWS:,} 行，请分成几份。"
            )
        if _FAR_CELL.search(piece):
            raise WorkbookRefused("too_many_columns", "第 100 列以右还有内容，请删去表格以外的内容再导入。")

    return look


def _last_row(piece: bytes) -> int:
    """The number of the last row that begins in the piece; 0: none does."""
    start = max(piece.rfind(b"<row "), piece.rfind(b":row "))
    match = _ROW.match(piece, start + 1) if start >= 0 else None
    return int(match[1]) if match else 0


def _find_formulas(piece: bytes, scan: SheetScan) -> None:
    for cell in _CELL.finditer(piece):
        attributes = cell[1] or b""
        if not (cell[2] or _IS_ERROR.search(attributes)):
            continue
        if reference := _REFERENCE.search(attributes):
            place = int(reference[2]), column_number(reference[1].decode())
            (scan.formulas if cell[2] else scan.errors).add(place)
        else:
            scan.unplaced = True


def _count_through(package: zipfile.ZipFile, entry: zipfile.ZipInfo, scan: SheetScan) -> None:
    """Find formulas and error values by counting rows and cells, as the parser does. Slow, and seldom needed."""
    row, column = 0, 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column
        kind, reference = tag.rpartition(":")[2], attributes.get("r", "")
        if kind == "row":
            row, column = int(reference) if reference.isdigit() else row + 1, 0
        elif kind == "c":
            letters = reference.rstrip("0123456789")
            column = column_number(letters) if letters.isalpha() else column + 1
            if attributes.get("t") == "e":
                scan.errors.add((row, column))
        elif kind == "f":
            scan.formulas.add((row, column))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        for piece in unpacked(package, entry):
            parser.Parse(piece, False)
    except expat.ExpatError as problem:
        raise damaged() from problem


def column_number(letters: str) -> int:
    """A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Path of a sheet's XML → the sheet's name, as workbook.xml and its relationships say."""
    names = {
        element.get(_RELATIONSHIP_ID) or element.get(_STRICT_RELATIONSHIP_ID): element.get("name") or ""
        for element in _index(package, "xl/workbook.xml").iter()
        if element.tag.rpartition("}")[2] == "sheet"
    }
    return {
        posixpath.normpath(posixpath.join("/xl", element.get("Target") or ""))[1:]: names[element.get("Id")]
        for element in _index(package, "xl/_rels/workbook.xml.rels").iter()
        if element.get("Id") in names
    }


def _index(package: zipfile.ZipFile, name: str) -> ElementTree.Element:
    try:
        if package.getinfo(name).file_size > _INDEX_MAX_BYTES:
            raise bomb()
        return ElementTree.fromstring(package.read(name))
    except (KeyError, ElementTree.ParseError, zipfile.BadZipFile, zlib.error) as problem:
        raise damaged() from problem
