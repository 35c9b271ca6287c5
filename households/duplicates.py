"""疑似重复: which households and applications resemble an application, and who decides (F4).

The same ID number, the same gas meter, or the same name and phone in the same village. Looked for when applications are
submitted, by the set; a pair that no longer agrees in anything is cleared by the same search.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from django.db import connection
from django.db.models import Q, QuerySet, prefetch_related_objects

from accounts.audit import Actor, System
from accounts.roles import Role
from core.ledgers.columns.identity import written_either_way
from core.sealing.numbers import digest
from core.workflow import EMPTY, NOW, Answers, Limit, Step, Unit, Workflow
from households.models import Application, DuplicatePair, Household
from households.models.applications import UNDER_WAY
from households.models.choices import Status

Decision = DuplicatePair.Decision
Ground = DuplicatePair.Ground
OFFICES = frozenset({Role.TOWN_OFFICE, Role.DISTRICT_OFFICE})
SUBMITTERS = frozenset({Role.VILLAGE, Role.TOWN_OFFICE})
# First half of the advisory locks' keys: "dup". The second: what two may have alike falls into so many drawers, so that
# a township's batch, which has thousands of numbers, does not fill PostgreSQL's table of locks.
LOCK, DRAWERS = 0x647570, 256
DECIDED = [Decision.DIFFERENT, Decision.SAME, Decision.SECOND_HOUSE]

# `own`: the households whose row an application writes over or ends; of a 分户 none, its columns are a new household's.
# %(ids)s: the applications; %(numbered)s, %(digests)s: each digest that an ID number of theirs may have, side by side.
RESEMBLING = """
WITH claim AS (
    SELECT a.id, a.household_id, a.gas_meter_number AS meter,
        CASE WHEN a.case = 'split' THEN '{}'
            ELSE array_remove(ARRAY[a.household_id, a.counterpart_id], NULL) END AS own,
        coalesce(a.moved_to_id, a.village_id) AS village,
        coalesce(nullif(a.name, ''), h.name) AS name,
        coalesce(nullif(a.phone, ''), h.phone) AS phone,
        a.name <> '' OR a.phone <> '' OR a.moved_to_id IS NOT NULL AS names_person
    FROM households_application a LEFT JOIN households_household h ON h.id = a.household_id
    WHERE a.state = ANY(%(under_way)s) AND (a.state <> 'draft' OR a.id = ANY(%(ids)s))
), mine AS (
    SELECT * FROM claim WHERE id = ANY(%(ids)s)
), numbered AS (
    SELECT * FROM unnest(%(numbered)s::bigint[], %(digests)s::uuid[]) AS given(id, digest) JOIN mine USING (id)
), found AS (
    SELECT m.id AS application, h.id AS household, NULL::bigint AS other, 'id_number' AS ground
    FROM numbered m JOIN households_household h ON h.id_number_digest = m.digest
    WHERE h.status = %(normal)s AND NOT h.id = ANY(m.own)
    UNION ALL
    SELECT m.id, h.id, NULL, 'meter'
    FROM mine m JOIN households_household h ON h.gas_meter_number = m.meter AND h.gas_meter_number <> ''
    WHERE h.status = %(normal)s AND NOT h.id = ANY(m.own)
    UNION ALL
    SELECT m.id, h.id, NULL, 'person'
    FROM mine m JOIN households_household h ON h.phone = m.phone AND h.name = m.name AND h.village_id = m.village
    WHERE m.names_person AND m.phone <> '' AND h.status = %(normal)s AND NOT h.id = ANY(m.own)
    UNION ALL
    SELECT m.id, NULL, o.id, 'id_number'
    FROM numbered m JOIN households_application o ON o.id_number_digest = m.digest JOIN claim ON claim.id = o.id
    UNION ALL
    SELECT m.id, NULL, o.id, 'meter' FROM mine m JOIN claim o ON o.meter = m.meter AND o.meter <> ''
    UNION ALL
    SELECT m.id, NULL, o.id, 'person'
    FROM mine m JOIN claim o ON o.phone = m.phone AND o.name = m.name AND o.village = m.village
    WHERE m.names_person AND o.names_person AND m.phone <> ''
)
SELECT found.application, found.household, found.other, array_agg(DISTINCT ground)
FROM found JOIN households_application a ON a.id = found.application
    LEFT JOIN households_application o ON o.id = found.other
