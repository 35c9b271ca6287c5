"""What the last step writes to the ledger: one statement for all applications of a batch, never a row at a time.

An application's columns stand beside the ledger's under the same names, so that what is filled goes over in SQL, sealed
numbers as they are. A blank column leaves the ledger's; one named in `cleared` empties it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, models
from django.utils import timezone

from accounts.audit import Actor
from core.workflow import Answers, go_along
from households.columns import OF_GAS
from households.models import Application, DeviceFlag, Equipment, Household, KeyPerson, Ventilation
from households.models.choices import CancelReason, Category, DataSource, DevicesGo, Status
from households.models.facts import DeviceFacts, HouseholdFacts
from households.models.numbers import NEXT_NUMBER

FACTS = list(HouseholdFacts._meta.local_fields)
DEVICE = list(DeviceFacts._meta.local_fields)
# Computed from another column, and written or emptied with it.
COMPANIONS = {"name_pinyin": "name", "name_initials": "name"}
PLACE = ("village_id", "town_id", "district_id", "city_id")
# What moves with a household: table and the column that names it.
MOVING = {
    "households_household": "id",
    "households_equipment": "household_id",
    "households_keyperson": "household_id",
    "households_demandsurvey": "household_id",
    "households_deviceflag": "household_id",
    "households_ventilation": "household_id",
}
# Granted with the application, or kept with the ID number for which it was granted.
SECOND_HOUSE = """a.second_house OR h.second_house AND (
    a.id_number_digest IS NULL OR a.id_number_digest = h.id_number_digest)"""


def enter_ledger(applications: Sequence[Application], by: Actor, answers: Answers) -> None:
    """The applications are of one case; they are locked, and their households are."""
    WRITERS[applications[0].case](applications, answers)


def lock_households(applications: Sequence[Application]) -> None:
    """In the order of their keys, so that two batches wait for each other and never in a circle."""
    if ids := _households_of(applications):
        list(Household.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def keep_households(applications: Sequence[Application]) -> None:
    """As the applications' own references will: nobody waits but who makes a household void, and that one is waited
    for."""
    keep(_households_of(applications))


def keep(ids: Sequence[int]) -> None:
    """The households of these keys, for another record about them."""
    if ids:
        _run("SELECT id FROM households_household WHERE id = ANY(%(ids)s) ORDER BY id FOR KEY SHARE", ids=ids)


def _households_of(applications: Sequence[Application]) -> list[int]:
    """With those that are merged."""
    concerned = {pk for one in applications for pk in (one.household_id, one.counterpart_id)}
    return [pk for pk in concerned if pk]


def add(applications: Sequence[Application], answers: Answers) -> None:
    made = _enter_new(applications, answers)
    for application in applications:
        application.household_id = made[application.pk]


def split(applications: Sequence[Application], answers: Answers) -> None:
    """The old household keeps its number and what is left of its area; a chosen device goes with the new one."""
    made = _enter_new(applications, answers)
    for application in applications:
        application.counterpart_id = made[application.pk]
    _run(
        """
        UPDATE households_household h
        SET heated_area = a.remaining_area, version = h.version + 1, updated_at = %(at)s
        FROM households_application a WHERE a.household_id = h.id AND a.id = ANY(%(ids)s)
        """,
        ids=_ids(applications),
        at=answers.at,
    )
    given = [one for one in applications if one.equipment_id]
    _pass_on([one.equipment_id for one in given], [one.counterpart_id for one in given], answers)


def merge(applications: Sequence[Application], answers: Answers) -> None:
    """The one that goes is cancelled first: then its numbers are free for the one that stays."""
    _run(
        """
        UPDATE households_household h
        SET status = %(cancelled)s, cancelled_on = a.effective_on, cancel_reason = %(merged)s,
            merged_into_id = a.household_id, version = h.version + 1, updated_at = %(at)s
        FROM households_application a WHERE a.counterpart_id = h.id AND a.id = ANY(%(ids)s)
        """,
        ids=_ids(applications),
        cancelled=Status.CANCELLED,
        merged=CancelReason.MERGED,
        at=answers.at,
    )
    _write_facts(applications, answers)
    _own_house_again(applications)
    _stop_devices([one for one in applications if one.devices_go == DevicesGo.STOPPED], "counterpart_id", answers)
    staying = {one.counterpart_id: one.household_id for one in applications if one.devices_go == DevicesGo.ALONG}
    devices = Equipment.objects.in_use().filter(household__in=list(staying))
    along = dict(devices.values_list("pk", "household"))
    _pass_on(list(along), [staying[household] for household in along.values()], answers)


def _own_house_again(applications: Sequence[Application]) -> None:
    """A second house into which the same person's first one was merged is no second house any more."""
    _run(
        """
        UPDATE households_household h SET second_house = false
        FROM households_application a JOIN households_household gone ON gone.id = a.counterpart_id
        WHERE h.id = a.household_id AND a.id = ANY(%(ids)s)
            AND h.second_house AND NOT gone.second_house AND h.id_number_digest = gone.id_number_digest
        """,
        ids=_ids(applications),
    )


