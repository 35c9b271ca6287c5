"""台账变动对比: two days chosen, what became different between them, as a list and as a workbook."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import log_access
from accounts.audit import AccessLog, acting
from accounts.models import Division, Post
from accounts.pages import Menu, PortalRequest, page
from accounts.roles import LEDGER_READERS
from core.addresses import page_url
from core.background.jobs import JobFailed, Work, job, start
from core.ledgers.look import made_by
from core.ledgers.plain import write_plain_list
from core.models import Job
from core.typed import whole_number
from core.views.record_form import prepared
from households.models import Household
from households.seasons.differences import Asked, Difference, Kind, all_of, counts_of, page_of
from households.seasons.saying import Line, lines_of

EXPORT = "ledger_changes"
TITLE = "台账变动对比"
PAGE = 50
# Behind every key: what stands before it is the last page.
LAST = 2**63 - 1
ANY = [("", "全部变动"), *Kind.choices]
HEADINGS = ("户编号", "户主姓名", "所属乡镇", "所属村", "变动", "变动的栏", "原值", "新值")
STEP = 1_000
LONG_AGO = datetime.date(2000, 1, 1)


class ChangesForm(forms.Form):
    """`first_day`, `last_day`: each means the ledger at the end of that day."""

    first_day = forms.DateField(label="从这一天", required=False)
    last_day = forms.DateField(label="到这一天", required=False)
    town = forms.ModelChoiceField(Division.objects.none(), label="街镇", required=False)
    village = forms.ModelChoiceField(Division.objects.none(), label="村（社区）", required=False)
    kind = forms.ChoiceField(label="变动", choices=ANY, required=False)

    def __init__(self, data: Any, post: Post) -> None:
        super().__init__(data)
        self.post = post
        own: Any = self.fields
        own["town"].queryset = Division.objects.below(post.division).towns()
        own["village"].queryset = Division.objects.below(post.division).villages()
        for name, field in own.items():
            self.fields[name] = prepared(field, None, post, blank="不限")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        today = timezone.localdate()
        cleaned["last_day"] = cleaned.get("last_day") or today
        cleaned["first_day"] = cleaned.get("first_day") or month_before(cleaned["last_day"])
        # Where no day was said the boxes show which is meant.
        self.data = {**self.data, **{name: cleaned[name] for name in ("first_day", "last_day")}}
        if cleaned["last_day"] > today:
            self.add_error("last_day", "不能晚于今天。")
        if cleaned["first_day"] < LONG_AGO:
            self.add_error("first_day", "不能早于 2000 年。")
        elif cleaned["first_day"] >= cleaned["last_day"]:
            self.add_error("first_day", "应早于后一天。")
        return cleaned

    @property
    def asked(self) -> Asked:
        given = self.cleaned_data
        place = {name: given[name].pk for name in ("town", "village") if given.get(name)}
        kind = Kind(given["kind"]) if given.get("kind") else None
        return Asked(self.post, given["first_day"], given["last_day"], place, kind)


def month_before(day: datetime.date) -> datetime.date:
    """Or the month's last day, where it is shorter."""
    last_of_month = day.replace(day=1) - datetime.timedelta(days=1)
    return last_of_month.replace(day=min(day.day, last_of_month.day))


def address(asked: Asked, name: str = "changes", **others: Any) -> str:
    """Of the same comparison, whichever page of it."""
    given = {"first_day": asked.first_day, "last_day": asked.last_day, **asked.place, "kind": asked.kind, **others}
    return page_url(name, **{key: value for key, value in given.items() if value})


@page(readers=LEDGER_READERS, menu=Menu("台账", TITLE, "git-compare"))
def changes_page(request: PortalRequest) -> HttpResponse:
    form = ChangesForm(request.GET, request.post)
    context: dict[str, Any] = {"form": form, "title": TITLE}
    if form.is_valid():
        context |= _found(form.asked, request)
    return render(request, "households/seasons/changes.html", context)


