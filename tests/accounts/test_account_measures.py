"""What takes an account out of its owner's hands takes two administrators, and everybody concerned is told (F108)."""

from __future__ import annotations

import datetime
import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import AccountMeasure, ApiToken, Post, SignInEvent
from accounts.roles import Role
from accounts.tokens import create_token
from core.models import Notice
from core.people.measures import PasswordReset, PostEnding, SecondStepReset
from core.people.rules import why_not_give_password
from core.people.workflows import Appointment
from core.workflow import StepRefused
from tests import factories
from tests.accounts.conftest import Release, Try
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree

State = AccountMeasure.State


@pytest.fixture
def system_admin(post: MakePost) -> Post:
    return post(Role.SYSTEM_ADMIN)


@pytest.fixture
def security_admin(post: MakePost) -> Post:
    return post(Role.SECURITY_ADMIN)


@pytest.fixture
def second(tree: Tree, security_admin: Post) -> Post:
    """Another security administrator."""
    made: Post = factories.PostFactory(role=Role.SECURITY_ADMIN, division=tree.district)
    return made


def give(browser: Client, officer: Post) -> str:
    page = browser.post(f"/people/{officer.user_id}/password/").content.decode()
    [password] = re.findall(r"<code>(.{14})</code>", page)
    return str(password).replace("&amp;", "&")


# Passwords


def test_one_administrator_alone_replaces_nobodys_password(
    security_admin: Post, officer: Post, client_of: ClientOf
) -> None:
    before = officer.user.password

    response = client_of(security_admin).post(f"/people/{officer.user_id}/password/")

    officer.user.refresh_from_db()
    assert (response.status_code, officer.user.password) == (403, before)
    assert "另一位安全管理员同意" in response.content.decode()


def test_who_proposed_does_not_release(security_admin: Post, officer: Post) -> None:
    measure = PasswordReset.propose(user=officer.user, reason="忘记口令", by=security_admin)

    with pytest.raises(StepRefused, match="另一位安全管理员同意"):
        PasswordReset.release(measure, reason="同意", by=security_admin)


def test_the_person_concerned_does_not_release(officer: Post, system_admin: Post, tree: Tree) -> None:
    measure = PasswordReset.propose(user=officer.user, reason="忘记口令", by=system_admin)
    turned = factories.PostFactory.build(
        pk=99, role=Role.SECURITY_ADMIN, division=tree.district, organization=officer.organization, user=officer.user
    )

    assert "另一位安全管理员同意" in PasswordReset.release.why_not(measure, by=turned)


def test_by_clicking_it_goes_from_one_to_the_other(
    security_admin: Post, second: Post, officer: Post, client_of: ClientOf
) -> None:
    proposer = client_of(security_admin)
    proposer.post("/account-measures/new/password/", {"user": officer.user_id, "reason": "本人来电，忘记口令"})
    measure = AccountMeasure.objects.get()
    assert str(measure) in client_of(second).get("/inbox/").content.decode()

    typed = {"version": measure.version, "reason": "已电话核实"}
    client_of(second).post(f"/account-measures/{measure.pk}/steps/release/", typed)

    assert f"/people/{officer.user_id}/password/" in proposer.get(f"/account-measures/{measure.pk}/").content.decode()
    assert give(proposer, officer)
    measure.refresh_from_db()
    assert measure.state == State.DONE


def test_a_release_serves_once(officer: Post, client_of: ClientOf, security_admin: Post, release: Release) -> None:
    browser = client_of(security_admin)
    release(officer.user)
    give(browser, officer)
    officer.user.refresh_from_db()
    officer.user.must_change_password = False

    assert "另一位安全管理员同意" in rules_say(officer, security_admin)


def rules_say(officer: Post, by: Post) -> str:
    return why_not_give_password(officer.user, by)


def test_a_release_lapses_after_a_day(officer: Post, security_admin: Post, release: Release) -> None:
    release(officer.user)

    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25)):
        assert "另一位安全管理员同意" in rules_say(officer, security_admin)


def test_the_person_and_the_audit_administrator_are_told_at_once(
    officer: Post, system_admin: Post, post: MakePost
) -> None:
    auditor = post(Role.AUDIT_ADMIN)

    PasswordReset.propose(user=officer.user, reason="忘记口令", by=system_admin)

    told = set(Notice.objects.filter(kind=Notice.Kind.SECURITY).values_list("user", flat=True))
    assert told == {officer.user_id, auditor.user_id}


def test_the_person_reads_it_on_his_account_and_the_auditor_on_his_page(
    officer: Post, post: MakePost, client_of: ClientOf, release: Release
) -> None:
    release(officer.user)

    assert "对我账户的处置" in client_of(officer).get("/account/").content.decode()
    assert "重置口令" in client_of(post(Role.AUDIT_ADMIN)).get(f"/people/{officer.user_id}/").content.decode()


def test_nobody_proposes_for_himself_or_for_an_administrator(
    officer: Post, security_admin: Post, system_admin: Post
) -> None:
    with pytest.raises(StepRefused, match="我的账户"):
        PasswordReset.propose(user=security_admin.user, reason="忘记口令", by=security_admin)
    with pytest.raises(StepRefused, match="manage.py give_password"):
        PasswordReset.propose(user=system_admin.user, reason="忘记口令", by=security_admin)