def _pass_on(devices: Sequence[int | None], households: Sequence[int | None], answers: Answers) -> None:
    """Each device to the household beside it, and to where that stands; what was found at it goes with it."""
    if not devices:
        return
    place, devices_place = (", ".join(f"{name} = {of}.{name}" for name in PLACE) for of in ("h", "e"))
    _run(
        f"""
        UPDATE households_equipment e
        SET household_id = h.id, {place}, version = e.version + 1, updated_at = %(at)s
        FROM unnest(%(devices)s::bigint[], %(households)s::bigint[]) AS given(device, household)
            JOIN households_household h ON h.id = given.household
        WHERE e.id = given.device
        """,
        devices=list(devices),
        households=list(households),
        at=answers.at,
    )
    _run(
        f"""
        UPDATE households_deviceflag f
        SET household_id = e.household_id, {devices_place}, version = f.version + 1, updated_at = %(at)s
        FROM households_equipment e WHERE e.id = f.equipment_id AND e.id = ANY(%(devices)s)
        """,
        devices=list(devices),
        at=answers.at,
    )
    go_along(DeviceFlag.objects.filter(equipment__in=devices))


def _enter_new(applications: Sequence[Application], answers: Answers) -> dict[int, int]:
    """Application → its new household, which of a 分户 comes from the one that the application is about. Numbered in
    the order given. The ledger is not asked for what was just entered: with its many indexes, each look
    at it takes long to plan."""
    copied = ", ".join((*columns_of(FACTS), *PLACE, "second_house"))
    described = ", ".join((*PLACE, *columns_of(DEVICE)))
    rows = _run(
        f"""
        WITH numbered AS (
            SELECT given.id, {NEXT_NUMBER} AS number
            FROM unnest(%(ids)s::bigint[], %(villages)s::bigint[]) WITH ORDINALITY AS given(id, village, place)
                JOIN accounts_division v ON v.id = given.village
            ORDER BY given.place
        ), added AS (
            INSERT INTO households_household
                (number, status, data_source, version, created_at, updated_at, cancel_reason, came_from_id, {copied})
            SELECT numbered.number, %(normal)s, %(source)s, 1, %(at)s, %(at)s, '', a.household_id, {_of("a", copied)}
            FROM numbered JOIN households_application a USING (id)
            RETURNING number, id
        ), installed AS (
            INSERT INTO households_equipment
                (household_id, kind, state, version, created_at, updated_at, {described})
            SELECT added.id, a.kind, %(in_use)s, 1, %(at)s, %(at)s, {_of("a", described)}
            FROM added JOIN numbered USING (number) JOIN households_application a ON a.id = numbered.id
            WHERE {DESCRIBES_DEVICE}
        )
        SELECT numbered.id, added.id FROM added JOIN numbered USING (number)
        """,
        ids=_ids(applications),
        villages=[application.village_id for application in applications],
        normal=Status.NORMAL,
        source=DataSource.APPLICATION,
        in_use=Equipment.State.IN_USE,
        at=answers.at,
    )
    return dict(rows)


