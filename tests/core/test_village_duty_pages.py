"""责任村: who assigns villages to whom, how many, and what his pages then show."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.audit import Change
from accounts.models import Division, Post, VillageDuty
from accounts.roles import Role
from core.models import Notice, ParameterValue, StepTaken
from core.people.duties import VILLAGES_PER_OFFICER, AssignVillage
from core.people.workflows import Appointment
from core.small_tables import forget
from core.workflow import StepRefused
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree, VillageDutyFactory, grow

TODAY = timezone.localdate()


@pytest.fixture
def officer(post: MakePost) -> Post:
    return post(Role.SAFETY_OFFICER)


@pytest.fixture
def manager(officer: Post, tree: Tree) -> Post:
    made: Post = factories.PostFactory(role=Role.GAS_COMPANY, division=tree.district, organization=officer.organization)
    return made


@pytest.fixture
def town(post: MakePost) -> Post:
    return post(Role.TOWN_GAS_OFFICE)


def assign(officer: Post, village: Division, *, by: Post, since_on: datetime.date | None = None) -> VillageDuty:
    made: VillageDuty = AssignVillage.assign(post=officer, village=village, since_on=since_on or TODAY, by=by)
    return made


def end(duty: VillageDuty, *, by: Post, until_on: datetime.date | None = None) -> VillageDuty:
    ended: VillageDuty = AssignVillage.end(duty, until_on=until_on or TODAY, by=by)
    return ended


# Who assigns


def test_a_company_gives_its_officer_a_village_and_he_is_told(officer: Post, manager: Post, tree: Tree) -> None:
    duty = assign(officer, tree.village, by=manager)

    assert (duty.state, duty.town) == ("on_duty", tree.town)
    assert Notice.objects.get(user=officer.user).title == "责任村已安排：店上村"


def test_an_officer_of_another_company_is_not_its_to_assign(manager: Post, tree: Tree) -> None:
    stranger = factories.PostFactory(role=Role.SAFETY_OFFICER, division=tree.district)

    with pytest.raises(StepRefused, match="本人管辖范围内"):
        assign(stranger, tree.village, by=manager)


def test_a_towns_gas_office_assigns_in_its_own_villages_alone(officer: Post, town: Post, tree: Tree) -> None:
    assert assign(officer, tree.village, by=town).pk
    with pytest.raises(StepRefused, match="本人管辖范围内"):
        assign(officer, tree.other_village, by=town)


def test_only_a_safety_officer_in_force_is_given_a_village(manager: Post, tree: Tree) -> None:
    with pytest.raises(StepRefused, match="没有在岗的驻村安全员岗位"):
        assign(manager, tree.village, by=manager)


def test_a_village_outside_the_place_of_his_post_is_refused(manager: Post, tree: Tree) -> None:
    local = factories.PostFactory(role=Role.SAFETY_OFFICER, division=tree.town, organization=manager.organization)

    with pytest.raises(StepRefused, match="管辖.*这个村不在其中"):
        assign(local, tree.other_village, by=manager)


def test_a_duty_begins_no_later_than_today(officer: Post, manager: Post, tree: Tree) -> None:
    with pytest.raises(StepRefused, match="开始日期不能晚于今天"):
        assign(officer, tree.village, by=manager, since_on=TODAY + datetime.timedelta(days=1))


def test_the_same_village_twice_is_refused_in_words(officer: Post, manager: Post, tree: Tree) -> None:
    assign(officer, tree.village, by=manager)

    with pytest.raises(StepRefused, match="已在负责这个村"):
        assign(officer, tree.village, by=manager)


# How many


@pytest.fixture
def five(officer: Post, tree: Tree) -> list[VillageDuty]:
    villages = [grow(tree.town, f"13010210030{k}", f"{k}号", Division.Level.COMMUNITY) for k in range(5)]
    return [VillageDutyFactory(post=officer, village=village) for village in villages]


def test_a_sixth_village_is_refused(five: list[VillageDuty], officer: Post, manager: Post, tree: Tree) -> None:
    with pytest.raises(StepRefused, match="已负责 5 个村，一人最多负责 5 个"):
        assign(officer, tree.village, by=manager)


def test_his_other_post_counts_too(five: list[VillageDuty], officer: Post, town: Post, tree: Tree) -> None:
    second = factories.PostFactory(role=Role.SAFETY_OFFICER, division=tree.district, user=officer.user)

    with pytest.raises(StepRefused, match="最多负责 5 个"):
        assign(second, tree.village, by=town)


def test_when_one_has_ended_there_is_room_again(
    five: list[VillageDuty], officer: Post, manager: Post, tree: Tree
) -> None:
    end(five[0], by=manager)

    assert assign(officer, tree.village, by=manager).pk


@pytest.fixture
def own_parameters(db: None) -> Iterator[None]:
    """What a process remembers of them belongs to one test."""
    forget(ParameterValue)
    yield
    forget(ParameterValue)


@pytest.mark.usefixtures("own_parameters", "as_demo")
def test_the_district_may_allow_more(five: list[VillageDuty], officer: Post, manager: Post, tree: Tree) -> None:
    ParameterValue.objects.create(code=VILLAGES_PER_OFFICER.code, value=6, effective_on=TODAY, basis="区双代办通知")

    assert assign(officer, tree.village, by=manager).pk


# How it ends


def test_an_ended_duty_keeps_its_last_day(officer: Post, town: Post, tree: Tree) -> None:
    duty = end(VillageDutyFactory(post=officer, village=tree.village), by=town)

    assert (duty.state, duty.until_on) == ("ended", TODAY)
    assert not VillageDuty.objects.in_force().exists()


def test_it_ends_neither_in_the_future_nor_before_it_began(officer: Post, manager: Post, tree: Tree) -> None:
    duty = VillageDutyFactory(post=officer, village=tree.village)

    with pytest.raises(StepRefused, match="结束日期不能晚于今天"):
        end(duty, by=manager, until_on=TODAY + datetime.timedelta(days=1))
    with pytest.raises(StepRefused, match="结束日期不能早于开始日期"):
        end(duty, by=manager, until_on=duty.since_on - datetime.timedelta(days=1))


def test_when_his_post_ends_his_villages_end_with_it(officer: Post, manager: Post, tree: Tree) -> None:
    duty = VillageDutyFactory(post=officer, village=tree.village)

    Appointment.end(officer, reason="离职", by=manager)

    duty.refresh_from_db()
    assert (duty.state, duty.until_on) == ("ended", TODAY)


def test_another_company_does_not_end_it(officer: Post, tree: Tree) -> None:
    duty = VillageDutyFactory(post=officer, village=tree.village)
    stranger = factories.PostFactory(role=Role.GAS_COMPANY, division=tree.district)

    with pytest.raises(StepRefused):
        end(duty, by=stranger)


# Pages


def choices(client: Client, name: str) -> set[Any]:
    field = client.get("/village-duties/new/").context["form"].fields[name]
    return set(field.queryset)


def test_a_company_chooses_among_its_own_officers(
    officer: Post, manager: Post, tree: Tree, client_of: ClientOf
) -> None:
    factories.PostFactory(role=Role.SAFETY_OFFICER, division=tree.district)

    assert choices(client_of(manager), "post") == {officer}


def test_a_town_chooses_among_its_villages_and_all_who_serve_there(
    officer: Post, town: Post, tree: Tree, client_of: ClientOf
) -> None:
    other = factories.PostFactory(role=Role.SAFETY_OFFICER, division=tree.district)
    factories.PostFactory(role=Role.SAFETY_OFFICER, division=tree.other_town)

    assert choices(client_of(town), "post") == {officer, other}
    assert choices(client_of(town), "village") == {tree.village, tree.next_village}


def test_the_form_assigns_a_village(officer: Post, manager: Post, tree: Tree, client_of: ClientOf) -> None:
    client = client_of(manager)

    client.post("/village-duties/new/", {"post": officer.pk, "village": tree.village.pk, "since_on": f"{TODAY}"})

    assert VillageDuty.objects.get().post == officer
    assert "店上村" in client.get(f"/posts/{officer.pk}/").content.decode()


# Several at once


@pytest.fixture
def near(tree: Tree) -> list[Division]:
    """Six villages of the township, each by its name."""
    return [grow(tree.town, f"13010210040{k}", f"{k}号村", Division.Level.COMMUNITY) for k in range(6)]


def assigned(client: Client, officer: Post, *villages: Division) -> str:
    """What the form answers; "" when it has led on."""
    asked = {"post": officer.pk, "village": [one.pk for one in villages], "since_on": f"{TODAY}"}
    answer = client.post("/village-duties/new/", asked)
    return "" if answer.status_code == 302 else answer.content.decode()


def test_one_form_gives_an_officer_several_villages(
    officer: Post, manager: Post, near: list[Division], client_of: ClientOf
) -> None:
    assert assigned(client_of(manager), officer, *near[:3]) == ""

    duties = VillageDuty.objects.filter(post=officer)
    assert {duty.village for duty in duties} == set(near[:3])
    assert StepTaken.objects.filter(record_id__in=duties, step="assign", post=manager).count() == 3
    changes = Change.objects.filter(table="accounts_villageduty")
    assert {change.user_id for change in changes} == {manager.user_id}
    assert len({change.act for change in changes}) == 1


def test_of_several_the_officer_is_told_each(
    officer: Post, manager: Post, near: list[Division], client_of: ClientOf
) -> None:
    assigned(client_of(manager), officer, *near[:2])

    told = set(Notice.objects.filter(user=officer.user).values_list("title", flat=True))
    assert told == {"责任村已安排：0号村", "责任村已安排：1号村"}


def test_one_that_he_has_stops_them_all_and_is_named(
    officer: Post, manager: Post, near: list[Division], client_of: ClientOf
) -> None:
    VillageDutyFactory(post=officer, village=near[1])

    page = assigned(client_of(manager), officer, *near[:3])

    assert f"1号村：{officer.user.name}已在负责这个村，不必再安排。" in page
    assert VillageDuty.objects.count() == 1
    assert not Notice.objects.filter(user=officer.user).exists()


def test_those_beyond_his_five_are_named_with_the_sum(
    officer: Post, manager: Post, near: list[Division], client_of: ClientOf
) -> None:
    VillageDutyFactory(post=officer, village=near[0])

    page = assigned(client_of(manager), officer, *near[1:6])

    assert f"5号村：{officer.user.name}已负责 1 个村，这次要安排 5 个，一人最多负责 5 个。" in page
    assert VillageDuty.objects.count() == 1


def test_villages_outside_the_place_of_his_post_are_named_together(
    manager: Post, near: list[Division], tree: Tree, client_of: ClientOf
) -> None:
    local = factories.PostFactory(role=Role.SAFETY_OFFICER, division=tree.town, organization=manager.organization)
    beyond = grow(tree.other_town, "130102101400", "远村", Division.Level.COMMUNITY)

    page = assigned(client_of(manager), local, near[0], tree.other_village, beyond)

    assert f"{tree.other_village}、远村：{local.user.name}的岗位管辖" in page
    assert "0号村：" not in page
    assert not VillageDuty.objects.exists()


def test_a_village_that_the_office_does_not_choose_from_is_refused(
    officer: Post, town: Post, tree: Tree, client_of: ClientOf
) -> None:
    assert "不在您管辖范围内" in assigned(client_of(town), officer, tree.village, tree.other_village)
    assert not VillageDuty.objects.exists()


def test_villages_of_the_address_are_chosen_already(
    officer: Post, town: Post, near: list[Division], client_of: ClientOf
) -> None:
    page = client_of(town).get("/village-duties/new/", {"village": [near[0].pk, near[2].pk]})

    assert set(page.context["form"]["village"].value()) == {f"{near[0].pk}", f"{near[2].pk}"}


def test_a_village_is_found_by_its_initials(officer: Post, manager: Post, tree: Tree, client_of: ClientOf) -> None:
    page = client_of(manager).get("/village-duties/new/").content.decode()

    assert 'data-spelled="dsc dianshangcun"' in page


def test_the_api_gives_several_at_once_and_answers_with_each(
    officer: Post, manager: Post, near: list[Division], client_of: ClientOf
) -> None:
    asked = {"post": officer.pk, "village": [one.pk for one in near[:2]], "since_on": f"{TODAY}"}

    answer = client_of(manager).post("/api/village-duties/", asked, content_type="application/json")

    assert answer.status_code == 201
    assert {one["village"] for one in answer.json()} == {one.pk for one in near[:2]}


def test_the_list_is_narrowed_by_village_and_by_officer(
    officer: Post, post: MakePost, tree: Tree, client_of: ClientOf
) -> None:
    own = VillageDutyFactory(post=officer, village=tree.village)
    other = VillageDutyFactory(village=tree.next_village)
    client = client_of(post(Role.TOWN_OFFICE))

    def shown(**asked: Any) -> bytes:
        return client.get("/village-duties/", asked).content

    def is_in(duty: VillageDuty, page: bytes) -> bool:
        return f"/village-duties/{duty.pk}/".encode() in page

    by_village, by_officer = shown(village=tree.next_village.pk), shown(officer=officer.user.name)
    assert (is_in(own, by_village), is_in(other, by_village)) == (False, True)
    assert (is_in(own, by_officer), is_in(other, by_officer)) == (True, False)


@pytest.mark.parametrize("role", [Role.TOWN_OFFICE, Role.DISTRICT_OFFICE, Role.GAS_AUTHORITY, Role.SAFETY_OFFICER])
def test_who_only_reads_them_is_offered_no_new_one(role: Role, post: MakePost, client_of: ClientOf) -> None:
    client = client_of(post(role))

    assert client.get("/village-duties/").status_code == 200
    assert client.get("/village-duties/new/").status_code == 403
