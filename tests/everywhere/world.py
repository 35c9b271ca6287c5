"""A small world with a row of everything in several places, and for each place what must not be seen elsewhere.

Every row stands at a corner of the world. Of a corner that a post may not see, no name, number or id may appear in any
answer; so names are unlike any other word on a page, and ids of programme rows are numbers that nothing else has.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import F
from django.urls import get_resolver
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Division, Organization, Post
from accounts.roles import ADMINISTRATORS, FACTS, Reach, Role, Tier
from core.models import (
    CalendarDay,
    OfficeHours,
    SavedView,
    StepTaken,
    TimeLimit,
    Webhook,
    WebhookDelivery,
)
from core.views.columns import columns_of
from core.views.declaration import declared
from core.webhooks.sending import new_secret
from households.models import Application, SeasonRow, SeasonVillage
from households.workflows import AddHousehold
from tests import factories
from tests.everywhere.assessed import assess
from tests.everywhere.corners import FIRST_ID, STRIDE, Corner, fill, stretch_across
from tests.everywhere.inspected import inspect
from tests.everywhere.supervised import supervise

# Characters that no page, label or other row uses, one a corner: of households, and of those who work there.
FAMILIES = "鬴麤龘鱻"
CLERKS = "靁靐齉龗"


@dataclass(eq=False)
class World:
    """First the corner where the posts of villages, townships and companies stand; then another township, another
    district and another city."""

    corners: list[Corner]
    common: list[models.Model] = field(default_factory=list)

    def post(self, role: Role) -> Post:
        return self.posts[role]

    posts: dict[Role, Post] = field(default_factory=dict)
    # Of the company's safety officer: the villages that he is responsible for.
    beat: set[Division] = field(default_factory=set)

    def is_open(self, corner: Corner, post: Post) -> bool:
        """Whether the post's area holds the corner's programme rows, reckoned without the code under test."""
        match FACTS[Role(post.role)].reach:
            case Reach.DIVISION:
                return corner.village.code.startswith(post.division.code)
            case Reach.COMPANY:
                return post.organization in (corner.company, corner.contractor, corner.assessor)
            case Reach.BEAT:
                return post.organization == corner.company and corner.village in self.beat
            case _:
                return False

    def closed_to(self, post: Post) -> list[Corner]:
        return [corner for corner in self.corners if not self.is_open(corner, post)]

    def shows_people(self, corner: Corner, post: Post) -> bool:
        """Whether the post may know who works at the corner: administrators and offices of the place, and above it."""
        if FACTS[Role(post.role)].reach in {Reach.COMPANY, Reach.BEAT, Reach.ASSIGNED}:
            return False
        code, own = corner.village.code, post.division.code
        return code.startswith(own) or (post.role in ADMINISTRATORS and own.startswith(code))


def build() -> World:
    tree = factories.grow_tree()
    ids = itertools.count(FIRST_ID, STRIDE)
    villages = [tree.village, tree.other_village, _village_of("1301", "130104"), _village_of("1302", "130202")]
    world = World([_corner(*one) for one in zip(FAMILIES, CLERKS, villages, strict=True)])
    world.posts = {role: _post(role, world.corners[0]) for role in Role}
    for corner in world.corners:
        fill(corner, ids)
        inspect(corner, ids)
        assess(corner, ids)
        supervise(corner, ids)
    _put_on_beat(world, ids)
    stretch_across(world.corners, ids)
    _let_act(world)
    factories.QualificationFactory(organization=world.corners[0].contractor)
    factories.OrganizationOwnerFactory(organization=world.corners[0].company)
    world.common = [*_close_season(world.corners), *_common(world.posts[Role.DISTRICT_OFFICE])]
    return world


def choose_every_column(world: World) -> None:
    """So that each list shows all that it can."""
    assert get_resolver().url_patterns, "with the site's addresses every declaration comes in"
    pages = [one for one in declared() if columns_of(one)]
    with acting(System.DEMO):
        SavedView.objects.bulk_create(
            SavedView(user_id=post.user_id, page=one.slug, columns=list(columns_of(one)))
            for post in world.posts.values()
            for one in pages
        )


def _village_of(city_code: str, district_code: str) -> Division:
    city = Division.objects.filter(code=city_code).first() or factories.grow(
        Division.objects.get(code="13"), city_code, "外市", Division.Level.CITY
    )
    district = factories.grow(city, district_code, "外区", Division.Level.DISTRICT)
    town = factories.grow(district, f"{district_code}100", "外镇", Division.Level.TOWN)
    return factories.grow(town, f"{district_code}100201", "外村社区居民委员会", Division.Level.COMMUNITY)


def _corner(family: str, clerk: str, village: Division) -> Corner:
    company = factories.OrganizationFactory(gas=True, division=village.district)
    contractor = factories.OrganizationFactory(kind=Organization.Kind.CONTRACTOR, division=village.district)
    assessor = factories.AssessorFactory(division=village.district)
    return Corner(family, clerk, village, company, contractor, assessor)


def _post(role: Role, corner: Corner) -> Post:
    """At the corner's place of the role's tier; a company's at the corner's company."""
    village = corner.village
    place = {Tier.CITY: village.city, Tier.DISTRICT: village.district, Tier.TOWN: village.town, Tier.VILLAGE: village}
    companies = {
        Role.GAS_COMPANY: corner.company,
        Role.SAFETY_OFFICER: corner.company,
        Role.CONTRACTOR: corner.contractor,
        Role.ASSESSOR: corner.assessor,
    }
    rest = {"organization": companies[role]} if role in companies else {}
    post: Post = factories.PostFactory(role=role, division=place.get(FACTS[role].tier, village.district), **rest)
    return post


def _put_on_beat(world: World, ids: Iterator[int]) -> None:
    """The first corner's safety officer, at its village; where he was before, he sees nothing any more."""
    officer, (here, before, *_) = world.post(Role.SAFETY_OFFICER), world.corners
    world.beat = {here.village}
    here.add(factories.VillageDutyFactory(id=next(ids), post=officer, village=here.village))
    factories.VillageDutyFactory(id=next(ids), post=officer, village=before.village, ended=True)


