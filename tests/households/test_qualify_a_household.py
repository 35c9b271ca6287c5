"""意愿和资格审定 (P25, P29, P50): knowingly chosen, reviewed by rules, each with its reason."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import System, acting
from accounts.roles import Role
from core.models import Notice
from core.workflow import StepRefused
from households.documents import Document
from households.models import Application, ExcludedVillage, QualificationReview
from households.models.choices import Category, Kind, UserClass
from households.renovating.workflows import PlanAddition, PlanUpgrade
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree
from tests.households.conftest import TODAY, Chain, attach, whole_row
from tests.households.renovations import standing_at

State = Application.State


def willing(village: Any, **facts: Any) -> Application:
    [application] = standing_at(State.WILLING, village, **facts)
    attach(application, Document.ID_CARD, Document.HOUSE_PROOF, Document.WILLINGNESS)
    return application


def refusal_of(application: Application, chain: Chain) -> str:
    with pytest.raises(StepRefused) as refused:
        PlanAddition.qualify(application, by=chain.town, visited_on=TODAY)
    return refused.value.sentence


def test_a_will_is_handed_in_with_the_day_on_which_it_was_signed(chain: Chain) -> None:
    row = {name: value for name, value in whole_row().items() if not name.startswith("device")}
    application = PlanAddition.file(by=chain.village, village=chain.place, **row)
    attach(application, Document.ID_CARD, Document.HOUSE_PROOF, Document.WILLINGNESS)

    with pytest.raises(StepRefused, match="请先填写：意愿确认日期"):
        PlanAddition.submit(application, by=chain.village)


def test_a_household_that_meets_every_rule_is_qualified_and_the_review_kept(chain: Chain) -> None:
    application = willing(chain.place)

    PlanAddition.qualify(application, by=chain.town, visited_on=TODAY)

    review = QualificationReview.objects.get(application=application)
    assert application.state == State.QUALIFIED
    assert review.met_all
    assert {result["结果"] for result in review.results} == {"符合"}
    assert "非空置" in {result["规则"] for result in review.results}


def test_a_vacant_house_is_not_qualified(chain: Chain) -> None:
    assert "非空置：房屋闲置" in refusal_of(willing(chain.place, user_class=UserClass.IDLE), chain)


def test_what_may_be_passed_over_is_with_a_reason_of_which_the_district_learns(chain: Chain) -> None:
    application = willing(chain.place, user_class=UserClass.IDLE)

    PlanAddition.override(application, by=chain.town, reason="户主住院，冬季返村")
    PlanAddition.qualify(application, by=chain.town, visited_on=TODAY)

    review = QualificationReview.objects.get(application=application)
    assert (review.met_all, review.override_reason) == (False, "户主住院，冬季返村")
    assert [result["说明"] for result in review.results if result["结果"] == "特批"] == ["房屋闲置"]
    assert Notice.objects.filter(user=chain.district.user, title__contains="资格特批").exists()


def test_a_missing_house_proof_is_not_passed_over(chain: Chain) -> None:
    [application] = standing_at(State.WILLING, chain.place)

    with pytest.raises(StepRefused, match="不能特批"):
        PlanAddition.override(application, by=chain.town, reason="补不到")
    assert "户籍和房屋：还缺户主身份证、住房证明" in refusal_of(application, chain)


def test_who_stands_in_the_ledger_is_not_converted_anew(chain: Chain) -> None:
    application = willing(chain.place)
    household = factories.HouseholdFactory(village=chain.place, id_number=application.id_number)

    assert f"台账中已有同一身份证号的户：{household.number}" in refusal_of(application, chain)


def test_a_device_is_renewed_only_some_years_after_the_last(chain: Chain) -> None:
    recent = factories.HouseholdFactory(village=chain.place, converted_year=TODAY.year - 3)
    long_ago = factories.HouseholdFactory(village=chain.place, converted_year=TODAY.year - 8)
    kept = {"case": Application.Case.PLAN_UPGRADE, "kind": Kind.AIR_PUMP}
    [early] = standing_at(State.WILLING, chain.place, household=recent, **kept)
    [due] = standing_at(State.WILLING, chain.place, household=long_ago, **kept)

    with pytest.raises(StepRefused, match=f"{TODAY.year - 3} 年已改造，间隔不满 8 年"):
        PlanUpgrade.qualify(early, by=chain.town, visited_on=TODAY)
    assert PlanUpgrade.qualify(due, by=chain.town, visited_on=TODAY).state == State.QUALIFIED


def test_gas_is_new_only_with_a_reason(chain: Chain) -> None:
    application = willing(chain.place, gas=True, reason="")

    assert "改为气代煤须写明申请理由" in refusal_of(application, chain)


def test_a_kind_that_the_district_no_longer_offers_has_to_be_passed_over(chain: Chain) -> None:
    factories.TechOptionFactory(kind=Kind.AIR_FAN, offered=False)

    assert "技术路线目录中没有可选的“空气源热风机”" in refusal_of(willing(chain.place), chain)


def test_a_review_stays_as_it_read_when_the_application_comes_back(chain: Chain) -> None:
    application = willing(chain.place, user_class=UserClass.IDLE)
    PlanAddition.override(application, by=chain.town, reason="冬季返村")

    PlanAddition.send_back(application, by=chain.town, reason="再核实")

    assert application.override_reason == ""


def test_many_are_qualified_by_a_fixed_number_of_statements(chain: Chain) -> None:
    def statements(count: int) -> int:
        made = [willing(chain.place) for _ in range(count)]
        rows = Application.objects.filter(pk__in=[one.pk for one in made])
        with CaptureQueriesContext(connection) as captured:
            outcome = PlanAddition.qualify.take_all(rows, by=chain.town, visited_on=TODAY)
        assert len(outcome.taken) == count, outcome.refused
        return len(captured)

    statements(2)
    assert statements(9) == statements(3)


def test_the_paper_shows_what_there_is_to_choose_and_what_was_chosen(
    chain: Chain, tree: Tree, post: MakePost, client_of: ClientOf
) -> None:
    factories.TechOptionFactory(kind=Kind.AIR_FAN)
    factories.TechOptionFactory(kind=Kind.BIOMASS, season_cost_from=900, season_cost_to=1500)
    application = willing(chain.place)
    url = f"/applications/{application.pk}/willingness/"

    page = client_of(chain.village).get(url)

    assert [(one["option"].kind, one["chosen"]) for one in page.context["options"]] == [
        (Kind.AIR_FAN, True),
        (Kind.BIOMASS, False),
    ]
    assert application.id_number not in page.content.decode()
    assert client_of(post(Role.VILLAGE, at=tree.other_village)).get(url).status_code == 404


def test_the_form_says_what_each_kind_costs(chain: Chain, client_of: ClientOf) -> None:
    factories.TechOptionFactory(kind=Kind.AIR_FAN)

    form = client_of(chain.village).get("/applications/new/plan_add/").context["form"]

    electric = dict(form.fields["kind"].choices)[Category.ELECTRIC.label]
    assert dict(electric)[Kind.AIR_FAN] == "空气源热风机（一季约 1,800—2,600 元，自付 1,000 元）"


def test_who_gives_up_says_why_and_that_stays(chain: Chain) -> None:
    application = willing(chain.place, filed_by=chain.village)

    PlanAddition.withdraw(application, by=chain.village, reason="家里不同意")

    assert application.state == State.WITHDRAWN
    assert PlanAddition.history(application).last().reason == "家里不同意"


def test_a_village_that_is_to_be_pulled_down_is_left_out_while_the_district_says_so(chain: Chain) -> None:
    factories.ExcludedVillageFactory(village=chain.place, until_on=TODAY + datetime.timedelta(days=1))
    assert "所在村列入拆迁（长政〔2026〕5号）" in refusal_of(willing(chain.place), chain)

    with acting(System.DEMO):
        ExcludedVillage.objects.update(until_on=TODAY)

    application = PlanAddition.qualify(willing(chain.place), by=chain.town, visited_on=TODAY)
    assert application.state == State.QUALIFIED
