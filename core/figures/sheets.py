"""A table of figures: the same rows as a page, as a workbook and as the API's answer; a figure opens what it counts."""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any, TypeAlias

from django.http import FileResponse, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import log_access
from accounts.audit import AccessLog
from accounts.pages import Menu, PortalRequest, page
from accounts.roles import Role
from core.addresses import page_url, rows_url
from core.api.asking import Endpoint, reader_of
from core.api.paging import behind_api
from core.api.work import route
from core.figures.areas import Area, area_asked_for
from core.ledgers.look import made_by
from core.ledgers.plain import Number, write_plain_list
from core.typed import whole_number
from core.views.declaration import Action

FIRST_YEAR, LAST_YEAR = 2000, 2100
# A number, also with its unit; a share; nothing of nothing.
NUMBER = re.compile(r"([+\-]?\d[\d,]*)(\.\d+)?(%?)")
FIGURE = re.compile(r"[+\-−]?[\d,.]+(%| \S+)?|—|")


@dataclass(frozen=True)
class Cell:
    """What stands in a place of the table; `url` opens the rows behind it; `tone` makes a chip of it; `form`, which the
    page alone has, is where something is done about it."""

    text: str
    url: str = ""
    tone: str = ""
    form: str = ""

    @classmethod
    def of_rows(cls, count: int, slug: str, /, **filters: Any) -> Cell:
        """So many records, and the list of just these."""
        return cls(f"{count:,}", rows_url(slug, **filters))

    @property
    def is_figure(self) -> bool:
        return FIGURE.fullmatch(self.text) is not None


@dataclass(frozen=True)
class Option:
    label: str
    url: str
    chosen: bool


@dataclass(frozen=True)
class Sheet:
    """`notes`: how the figures came about. The first column says what a row is of."""

    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()
    options: Sequence[Option] = ()
    actions: Sequence[Action] = ()

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """Each heading, and whether figures stand under it."""
        below = zip(*self.rows, strict=True) if self.rows else ((),) * len(self.headings)
        return [(name, all(cell.is_figure for cell in cells)) for name, cells in zip(self.headings, below, strict=True)]

    @property
    def lines(self) -> list[list[tuple[tuple[str, bool], Cell]]]:
        """Every row's cells, each with its column."""
        columns = self.columns
        return [list(zip(columns, cells, strict=True)) for cells in self.rows]


Build: TypeAlias = Callable[[Area, "Asked"], Sheet]


@dataclass(frozen=True)
class Asked:
    """The sheet's address: which one, and what it was narrowed by."""

    slug: str
    query: QueryDict

    def year(self, otherwise: int) -> int:
        found = whole_number(self.query.get("year", ""))
        return found if found is not None and FIRST_YEAR <= found <= LAST_YEAR else otherwise

    @property
    def month(self) -> int | None:
        """None: the whole year."""
        found = whole_number(self.query.get("month", ""))
        return found if found is not None and 1 <= found <= 12 else None

    def address(self, **changes: Any) -> str:
        kept = {name: value for name, value in self.query.items() if name in {"year", "month", "by", "place"}}
        given = {name: value for name, value in {**kept, **changes}.items() if value}
        return page_url(self.slug, **given)

    def years(self, known: Iterable[int], year: int, say: Callable[[int], str] = "{} 年".format) -> list[Option]:
        """The years that there is something of, the newest first, and the one that is looked at."""
        every = sorted({*known, year}, reverse=True)
        return [Option(say(one), self.address(year=one), one == year) for one in every]

    def months(self) -> list[Option]:
        return [
            Option("全年", self.address(month=None), self.month is None),
            *(Option(f"{one} 月", self.address(month=one), one == self.month) for one in range(1, 13)),
        ]

    def period(self, year: int) -> tuple[datetime.date, datetime.date]:
        """The first and the last day of the month that is asked for, or of the year."""
        first, last = (self.month, self.month) if self.month else (1, 12)
        return datetime.date(year, first, 1), datetime.date(year, last, monthrange(year, last)[1])


