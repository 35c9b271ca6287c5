"""What the answers to a checklist come to: which are wrongly given, what was found, what was read off.

The phone's form, the API and a workbook ask it alike; it looks at nothing but what it is given.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from accounts.hiding import without_numbers
from inspections.models import ChecklistItem

Answers = Mapping[str, Mapping[str, Any]]
Kind = ChecklistItem.Answer
Result = ChecklistItem.Result
LONGEST_NOTE, LONGEST_TEXT = 300, 200


@dataclass(frozen=True)
class Finding:
    """A bad answer: of what item, what was read off, and what was written to it."""

    item: ChecklistItem
    note: str = ""
    value: str = ""

    @property
    def described(self) -> str:
        """The item says how it ought to be."""
        read = f"{self.value}{self.item.unit}" if self.value else ""
        return f"{self.item.text}：{'，'.join(filter(None, ['不合格', read, self.note]))}"


@dataclass
class Judgement:
    """`problems`: code of an item → what is wrong with its answer; with any of them the rest is not to be used.
    `without_photo`: codes of the items whose problem is that. `answers`: as they are kept. `facts`: field of the
    inspection → what was read off."""

    problems: dict[str, str] = field(default_factory=dict)
    without_photo: list[str] = field(default_factory=list)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


def judge(
    items: Sequence[ChecklistItem], given: Answers, photographed: Collection[str], day: datetime.date
) -> Judgement:
    """`photographed`: codes of items of which there is a photo. `day`: on which it was looked at."""
    made = Judgement()
    for item in items:
        if is_asked(item, made.answers):
            _judge_one(made, item, given.get(item.code, {}), item.code in photographed, day)
    for code in given.keys() - {item.code for item in items}:
        made.problems[code] = f"这张检查表没有“{code}”这一项，请刷新检查表后再填。"
    return made


def is_asked(item: ChecklistItem, answers: Answers) -> bool:
    """Whether its condition holds; the item that it hangs on stands before it."""
    if not item.shown_if_code:
        return True
    return answers.get(item.shown_if_code, {}).get("result") == item.shown_if_result


def _judge_one(made: Judgement, item: ChecklistItem, given: Mapping[str, Any], photo: bool, day: datetime.date) -> None:
    note = without_numbers(str(given.get("note", "") or "").strip())[:LONGEST_NOTE]
    try:
        result, value = _read(item, given, day)
    except ValueError as problem:
        made.problems[item.code] = str(problem)
        return
    if result == "":
        if item.obligatory:
            made.problems[item.code] = f"“{item.text}”还没有填。"
        return
    if not photo and wants_photo(item, result):
        made.problems[item.code] = f"“{item.text}”请现场拍照。"
        made.without_photo.append(item.code)
        return
    if result == Result.BAD and item.note_when_bad and not note:
        made.problems[item.code] = f"“{item.text}”不合格，请写明情况。"
        return
    made.answers[item.code] = {"result": result, **({"value": str(value)} if value is not None else {}), "note": note}
    if result == Result.BAD:
        made.findings.append(Finding(item, note, _as_said(value)))
    if item.fact and value is not None:
        made.facts[item.fact] = value


def reads_badly(item: ChecklistItem, value: str, day: datetime.date) -> bool:
    """Whether what was read off is bad by itself, whatever else was said."""
    try:
        return _read(item, {"value": value}, day)[0] == Result.BAD
    except ValueError:
        return False


def _read(item: ChecklistItem, given: Mapping[str, Any], day: datetime.date) -> tuple[str, Any]:
    """Result and value; "" where nothing was answered. Raises ValueError with a sentence."""
    raw = str(given.get("value", "") or "").strip()
    result = str(given.get("result", "") or "")
    if item.answer == Kind.JUDGED or result == Result.NOT_CONCERNED:
        if result not in {"", *Result.values}:
            raise ValueError(f"“{item.text}”请选合格、不合格或不涉及。")
        return result, None
    # What is read off may be in order and the thing itself not: a hose that is cracked before its day.
    said_bad = result == Result.BAD
    if not raw:
        return (Result.BAD if said_bad else ""), None
    said = Result.BAD if said_bad else Result.OK
    match item.answer:
        case Kind.NUMBER:
            number = _number(item, raw)
            return (Result.BAD if _outside(item, number) else said), number
        case Kind.DATE:
            date = _date(item, raw)
            return (Result.BAD if _out_of_date(item, date, day) else said), date
        case _:
            return said, without_numbers(raw)[:LONGEST_TEXT]


def _as_said(value: Any) -> str:
    """A day in words: digits in a row are hidden from texts as a number of somebody's might be."""
    if isinstance(value, datetime.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return "" if value is None else str(value)


def _number(item: ChecklistItem, raw: str) -> Decimal:
    try:
        number = Decimal(raw)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= 10**10:
        raise ValueError(f"“{item.text}”请填数字。")
    return round(number, 2)


def _outside(item: ChecklistItem, number: Decimal) -> bool:
    return (item.lowest is not None and number < item.lowest) or (item.highest is not None and number > item.highest)


def _date(item: ChecklistItem, raw: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(raw)
    except ValueError:
        raise ValueError(f"“{item.text}”请填日期，如 2026-11-14。") from None


def _out_of_date(item: ChecklistItem, date: datetime.date, day: datetime.date) -> bool:
    if item.must_be_ahead and date < day:
        return True
    if item.lasts_years is None:
        return False
    return (day.year - item.lasts_years, day.month, day.day) >= (date.year, date.month, date.day)


def wants_photo(item: ChecklistItem, result: str) -> bool:
    if result == Result.BAD:
        return item.photo_always or item.photo_when_bad
    return item.photo_always and result == Result.OK


def levels_of(findings: Iterable[Finding]) -> list[str]:
    return [finding.item.level for finding in findings if finding.item.level]
