"""首次建账 by workbook: the district's rows go straight into the ledger, once a second officer has confirmed them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from django.utils import timezone

from accounts.history import made_by_act, rows_of_act
from accounts.models import Division, Post
from accounts.roles import Role
from core.chunks import chunks
from core.ledgers.base import Addition, Alteration, Mode, Undone, Writing
from core.ledgers.matching import any_of, refuse_taken
from core.ledgers.table import CLEAR, Table
from core.ledgers.undo import added_by, put_back, touched_since
from core.ledgers.writing import NewRows, copy_in, made_ahead, take_ids, update_in
from core.search import initials_of, pinyin_of
from households.columns import DEVICE, FACTS
from households.likenesses import tell_of_persons
from households.models import Application, Equipment, FirstFilling, Household
from households.models.choices import DataSource, Status
from households.models.numbers import household_numbers

CHUNK = 5_000
PLACES = ("village", "town", "district", "city")
SPELLED = ("name_pinyin", "name_initials")
# What every new row says beside its facts, in this order.
OWN = ("id", "number", "status", "cancelled_on", "cancel_reason", "data_source")
NEW_HOUSEHOLD = (*OWN, *PLACES, *SPELLED, *FACTS)
NEW_DEVICE = ("household", "kind", "state", "stopped_on", *PLACES, *DEVICE)

# With its key, number and village.
Numbered: TypeAlias = tuple[Addition, int, str, Division]


class FirstFillingOfLedger(Mode):
    name = "first_filling"
    title = "首次建账"
    roles = frozenset({Role.DISTRICT_OFFICE})
    second_person = True
    registers_organizations = True

    def closed(self, post: Post) -> str:
        instead = "本区首次建账已宣布结束，台账只能通过申请变动。请由街镇导入，或逐件办理申请。"
        return instead if _has_ended(post) else ""

    def why_not_undo(self, post: Post) -> str:
        instead = "本区首次建账已宣布结束，导入不能再整批撤销。有误的住户请逐户办理变更或销户申请。"
        return instead if _has_ended(post) else ""

    def examine(self, table: Table, post: Post) -> None:
        in_use = Household.objects.in_use()
        refuse_taken(table, "gas_meter_number", in_use, "meter_in_use", "这个燃气表号在台账中已登记在另一户。")
        refuse_taken(table, "id_number", in_use, "id_in_use", "这个身份证号在台账中已登记在另一户。")
        tell_of_persons(table, post)
        _judge_cancelled(table)

    def write(self, additions: Iterable[Addition], alterations: Iterable[Alteration], writing: Writing) -> None:
        villages = Division.objects.villages().in_bulk()
        done = 0
        for added in _add(additions, villages):
            done += added
            writing.progress(done)
        for altered in chunks(alterations, CHUNK):
            _alter(altered, villages)
            done += len(altered)
            writing.progress(done)

    def undo(self, act: uuid.UUID, by: Post) -> Undone:
        """Added rows become 作废, with their devices; changed ones get back what they had."""
        households = _households_of(act)
        _hold(households)
        kept = _why_not_taken_back(act, households)
        added = sorted(added_by(Household, act) - kept.keys())
        update_in(Household, {pk: {"status": Status.VOID.value, "cancelled_on": None} for pk in added})
        devices = Equipment.objects.filter(household__in=kept).values_list("pk", flat=True)
        touched = touched_since(Equipment, act) | set(devices)
        put_back(Equipment, act, touched)
        voided = sorted(added_by(Equipment, act) - touched)
        update_in(Equipment, {pk: {"state": Equipment.State.VOID.value} for pk in voided})
        restored = put_back(Household, act, kept)
        numbers = Household.objects.in_bulk(kept)
        return Undone(len(added) + restored, {str(numbers[pk]): reason for pk, reason in kept.items()})


def _has_ended(post: Post) -> bool:
    assert post.division.district is not None
    return FirstFilling.objects.has_ended(post.division.district)


def _households_of(act: uuid.UUID) -> set[int]:
    """Those that the act added or changed, or whose devices it did."""
    found = added_by(Household, act) | set(rows_of_act(Household, act).values_list("pk", flat=True))
    for devices in (made_by_act(Equipment, act), rows_of_act(Equipment, act)):
        found |= set(devices.values_list("household", flat=True))
    return found


def _hold(households: Collection[int]) -> None:
    """Until the transaction ends nobody changes one or files about it: what is judged here still is so when it is
    written. In the order of their keys, as every confirmation locks them."""
    rows = Household.objects.filter(pk__among=list(households)).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk"))


def _why_not_taken_back(act: uuid.UUID, households: Collection[int]) -> dict[int, str]:
    """Households of the act that have a life of their own since: key → reason."""
    touched = Equipment.objects.filter(pk__in=touched_since(Equipment, act)).values_list("household", flat=True)
    changed = touched_since(Household, act) | set(touched)
    applied = Application.objects.under_way().filter(any_of("household", households, Application))
    return {
        **dict.fromkeys(applied.values_list("household", flat=True), "有申请正在办理。"),
        **dict.fromkeys(changed, "导入之后又有改动。"),
    }


def _judge_cancelled(table: Table) -> None:
    """销户 stands with its date (a constraint says so); a date without 销户 contradicts itself. Put back into use, a
    household loses its date; for that its number must be given, for an ID number may be of another house by now."""
    given = [table.values.get(name) or [None] * len(table.rows) for name in ("number", "cancelled_on")]
    standing = [table.standing(name) for name in ("status", "cancelled_on")]
    for index, (number, own_day, status, day) in enumerate(zip(*given, *standing, strict=True)):
        if status == Status.CANCELLED and not day:
            table.warn(index, "status", "cancelled_undated", "没有销户日期，将按写入当日登记。")
        elif own_day not in (None, CLEAR) and status != Status.CANCELLED:
            table.refuse(index, "cancelled_on", "cancelled_date_of_normal", "使用状态不是销户，不能有销户日期。")
        elif day and status == Status.NORMAL and number is None:
            sentence = f"台账中这个身份证号的住户 {table.known_value(index, 'number')} 已销户，要恢复请填写户编号。"
            table.refuse(index, "id_number", "id_cancelled", sentence)


def _add(additions: Iterable[Addition], villages: dict[int, Division]) -> Iterator[int]:
    """Yields how many were added, some thousand at a time: sealing and spelling the next ones while PostgreSQL takes
    these."""
    households, devices = NewRows(Household, NEW_HOUSEHOLD), NewRows(Equipment, NEW_DEVICE)

    def texts(numbered: Sequence[Numbered]) -> tuple[int, bytes, bytes]:
        described = [(one.values, pk, village) for one, pk, _, village in numbered if _describes_device(one.values)]
        return (
            len(numbered),
            households.text([_household(*one) for one in numbered]),
            devices.text([_device(*one) for one in described]),
        )

    for count, of_households, of_devices in made_ahead(texts, _numbered(additions, villages)):
        households.copy_in([of_households])
        devices.copy_in([of_devices])
        yield count


def _numbered(additions: Iterable[Addition], villages: dict[int, Division]) -> Iterator[list[Numbered]]:
    for chunk in chunks(additions, CHUNK):
        places = [villages[addition.values["village"]] for addition in chunk]
        numbers = household_numbers([village.pk for village in places])
        yield list(zip(chunk, take_ids(Household, len(chunk)), numbers, places, strict=True))


def _household(addition: Addition, pk: int, number: str, village: Division) -> list[Any]:
    values = addition.values
    status = values.get("status", Status.NORMAL)
    cancelled_on = values.get("cancelled_on") or timezone.localdate() if status == Status.CANCELLED else None
    reason = values.get("cancel_reason", "") if status == Status.CANCELLED else ""
    own = (pk, number, int(status), cancelled_on, reason, DataSource.FIRST_FILLING.value)
    place = (village.pk, village.town_id, village.district_id, village.city_id)
    spelled = (pinyin_of(values["name"]), initials_of(values["name"]))
    return [*own, *place, *spelled, *(values.get(name) for name in FACTS)]


def _describes_device(values: Mapping[str, Any]) -> bool:
    return any(values.get(name) not in (None, "") for name in DEVICE)


def _device(values: Mapping[str, Any], household: int, village: Division) -> list[Any]:
    """Of a cancelled household it stands still since the same day."""
    cancelled = values.get("status") == Status.CANCELLED
    stopped_on = values.get("cancelled_on") or timezone.localdate() if cancelled else None
    state = Equipment.State.STOPPED if cancelled else Equipment.State.IN_USE
    place = (village.pk, village.town_id, village.district_id, village.city_id)
    return [household, values["kind"], state.value, stopped_on, *place, *(values.get(name) for name in DEVICE)]


def _alter(alterations: Sequence[Alteration], villages: dict[int, Division]) -> None:
    new = {altered.record_id: {name: value for name, (_, value) in altered.changes.items()} for altered in alterations}
    facts = {pk: _facts(values, villages) for pk, values in new.items()}
    update_in(Household, {pk: values for pk, values in facts.items() if values})
    _alter_devices({pk: values for pk, values in new.items() if _touches_device(values)}, villages)


def _facts(values: Mapping[str, Any], villages: dict[int, Division]) -> dict[str, Any]:
    """Of the household's own row, with what follows from them."""
    facts = {name: value for name, value in values.items() if name not in DEVICE}
    if village := facts.pop("village", None):
        facts |= _placed(villages[village])
    if name := facts.get("name"):
        facts |= {"name_pinyin": pinyin_of(name), "name_initials": initials_of(name)}
    if facts.get("status") == Status.CANCELLED:
        facts.setdefault("cancelled_on", timezone.localdate())
    elif "status" in facts:
        facts |= {"cancelled_on": None, "cancel_reason": ""}
    return facts