WHERE found.other IS NULL
    OR (o.id <> a.id AND o.household_id IS DISTINCT FROM coalesce(a.household_id, -1)
        AND (o.id < a.id OR NOT o.id = ANY(%(ids)s)))
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3
"""


@dataclass(frozen=True)
class Likeness:
    application: int
    household: int | None
    other: int | None
    grounds: frozenset[str]

    @property
    def sides(self) -> tuple[int, int | None, int | None]:
        return (self.application, self.household, self.other)


def find(applications: Sequence[Application], by: Actor, answers: Answers) -> None:
    """Bring the pairs of these applications up to what they say now."""
    _wait_for_those_alike(applications)
    alike = {likeness.sides: likeness for likeness in resembling(applications)}
    known = {
        (pair.application_id, pair.household_id, pair.other_id): pair
        for pair in DuplicatePair.objects.filter(Q(application__in=applications) | Q(other__in=applications))
    }
    _clear(pair for sides, pair in known.items() if sides not in alike and pair.application_id in _ids(applications))
    _look_again([pair for sides, pair in known.items() if sides in alike and _says_more(alike[sides], pair)], alike)
    reverse = {(pair.other_id, None, pair.application_id) for pair in known.values() if pair.other_id}
    new = [likeness for sides, likeness in alike.items() if sides not in known and sides not in reverse]
    SettleDuplicate.find.begin_all(_pairs(new, applications, answers), by=by, at=answers.at)


def close(applications: Sequence[Application], by: Actor, answers: Answers) -> None:
    """What an application that goes no further was compared with need not be decided."""
    pairs = DuplicatePair.objects.filter(Q(application__in=applications) | Q(other__in=applications))
    _clear(pairs.filter(decision=Decision.UNDECIDED))


def _wait_for_those_alike(applications: Sequence[Application]) -> None:
    """Of two alike that are submitted at once the later looks when the earlier has committed, else neither sees the
    other. The drawers are locked in their order, so that nobody waits in a circle."""
    drawers = sorted({crc32(trait.encode()) % DRAWERS for one in applications for trait in _traits(one)})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, drawer) FROM unnest(%s::int[]) AS drawer", [LOCK, drawers])


def _traits(application: Application) -> Iterator[str]:
    """At least one is the same in any two that resemble each other."""
    yield from _written(application)
    if application.gas_meter_number:
        yield application.gas_meter_number
    if phone := application.phone or (application.household.phone if application.household else ""):
        yield phone


def _written(application: Application) -> tuple[str, ...]:
    return written_either_way(application.id_number) if application.id_number else ()


def resembling(applications: Sequence[Application]) -> list[Likeness]:
    numbers = [
        (application.pk, str(digest(number, "id_number")))
        for application in applications
        for number in _written(application)
    ]
    given: dict[str, Any] = {
        "ids": _ids(applications),
        "numbered": [pk for pk, _ in numbers],
        "digests": [value for _, value in numbers],
        "under_way": UNDER_WAY,
        "normal": Status.NORMAL,
    }
    with connection.cursor() as cursor:
        cursor.execute(RESEMBLING, given)
        return [Likeness(one, household, other, frozenset(g)) for one, household, other, g in cursor.fetchall()]


def _ids(applications: Sequence[Application]) -> list[int]:
    return [application.pk for application in applications]


def _says_more(likeness: Likeness, pair: DuplicatePair) -> bool:
    """A decision covers what was alike when it was taken, and no more."""
    return pair.decision == Decision.CLEARED or not likeness.grounds <= set(pair.grounds)


def _clear(pairs: Iterable[DuplicatePair]) -> None:
    SettleDuplicate.clear.take_all(DuplicatePair.objects.filter(pk__in=[pair.pk for pair in pairs]), by=System.CLOCK)


def _look_again(pairs: Sequence[DuplicatePair], alike: dict[tuple[int, int | None, int | None], Likeness]) -> None:
    """First undecided: a decision can't stand beside grounds that it did not know."""
    again = DuplicatePair.objects.filter(pk__in=[pair.pk for pair in pairs]).exclude(decision=Decision.UNDECIDED)
    SettleDuplicate.find_again.take_all(again, by=System.CLOCK)
    for pair in pairs:
        grounds = sorted(alike[pair.application_id, pair.household_id, pair.other_id].grounds)
        DuplicatePair.objects.filter(pk=pair.pk).update(grounds=grounds)


def _pairs(
    likenesses: Sequence[Likeness], applications: Sequence[Application], answers: Answers
) -> list[DuplicatePair]:
    village_of = {application.pk: application.village_id for application in applications}
    return [
        DuplicatePair(
            application_id=likeness.application,
            household_id=likeness.household,
            other_id=likeness.other,
            grounds=sorted(likeness.grounds),
            village_id=village_of[likeness.application],
            created_at=answers.at,
        )
        for likeness in likenesses
    ]


