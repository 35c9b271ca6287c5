"""督导检查: the district looks again at a random tenth of what was closed (P38)."""

from __future__ import annotations

import datetime
from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone

from accounts.models import Post
from accounts.roles import Role
from core.workflow import StepRefused
from inspections.models import ClosureSample, Hazard, Supervision
from inspections.rectifying import sampling
from inspections.rectifying.workflows import CheckClosure, Supervise
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree


@pytest.fixture
def office(post: MakePost) -> Post:
    return post(Role.DISTRICT_OFFICE)


def close_some(tree: Tree, count: int) -> list[Hazard]:
    household = factories.HouseholdFactory(gas=True, village=tree.village)
    return [factories.HazardFactory(household=household, closed=True) for _ in range(count)]


def notify(tree: Tree, by: Post) -> Supervision:
    today = timezone.localdate()
    made: Supervision = Supervise.notify(
        by=by, town=tree.town, closed_from_on=today - datetime.timedelta(days=9), closed_until_on=today
    )
    return made


def check(sample: ClosureSample, by: Post, step: str) -> None:
    given = {"checked_on": timezone.localdate(), "checked_by": "林涛", "note": "软管没有换"}
    CheckClosure.steps[step](sample, by=by, **given)


def test_a_tenth_is_drawn_and_never_less(tree: Tree, office: Post) -> None:
    close_some(tree, 11)
    factories.HazardFactory(household__village=tree.other_village, closed=True)
    factories.HazardFactory(household__village=tree.village)

    round_ = notify(tree, office)

    assert (round_.closed, round_.sampled) == (11, 2)
    assert round_.samples.count() == 2


def test_the_seed_draws_the_same_sample_again(tree: Tree, office: Post) -> None:
    close_some(tree, 30)

    round_ = notify(tree, office)

    assert {one.hazard_id for one in round_.samples.all()} == {one.pk for one in sampling.drawn(round_)}


def test_where_nothing_was_closed_nothing_is_drawn(tree: Tree, office: Post) -> None:
    with pytest.raises(StepRefused, match="没有销号的隐患"):
        notify(tree, office)


def test_a_round_ends_when_all_holds(tree: Tree, office: Post) -> None:
    close_some(tree, 3)
    round_ = notify(tree, office)

    with pytest.raises(StepRefused, match="还有没检查的样本"):
        Supervise.pass_at_once(round_, by=office)
    check(round_.samples.get(), office, "hold")
    Supervise.pass_at_once(round_, by=office)

    assert round_.state == Supervision.State.CLOSED


def test_what_does_not_hold_is_an_open_hazard_again(tree: Tree, office: Post) -> None:
    [hazard] = close_some(tree, 1)
    round_ = notify(tree, office)
    check(round_.samples.get(), office, "fail")

    Supervise.feed_back(round_, by=office, feedback="1 条不属实")

    hazard.refresh_from_db()
    assert hazard.state == Hazard.State.OPEN
    assert hazard.closed_at is None


def test_what_was_found_anew_meanwhile_is_not_opened_twice(tree: Tree, office: Post) -> None:
    [hazard] = close_some(tree, 1)
    factories.HazardFactory(household=hazard.household, item_code=hazard.item_code)
    round_ = notify(tree, office)
    check(round_.samples.get(), office, "fail")

    Supervise.feed_back(round_, by=office, feedback="1 条不属实")

    hazard.refresh_from_db()
    assert hazard.state == Hazard.State.CLOSED


def test_the_look_back_waits_for_the_hazard(tree: Tree, office: Post, post: MakePost) -> None:
    [hazard] = close_some(tree, 1)
    round_ = notify(tree, office)
    check(round_.samples.get(), office, "fail")
    Supervise.feed_back(round_, by=office, feedback="1 条不属实")
    Supervise.rectify(round_, by=post(Role.TOWN_GAS_OFFICE), answer="已更换软管")

    with pytest.raises(StepRefused, match=hazard.number):
        Supervise.close(round_, by=office)


def test_the_figures_stand_in_excel(tree: Tree, office: Post, client_of: ClientOf) -> None:
    close_some(tree, 11)
    round_ = notify(tree, office)
    for sample in round_.samples.all():
        check(sample, office, "hold")

    answer = client_of(office).get("/closure-sample-figures/export/")

    [_, row, *_] = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0].values
    assert row == (str(tree.town), 11, 2, 0.182, 2, 0, 1)
    page = client_of(office).get("/closure-sample-figures/").content.decode()
    assert "18.2%" in page
    assert "100.0%" in page


def test_each_figure_opens_the_rows_of_its_year(tree: Tree, office: Post, client_of: ClientOf) -> None:
    close_some(tree, 11)
    notify(tree, office)
    browser, last_year = client_of(office), timezone.localdate().year - 1

    [row] = browser.get("/api/closure-sample-figures/").json()["rows"]
    opened = [len(browser.get(row["rows"][place]).json()["results"]) for place in (1, 2)]

    assert [int(row["cells"][place]) for place in (1, 2)] == opened == [11, 2]
    assert browser.get(f"/api/closure-samples/?year={last_year}").json()["results"] == []


def test_the_form_offers_townships_alone(tree: Tree, office: Post, client_of: ClientOf) -> None:
    page = client_of(office).get("/supervisions/new/")

    offered = page.context["form"].fields["town"].queryset
    assert set(offered) == {tree.town, tree.other_town}