def change(applications: Sequence[Application], answers: Answers) -> None:
    _write_facts(applications, answers)
    _move(applications, answers)
    _correct_devices(applications, answers)


def cancel(applications: Sequence[Application], answers: Answers) -> None:
    _run(
        """
        UPDATE households_household h
        SET status = %(cancelled)s, cancelled_on = a.effective_on, cancel_reason = a.cancel_reason,
            version = h.version + 1, updated_at = %(at)s
        FROM households_application a WHERE a.household_id = h.id AND a.id = ANY(%(ids)s)
        """,
        ids=_ids(applications),
        cancelled=Status.CANCELLED,
        at=answers.at,
    )
    _stop_devices(applications, "household_id", answers)


def _stop_devices(applications: Sequence[Application], of: str, answers: Answers) -> None:
    _run(
        f"""
        UPDATE households_equipment e
        SET state = 'stopped', stopped_on = a.effective_on, version = e.version + 1, updated_at = %(at)s
        FROM households_application a
        WHERE a.{of} = e.household_id AND a.id = ANY(%(ids)s) AND e.state = 'in_use'
        """,
        ids=_ids(applications),
        at=answers.at,
    )


def convert(applications: Sequence[Application], answers: Answers) -> None:
    _write_facts(applications, answers)
    _move(applications, answers)
    _leave_gas(applications)
    _replace(applications, _install(applications, answers), answers)


def upgrade(applications: Sequence[Application], answers: Answers) -> None:
    _write_facts(applications, answers)
    _replace(applications, _install(applications, answers), answers)


def _write_facts(applications: Sequence[Application], answers: Answers) -> None:
    kept = ", ".join(f"{name} = {_new_value(field)}" for field in FACTS for name in [field.column])
    _run(
        f"""
        UPDATE households_household h
        SET {kept}, second_house = {SECOND_HOUSE}, version = h.version + 1, updated_at = %(at)s
        FROM households_application a WHERE a.household_id = h.id AND a.id = ANY(%(ids)s)
        """,
        ids=_ids(applications),
        at=answers.at,
    )


def _move(applications: Sequence[Application], answers: Answers) -> None:
    """To another village, with the devices and what is wrong with them, the people who are looked after, what was
    answered, when gas was let in, and what waits for these; the application stays where it was filed (F12)."""
    moved = [one.household_id for one in applications if one.moved_to_id]
    if not moved:
        return
    for table, household in MOVING.items():
        _run(
            f"""
            UPDATE {table} moved
            SET village_id = v.id, town_id = v.town_id, district_id = v.district_id, city_id = v.city_id
            FROM households_application a JOIN accounts_division v ON v.id = a.moved_to_id
            WHERE a.household_id = moved.{household} AND a.id = ANY(%(ids)s)
            """,
            ids=_ids(applications),
        )
    for waited_for in (KeyPerson, DeviceFlag, Ventilation):
        go_along(waited_for.objects.filter(household__in=moved))


def _correct_devices(applications: Sequence[Application], answers: Answers) -> None:
    """What was written down wrongly of the chosen device, or of the only one in use."""
    kept = ", ".join(f"{field.column} = {_new_value(field, 'e')}" for field in DEVICE)
    named = " OR ".join(f"({_is_given(field)} OR '{field.name}' = ANY(a.cleared))" for field in DEVICE)
    _run(
        f"""
        UPDATE households_equipment e SET {kept}, version = e.version + 1, updated_at = %(at)s
        FROM households_application a
        WHERE a.household_id = e.household_id AND a.id = ANY(%(ids)s) AND e.state = 'in_use'
            AND e.id = coalesce(a.equipment_id, e.id) AND ({named})
        """,
        ids=_ids(applications),
        at=answers.at,
    )


def _leave_gas(applications: Sequence[Application]) -> None:
    """Supplier, meter and accounts go with the gas; the history keeps them."""
    emptied = ", ".join(f"{field.column} = {_blank(field)}" for field in FACTS if field.name in OF_GAS)
    _run(
        f"""
        UPDATE households_household h SET {emptied}
        FROM households_application a
        WHERE a.household_id = h.id AND a.id = ANY(%(ids)s) AND h.category <> %(gas)s
        """,
        ids=_ids(applications),
        gas=Category.GAS,
    )


