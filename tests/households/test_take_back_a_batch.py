"""A township's or the district's batch taken back before the next tier has acted; never what stands in the ledger."""

from __future__ import annotations

from accounts.models import Post
from core.models import OpenItem
from core.workflow import Outcome
from core.workflow.taking_back import lines_of, take_back
from households.models import Application, Household
from households.workflows import AddHousehold
from tests.households.conftest import TODAY, Chain

State = Application.State
ALL = Application.objects.all()


def undone(done: Outcome, by: Post) -> Outcome:
    assert done.act
    return take_back(Application, lines_of(Application, done.act, by=by), by=by, reason="选错了村")


def waiting(chain: Chain) -> set[str]:
    return {item.clock.rpartition(".")[2] for item in OpenItem.objects.open()}


def test_a_verification_is_taken_back_with_its_day(chain: Chain) -> None:
    application = chain.carry(chain.file_add(), State.SUBMITTED)
    done = AddHousehold.verify.take_all(ALL, by=chain.town, visited_on=TODAY)

    assert undone(done, chain.town).taken == [application.pk]

    application.refresh_from_db()
    assert (application.state, application.visited_on) == (State.SUBMITTED, None)
    assert waiting(chain) == {"verify"}


def test_a_review_is_taken_back_and_waits_for_the_district_again(chain: Chain) -> None:
    for _ in range(2):
        chain.carry(chain.file_add(), State.VERIFIED)
    done = AddHousehold.review.take_all(ALL, by=chain.district)

    assert len(undone(done, chain.district).taken) == 2
    assert waiting(chain) == {"review"}
    assert set(ALL.values_list("state", flat=True)) == {State.VERIFIED}


def test_what_the_city_has_confirmed_stays_in_the_ledger(chain: Chain) -> None:
    application = chain.carry(chain.file_add(), State.VERIFIED)
    reviewed = AddHousehold.review.take_all(ALL, by=chain.district)
    confirmed = AddHousehold.confirm.take_all(ALL, by=chain.city)

    by_district, by_city = undone(reviewed, chain.district), undone(confirmed, chain.city)

    assert "已办理“市级核查”，不能撤销" in by_district.refused[application.pk]
    assert "已经办结生效，不能撤销" in by_city.refused[application.pk]
    assert Household.objects.count() == 1


def test_what_was_sent_back_comes_again_by_submission_alone(chain: Chain) -> None:
    """A draft may lose documents, and is not compared with what is submitted meanwhile."""
    application = chain.carry(chain.file_add(), State.VERIFIED)
    sent_back = AddHousehold.send_back.take_all(ALL, by=chain.district, reason="看错了")

    refused = undone(sent_back, chain.district).refused

    assert refused == {application.pk: "“退回”按规定不能撤销。"}
    assert ALL.get().state == State.DRAFT