def _let_act(world: World) -> None:
    """At each corner its township and its district; one row of an act at the first has left for the last since."""
    here, *elsewhere = world.corners
    for role, reached in (Role.TOWN_OFFICE, "verified"), (Role.DISTRICT_OFFICE, "reviewed"):
        strayed = _applications(elsewhere[-1], reached)
        _act(here, world.post(role), reached, [*_applications(here, reached), *strayed])
        for corner in elsewhere:
            place = corner.village.town if role == Role.TOWN_OFFICE else corner.village.district
            office = factories.PostFactory(role=role, division=place, user__name=f"{corner.clerk}干部")
            _act(corner, office, reached, _applications(corner, reached))


def _applications(corner: Corner, state: str) -> list[Any]:
    return [row for row in corner.of(Application) if row.state == state]  # type: ignore[attr-defined]


def _act(corner: Corner, by: Post, reached: str, applications: list[Any]) -> None:
    """As a step leaves them: changed by the act, with a line of the history each."""
    step = {step.target: step for step in AddHousehold.steps.values()}[reached]
    rows = Application.objects.filter(pk__in=[row.pk for row in applications])
    with acting(System.DEMO):
        rows.update(state=step.source)
    with acting(by) as act:
        rows.update(state=reached, version=F("version") + 1)
        corner.acts += StepTaken.objects.bulk_create(
            StepTaken(
                kind="households.application",
                record_id=row.pk,
                workflow="AddHousehold",
                step=step.name,
                label=step.label,
                from_state=step.source,
                to_state=reached,
                at=timezone.now(),
                post=by,
                by_label=str(by),
                act=act,
            )
            for row in applications
        )[:1]


def _close_season(corners: list[Corner]) -> list[models.Model]:
    """Each district's ledger of one season: the close is the district's, its rows stand at the corners."""
    closes = [factories.frozen_close(one) for one in dict.fromkeys(corner.village.district for corner in corners)]
    for corner in corners:
        corner.rows += [model.objects.filter(village=corner.village)[0] for model in (SeasonRow, SeasonVillage)]
    return closes


def _common(office: Post) -> list[models.Model]:
    """Rows of the whole portal."""
    with acting(System.SETUP):
        webhook = Webhook.objects.create(
            name="市平台对接",
            address="https://hooks.example/",
            secret=new_secret(),
            post=office,
            events=["households.application/add"],
        )
        delivery = WebhookDelivery.objects.create(
            webhook=webhook, event="提交", kind="households.application", record_id=7, payload={"id": 7}
        )
        return [
            webhook,
            delivery,
            factories.TechOptionFactory(),
            CalendarDay.objects.get_or_create(
                date=datetime.date(2031, 1, 1), defaults={"is_workday": False, "name": "元旦"}
            )[0],
            OfficeHours.objects.create(effective_on=datetime.date(2031, 1, 1), closes_at="17:00", basis="冬季作息"),
            TimeLimit.objects.create(
                clock="households.application.verify",
                case="add",
                value=3,
                unit="working_days",
                effective_on=datetime.date(2031, 1, 1),
                basis="试行",
            ),
        ]


def rows_of(world: World, model: type[models.Model]) -> list[tuple[Corner | None, models.Model]]:
    """A row of the model at each corner; one without a corner belongs to all."""
    found: list[tuple[Corner | None, models.Model]] = [
        (corner, rows[-1]) for corner in world.corners if (rows := corner.of(model))
    ]
    common = [row for row in world.common if type(row) is model] or list(model._default_manager.all()[:1])
    return found or [(None, row) for row in common]


def every_row_of(world: World, model: type[models.Model]) -> list[tuple[Corner | None, models.Model]]:
    """Where a corner's rows differ in more than their place."""
    return [(corner, row) for corner in world.corners for row in corner.of(model)]


def all_kinds(world: World) -> set[type[models.Model]]:
    return {type(row) for corner in world.corners for row in corner.rows}