def _install(applications: Sequence[Application], answers: Answers) -> dict[int, int]:
    """The devices that the applications describe, as new rows: household → device."""
    described = ", ".join(columns_of(DEVICE))
    rows = _run(
        f"""
        INSERT INTO households_equipment
            (household_id, kind, state, version, created_at, updated_at, {", ".join(PLACE)}, {described})
        SELECT h.id, h.kind, %(in_use)s, 1, %(at)s, %(at)s, {_of("h", ", ".join(PLACE))}, {_of("a", described)}
        FROM unnest(%(ids)s::bigint[], %(households)s::bigint[]) AS given(id, household)
            JOIN households_application a USING (id) JOIN households_household h ON h.id = given.household
        WHERE {DESCRIBES_DEVICE}
        RETURNING household_id, id
        """,
        ids=_ids(applications),
        households=[application.household_id for application in applications],
        in_use=Equipment.State.IN_USE,
        at=answers.at,
    )
    return dict(rows)


def _replace(applications: Sequence[Application], installed: dict[int, int], answers: Answers) -> None:
    """The old device stays, with what replaced it: after a conversion all in use, else the chosen or only one."""
    _run(
        """
        UPDATE households_equipment e
        SET state = 'replaced', stopped_on = coalesce(a.device_installed_on, a.effective_on, %(today)s),
            replaced_by_id = given.device, version = e.version + 1, updated_at = %(at)s
        FROM unnest(%(households)s::bigint[], %(devices)s::bigint[]) AS given(household, device)
            JOIN households_application a ON a.household_id = given.household AND a.id = ANY(%(ids)s)
        WHERE e.household_id = given.household AND e.state = 'in_use' AND e.id <> given.device
            AND e.id = coalesce(a.equipment_id, e.id)
        """,
        ids=_ids(applications),
        households=list(installed),
        devices=list(installed.values()),
        today=timezone.localdate(answers.at),
        at=answers.at,
    )


def columns_of(fields: Sequence[models.Field[Any, Any]]) -> list[str]:
    return [str(field.column) for field in fields]


def _of(table: str, columns: str) -> str:
    return ", ".join(f"{table}.{name}" for name in columns.split(", "))


def _new_value(field: models.Field[Any, Any], table: str = "h") -> str:
    """The application's value where it is given, a blank where it is to be emptied, else what stands there."""
    source = getattr(field, "source", None) or COMPANIONS.get(field.name, field.name)
    decides = next(one for one in (*FACTS, *DEVICE) if one.name == source)
    name = field.column
    return (
        f"CASE WHEN '{source}' = ANY(a.cleared) THEN {_blank(field)} "
        f"WHEN {_is_given(decides)} THEN a.{name} ELSE {table}.{name} END"
    )


def _is_given(field: models.Field[Any, Any]) -> str:
    return f"a.{field.column} IS NOT NULL" if field.null else f"a.{field.column} <> {_blank(field)}"


def _blank(field: models.Field[Any, Any]) -> str:
    if field.null:
        return "NULL"
    return "'{}'" if field.get_internal_type() == "ArrayField" else "''"


def _ids(applications: Sequence[Application]) -> list[int]:
    return [application.pk for application in applications]


def _run(statement: str, **given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall() if cursor.description else []


DESCRIBES_DEVICE = " OR ".join(_is_given(field) for field in DEVICE)
WRITERS: dict[str, Callable[[Sequence[Application], Answers], None]] = {
    Application.Case.ADD: add,
    Application.Case.CHANGE: change,
    Application.Case.CANCEL: cancel,
    Application.Case.CONVERT: convert,
    Application.Case.UPGRADE: upgrade,
    Application.Case.PLAN_ADD: add,
    Application.Case.PLAN_UPGRADE: convert,
    Application.Case.SPLIT: split,
    Application.Case.MERGE: merge,
}
