"""退回: the fields at fault are named, the lower tier mends them and submits again (F7)."""

from __future__ import annotations

import pytest

from accounts.audit import acting
from core.models import Notice, OpenItem, StepTaken
from core.workflow import StepRefused
from households.columns import label_of
from households.models import Application
from households.workflows import AddHousehold
from tests.conftest import ClientOf
from tests.households.conftest import Chain

State = Application.State


@pytest.mark.parametrize(("state", "tier"), [("submitted", "town"), ("verified", "district"), ("reviewed", "city")])
def test_the_tier_that_has_it_sends_it_back(state: str, tier: str, chain: Chain) -> None:
    application = chain.carry(chain.file_add(), state)

    AddHousehold.send_back(application, by=getattr(chain, tier), reason="面积与现场不符", flagged=["heated_area"])

    assert application.state == State.DRAFT
    assert application.flagged == ["heated_area"]
    assert application.sent_back_reason == "面积与现场不符"


@pytest.mark.parametrize(("state", "tier"), [("submitted", "district"), ("verified", "town"), ("reviewed", "village")])
def test_no_other_tier_does(state: str, tier: str, chain: Chain) -> None:
    application = chain.carry(chain.file_add(), state)

    with pytest.raises(StepRefused):
        AddHousehold.send_back(application, by=getattr(chain, tier), reason="面积与现场不符", flagged=[])


def test_it_is_sent_back_with_a_reason_or_not_at_all(chain: Chain) -> None:
    application = chain.carry(chain.file_add(), State.SUBMITTED)

    with pytest.raises(StepRefused) as refusal:
        AddHousehold.send_back(application, by=chain.town, reason=" ", flagged=["heated_area"])

    assert set(refusal.value.fields) == {"reason"}


def test_who_filed_it_is_told_and_finds_it_in_his_inbox(chain: Chain) -> None:
    application = chain.carry(chain.file_add(), State.VERIFIED)

    AddHousehold.send_back(application, by=chain.district, reason="面积与现场不符", flagged=["heated_area"])

    assert Notice.objects.filter(user=chain.village.user, body__contains="面积与现场不符").exists()
    assert OpenItem.objects.open().get(record_id=application.pk).role == chain.village.role


@pytest.mark.parametrize(("state", "tier"), [("verified", "district"), ("reviewed", "city")])
def test_what_a_higher_tier_sent_back_goes_to_who_filed_it_and_through_all_hands_again(
    state: str, tier: str, chain: Chain
) -> None:
    application = chain.carry(chain.file_add(), state)

    AddHousehold.send_back(application, by=getattr(chain, tier), reason="面积与现场不符", flagged=["heated_area"])
    waiting = OpenItem.objects.open().filter(record_id=application.pk)

    assert list(waiting.values_list("role", flat=True)) == [chain.village.role]
    assert chain.carry(application, State.IN_LEDGER).state == State.IN_LEDGER


def inbox_of(chain: Chain, client_of: ClientOf) -> str:
    return " ".join(client_of(chain.village).get("/inbox/").content.decode().split())


def test_the_inbox_tells_what_was_sent_back_from_a_fresh_draft(chain: Chain, client_of: ClientOf) -> None:
    application = chain.carry(chain.file_add(), State.VERIFIED)
    fresh = chain.file_add()

    AddHousehold.send_back(application, by=chain.district, reason="面积与现场不符", flagged=["heated_area", "phone"])

    shown = inbox_of(chain, client_of)
    assert fresh.number in shown
    assert shown.count("退回修改") == 1
    named = f"{label_of('heated_area')}、{label_of('phone')}"
    assert f"退回意见：面积与现场不符（需改：{named}）" in shown


def test_submitted_again_it_is_no_more_said_to_be_sent_back(chain: Chain, client_of: ClientOf) -> None:
    application = chain.carry(chain.file_add(), State.SUBMITTED)
    AddHousehold.send_back(application, by=chain.town, reason="面积与现场不符", flagged=["heated_area"])
    chain.carry(application, State.SUBMITTED)

    assert "退回修改" not in " ".join(client_of(chain.town).get("/inbox/").content.decode().split())


def test_the_page_names_the_fields_to_mend_above_all(chain: Chain, client_of: ClientOf) -> None:
    application = chain.carry(chain.file_add(), State.SUBMITTED)
    AddHousehold.send_back(application, by=chain.town, reason="面积与现场不符", flagged=["heated_area", "phone"])

    page = client_of(chain.village).get(f"/applications/{application.pk}/")

    assert page.context["sent_back"] == f"面积与现场不符（需改：{label_of('heated_area')}、{label_of('phone')}）"


def test_the_page_says_why_it_was_sent_back_though_no_field_was_named(chain: Chain, client_of: ClientOf) -> None:
    application = chain.carry(chain.file_add(), State.SUBMITTED)
    AddHousehold.send_back(application, by=chain.town, reason="请重新入户", flagged=[])

    for page in ("", "edit/"):
        assert "已退回修改" in client_of(chain.village).get(f"/applications/{application.pk}/{page}").content.decode()


def test_withdrawn_it_waits_no_more_for_mending(chain: Chain, client_of: ClientOf) -> None:
    application = chain.carry(chain.file_add(), State.SUBMITTED)
    AddHousehold.send_back(application, by=chain.town, reason="请重新入户", flagged=["phone"])
    AddHousehold.withdraw(application, by=chain.village)

    assert "已退回修改" not in client_of(chain.village).get(f"/applications/{application.pk}/").content.decode()


def test_mended_and_submitted_again_its_marks_are_gone_and_the_history_has_them(chain: Chain) -> None:
    application = chain.carry(chain.file_add(), State.SUBMITTED)
    AddHousehold.send_back(application, by=chain.town, reason="面积与现场不符", flagged=["heated_area"])
    application.heated_area = 60
    with acting(chain.village):
        application.save()

    chain.carry(application, State.VERIFIED)

    assert (application.flagged, application.sent_back_reason) == ([], "")
    taken = StepTaken.objects.get(record_id=application.pk, step="send_back")
    assert (taken.reason, taken.flagged) == ("面积与现场不符", ["heated_area"])


def test_a_second_visit_is_dated_anew(chain: Chain) -> None:
    application = chain.carry(chain.file_add(), State.VERIFIED)

    AddHousehold.send_back(application, by=chain.district, reason="请重新入户", flagged=[])

    assert application.visited_on is None
