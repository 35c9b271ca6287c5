"""Unpacking a stranger's package: never more than it promises, and never more than there is memory for."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence

from isal import isal_zlib

from core.ledgers.findings import WorkbookRefused

UNPACKED_MAX_BYTES = 1024**3
# Text repeats itself; even a sheet of empty formatted cells stays below this.
MAX_RATIO = 250
RATIO_MATTERS_BYTES = 32 * 1024**2

_LOCAL_HEADER_BYTES = 30
_CHUNK = 1024 * 1024
_END_OF_SHARED = re.compile(rb"</(?:\w+:)?si>")
_SHARED_CELL = re.compile(rb"""\st=["']s["'][^>]*>\s*<(?:\w+:)?v>(\d{1,9})<""")


def refuse_bomb(package: zipfile.ZipFile) -> None:
    """By what the directory says; what it hides is found when the parts are unpacked (`unpacked`)."""
    promised = sum(entry.file_size for entry in package.infolist())
    packed = sum(entry.compress_size for entry in package.infolist()) or 1
    if promised > UNPACKED_MAX_BYTES or (promised > RATIO_MATTERS_BYTES and promised / packed > MAX_RATIO):
        raise bomb()


def bomb() -> WorkbookRefused:
    return WorkbookRefused("zip_bomb", "文件解压后大得不正常，为安全起见不予读取。请把数据复制到新的工作簿再导入。")


def damaged() -> WorkbookRefused:
    return WorkbookRefused("damaged", "文件已损坏，无法解压。请在 Excel 中打开后另存再导入。")


def unpacked(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part's bytes, never more than the directory promises: a liar is a bomb."""
    raw = _raw(package, entry)
    if entry.compress_type == zipfile.ZIP_STORED:
        yield from (raw[start : start + _CHUNK] for start in range(0, len(raw), _CHUNK))
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise WorkbookRefused("not_a_workbook", "工作簿用了少见的压缩方式，请在 Excel 中另存后再导入。")
    unpack, given, checksum = isal_zlib.decompressobj(wbits=-zlib.MAX_WBITS), 0, 0
    pending: bytes = raw
    while pending and not unpack.eof:
        piece = unpack.decompress(pending, _CHUNK)
        pending = unpack.unconsumed_tail
        given, checksum = given + len(piece), zlib.crc32(piece, checksum)
        if given > entry.file_size:
            raise bomb()
        yield piece
    if not unpack.eof or given != entry.file_size or checksum != entry.CRC:
        raise damaged()


def _raw(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The part as it stands in the file, still compressed."""
    assert package.fp is not None
    package.fp.seek(entry.header_offset)
    header = package.fp.read(_LOCAL_HEADER_BYTES)
    if len(header) < _LOCAL_HEADER_BYTES or not header.startswith(b"PK\x03\x04"):
        raise damaged()
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    package.fp.seek(name_length + extra_length, io.SEEK_CUR)
    return package.fp.read(entry.compress_size)


def refuse_echoes(package: zipfile.ZipFile, sheets: Sequence[zipfile.ZipInfo], named: int) -> None:
    """One long shared text named by a hundred thousand cells is gigabytes once every cell has it. `named`: by how many
    cells of these sheets shared texts are."""
    strings = next((one for one in package.infolist() if one.filename.lower() == "xl/sharedstrings.xml"), None)
    if strings is None or strings.file_size * named <= UNPACKED_MAX_BYTES:
        return
    lengths = [len(text) for text in _END_OF_SHARED.split(b"".join(unpacked(package, strings)))]
    if max(lengths) * named > UNPACKED_MAX_BYTES and _total(package, sheets, lengths) > UNPACKED_MAX_BYTES:
        raise bomb()


def _total(package: zipfile.ZipFile, sheets: Sequence[zipfile.ZipInfo], lengths: Sequence[int]) -> int:
    """Bytes of shared text in all cells together; a cell on the border of two pieces is not missed by much."""
    return sum(
        lengths[int(number)]
        for entry in sheets
        for piece in unpacked(package, entry)
        for number in _SHARED_CELL.findall(piece)
        if int(number) < len(lengths)
    )