def _placed(village: Division) -> dict[str, Any]:
    return {
        "village_id": village.pk,
        "town_id": village.town_id,
        "district_id": village.district_id,
        "city_id": village.city_id,
    }


def _touches_device(values: Mapping[str, Any]) -> bool:
    return any(name in values for name in (*DEVICE, "village", "kind", "status"))


def _alter_devices(new: Mapping[int, Mapping[str, Any]], villages: dict[int, Division]) -> None:
    """Of the newest device in use; a household that has none gets one."""
    in_use = Equipment.objects.in_use().filter(household__in=new).order_by("pk")
    newest = dict(in_use.values_list("household_id", "pk"))
    update_in(Equipment, {newest[pk]: _device_changes(values, villages) for pk, values in new.items() if pk in newest})
    missing = [pk for pk, values in new.items() if pk not in newest and _describes_device(values)]
    households = Household.objects.filter(pk__in=missing).select_related("village")
    described = [({"kind": one.kind, **new[one.pk]}, one.pk, one.village) for one in households]
    copy_in(Equipment, NEW_DEVICE, [_device(*one) for one in described])


def _device_changes(values: Mapping[str, Any], villages: dict[int, Division]) -> dict[str, Any]:
    changes = {name: value for name, value in values.items() if name in DEVICE or name == "kind"}
    if "village" in values:
        changes |= _placed(villages[values["village"]])
    if values.get("status") == Status.CANCELLED:
        stopped_on = values.get("cancelled_on") or timezone.localdate()
        changes |= {"state": Equipment.State.STOPPED.value, "stopped_on": stopped_on}
    return changes
