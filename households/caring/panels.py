"""What a household's page shows of the people who are looked after there."""

from __future__ import annotations

from django.urls import reverse

from accounts.models import Post
from core.views.records import Shown
from core.wording.showing import shower
from households.caring.workflows import READERS
from households.models import Household, KeyPerson

TONES = {KeyPerson.State.REGISTERED: "good", KeyPerson.State.DUE: "waiting", KeyPerson.State.LEFT: "neutral"}


def key_persons(household: Household, post: Post) -> Shown | None:
    """Not beside a past day: their states are today's."""
    if household.seen_on or post.role not in READERS:
        return None
    kinds = shower(KeyPerson, "kinds", {})
    people = [
        {
            "name": person.name,
            "url": reverse("key-persons-detail", args=[person.pk]),
            "kinds": kinds(person),
            "mobility": person.get_mobility_display(),
            "carer": person.carer_said,
            "reviewed_on": person.reviewed_on,
            "state": person.get_state_display(),
            "tone": TONES[KeyPerson.State(person.state)],
        }
        for person in KeyPerson.objects.visible_to(post).filter(household=household).order_by("-pk")
    ]
    return Shown("重点人员", "households/_key_persons.html", {"people": people}) if people else None
