"""Organisations, users and their posts, and what they bring."""

from __future__ import annotations

import datetime
import uuid
from functools import cache

import factory
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import Division, Organization, Post, User, VillageDuty
from accounts.roles import FACTS, Role, Tier
from core.models import Attachment, ImportRun
from tests.factories.base import PASSWORD, RowFactory, Tree

SOURCE_KINDS = {
    Role.GAS_COMPANY: Organization.Kind.GAS,
    Role.SAFETY_OFFICER: Organization.Kind.GAS,
    Role.POWER_COMPANY: Organization.Kind.POWER,
    Role.REPAIR_COMPANY: Organization.Kind.REPAIR,
    Role.REPAIRER: Organization.Kind.REPAIR,
    Role.ASSESSOR: Organization.Kind.ASSESSOR,
    Role.CONTRACTOR: Organization.Kind.CONTRACTOR,
    Role.VILLAGE: Organization.Kind.COMMITTEE,
    Role.VILLAGE_ASSISTANT: Organization.Kind.COMMITTEE,
}


class OrganizationFactory(RowFactory):
    class Meta:
        model = Organization
        django_get_or_create = ("name",)

    name = factory.Sequence(lambda n: f"第{n}单位")
    kind = Organization.Kind.GOVERNMENT

    class Params:
        gas = factory.Trait(kind=Organization.Kind.GAS, name=factory.Sequence(lambda n: f"第{n}燃气有限公司"))


@cache
def _hash_of_password() -> str:
    """Hashed once a run: to hash is slow on purpose."""
    return make_password(PASSWORD)


class UserFactory(RowFactory):
    """Signs in with PASSWORD; has already changed his first password."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"用户{n}")
    password = factory.LazyFunction(_hash_of_password)
    must_change_password = False
    organization = factory.SubFactory(OrganizationFactory)


class PostFactory(RowFactory):
    """In force; `PostFactory(role=…, division=…)` brings its own user and organisation."""

    class Meta:
        model = Post

    role = Role.TOWN_OFFICE
    organization = factory.SubFactory(
        OrganizationFactory,
        kind=factory.LazyAttribute(
            lambda made: SOURCE_KINDS.get(made.factory_parent.role, Organization.Kind.GOVERNMENT)
        ),
        division=factory.SelfAttribute("..division"),
    )
    user = factory.SubFactory(UserFactory, organization=factory.SelfAttribute("..organization"))
    state = Post.State.IN_FORCE
    decided_at = factory.LazyFunction(timezone.now)


class VillageDutyFactory(RowFactory):
    """In force: `VillageDutyFactory(village=…)` brings its own officer, `post=…` is given another village."""

    class Meta:
        model = VillageDuty

    post = factory.SubFactory(
        PostFactory, role=Role.SAFETY_OFFICER, division=factory.SelfAttribute("..village.district")
    )
    since_on = datetime.date(2026, 1, 1)

    class Params:
        ended = factory.Trait(state=VillageDuty.State.ENDED, until_on=datetime.date(2026, 6, 30))


def seat(tree: Tree, role: Role) -> Division:
    """Where a post of this role stands when the test does not say: the first of its tier."""
    return {
        Tier.CITY: tree.city,
        Tier.DISTRICT: tree.district,
        Tier.TOWN: tree.town,
        Tier.VILLAGE: tree.village,
        Tier.COMPANY: tree.district,
    }[FACTS[role].tier]


class AttachmentFactory(RowFactory):
    """`AttachmentFactory(record=application, purpose="id_card")`: the row without a file, for rules that ask for it."""

    class Meta:
        model = Attachment
        exclude = ("record",)

    record = None
    kind = factory.LazyAttribute(lambda made: made.record._meta.label_lower)
    record_id = factory.SelfAttribute("record.pk")
    name = "材料.jpg"
    content_type = "image/jpeg"
    size = 1
    sha256 = "0" * 64
    file = "00/00/none"


class ImportRunFactory(RowFactory):
    """Written already: `ImportRunFactory(post=…, area=…, ledger="households")`."""

    class Meta:
        model = ImportRun

    mode = "applications"
    state = ImportRun.State.WRITTEN
    file = "00/00/none"
    name = "增户.xlsx"
    sha256 = "0" * 64
    act = factory.LazyFunction(uuid.uuid4)
    written_at = factory.LazyFunction(timezone.now)


def _seated(role: Role) -> factory.SubFactory:
    return factory.SubFactory(PostFactory, role=role, division=factory.SelfAttribute("..town"))
