"""Columns whose cells are one, or some, of a choices class."""

from __future__ import annotations

import json
import re
from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar

from django.db.models import Case, Choices, F, Func, TextField, Value, When
from django.db.models.expressions import Combinable

from core.ledgers.columns.base import Column
from core.ledgers.context import Context
from core.ledgers.texts import Bad, Cell, Cleaner, Mended, noted, plain_number, quoted, squeeze, tidy

_CODE_AND_LABEL = re.compile(r"(\d+)[.、:)\-]*(\D.*)")
_SEPARATORS = re.compile(r"[、，,;；/\s]+")


@dataclass(frozen=True)
class ChoiceColumn(Column):
    """One of a choices class, by label, code or both (“1 电代煤”); values are the class's values."""

    _: KW_ONLY
    choices: type[Choices]
    # Shown, but not taken from a workbook.
    given_by_system: tuple[Any, ...] = ()
    repeats: ClassVar[bool] = True

    def _by_spelling(self) -> dict[str, Any]:
        taken = [(value, label) for value, label in self.choices.choices if value not in self.given_by_system]
        return {squeeze(str(value)): value for value, _ in taken} | {squeeze(label): value for value, label in taken}

    def cleaner(self, context: Context) -> Cleaner:
        known = self._by_spelling()
        listing = "、".join(self._labels())

        def clean(cell: Cell) -> Any:
            text, mended = tidy(cell, compact=False) if isinstance(cell, str) else (_code(cell), None)
            value = _looked_up(squeeze(text), known)
            if value is None:
                return Bad(f"unknown_{self.finding_code}", f"{quoted(text)}不是{self.heading}，应是{listing}之一。")
            return noted(value, mended)

        return clean

    def _labels(self) -> list[str]:
        return [str(label) for value, label in self.choices.choices if value not in self.given_by_system]

    def options(self, context: Context) -> list[str]:
        return self._labels()

    def shown(self, value: Any) -> str:
        return "" if value is None or value == "" else str(self.choices(value).label)

    def exported(self) -> Combinable:
        whens = [When(**{self.path: value}, then=Value(str(label))) for value, label in self.choices.choices]
        return Case(*whens, default=Value(""), output_field=TextField())


def _looked_up(text: str, known: dict[str, Any]) -> Any:
    if (value := known.get(text)) is not None:
        return value
    both = _CODE_AND_LABEL.fullmatch(text)
    return known.get(both[1]) if both and known.get(both[1]) == known.get(both[2]) else None


def _code(cell: Any) -> str:
    return plain_number(cell) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else str(cell)


class JoinedLabels(Func):
    """“独居老人、低保” of an array of codes: the labels come as a JSON object."""

    template = "(SELECT string_agg(%(labels)s ->> flag, '、') FROM unnest(%(flags)s) AS flag)"

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **options: Any) -> tuple[str, Any]:
        (flags, flag_params), (labels, label_params) = (
            compiler.compile(source) for source in self.get_source_expressions()
        )
        return self.template % {"labels": f"({labels})::jsonb", "flags": flags}, [*label_params, *flag_params]


@dataclass(frozen=True)
class FlagsColumn(ChoiceColumn):
    """Any number of a choices class in one cell, with 、 between; values are lists in the class's order."""

    def cleaner(self, context: Context) -> Cleaner:
        clean_one = super().cleaner(context)
        order = {value: position for position, value in enumerate(self.choices.values)}

        def clean(cell: Cell) -> Any:
            flags = [clean_one(part) for part in _SEPARATORS.split(_code(cell)) if part]
            bad = next((flag for flag in flags if isinstance(flag, Bad)), None)
            if bad:
                return bad
            return sorted({flag.value if isinstance(flag, Mended) else flag for flag in flags}, key=order.__getitem__)

        return clean

    def options(self, context: Context) -> list[str]:
        return []  # a drop-down gives one of them only

    def same(self, old: Any, new: Any) -> bool:
        return set(old or ()) == set(new or ())

    def shown(self, value: Any) -> str:
        return "、".join(str(self.choices(flag).label) for flag in value or ())

    def exported(self) -> Combinable:
        labels = json.dumps({value: str(label) for value, label in self.choices.choices}, ensure_ascii=False)
        return JoinedLabels(F(self.path), Value(labels), output_field=TextField())