@dataclass(frozen=True)
class SheetPages:
    """Page, workbook and endpoint of one sheet; `empty` and `hint` for a table without rows, `described` for who reads
    it by the API. `menu` is left out where another page leads to it."""

    slug: str
    title: str
    readers: frozenset[Role]
    lede: str
    empty: str
    hint: str
    described: str
    build: Build
    menu: Menu | None = None

    def urls(self) -> list[URLPattern]:
        return [
            path(f"{self.slug}/", page(readers=self.readers, menu=self.menu)(self._show), name=self.slug),
            path(
                f"{self.slug}/export/",
                page(readers=self.readers)(self._export),  # type: ignore[arg-type]  # a streamed response
                name=f"{self.slug}-export",
            ),
        ]

    def api(self) -> URLPattern:
        sheet = self

        class Figures(Endpoint):
            readers = sheet.readers

            @extend_schema(
                operation_id=sheet.slug,
                tags=[sheet.title],
                summary=sheet.title,
                description=f"{sheet.described}cells 依次对应 headings；rows 是各数字所数记录的网址，没有的为空。",
                parameters=[
                    OpenApiParameter("year", int, description="年度；采暖季写开始的那一年"),
                    OpenApiParameter("month", int, description="只统计这个月，不分月的表不用"),
                    OpenApiParameter("by", str, description="分列的口径，取自页面地址"),
                    OpenApiParameter("place", int, description="只统计这个区县或街镇"),
                ],
                responses={200: OpenApiTypes.OBJECT},
            )
            def get(self, request: Request) -> Response:
                asked = reader_of(request)
                made = sheet.build(area_asked_for(asked), Asked(sheet.slug, request.query_params))
                rows = [
                    {
                        "cells": [cell.text for cell in cells],
                        "rows": [behind_api(request, cell.url) for cell in cells],
                    }
                    for cells in made.rows
                ]
                return Response({"headings": made.headings, "notes": made.notes, "rows": rows})

        return route(Figures, f"{sheet.slug}/", f"api-{sheet.slug}", sheet.readers)

    def _made(self, request: PortalRequest) -> tuple[Area, Asked, Sheet]:
        area, asked = area_asked_for(request), Asked(self.slug, request.GET)
        return area, asked, self.build(area, asked)

    def _show(self, request: PortalRequest) -> HttpResponse:
        area, asked, sheet = self._made(request)
        query = asked.address().partition("?")[2]
        export = reverse(f"{self.slug}-export")
        context = {
            "pages": self,
            "area": area,
            "above": area.above(self.slug),
            "sheet": sheet,
            "export_url": f"{export}{'?' + query if query else ''}",
        }
        return render(request, "core/sheet.html", context)

    def _export(self, request: PortalRequest) -> HttpResponse | FileResponse:
        area, _, sheet = self._made(request)
        log_access(request, AccessLog.Act.EXPORT, detail=f"{self.title}，{area.division}")
        return self._as_workbook(request, area, sheet)

    def _as_workbook(self, request: PortalRequest, area: Area, sheet: Sheet) -> FileResponse:
        lines: list[Sequence[str | Number]] = [
            [_in_workbook(cell, figures) for (_, figures), cell in line] for line in sheet.lines
        ]
        about = "，".join([area.division.name, *(option.label for option in sheet.options if option.chosen)])
        file = BytesIO()
        lines += [[note] for note in (*sheet.notes, f"统计范围：{about}")]
        write_plain_list(file, self.title, sheet.headings, lines, made_by(request.post, "导出"))
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=f"{self.title}{timezone.localtime():%Y%m%d-%H%M}.xlsx")


def _in_workbook(cell: Cell, of_figures: bool) -> str | Number:
    """A number of a column of figures as one, however many places and commas its text has."""
    found = NUMBER.fullmatch(cell.text) if of_figures else None
    if found is None:
        return cell.text
    whole, places, percent = found.groups(default="")
    value = Decimal(f"{whole}{places}".replace(",", ""))
    look = ("#,##0" if "," in whole else "0") + re.sub(r"\d", "0", places) + percent
    return Number(value / 100 if percent else value, look)


def share(part: Decimal | int, whole: Decimal | int) -> str:
    """“37.5%”; a dash of nothing."""
    return f"{part / whole:.1%}" if whole else "—"
