"""整改通知书 as PDF: the household's copy and the counterfoil, on one sheet of A4 where they fit, signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import segno
from fpdf import FPDF
from fpdf.enums import WrapMode
from pylopdf_fonts_zh_cn import sans_path

from inspections.hazards.noticing import COLUMNS

FONT = "noto"
# Millimetres.
MARGIN, LINE, GAP, CODE = 12, 5, 1.5, 22
SIGNED_HEIGHT, SIGNED_WIDTH = 14, 36
SMALL, NORMAL, LARGE = 8, 9, 14
CONSEQUENCES = (
    "重大隐患消除前停止供气；逾期不整改的，依照供用气合同停止供气，并报燃气主管部门依法处理；造成事故的，依法承担责任。"
)
COPIES = ("用户联", "存根联")
SIGNED = ("用户签字", "安检员签字")
# Of number, code, description, level, basis, demand, day.
ITEM_WIDTHS = (24, 10, 36, 10, 36, 48, 22)


@dataclass(frozen=True)
class NoticePaper:
    """What stands on it: facts and demands by their labels, whoever has signed (pictures), the code that proves it."""

    title: str
    number: str
    company: str
    facts: Sequence[tuple[str, str]]
    items: Sequence[Sequence[tuple[str, str]]]
    delivery: Sequence[tuple[str, str]]
    rechecks: Sequence[tuple[str, str]]
    signatures: Mapping[str, bytes]
    address: str
    devices: str = ""
    consequences: str = CONSEQUENCES


def write_notice(paper: NoticePaper) -> bytes:
    pdf = FPDF(format="A4")
    pdf.set_title(f"{paper.title} {paper.number}")
    pdf.add_font(FONT, fname=str(sans_path()))
    pdf.set_margins(MARGIN, MARGIN)
    pdf.set_auto_page_break(True, MARGIN)
    pdf.add_page()
    for copy in COPIES:
        if copy != COPIES[0]:
            _cut(pdf, paper, copy)
        _copy(pdf, paper, copy)
    return bytes(pdf.output())


def _cut(pdf: FPDF, paper: NoticePaper, copy: str) -> None:
    """Below the first where it fits, else on a sheet of its own."""
    pdf.ln(4)
    with pdf.offset_rendering() as trial:
        _copy(trial, paper, copy)
    if trial.page_break_triggered:
        pdf.add_page()
        return
    pdf.set_dash_pattern(dash=2, gap=2)
    pdf.line(MARGIN, pdf.get_y(), pdf.w - MARGIN, pdf.get_y())
    pdf.set_dash_pattern()
    pdf.ln(4)


def _copy(pdf: Any, paper: NoticePaper, copy: str) -> None:
    top = pdf.get_y()
    pdf.image(_code(paper.address), x=pdf.w - MARGIN - CODE, y=top, w=CODE)
    pdf.set_font(FONT, size=LARGE)
    _line(pdf, paper.title, LINE * 1.6)
    pdf.set_font(FONT, size=NORMAL)
    _line(pdf, f"{copy}　编号：{paper.number}")
    _line(pdf, f"{paper.company}　扫右侧二维码可核对真伪")
    pdf.set_y(max(pdf.get_y(), top + CODE) + 1)
    _facts(pdf, paper.facts)
    pdf.ln(GAP)
    _items(pdf, paper.items)
    pdf.ln(GAP)
    pdf.set_font(FONT, size=NORMAL)
    if paper.devices:
        _paragraph(pdf, paper.devices)
    _paragraph(pdf, f"不整改的后果：{paper.consequences}")
    pdf.ln(GAP)
    _facts(pdf, paper.delivery)
    pdf.ln(GAP)
    for number, recheck in paper.rechecks:
        _paragraph(pdf, f"{number}　{recheck}")
    _sign(pdf, paper.signatures)


def _line(pdf: FPDF, text: str, height: float = LINE) -> None:
    pdf.cell(0, height, text, new_x="LMARGIN", new_y="NEXT")


def _paragraph(pdf: FPDF, text: str) -> None:
    pdf.multi_cell(0, LINE, text, align="L", wrapmode=WrapMode.CHAR, new_x="LMARGIN", new_y="NEXT")


def _facts(pdf: FPDF, facts: Sequence[tuple[str, str]]) -> None:
    """Two a line; an address may need more."""
    pdf.set_font(FONT, size=NORMAL)
    with pdf.table(
        col_widths=(20, 73, 20, 73), line_height=LINE, wrapmode=WrapMode.CHAR, first_row_as_headings=False
    ) as table:
        for place in range(0, len(facts), 2):
            row = table.row()
            for label, value in facts[place : place + 2]:
                row.cell(label)
                row.cell(value)
            if len(facts) - place == 1:
                row.cell("")
                row.cell("")


def _items(pdf: FPDF, items: Sequence[Sequence[tuple[str, str]]]) -> None:
    pdf.set_font(FONT, size=SMALL)
    with pdf.table(
        col_widths=ITEM_WIDTHS,
        line_height=LINE - 0.6,
        wrapmode=WrapMode.CHAR,
        text_align="L",
        first_row_as_headings=False,
    ) as table:
        table.row(list(COLUMNS.values()))
        for item in items:
            table.row([value for _, value in item])


def _sign(pdf: FPDF, signatures: Mapping[str, bytes]) -> None:
    """A picture where one was drawn, room for a pen where not."""
    pdf.ln(2)
    top, half = pdf.get_y(), (pdf.w - 2 * MARGIN) / 2
    if top + SIGNED_HEIGHT > pdf.h - MARGIN:
        pdf.add_page()
        top = pdf.get_y()
    for place, label in enumerate(SIGNED):
        left = MARGIN + place * half
        pdf.set_xy(left, top + SIGNED_HEIGHT / 2)
        pdf.cell(24, LINE, f"{label}：")
        if picture := signatures.get(label):
            pdf.image(BytesIO(picture), x=left + 24, y=top, w=SIGNED_WIDTH, h=SIGNED_HEIGHT, keep_aspect_ratio=True)
    pdf.set_xy(MARGIN, top + SIGNED_HEIGHT)


def _code(address: str) -> BytesIO:
    picture = BytesIO()
    segno.make(address, error="m").save(picture, kind="png", scale=6, border=1)
    picture.seek(0)
    return picture
