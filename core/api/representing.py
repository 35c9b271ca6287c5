"""A record as the API shows it: codes with their labels, numbers masked, made from the declaration."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.scoping import sees
from core.views.columns import columns_of
from core.views.declaration import Declaration
from core.wording.showing import confined_pointer, field_of, label_of, mask_of, relations_of, shower

# The first that the model's field is one of; text otherwise.
PLAIN: dict[type[models.Field[Any, Any]], type[serializers.Field[Any, Any, Any, Any]]] = {
    models.BooleanField: serializers.BooleanField,
    models.DateTimeField: serializers.DateTimeField,
    models.DateField: serializers.DateField,
    models.FloatField: serializers.FloatField,
    models.IntegerField: serializers.IntegerField,
    models.JSONField: serializers.JSONField,
}


@extend_schema_field(OpenApiTypes.STR)
class ShownField(serializers.Field):  # type: ignore[type-arg]
    """Text as the page shows it; of a personal number the masked one."""

    def __init__(self, show: Callable[[Any], str], **options: Any) -> None:
        self._show = show
        super().__init__(source="*", read_only=True, **options)

    def to_representation(self, value: Any) -> str:
        return self._show(value)


@extend_schema_field(OpenApiTypes.INT)
class PointerField(serializers.Field):  # type: ignore[type-arg]
    """The id of a row that the post sees; null of another."""

    def __init__(self, pointer: models.Field[Any, Any], **options: Any) -> None:
        self._pointer = pointer
        super().__init__(source="*", read_only=True, allow_null=True, **options)

    def to_representation(self, value: Any) -> Any:
        return getattr(value, self._pointer.attname) if sees(value, self._pointer) else None


def paths_of(pages: type[Declaration]) -> list[str]:
    if pages.api_fields:
        return list(pages.api_fields)
    from_sections = [path for section in pages.sections for path in section.fields]
    return list(dict.fromkeys([*filter(partial(_stands_on, pages.model), columns_of(pages)), *from_sections]))


def _stands_on(model: type[models.Model], path: str) -> bool:
    """Not what a ledger brings from another table: that has an endpoint of its own."""
    return hasattr(model, path.replace("__", ".").split(".")[0])


_serializers: dict[type[Declaration], type[serializers.Serializer[Any]]] = {}


class Representation:
    """Turns rows of one declaration into what the API answers."""

    def __init__(self, pages: type[Declaration]) -> None:
        self._pages = pages
        self._serializer = serializer_of(pages)()

    def __call__(self, row: Any) -> Any:
        return self._serializer.to_representation(row)

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The relations that the representation reads, in the same query."""
        related = relations_of(self._pages.model, paths_of(self._pages))
        return rows.select_related(*related) if related else rows


def representation(pages: type[Declaration]) -> Representation:
    return Representation(pages)


def serializer_of(pages: type[Declaration]) -> type[serializers.Serializer[Any]]:
    if pages not in _serializers:
        _serializers[pages] = _made(pages)
    return _serializers[pages]


def _made(pages: type[Declaration]) -> type[serializers.Serializer[Any]]:
    fields: dict[str, Any] = {"id": serializers.IntegerField(source="pk", read_only=True)}
    if any(one.name == "version" for one in pages.model._meta.concrete_fields):
        fields["version"] = serializers.IntegerField(read_only=True, help_text="版本，同 ETag")
    for path in paths_of(pages):
        fields |= _fields_at(pages, path)
    return type(f"{pages.model.__name__}Record", (serializers.Serializer,), fields)


def _fields_at(pages: type[Declaration], path: str) -> dict[str, Any]:
    field = field_of(pages.model, path)
    name = path.replace(".", "_").replace("__", "_")
    label = label_of(pages.model, path, pages.headings)
    show = shower(pages.model, path, pages.masks)
    if mask_of(field, path, pages.masks):
        return {name: ShownField(show, help_text=f"{label}（隐去中间各位）")}
    column = columns_of(pages).get(path)
    if field is None:
        return {name: ShownField(column.show if column else show, help_text=label)}
    source = path.replace("__", ".")
    if pointer := confined_pointer(pages.model, path):
        shown = {f"{name}_label": ShownField(show, help_text=f"{label}（名称）")}
        return (
            {name: PointerField(pointer, help_text=label), **shown}
            if pointer is field
            else {name: ShownField(show, help_text=label)}
        )
    if field.is_relation:
        made: Any = serializers.IntegerField(
            source=_id_at(source, field), read_only=True, allow_null=True, help_text=label
        )
        return {name: made, f"{name}_label": ShownField(show, help_text=f"{label}（名称）")}
    plain = _plain(field, source, label)
    if field.choices or isinstance(field, ArrayField):
        return {name: plain, f"{name}_label": ShownField(show, help_text=f"{label}（名称）")}
    return {name: plain}


def _id_at(source: str, field: Any) -> str:
    way, _, _ = source.rpartition(".")
    return f"{way}.{field.attname}" if way else str(field.attname)


def _plain(field: models.Field[Any, Any], source: str, label: str) -> serializers.Field[Any, Any, Any, Any]:
    options: dict[str, Any] = {"read_only": True, "help_text": label}
    if "." in source:
        options["source"] = source
    if isinstance(field, models.DecimalField):
        return serializers.DecimalField(max_digits=field.max_digits, decimal_places=field.decimal_places, **options)
    if isinstance(field, ArrayField):
        return serializers.ListField(child=serializers.CharField(), **options)
    made = next((kind for model_kind, kind in PLAIN.items() if isinstance(field, model_kind)), serializers.CharField)
    return made(**options)