def test_a_town_proposes_for_its_villages_and_no_others(officer: Post, post: MakePost) -> None:
    assert PasswordReset.propose(user=post(Role.VILLAGE).user, reason="忘记口令", by=officer).state == State.PROPOSED

    with pytest.raises(StepRefused, match="不归您管理"):
        PasswordReset.propose(user=post(Role.DISTRICT_OFFICE).user, reason="忘记口令", by=officer)


# The password that was given


def test_a_given_password_opens_once(
    officer: Post, security_admin: Post, client_of: ClientOf, try_to_sign_in: Try, release: Release
) -> None:
    release(officer.user)
    password = give(client_of(security_admin), officer)

    first = try_to_sign_in(Client(), officer.user.username, password)
    second = try_to_sign_in(Client(), officer.user.username, password)

    assert first.status_code == 302
    assert "已用过或已过期" in second.content.decode()


def test_a_given_password_opens_for_a_day(
    officer: Post, security_admin: Post, client_of: ClientOf, try_to_sign_in: Try, release: Release
) -> None:
    release(officer.user)
    password = give(client_of(security_admin), officer)

    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25)):
        assert "已用过或已过期" in try_to_sign_in(Client(), officer.user.username, password).content.decode()


def test_ones_own_password_opens_as_before(
    officer: Post, security_admin: Post, client_of: ClientOf, try_to_sign_in: Try, release: Release
) -> None:
    release(officer.user)
    password, browser = give(client_of(security_admin), officer), Client()
    try_to_sign_in(browser, officer.user.username, password)

    own = "My-own-words-26"
    browser.post("/account/password/", {"old": password, "new": own, "again": own})

    assert try_to_sign_in(Client(), officer.user.username, own).status_code == 302


# The second step


def test_a_lost_phone_is_taken_out_by_two(
    officer: Post, system_admin: Post, security_admin: Post, as_demo: None
) -> None:
    TOTPDevice.objects.create(user=officer.user, name="手机", confirmed=True)
    officer.user.otp_device = True
    create_token(officer, "对接", 30, by=officer.user)
    measure = SecondStepReset.propose(user=officer.user, reason="手机丢失", by=system_admin)
    assert TOTPDevice.objects.filter(user=officer.user).exists()

    SecondStepReset.release(measure, reason="已当面核实", by=security_admin)

    assert not TOTPDevice.objects.filter(user=officer.user).exists()
    assert not ApiToken.objects.usable().exists()
    event = SignInEvent.objects.get(kind=SignInEvent.Kind.SECOND_STEP_REMOVED)
    assert (event.user_id, event.by_post_id) == (officer.user_id, security_admin.pk)


# Administrators' posts


def test_one_security_administrator_ends_no_administrators_post(post: MakePost, security_admin: Post) -> None:
    with pytest.raises(StepRefused, match="须由两人收回"):
        Appointment.end(post(Role.AUDIT_ADMIN), by=security_admin, reason="离职")


def test_two_end_an_administrators_post(post: MakePost, system_admin: Post, security_admin: Post, tree: Tree) -> None:
    leaving = post(Role.AUDIT_ADMIN)
    factories.PostFactory(role=Role.AUDIT_ADMIN, division=tree.district)
    measure = PostEnding.propose(ended_post=leaving, reason="离职", by=system_admin)
    assert measure.user == leaving.user

    PostEnding.release(measure, reason="情况属实", by=security_admin)

    leaving.refresh_from_db()
    assert leaving.state == Post.State.ENDED


@pytest.mark.parametrize("role", [Role.AUDIT_ADMIN, Role.SYSTEM_ADMIN])
def test_the_last_of_the_three_administrators_is_not_ended(
    role: Role, post: MakePost, security_admin: Post, second: Post
) -> None:
    measure = PostEnding.propose(ended_post=post(role), reason="离职", by=security_admin)

    with pytest.raises(StepRefused, match="不能空缺"):
        PostEnding.release(measure, reason="同意", by=second)


def test_other_posts_are_ended_directly(post: MakePost, security_admin: Post) -> None:
    with pytest.raises(StepRefused, match="在岗位页直接收回"):
        PostEnding.propose(ended_post=post(Role.VILLAGE), reason="换届", by=security_admin)


# The pages


def test_each_button_of_the_list_names_its_kind(security_admin: Post, client_of: ClientOf) -> None:
    page = client_of(security_admin).get("/account-measures/")

    assert [action.label for action in page.context["new_actions"]] == [
        "提出重置口令",
        "提出重置二次验证",
        "提出收回管理员岗位",
    ]
    assert "提出</summary>" in page.content.decode()


@pytest.mark.parametrize(
    ("slug", "key"),
    [
        ("account-measures", "second_step"),
        ("account-measures", "end_post"),
        ("posts", "appointment"),
    ],
)
def test_what_is_proposed_is_not_saved_but_proposed(
    slug: str, key: str, system_admin: Post, client_of: ClientOf
) -> None:
    page = client_of(system_admin).get(f"/{slug}/new/{key}/").content.decode()

    assert "".join(re.findall(r'class="btn btn-primary">\s*(\S+)\s*</button>', page.split("form-foot")[1])) == "提出"
