"""Columns whose cells name a division or an organisation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar

from django.db.models import F, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, NullIf

from accounts.hiding import without_numbers
from accounts.models import Division, Organization
from core.ledgers.columns.base import Column, NameColumn
from core.ledgers.context import Context, called
from core.ledgers.table import Table
from core.ledgers.texts import (
    Bad,
    Cell,
    Cleaner,
    Mended,
    formula_sign,
    not_text,
    noted,
    plain_number,
    quoted,
    squeeze,
    tidy,
)


@dataclass(frozen=True)
class PlaceColumn(Column):
    """What the three kinds of place share: cells are text, shown by the name that people use."""

    width: int = 12
    repeats: ClassVar[bool] = True

    def cleaner(self, context: Context) -> Cleaner:
        def clean(cell: Cell) -> Any:
            if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
                return not_text(cell, self.finding_code)
            text, mended = tidy(cell if isinstance(cell, str) else plain_number(cell), compact=True)
            return formula_sign(text) or noted(self._found(text, context), mended)

        return clean

    def _found(self, text: str, context: Context) -> Any:
        raise NotImplementedError

    def _unknown(self, text: str) -> Bad:
        return Bad(f"unknown_{self.finding_code}", f"没有名为{quoted(text)}的{self.heading}。")

    def exported(self) -> Combinable:
        """通称 where there is one: “店上村”."""
        named = Coalesce(NullIf(F(f"{self.path}__alias"), Value("")), F(f"{self.path}__name"))
        return Cast(named, TextField())

    def text_of(self, record: Any) -> str:
        return str(getattr(record, self.name))


@dataclass(frozen=True)
class DistrictColumn(PlaceColumn):
    """所属市 or 所属区县: must be the ledger's own. Not written: the village says it."""

    _: KW_ONLY
    level: Division.Level
    written: bool = False

    def _found(self, text: str, context: Context) -> Any:
        own = context.district if self.level == Division.Level.DISTRICT else context.district.city
        assert own is not None
        if squeeze(text) in called(own):
            return own.pk
        return Bad(f"other_{self.finding_code}", f"{quoted(text)}不是本台账的{self.heading}，应是“{own.name}”。")

    def options(self, context: Context) -> list[str]:
        own = context.district if self.level == Division.Level.DISTRICT else context.district.city
        return [own.name] if own else []

    def exported(self) -> Combinable:
        return Cast(F(f"{self.path}__name"), TextField())


@dataclass(frozen=True)
class TownColumn(PlaceColumn):
    """所属乡镇. Not written: the village says it, and must lie in it."""

    written: bool = False

    def goes_without_saying(self, context: Context) -> bool:
        return context.area.town_id is not None

    def _found(self, text: str, context: Context) -> Any:
        found = context.towns.named(text)
        return found[0].pk if found else self._unknown(text)

    def options(self, context: Context) -> list[str]:
        towns = context.towns.by_pk.values()
        if context.area.town_id:
            return [str(town) for town in towns if town.pk == context.area.town_id]
        return [str(town) for town in towns if town.valid_to is None]

    def exported(self) -> Combinable:
        return Cast(F(f"{self.path}__name"), TextField())


