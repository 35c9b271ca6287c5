"""The cover of a package, for the stamp: how many of what, of whom, of when, who signs; behind it the rows, masked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fpdf import FPDF
from pylopdf_fonts_zh_cn import sans_path

from households.models import Application

FONT = "noto"
MARGIN, LINE = 18, 9
# Widths in millimetres of an A4 page without its margins.
LISTED = (("序号", 14), ("变动类别", 30), ("街镇", 30), ("村（社区）", 40), ("户主姓名", 24), ("身份证号", 36))
SIGNED = (
    "经办人（签字）：",
    "审核人（签字）：",
    "单位负责人（签字）：",
    "单位（盖章）：",
    "日期：        年    月    日",
)


@dataclass(frozen=True)
class Cover:
    unit: str
    number: str
    period: str
    contents: Sequence[dict[str, Any]]


def write_cover(cover: Cover) -> bytes:
    """`contents` are masked already."""
    pdf = FPDF(format="A4")
    pdf.set_title(f"市平台报送 {cover.number}")
    pdf.add_font(FONT, fname=str(sans_path()))
    pdf.set_margins(MARGIN, MARGIN)
    pdf.set_auto_page_break(True, MARGIN)
    _front(pdf, cover)
    _list(pdf, cover)
    return bytes(pdf.output())


def _front(pdf: FPDF, cover: Cover) -> None:
    pdf.add_page()
    pdf.set_font(FONT, size=20)
    pdf.ln(20)
    pdf.multi_cell(0, 14, "农村“双代”确户台账\n调整报送表", align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font(FONT, size=12)
    pdf.ln(10)
    cases = Counter(Application.Case(content["case"]).label for content in cover.contents)
    for line in (
        f"报送单位：{cover.unit}",
        f"报送编号：{cover.number}",
        f"报送期间：{cover.period}",
        f"报送件数：{len(cover.contents):,} 件",
        *(f"　　其中{case}：{number:,} 件" for case, number in cases.most_common()),
    ):
        _line(pdf, line)
    pdf.ln(14)
    for line in SIGNED:
        _line(pdf, line, 14)


def _line(pdf: FPDF, text: str, height: float = LINE) -> None:
    pdf.cell(0, height, text, new_x="LMARGIN", new_y="NEXT")


def _list(pdf: FPDF, cover: Cover) -> None:
    pdf.add_page()
    pdf.set_font(FONT, size=9)
    _row(pdf, [heading for heading, _ in LISTED])
    for number, content in enumerate(cover.contents, 1):
        person = content["after"]
        told = (content["note"], person["town"], person["village"], person.get("name", ""), person.get("id_number", ""))
        _row(pdf, [str(number), *told])


def _row(pdf: FPDF, texts: Sequence[str]) -> None:
    for text, (_, width) in zip(texts, LISTED, strict=True):
        pdf.cell(width, 6, text, border=1)
    pdf.ln()