def _found(asked: Asked, request: PortalRequest) -> dict[str, Any]:
    after, before = (whole_number(request.GET.get(name, "")) or 0 for name in ("after", "before"))
    rows = page_of(asked, after=after, before=before, size=PAGE + 1)
    more, shown = len(rows) > PAGE, (rows[-PAGE:] if before else rows[:PAGE])
    return {
        "asked": asked,
        "kinds": kind_links(asked),
        "lines": [(one, reverse("households-detail", args=[one.household])) for one in lines_of(shown)],
        "previous_url": address(asked, before=shown[0].household) if shown and (after or (before and more)) else "",
        "next_url": address(asked, after=shown[-1].household) if shown and (before or more) else "",
        "first_url": address(asked),
        "last_url": address(asked, before=LAST),
        "export_url": address(asked, "changes-export"),
    }


def kind_links(asked: Asked) -> list[dict[str, Any]] | None:
    """Of every kind how many, and the address of its rows."""
    counts = counts_of(asked)
    if counts is None:
        return None
    return [
        {
            "kind": kind,
            "label": kind.label,
            "households": counts.get(kind, 0),
            "url": address(Asked(asked.post, asked.first_day, asked.last_day, asked.place, kind)),
        }
        for kind in Kind
    ]


@page(readers=LEDGER_READERS)
@require_http_methods(["POST"])
def export_changes(request: PortalRequest) -> HttpResponse:
    form = ChangesForm(request.GET, request.post)
    if not form.is_valid():
        return render(request, "households/seasons/changes.html", {"form": form, "title": TITLE}, status=400)
    with acting(request.post):
        begun = start_export(form.asked)
    return redirect("job", begun.pk)


def start_export(asked: Asked) -> Job:
    """Inside `acting`."""
    params = {
        "first_day": f"{asked.first_day}",
        "last_day": f"{asked.last_day}",
        **asked.place,
        "kind": asked.kind or "",
    }
    return start(EXPORT, f"导出{TITLE} {asked.first_day} 至 {asked.last_day}", asked.post, params)


@job(EXPORT, f"导出{TITLE}")
def export(work: Work) -> None:
    if work.post.role not in LEDGER_READERS:
        raise JobFailed("您的岗位不能导出台账。")
    form = ChangesForm(work.params, work.post)
    if not form.is_valid():
        raise JobFailed("选的地方已不在您的管辖范围内，请重新选择。")
    with acting(work.post), tempfile.TemporaryFile() as file:
        rows = Counting(work)
        write_plain_list(file, TITLE, HEADINGS, rows.of(form.asked), made_by(work.post, "导出"))
        file.seek(0)
        work.save_result(file, f"{TITLE}{form.asked.first_day}至{form.asked.last_day}.xlsx")
        log_access(
            work.post,
            AccessLog.Act.EXPORT,
            kind=Household._meta.label_lower,
            detail=f"{TITLE} {rows.households:,} 户，号码已遮盖，{form.asked.first_day} 至 {form.asked.last_day}",
        )
        work.finish(f"已导出 {rows.households:,} 户的变动。")


class Counting:
    """Lines of the workbook, one for each changed column, and how many households they are of."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.households = 0

    def of(self, asked: Asked) -> Iterator[tuple[str, ...]]:
        for line in lines_of(self._told(all_of(asked))):
            yield from texts_of(line)

    def _told(self, differences: Iterator[Difference]) -> Iterator[Difference]:
        for one in differences:
            self.households += 1
            if self.households % STEP == 0:
                self.work.check_cancelled()
                self.work.progress(self.households, None, "正在写出")
            yield one


def texts_of(line: Line) -> Iterator[tuple[str, ...]]:
    beginning = (line.number, line.name, line.town, line.village, "、".join(line.kinds))
    for said in line.changes:
        yield (*beginning, said.label, said.was, said.now)
    if not line.changes:
        yield (*beginning, "", "", "")