@dataclass(frozen=True)
class VillageColumn(PlaceColumn):
    """所属村 within the town of the column `town`; by name, alias or what is common to both (店上社区居民委员会,
    店上村, 店上). The value is the
    division's id."""

    _: KW_ONLY
    town: str = "town"

    def _found(self, text: str, context: Context) -> Any:
        """The text: which village it is, the town says (settle)."""
        return text if context.villages.named(text) else self._unknown(text)

    def settle(self, table: Table, context: Context) -> None:
        if self.name not in table.values:
            return
        names = table.values[self.name]
        towns = table.values.get(self.town) or [None] * len(names)
        memo: dict[tuple[str, int | None], tuple[str, Any]] = {}
        for index, (name, town) in enumerate(zip(names, towns, strict=True)):
            if not isinstance(name, str):
                continue
            town = town if isinstance(town, int) else None
            if (name, town) not in memo:
                memo[name, town] = self._in_town(name, town, context)
            column, result = memo[name, town]
            names[index] = table.take(index, column, result)
            if names[index] is None:
                table.bad_cells.add((index, self.name))

    def _in_town(self, name: str, town: int | None, context: Context) -> tuple[str, Any]:
        """The column to blame, and the village's id, Bad or Mended."""
        here = self._meant(name, town, context)
        if not here:
            elsewhere = "、".join(sorted({str(village.town) for village in context.villages.named(name)}))
            sentence = f"“{name}”不在“{context.towns.by_pk[town or 0]}”，台账中它属于{elsewhere}。"
            return self.town, Bad("village_wrong_town", sentence)
        if len(here) > 1:
            return self.name, Bad("village_ambiguous", f"不止一个街镇有“{name}”，请填写所属乡镇。")
        return self.name, self._in_force(here[0], context)

    def _meant(self, name: str, town: int | None, context: Context) -> list[Division]:
        """Where the row names no town, the own one's villages go before others of that name."""
        here = context.villages.named(name, town or context.area.town_id)
        return here or context.villages.named(name, town)

    def _in_force(self, village: Division, context: Context) -> Any:
        if village.valid_to and village.valid_to <= context.today:
            if not village.successor:
                return Bad("village_ended", f"“{village}”已于 {village.valid_to} 停用，请填写现在的村（社区）。")
            return Mended(
                village.successor_id, "village_succeeded", f"“{village}”已并入“{village.successor}”，已按后者登记。"
            )
        if not village.code.startswith(context.area.code):
            return Bad("village_out_of_area", f"“{village}”不在您的管辖范围“{context.area}”内。")
        return village.pk

    def options(self, context: Context) -> list[str]:
        """Empty: the template's drop-down depends on the town (template.py)."""
        return []

    def presenter(self, context: Context) -> Callable[[Any], str]:
        villages = context.villages.by_pk
        return lambda value: str(villages[value]) if value in villages else ""


@dataclass(frozen=True)
class OrganizationColumn(NameColumn):
    """An organisation of `kind` by its name; the value is its id, or, where unknown ones are registered when
    written, the name."""

    _: KW_ONLY
    kind: Organization.Kind
    compact: bool = False
    repeats: ClassVar[bool] = True

    def cleaner(self, context: Context) -> Cleaner:
        known = {squeeze(org.name): org.pk for org in context.organizations.get(self.kind, ())}
        clean_text = super().cleaner(context)

        def clean(cell: Cell) -> Any:
            text = clean_text(cell)
            name = text.value if isinstance(text, Mended) else text
            if name is None or isinstance(name, Bad):
                return name
            value = known.get(squeeze(name), name)
            if value is name and not context.registers_organizations:
                sentence = f"没有登记名为“{without_numbers(name)}”的{self._label()}，请核对名称，或请系统管理员先登记。"
                return Bad(f"unknown_{self.finding_code}", sentence)
            return noted(value, (text.code, text.message) if isinstance(text, Mended) else None)

        return clean

    def settle(self, table: Table, context: Context) -> None:
        """Names to be registered are told once each, at the first row."""
        names = Counter(value for value in table.values.get(self.name, ()) if isinstance(value, str))
        for name, rows in names.items():
            sentence = (
                f"“{without_numbers(name)}”尚未登记，写入时将一并登记为{self._label()}（共 {rows:,} 行），请核对名称。"
            )
            table.warn(table.values[self.name].index(name), self.name, f"unknown_{self.finding_code}", sentence)

    def _label(self) -> str:
        return str(Organization.Kind(self.kind).label)

    def options(self, context: Context) -> list[str]:
        return [organization.name for organization in context.organizations.get(self.kind, ())]

    def presenter(self, context: Context) -> Callable[[Any], str]:
        names = {org.pk: org.name for org in context.organizations.get(self.kind, ())}
        return lambda value: names.get(value, str(value)) if value is not None else ""

    def text_of(self, record: Any) -> str:
        return str(getattr(record, self.name) or "")

    def exported(self) -> Combinable:
        return Cast(F(f"{self.path}__name"), TextField())
