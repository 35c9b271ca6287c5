"""The demo township's key persons, each cared for or not, reviewed or not; and what its electric households want of
their devices."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from core.timekeeping.working_days import add_working_days
from households.caring.workflows import OPENS_IN_MONTH, CareForPerson, begin_reviews
from households.demo import people
from households.models import DemandSurvey, Equipment, Household, KeyPerson
from households.surveying.finding import electric
from households.surveying.importing import OF_A_DEVICE

# Relatives and carers, who are in no ledger.
FIRST_RELATIVE, FIRST_CARER = 17_000_000, 17_500_000
RELATIONS = ("儿子", "女儿", "侄子", "邻居")
MOST = 60
# Of so many flagged households one.
LEFT_ALONE = 6
Mobility, Role, Wants = KeyPerson.Mobility, KeyPerson.CarerRole, DemandSurvey.Wants
WANTED = (
    (Wants.NOTHING, ""),
    (Wants.REPAIR, "外机噪音大，制热慢"),
    (Wants.NOTHING, ""),
    (Wants.REPLACEMENT, "设备已用满年限"),
    (Wants.ADDITION, "东屋没有采暖设备"),
    (Wants.NOTHING, ""),
)
# Of ten electric households so many have answered.
ANSWERED = 7


def tell(posts: Mapping[str, Post]) -> None:
    village, town = posts["village"], posts["town"]
    _register(village, town)
    _review(town)
    with acting(System.DEMO, why="演示需求调查"):
        DemandSurvey.objects.bulk_create(_answers(village, town))


def _register(village: Post, town: Post) -> None:
    """The village its own people, the township the others; some flagged households are left without anybody."""
    flagged = Household.objects.visible_to(town).in_use().exclude(care=[]).order_by("pk")[:MOST]
    registered_at = timezone.make_aware(
        datetime.datetime.combine(add_working_days(timezone.localdate(), -60), datetime.time(10))
    )
    people_of: dict[Post, list[KeyPerson]] = {village: [], town: []}
    for k, household in enumerate(flagged):
        by = village if household.village_id == village.division_id else town
        if k % LEFT_ALONE:
            people_of[by].append(_person(k, household))
    for by, registered in people_of.items():
        CareForPerson.register.begin_all(registered, by=by, at=registered_at)


def _person(k: int, household: Household) -> KeyPerson:
    carer = {
        "carer": people.name(FIRST_CARER + k),
        "carer_role": list(Role)[k % len(Role)],
        "carer_phone": people.phone(FIRST_CARER + k),
    }
    return KeyPerson(
        household=household,
        name=household.name,
        kinds=household.care,
        birth_year=household.birth_year,
        phone=household.phone,
        mobility=list(Mobility)[k % 7 % len(Mobility)],
        contact_name=people.name(FIRST_RELATIVE + k),
        contact_relation=RELATIONS[k % len(RELATIONS)],
        contact_phone=people.phone(FIRST_RELATIVE + k),
        **(carer if k % 5 else {}),
    )


def _review(town: Post) -> None:
    """Half were registered long ago: of these every other one was reviewed since, the others wait; two have left."""
    today = timezone.localdate()
    opened_on = datetime.date(today.year - (today.month < OPENS_IN_MONTH), OPENS_IN_MONTH, 1)
    long_ago = KeyPerson.objects.visible_to(town).order_by("pk").values_list("pk", flat=True)[::2]
    with acting(System.DEMO, why="建立演示区"):
        KeyPerson.objects.filter(pk__in=long_ago).update(reviewed_on=opened_on.replace(year=opened_on.year - 1))
    begin_reviews(opened_on)
    CareForPerson.review.take_all(KeyPerson.objects.filter(pk__in=long_ago[::2]), by=town)
    for reason, person in zip(("moved", "died"), KeyPerson.objects.registered().order_by("-pk")[:2], strict=True):
        CareForPerson.leave(person, by=town, leave_reason=reason, left_on=add_working_days(today, -5))


def _answers(village: Post, town: Post) -> Iterator[DemandSurvey]:
    """Of this year; those of its own village the village has entered."""
    households = electric(Household.objects.visible_to(town)).select_related("village").order_by("pk")
    in_use = Equipment.objects.visible_to(town).filter(state=Equipment.State.IN_USE).order_by("-pk")
    devices = dict(in_use.values_list("household", "pk"))
    today = timezone.localdate()
    for k, household in enumerate(households):
        wants, description = WANTED[k // 10 % len(WANTED)]
        answer = DemandSurvey(
            household=household,
            village=household.village,
            year=today.year,
            wants=wants,
            equipment_id=devices.get(household.pk) if wants in OF_A_DEVICE else None,
            description=description,
            asked_on=add_working_days(today, -20 - k % 15),
            asked_by=people.name(FIRST_CARER + k % 6),
            entered_by=village if household.village_id == village.division_id else town,
        )
        answer.place()
        if k % 10 < ANSWERED:
            yield answer
