"""重点人员: who registers, reviews and takes off the list, within how long (P109, F14). Read this first.

Particulars are put right by the form at any time; a review says that they were looked at and hold. From August on the
clock asks for it of everybody who was not looked at this year; it is due before the heating season.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.audit import System
from accounts.roles import Role
from core.workflow import EMPTY, TODAY, Limit, Step, Unit, Workflow, until_today
from households import applying
from households.guards import household_is_in_use
from households.models import KeyPerson
from households.workflows import FILERS

State = KeyPerson.State
People = Sequence[KeyPerson]
PARTICULARS = (
    "name", "kinds", "birth_year", "phone", "mobility", "contact_name", "contact_relation", "contact_phone",
    "carer", "carer_role", "carer_phone", "remark",
)  # fmt: skip
ASKED = ("name", "kinds", "mobility")
# Those who look after them, call them in an outage, or answer for it. Whoever pays or plans needs figures, no names.
READERS = frozenset(
    {
        Role.VILLAGE,
        Role.VILLAGE_ASSISTANT,
        Role.TOWN_OFFICE,
        Role.TOWN_GAS_OFFICE,
        Role.DISTRICT_OFFICE,
        Role.LEADER,
        Role.GAS_AUTHORITY,
        Role.DUTY_OFFICER,
        Role.CITY_OFFICE,
    }
)
OPENS_IN_MONTH, DUE_IN_MONTH = 8, 10


def keep_households(people: People) -> None:
    """So that none is made void while somebody of it is registered."""
    applying.keep([person.household_id for person in people])


class CareForPerson(Workflow):
    title = "重点人员"
    model, state = KeyPerson, State

    register = Step(
        "登记重点人员",
        None,
        State.REGISTERED,
        by=FILERS,
        asks=["household", *ASKED],
        accepts=[name for name in PARTICULARS if name not in ASKED],
        holds=keep_households,
        requires=[household_is_in_use],
        stamps={"reviewed_on": TODAY},
    )
    begin_review = Step("发起年度复核", State.REGISTERED, State.DUE, by=System.CLOCK)
    review = Step(
        "年度复核",
        State.DUE,
        State.REGISTERED,
        by=FILERS,
        within=Limit(1031, Unit.DAY_OF_YEAR),
        stamps={"reviewed_on": TODAY},
    )
    review_early = Step(
        "提前复核",
        State.REGISTERED,
        State.REGISTERED,
        by=FILERS,
        aside=True,
        stamps={"reviewed_on": TODAY},
    )
    leave = Step(
        "迁出",
        State.registered(),
        State.LEFT,
        by=FILERS,
        aside=True,
        asks=["leave_reason", "left_on"],
        requires=[until_today("left_on", "迁出日期")],
    )
    come_back = Step(
        "重新登记",
        State.LEFT,
        State.REGISTERED,
        by=FILERS,
        aside=True,
        holds=keep_households,
        requires=[household_is_in_use],
        stamps={"reviewed_on": TODAY, "leave_reason": "", "left_on": EMPTY},
    )

    @classmethod
    def prepare(cls, records: People) -> None:
        """Where the household is."""
        prefetch_related_objects(records, "household__village")
        for person in records:
            person.village = person.household.village

    @classmethod
    def describe(cls, record: KeyPerson) -> str:
        return f"重点人员第 {record.pk} 号"


def begin_reviews(today: datetime.date | None = None) -> int:
    """Of everybody who was not looked at this year, from August until it is due; how many. Asked again it finds
    nothing to do."""
    day = today or timezone.localdate()
    if not OPENS_IN_MONTH <= day.month <= DUE_IN_MONTH:
        return 0
    waiting = KeyPerson.objects.unreviewed(day).filter(state=State.REGISTERED)
    begun_at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(1)))
    return len(CareForPerson.begin_review.take_all(waiting, by=System.CLOCK, at=begun_at).taken)
