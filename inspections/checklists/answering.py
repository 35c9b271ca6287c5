"""The answers to a checklist: filled in on a page, item by item, and read again.

    class CompanyCheckForm(AnsweringForm):
        class Meta:
            model = CompanyCheck        # with a `checklist` and `answers`
            fields = ("checked_on",)

Photos are added on the record's page (`ITEM_PHOTOS`); before a step goes on it asks `judgement_of` for what is lacking.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from accounts.models import Post
from core.views.declaration import Shown
from core.views.record_form import RecordForm, prepared
from households.renovating.works.documents import attached_to
from inspections.checklists.judging import (
    LONGEST_NOTE,
    LONGEST_TEXT,
    Judgement,
    judge,
    reads_badly,
    wants_photo,
)
from inspections.levels import tone_of
from inspections.models import Checklist, ChecklistItem

Answer = ChecklistItem.Answer
Result = ChecklistItem.Result
TONES: Mapping[str, str] = {Result.OK: "good", Result.BAD: "danger", Result.NOT_CONCERNED: "neutral"}
MOST_ITEMS = 80
# Documents of a record that is answered: a photo of each item, by its place in the checklist.
ITEM_PHOTOS = {f"item_{place}": f"第 {place} 项照片" for place in range(1, MOST_ITEMS + 1)}


class AnsweringForm(RecordForm):
    """Subclass with a Meta of a model that has `checklist` and `answers`. What is left open may be filled later."""

    table_template = "inspections/_answers.html"
    # Whether nothing is saved until every item has been answered.
    complete: ClassVar[bool] = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.checklist = self.checklist_asked()
        self.items: Sequence[ChecklistItem] = list(self.checklist.items.all()) if self.checklist else ()
        self.judgement = Judgement()
        for place, item in enumerate(self.items, start=1):
            for name, field in _fields_of(item, place, self.instance.answers.get(item.code, {})):
                self.fields[name] = prepared(field, None, self.post)
        self.tabled = [name for item in self.items for name in self._names(item)]

    def checklist_asked(self) -> Checklist | None:
        """An override gives a record without one the version in force."""
        found: Checklist | None = self.instance.checklist
        return found

    def photographed(self) -> Collection[str]:
        """Codes of items of which there is a photo. Here of all: the form asks for none, the step does."""
        return {item.code for item in self.items}

    def day(self, cleaned: Mapping[str, Any]) -> datetime.date:
        """On which it was looked at: a date that has to be ahead is compared with it."""
        return timezone.localdate()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        given = {item.code: self._given(item, cleaned) for item in self.items}
        self.judgement = judge(self.items, given, self.photographed(), self.day(cleaned))
        for item in self.items:
            sentence = self.judgement.problems.get(item.code)
            if sentence and (self.complete or any(given[item.code].values())):
                self.add_error(self._names(item)[0], sentence)
        return cleaned

    def save(self, commit: bool = True) -> Any:
        self.instance.checklist, self.instance.answers = self.checklist, self.judgement.answers
        return super().save(commit)

    def _names(self, item: ChecklistItem) -> list[str]:
        return [
            name
            for name in (f"{part}_{item.code}" for part in ("result", "value", "bad", "na", "note"))
            if name in self.fields
        ]

    def _given(self, item: ChecklistItem, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        said_bad = Result.BAD if cleaned.get(f"bad_{item.code}") else ""
        of_value = Result.NOT_CONCERNED if cleaned.get(f"na_{item.code}") else said_bad
        return {
            "result": cleaned.get(f"result_{item.code}") or of_value,
            "value": cleaned.get(f"value_{item.code}", ""),
            "note": cleaned.get(f"note_{item.code}", ""),
        }

    @property
    def groups(self) -> list[dict[str, Any]]:
        """For the template: each group with its items, each with its boxes."""
        places = {item.pk: place for place, item in enumerate(self.items, start=1)}
        return [
            {"title": title, "rows": [self._row(item, places[item.pk]) for item in items]}
            for title, items in groupby(self.items, key=lambda item: item.group)
        ]

    def _row(self, item: ChecklistItem, place: int) -> dict[str, Any]:
        boxes = {name.partition("_")[0]: self[name] for name in self._names(item)}
        return {"item": item, "place": place, "hints": list(_hints(item, self.items)), **boxes}


def _fields_of(item: ChecklistItem, place: int, known: Mapping[str, Any]) -> Iterator[tuple[str, forms.Field]]:
    """Its boxes: a verdict, or a value that may not concern this place; and a note."""
    named = {"aria-label": f"第 {place} 项：{item.text}"}
    if item.answer == Answer.JUDGED:
        yield (
            f"result_{item.code}",
            forms.ChoiceField(
                label=item.text, choices=Result.choices, required=False, initial=known.get("result", ""),
                widget=forms.RadioSelect,
            ),
        )  # fmt: skip
    else:
        yield (
            f"value_{item.code}",
            forms.CharField(
                label=item.text, max_length=LONGEST_TEXT, required=False, initial=known.get("value", ""),
                widget=_box(item, named),
            ),
        )  # fmt: skip
        value, known_bad = str(known.get("value", "")), known.get("result") == Result.BAD
        yield (
            f"bad_{item.code}",
            forms.BooleanField(
                label="不合格", required=False,
                initial=known_bad and not reads_badly(item, value, timezone.localdate()),
                widget=forms.CheckboxInput(attrs={"aria-label": f"第 {place} 项不合格"}),
            ),
        )  # fmt: skip
        yield (
            f"na_{item.code}",
            forms.BooleanField(
                label="不涉及", required=False, initial=known.get("result") == Result.NOT_CONCERNED,
                widget=forms.CheckboxInput(attrs={"aria-label": f"第 {place} 项不涉及"}),
            ),
        )  # fmt: skip
    yield (
        f"note_{item.code}",
        forms.CharField(
            label="说明", max_length=LONGEST_NOTE, required=False, initial=known.get("note", ""),
            widget=forms.TextInput(attrs={"aria-label": f"第 {place} 项说明", "placeholder": "说明"}),
        ),
    )  # fmt: skip


def _box(item: ChecklistItem, named: Mapping[str, str]) -> forms.TextInput:
    match item.answer:
        case Answer.NUMBER:
            return forms.TextInput(attrs={**named, "inputmode": "decimal"})
        case Answer.DATE:
            return forms.TextInput(attrs={**named, "type": "date"})
        case _:
            return forms.TextInput(attrs=dict(named))


def _hints(item: ChecklistItem, items: Sequence[ChecklistItem]) -> Iterator[str]:
    if item.shown_if_code:
        place = next((place for place, one in enumerate(items, start=1) if one.code == item.shown_if_code), None)
        yield f"只在第 {place} 项“{Result(item.shown_if_result).label}”时填。" if place else ""
    if item.lowest is not None or item.highest is not None:
        yield f"合格范围：{_said(item.lowest)}～{_said(item.highest)}{item.unit}。"
    elif item.unit:
        yield f"单位：{item.unit}。"
    if item.photo_always:
        yield "须拍照。"
    if item.note_when_bad:
        yield "不合格的须写明情况。"
    if item.basis:
        yield f"依据：{item.basis}"


def _said(limit: Any) -> str:
    return "不限" if limit is None else f"{limit.normalize():f}"


def photographed(records: Sequence[Any]) -> dict[int, set[str]]:
    """Of each record the codes of the items of which a photo is attached."""
    attached = attached_to(records)
    return {
        record.pk: {
            item.code
            for place, item in enumerate(record.checklist.items.all() if record.checklist else (), start=1)
            if f"item_{place}" in attached[record.pk]
        }
        for record in records
    }


def judgement_of(record: Any, photos: Collection[str], day: datetime.date) -> Judgement:
    """What the answers that are kept come to, with everything that is still lacking; of a photo, where it goes."""
    items = list(record.checklist.items.all())
    made = judge(items, record.answers, photos, day)
    for place, item in enumerate(items, start=1):
        if item.code in made.without_photo:
            made.problems[item.code] += f"照片在“附件”里上传，材料选“{ITEM_PHOTOS[f'item_{place}']}”。"
    return made


def photos_lacking(record: Any) -> list[str]:
    """Codes of `ITEM_PHOTOS` that its answers ask for and that are not there."""
    if record.checklist is None:
        return []
    there = photographed([record])[record.pk]
    return [
        f"item_{place}"
        for place, item in enumerate(record.checklist.items.all(), start=1)
        if item.code not in there and wants_photo(item, record.answers.get(item.code, {}).get("result", ""))
    ]


def answered(record: Any, post: Post) -> Shown | None:
    """A panel: the answers as they stand, group by group."""
    if record.checklist is None or not record.answers:
        return None
    items = list(record.checklist.items.all())
    lines = [
        _line(item, place, record.answers[item.code])
        for place, item in enumerate(items, start=1)
        if item.code in record.answers
    ]
    groups = [{"title": title, "lines": list(rows)} for title, rows in groupby(lines, key=lambda line: line["group"])]
    context = {"groups": groups, "checklist": record.checklist, "open": len(items) - len(lines)}
    return Shown("检查结果", "inspections/_answered.html", context)


def _line(item: ChecklistItem, place: int, answer: Mapping[str, Any]) -> dict[str, Any]:
    result = answer["result"]
    value = f"{answer['value']}{item.unit}" if answer.get("value") else ""
    return {
        "group": item.group,
        "place": place,
        "text": item.text,
        "result": Result(result).label,
        "tone": TONES[result],
        "level": item.get_level_display() if result == Result.BAD else "",
        "level_tone": tone_of(item.level),
        "note": "，".join(filter(None, [value, answer.get("note", "")])),
    }
