"""The two workbooks that the city takes: its ledger's template, and the sheet of adjustments (domain.md 7.1, P176)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import IO, Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from core.ledgers.look import HEADING_FILL, HEADING_FONT, TEXT_FORMAT, mark
from core.sealing.numbers import mask_id_number, mask_phone
from households.models.choices import Status

LEDGER_TITLE = "确户台账"
CHANGES_TITLE = "农村“双代”确户台账调整对照表"
WIDTH = 16
Content = dict[str, Any]
Show = Callable[[Content], str]
MASKS = {"id_number": mask_id_number, "phone": mask_phone}


def _of(side: str, name: str) -> Show:
    return lambda content: str(content[side].get(name, ""))


def _status(side: str) -> Show:
    return lambda content: str(Status(content[side]["status"]).label) if content[side] else ""


def _where(name: str) -> Show:
    """Where it stands, of a household that leaves as of one that comes."""
    return lambda content: str((content["before"] or content["after"])[name])


# Heading → cell. Codes are written as the city's template numbers them.
LEDGER: Sequence[tuple[str, Show]] = (
    ("所属市", _of("after", "city")),
    ("所属区县", _of("after", "district")),
    ("所属乡镇", _of("after", "town")),
    ("所属村名称", _of("after", "village")),
    ("地址", _of("after", "address")),
    ("户主姓名", _of("after", "name")),
    ("身份证号", _of("after", "id_number")),
    ("联系方式", _of("after", "phone")),
    ("采暖面积(㎡)", _of("after", "heated_area")),
    ("改造年限(年份)", _of("after", "converted_year")),
    ("改造类别", _of("after", "category")),
    ("改造类型", _of("after", "kind")),
    ("改造批次", _of("after", "batch")),
    ("发放补贴方式", _of("after", "subsidy_method")),
    ("房屋用途", _of("after", "house_use")),
    ("用户分类", _of("after", "user_class")),
    ("使用状态", _of("after", "status")),
    ("备注", _of("after", "remark")),
)
CHANGES: Sequence[tuple[str, Show]] = (
    ("市", _where("city")),
    ("区县", _where("district")),
    ("乡镇", _where("town")),
    ("村", _where("village")),
    ("地址", _where("address")),
    ("原户主姓名", _of("before", "name")),
    ("原身份证号", _of("before", "id_number")),
    ("原联系方式", _of("before", "phone")),
    ("原备注", _of("before", "remark")),
    ("变更前使用状态", _status("before")),
    ("变更后户主姓名", _of("after", "name")),
    ("变更后身份证号", _of("after", "id_number")),
    ("变更后联系方式", _of("after", "phone")),
    ("调整时间", lambda content: str(content["adjusted_on"])),
    ("变更后使用状态", _status("after")),
    ("变更后备注", lambda content: "；".join(filter(None, [content["note"], content["after"].get("remark", "")]))),
)


def masked(content: Content) -> Content:
    """The same with the numbers of people as those see them who may not have the whole."""
    return content | {side: _masked(content[side]) for side in ("before", "after")}


def _masked(facts: Content) -> Content:
    return facts | {name: mask(str(facts[name])) for name, mask in MASKS.items() if facts.get(name)}


def write_ledger(file: IO[bytes], contents: Iterable[Content], watermark: str) -> None:
    sheet = _Sheet(LEDGER_TITLE, watermark, len(LEDGER))
    sheet.headings([heading for heading, _ in LEDGER])
    for content in contents:
        sheet.texts([show(content) for _, show in LEDGER])
    sheet.save(file)


def write_changes(file: IO[bytes], contents: Iterable[Content], said: str, watermark: str) -> None:
    """The title on top, then whose and of when, the headings on the third row."""
    sheet = _Sheet("调整对照表", watermark, len(CHANGES) + 1)
    sheet.title(CHANGES_TITLE)
    sheet.texts([said])
    sheet.headings(["序号", *(heading for heading, _ in CHANGES)])
    for number, content in enumerate(contents, 1):
        sheet.texts([str(number), *(show(content) for _, show in CHANGES)])
    sheet.save(file)


class _Sheet:
    """One sheet, written row by row: every cell is text, whatever it begins with."""

    def __init__(self, title: str, watermark: str, columns: int) -> None:
        self.workbook = openpyxl.Workbook(write_only=True)
        self.sheet = self.workbook.create_sheet(title)
        for place in range(1, columns + 1):
            self.sheet.column_dimensions[get_column_letter(place)].width = WIDTH
        mark(self.sheet, watermark)

    def title(self, text: str) -> None:
        cell = self._cell(text)
        cell.font, cell.alignment = Font(bold=True, size=16), Alignment(horizontal="left")
        self.sheet.append([cell])

    def headings(self, texts: Sequence[str]) -> None:
        cells = [self._cell(text) for text in texts]
        for cell in cells:
            cell.font, cell.fill = HEADING_FONT, HEADING_FILL
        self.sheet.append(cells)

    def texts(self, texts: Sequence[str]) -> None:
        self.sheet.append([self._cell(text) if text else None for text in texts])

    def save(self, file: IO[bytes]) -> None:
        self.workbook.save(file)

    def _cell(self, text: str) -> Any:
        cell = WriteOnlyCell(self.sheet, text)
        cell.data_type, cell.number_format = "s", TEXT_FORMAT
        return cell
