"""How a value reads on a page and in a history: choices by their label, days, times, masked numbers.

`shower(model, path)` looks at the field once and returns a function of a row, for lists of many rows.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils import timezone

from accounts.models import Division
from accounts.scoping import is_confined, sees
from core.sealing.numbers import SealedField
from core.wording.column_names import ColumnNames
from core.wording.division_names import division_name

Masks = Mapping[str, Callable[[str], str]]
Show = Callable[[Any], str]

NOTHING = ""
# Of a row that stands where the reader sees no rows.
ELSEWHERE = "管辖范围以外"


def text_of(value: Any) -> str:
    """A value without a field to explain it."""
    match value:
        case None | "":
            return NOTHING
        case bool():
            return "是" if value else "否"
        case datetime.datetime():
            return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
        case datetime.date():
            return f"{value:%Y-%m-%d}"
        case datetime.time():
            return f"{value:%H:%M}"
        case float():
            return f"{value:g}" if abs(value) < 1e6 else f"{value:f}"
        case Decimal():
            return f"{value.normalize():f}"
        case list() | tuple():
            return "、".join(text_of(one) for one in value)
        case dict():
            return "；".join(f"{name}：{text_of(one)}" for name, one in value.items())
        case _:
            return str(value)


def field_of(model: type[Model], path: str) -> Field[Any, Any] | None:
    """The model field at the end of a path of relations; None where a property stands there."""
    try:
        *steps, last = path.replace("__", ".").split(".")
        for step in steps:
            model = model._meta.get_field(step).related_model  # type: ignore[assignment]
        found: Any = model._meta.get_field(last)
    except (FieldDoesNotExist, AttributeError):
        return None
    return found if isinstance(found, Field) else None


def label_of(model: type[Model], path: str, headings: Mapping[str, str] | None = None) -> str:
    """The word for it; a property's own is its path unless `headings` has one."""
    if headings and path in headings:
        return headings[path]
    field = field_of(model, path)
    return str(field.verbose_name) if field is not None else path


def mask_of(field: Field[Any, Any] | None, path: str, masks: Masks) -> Callable[[str], str] | None:
    return masks.get(path) or (field.mask if isinstance(field, SealedField) else None)


def all_masks(model: type[Model], masks: Masks) -> dict[str, Callable[[str], str]]:
    """Sealed fields by themselves, others as declared."""
    sealed = {field.name: field.mask for field in model._meta.get_fields() if isinstance(field, SealedField)}
    return {**sealed, **masks}


def shower_of_field(field: Field[Any, Any] | None) -> Show:
    """From a value of the field to its text."""
    if isinstance(field, ColumnNames):
        model = field.model
        return lambda value: "、".join(label_of(model, name) for name in value or ())
    if isinstance(field, ArrayField) and field.base_field.choices:
        labels = dict(field.base_field.flatchoices)
        return lambda value: "、".join(str(labels.get(one, one)) for one in value or ())
    if field is not None and field.choices:
        labels = {key: str(label) for key, label in field.flatchoices}
        return lambda value: labels.get(value, text_of(value))
    return text_of


def shower(model: type[Model], path: str, masks: Masks) -> Show:
    """From a row to the text of what stands at `path`; personal numbers masked, other areas' rows left unnamed.

    What a row points to is shown to those who see it: rows come from `with_sight(post)`."""
    show = _shower(model, path, masks)
    pointer = confined_pointer(model, path)
    if pointer is None:
        return show
    pk_of = attrgetter(pointer.attname)
    return lambda row: show(row) if pk_of(row) is None or sees(row, pointer) else ELSEWHERE


def confined_pointer(model: type[Model], path: str) -> Any:
    """The foreign key by which the path leaves the row for one that only some may know; None where it doesn't."""
    first, *others = _pointers(model, path) or [None]
    assert not any(is_confined(one) for one in others), f"{path}: only the first step is looked at for who may see it"
    return first if first is not None and is_confined(first) else None


def _pointers(model: type[Model], path: str) -> list[Any]:
    steps = path.replace("__", ".").split(".")
    reached = [field_of(model, ".".join(steps[: place + 1])) for place in range(len(steps))]
    return [field for field in reached if field is not None and field.is_relation]


def _shower(model: type[Model], path: str, masks: Masks) -> Show:
    field = field_of(model, path)
    if field is not None and is_division(field) and path == field.name:
        pk_of = attrgetter(field.attname)
        return lambda row: division_name(pk_of(row))
    read = _reader(path)
    show = shower_of_field(field)
    if mask := mask_of(field, path, masks):
        return lambda row: mask(text_of(read(row)))
    return lambda row: show(read(row))


def is_division(field: Field[Any, Any]) -> bool:
    return field.related_model is Division


def _reader(path: str) -> Callable[[Any], Any]:
    path = path.replace("__", ".")
    get = attrgetter(path)
    if "." not in path:
        return get

    def read(row: Any) -> Any:
        """None where a relation on the way is empty."""
        try:
            return get(row)
        except AttributeError:
            return None

    return read


def relations_of(model: type[Model], paths: Sequence[str]) -> list[str]:
    """The foreign keys on these paths, for select_related. A division's name needs none."""
    found = set()
    for path in paths:
        whole = field_of(model, path)
        if whole is not None and is_division(whole) and path == whole.name:
            continue
        steps = path.replace("__", ".").split(".")
        reached: list[str] = []
        for step in steps:
            field = field_of(model, ".".join([*reached, step]))
            if field is None or not field.is_relation:
                break
            reached.append(step)
        if reached:
            found.add("__".join(reached))
    return sorted(found)