def both_sides_are_seen(pairs: Sequence[DuplicatePair], by: Actor) -> dict[int, str]:
    """对方在本街镇以外的，由区双代办裁定。"""
    if isinstance(by, System):
        return {}
    households = Household.objects.visible_to(by).filter(pk__in=[pair.household_id for pair in pairs])
    others = Application.objects.visible_to(by).filter(pk__in=[pair.other_id for pair in pairs])
    seen = {("household", pk) for pk in households.values_list("pk", flat=True)}
    seen |= {("other", pk) for pk in others.values_list("pk", flat=True)}
    return {
        pair.pk: "对方在您的管辖范围以外，由区双代办裁定。"
        for pair in pairs
        if not {("household", pair.household_id), ("other", pair.other_id)} & seen
    }


def is_another_person(pairs: Sequence[DuplicatePair], by: Actor) -> dict[int, str]:
    """身份证号相同的是同一人，不能裁定为不是同一户。"""
    sentence = "身份证号相同的是同一人：请裁定是同一户，或由区双代办准予第二处住房。号码写错的，请退回申请更正。"
    return {pair.pk: sentence for pair in pairs if Ground.ID_NUMBER in pair.grounds}


def is_the_same_person(pairs: Sequence[DuplicatePair], by: Actor) -> dict[int, str]:
    """只有身份证号相同的，才谈得上第二处住房。"""
    sentence = "身份证号不同，不是同一人的第二处住房。"
    return {pair.pk: sentence for pair in pairs if Ground.ID_NUMBER not in pair.grounds}


def application_is_under_way(pairs: Sequence[DuplicatePair], by: Actor) -> dict[int, str]:
    """申请尚未办结。"""
    prefetch_related_objects(pairs, "application")
    return {
        pair.pk: f"这件申请{pair.application.get_state_display()}，不能再改裁定。"
        for pair in pairs
        if pair.application.state not in UNDER_WAY
    }


def mark_second_house(pairs: Sequence[DuplicatePair], by: Actor, answers: Answers) -> None:
    _applications_of(pairs).update(second_house=True)


def unmark_second_house(pairs: Sequence[DuplicatePair], by: Actor, answers: Answers) -> None:
    """Unless it was granted beside another pair as well."""
    elsewhere = DuplicatePair.objects.filter(decision=Decision.SECOND_HOUSE).exclude(pk__in=[pair.pk for pair in pairs])
    marked = _applications_of(pairs).filter(second_house=True)
    marked.exclude(pk__in=elsewhere.values("application")).update(second_house=False)


def _applications_of(pairs: Sequence[DuplicatePair]) -> QuerySet[Application]:
    return Application.objects.filter(pk__in=[pair.application_id for pair in pairs])


class SettleDuplicate(Workflow):
    title = "疑似重复裁定"
    model, state, state_field = DuplicatePair, Decision, "decision"

    find = Step("发现疑似重复", None, Decision.UNDECIDED, by=SUBMITTERS)
    call_different = Step(
        "裁定不是同一户",
        Decision.UNDECIDED,
        Decision.DIFFERENT,
        awaited_as="裁定",
        by=OFFICES,
        within=Limit(5, Unit.WORKING_DAYS),
        reason=True,
        requires=[is_another_person, both_sides_are_seen],
        stamps={"decided_at": NOW},
    )
    call_same = Step(
        "裁定是同一户",
        Decision.UNDECIDED,
        Decision.SAME,
        by=OFFICES,
        reason=True,
        requires=[both_sides_are_seen],
        stamps={"decided_at": NOW},
    )
    grant_second_house = Step(
        "准予第二处住房",
        Decision.UNDECIDED,
        Decision.SECOND_HOUSE,
        by=Role.DISTRICT_OFFICE,
        reason=True,
        requires=[is_the_same_person],
        then=[mark_second_house],
        stamps={"decided_at": NOW},
    )
    reconsider = Step(
        "重新裁定",
        DECIDED,
        Decision.UNDECIDED,
        by=Role.DISTRICT_OFFICE,
        reason=True,
        aside=True,
        requires=[application_is_under_way],
        then=[unmark_second_house],
        stamps={"decided_at": EMPTY},
    )
    find_again = Step(
        "又发现相同之处",
        [*DECIDED, Decision.CLEARED],
        Decision.UNDECIDED,
        by=System.CLOCK,
        aside=True,
        then=[unmark_second_house],
        stamps={"decided_at": EMPTY},
    )
    clear = Step(
        "资料已更正",
        [Decision.UNDECIDED, *DECIDED],
        Decision.CLEARED,
        by=System.CLOCK,
        aside=True,
        then=[unmark_second_house],
        stamps={"decided_at": NOW},
    )

    @classmethod
    def describe(cls, record: DuplicatePair) -> str:
        return f"疑似重复（{'；'.join(Ground(ground).label for ground in record.grounds)}）"
