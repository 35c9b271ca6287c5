"""A post is proposed by one, confirmed by another, and ended."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError

from accounts.models import Division, Organization, Post, User
from accounts.roles import Role
from core.models import Notice
from core.people.workflows import Appointment
from core.workflow import StepRefused
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree


@pytest.fixture
def system_admin(post: MakePost) -> Post:
    return post(Role.SYSTEM_ADMIN)


@pytest.fixture
def security_admin(post: MakePost) -> Post:
    return post(Role.SECURITY_ADMIN)


@pytest.fixture
def committee(post: MakePost) -> Organization:
    return post(Role.VILLAGE).organization


@pytest.fixture
def newcomer(committee: Organization) -> User:
    made: User = factories.UserFactory(organization=committee)
    return made


@pytest.fixture
def wanted(newcomer: User, committee: Organization, tree: Tree) -> dict[str, Any]:
    return {"user": newcomer, "role": Role.VILLAGE, "organization": committee, "division": tree.village}


@pytest.fixture
def proposed(wanted: dict[str, Any], system_admin: Post) -> Post:
    made: Post = Appointment.propose(**wanted, by=system_admin)
    return made


def test_a_proposed_post_is_not_in_force(proposed: Post) -> None:
    assert proposed.state == Post.State.PROPOSED
    assert not Post.objects.in_force().filter(pk=proposed.pk).exists()


def test_a_confirmed_post_is_in_force_and_says_who_and_when(proposed: Post, security_admin: Post) -> None:
    Appointment.confirm(proposed, by=security_admin)

    assert Post.objects.in_force().filter(pk=proposed.pk).exists()
    assert proposed.decided_by == security_admin.user
    assert proposed.decided_at is not None


def test_the_security_administrator_finds_it_in_his_inbox(
    proposed: Post, security_admin: Post, client_of: ClientOf
) -> None:
    page = client_of(security_admin).get("/inbox/").content.decode()

    assert proposed.user.name in page


def test_the_holder_and_the_proposer_are_told(proposed: Post, security_admin: Post, system_admin: Post) -> None:
    Appointment.confirm(proposed, by=security_admin)

    told = set(Notice.objects.filter(title__startswith="岗位已批准").values_list("user", flat=True))
    assert told == {proposed.user_id, system_admin.user_id}


def test_a_refusal_needs_a_reason_and_reaches_the_proposer(
    proposed: Post, security_admin: Post, system_admin: Post
) -> None:
    with pytest.raises(StepRefused):
        Appointment.refuse(proposed, by=security_admin, reason="")

    Appointment.refuse(proposed, by=security_admin, reason="不是本村人员")

    assert proposed.state == Post.State.REFUSED
    assert Notice.objects.filter(user=system_admin.user, body__contains="不是本村人员").exists()


def test_an_ended_post_opens_nothing_any_more(proposed: Post, security_admin: Post, client_of: ClientOf) -> None:
    Appointment.confirm(proposed, by=security_admin)
    browser = client_of(proposed)

    Appointment.end(proposed, by=security_admin, reason="换届")

    assert proposed.ended_at is not None
    assert browser.get("/inbox/").status_code == 403


def test_an_ended_post_can_be_held_again(
    proposed: Post, wanted: dict[str, Any], security_admin: Post, system_admin: Post
) -> None:
    Appointment.confirm(proposed, by=security_admin)
    Appointment.end(proposed, by=security_admin, reason="换届")

    again = Appointment.propose(**wanted, by=system_admin)

    assert again.pk != proposed.pk


def test_a_post_is_held_once(proposed: Post, wanted: dict[str, Any], system_admin: Post) -> None:
    with pytest.raises(StepRefused, match="已有这个岗位"):
        Appointment.propose(**wanted, by=system_admin)


def test_it_goes_by_clicking(
    wanted: dict[str, Any], system_admin: Post, security_admin: Post, client_of: ClientOf
) -> None:
    typed = {name: getattr(value, "pk", value) for name, value in wanted.items()}
    response = client_of(system_admin).post("/posts/new/", typed)
    post = Post.objects.latest("id")
    assert response.url == f"/posts/{post.pk}/"

    client_of(security_admin).post(f"/posts/{post.pk}/steps/confirm/", {"version": post.version})

    post.refresh_from_db()
    assert post.state == Post.State.IN_FORCE


# Who may propose what


def test_a_town_proposes_for_its_villages(wanted: dict[str, Any], officer: Post) -> None:
    assert Appointment.propose(**wanted, by=officer).proposed_by == officer.user


def test_a_town_does_not_propose_a_district_office(wanted: dict[str, Any], officer: Post, tree: Tree) -> None:
    with pytest.raises(StepRefused, match="您的岗位不能提出"):
        Appointment.propose(**wanted | {"role": Role.DISTRICT_OFFICE, "division": tree.district}, by=officer)


def test_a_town_does_not_propose_outside_its_area(wanted: dict[str, Any], officer: Post, tree: Tree) -> None:
    with pytest.raises(StepRefused):
        Appointment.propose(**wanted | {"division": tree.other_village}, by=officer)


def test_a_town_does_not_propose_somebody_elses_people(
    wanted: dict[str, Any], officer: Post, post: MakePost, tree: Tree
) -> None:
    stranger = post(Role.VILLAGE, at=tree.other_village).user

    with pytest.raises(StepRefused, match="不属于您管理的单位"):
        Appointment.propose(**wanted | {"user": stranger}, by=officer)


def test_a_gas_company_proposes_its_safety_officers(post: MakePost, tree: Tree) -> None:
    company = post(Role.GAS_COMPANY)
    person = factories.UserFactory(organization=company.organization)

    proposed = Appointment.propose(
        user=person, role=Role.SAFETY_OFFICER, organization=company.organization, division=tree.district, by=company
    )

    assert proposed.state == Post.State.PROPOSED


@pytest.mark.parametrize("role", [Role.POWER_COMPANY, Role.REPAIR_COMPANY, Role.ASSESSOR, Role.CONTRACTOR])
def test_every_organisations_own_manager_manages_its_people(
    role: Role, post: MakePost, tree: Tree, client_of: ClientOf
) -> None:
    manager = post(role)
    person = factories.UserFactory(organization=manager.organization)
    stranger = factories.UserFactory(organization=post(Role.GAS_COMPANY).organization)

    proposed = Appointment.propose(
        user=person, role=role, organization=manager.organization, division=tree.district, by=manager
    )

    page = client_of(manager).get("/people/").content.decode()
    assert proposed.state == Post.State.PROPOSED
    assert (person.name in page, stranger.name in page) == (True, False)


def test_nobody_proposes_a_post_for_himself(system_admin: Post, tree: Tree) -> None:
    with pytest.raises(StepRefused, match="不能为自己提出岗位"):
        Appointment.propose(
            user=system_admin.user,
            role=Role.DISTRICT_OFFICE,
            organization=system_admin.organization,
            division=tree.district,
            by=system_admin,
        )


def test_nobody_confirms_a_post_of_his_own(officer: Post) -> None:
    with pytest.raises(IntegrityError, match="post_not_confirmed_for_oneself"):
        factories.PostFactory(
            user=officer.user,
            role=Role.TOWN_GAS_OFFICE,
            organization=officer.organization,
            division=officer.division,
            decided_by=officer.user,
        )


@pytest.mark.parametrize(
    ("held", "wanted"),
    [(Role.AUDIT_ADMIN, Role.DISTRICT_OFFICE), (Role.DISTRICT_OFFICE, Role.SECURITY_ADMIN)],
)
def test_an_administrator_holds_no_post_of_the_programme(
    held: Role, wanted: Role, system_admin: Post, post: MakePost, tree: Tree
) -> None:
    holder = post(held)

    with pytest.raises(StepRefused, match="不能兼任其他岗位"):
        Appointment.propose(
            user=holder.user, role=wanted, organization=holder.organization, division=tree.district, by=system_admin
        )


def test_an_officer_holds_several_posts_of_the_programme(officer: Post, system_admin: Post) -> None:
    second = Appointment.propose(
        user=officer.user,
        role=Role.TOWN_GAS_OFFICE,
        organization=officer.organization,
        division=officer.division,
        by=system_admin,
    )

    assert second.state == Post.State.PROPOSED


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.TOWN_OFFICE, Role.AUDIT_ADMIN, Role.DISTRICT_OFFICE])
def test_only_the_security_administrator_confirms(proposed: Post, post: MakePost, role: Role) -> None:
    with pytest.raises(StepRefused):
        Appointment.confirm(proposed, by=post(role))


# What fits together


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.VILLAGE, "town"),
        (Role.TOWN_OFFICE, "village"),
        (Role.DISTRICT_OFFICE, "town"),
        (Role.CITY_OFFICE, "district"),
    ],
)
def test_a_post_stands_at_the_level_of_its_role(
    wanted: dict[str, Any], system_admin: Post, tree: Tree, role: Role, place: str
) -> None:
    division: Division = getattr(tree, place)

    with pytest.raises(StepRefused, match="管辖区划应是"):
        Appointment.propose(**wanted | {"role": role, "division": division}, by=system_admin)


def test_a_gas_post_stands_at_a_gas_company(wanted: dict[str, Any], system_admin: Post, tree: Tree) -> None:
    with pytest.raises(StepRefused, match="应在燃气企业任职"):
        Appointment.propose(**wanted | {"role": Role.GAS_COMPANY, "division": tree.district}, by=system_admin)


def test_a_stopped_user_gets_no_post(wanted: dict[str, Any], system_admin: Post, as_demo: None) -> None:
    wanted["user"].is_active = False
    wanted["user"].save()

    with pytest.raises(StepRefused, match="已停用"):
        Appointment.propose(**wanted, by=system_admin)


# Ending


def test_a_town_ends_the_post_of_its_village(post: MakePost, officer: Post) -> None:
    village = post(Role.VILLAGE)

    Appointment.end(village, by=officer, reason="离职")

    assert village.state == Post.State.ENDED


def test_a_town_does_not_end_a_post_that_it_could_not_propose(post: MakePost, officer: Post, tree: Tree) -> None:
    clerk = factories.PostFactory(role=Role.GAS_AUTHORITY, division=tree.village)

    with pytest.raises(StepRefused, match="请由安全管理员收回"):
        Appointment.end(clerk, by=officer, reason="离职")


def test_nobody_ends_his_own_post(security_admin: Post, tree: Tree) -> None:
    factories.PostFactory(role=Role.SECURITY_ADMIN, division=tree.district)

    with pytest.raises(StepRefused, match="不能收回自己的岗位"):
        Appointment.end(security_admin, by=security_admin, reason="离职")


def test_the_three_administrators_posts_are_never_held_by_one_person(
    system_admin: Post, post: MakePost, tree: Tree
) -> None:
    auditor = post(Role.AUDIT_ADMIN)

    with pytest.raises(StepRefused, match="不能由同一人兼任"):
        Appointment.propose(
            user=auditor.user,
            role=Role.SECURITY_ADMIN,
            organization=auditor.organization,
            division=tree.district,
            by=system_admin,
        )
