"""施工、验收、投用: from 待施工 into the ledger by the steps of those who build and of those who look."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.urls import reverse

from accounts.audit import System, acting
from accounts.roles import Role
from core.models import Attachment, OpenItem
from core.workflow import StepRefused, take_all
from households.models import Acceptance, AcceptanceItem, Application, Construction, Equipment, HeatGap
from households.models.choices import Batch, Category, Kind, SubsidyMethod
from households.models.constructions import Result
from households.renovating.workflows import PlanAddition, PlanUpgrade
from households.renovating.works.documents import Paper, Photo
from households.renovating.works.workflows import Accepting, Works
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree
from tests.households.conftest import Chain
from tests.households.works import FINISHED, TODAY, Case, Site, carry_to_ledger, draw_up_items

State = Application.State


@pytest.fixture
def site(post: MakePost) -> Site:
    builder = post(Role.CONTRACTOR)
    factories.QualificationFactory(organization=builder.organization)
    with acting(System.DEMO):
        draw_up_items()
    return Site(village=post(Role.VILLAGE), town=post(Role.TOWN_OFFICE), builder=builder)


@pytest.fixture
def offices(chain: Chain) -> dict[str, Any]:
    return {"report": chain.town, "review": chain.district, "confirm": chain.city}


def complete_row(application: Application) -> Application:
    """What the township fills in after the acceptance."""
    with acting(System.DEMO):
        application.batch, application.subsidy_method = Batch.CITY, SubsidyMethod.ONE_CARD
        application.save()
    return application


def why_not(act: Any, *args: Any, **answers: Any) -> str:
    with pytest.raises(StepRefused) as refused:
        act(*args, **answers)
    return str(refused.value)


# The whole way


def test_a_planned_addition_comes_into_the_ledger_with_what_was_built(site: Site, offices: dict[str, Any]) -> None:
    application = complete_row(site.accepted(site.planned()))

    carry_to_ledger(application, offices)

    household, device = application.household, Equipment.objects.get()
    assert application.state == State.IN_LEDGER
    assert household is not None
    assert (household.converted_year, household.power_meter_number) == (
        TODAY.year,
        Construction.objects.get().power_meter_number,
    )
    assert (device.device_brand, device.device_installed_on, device.state) == ("格力", FINISHED, "in_use")


def test_a_planned_upgrade_keeps_the_old_device_until_it_is_confirmed(
    site: Site, offices: dict[str, Any], tree: Tree
) -> None:
    household = factories.HouseholdFactory(
        village=tree.village, gas=True, subsidy_method=SubsidyMethod.GAS_METER, converted_year=2019
    )
    old = factories.EquipmentFactory(household=household)
    application = site.accepted(
        site.planned(Case.PLAN_UPGRADE, household=household, name="", kind=Kind.AIR_PUMP, equipment=old)
    )
    old.refresh_from_db()
    assert old.state == Equipment.State.IN_USE

    carry_to_ledger(complete_row(application), offices)

    old.refresh_from_db()
    household.refresh_from_db()
    new = household.equipment.get(state=Equipment.State.IN_USE)
    assert (old.state, old.replaced_by) == (Equipment.State.REPLACED, new)
    assert (household.category, household.kind, household.gas_meter_number) == (Category.ELECTRIC, Kind.AIR_PUMP, "")
    assert (new.device_model, new.kind) == ("RF-50", Kind.AIR_PUMP)


def test_a_household_paid_through_its_gas_meter_needs_another_way_before_it_is_reported(site: Site, tree: Tree) -> None:
    household = factories.HouseholdFactory(village=tree.village, gas=True, subsidy_method=SubsidyMethod.GAS_METER)
    application = site.accepted(site.planned(Case.PLAN_UPGRADE, household=household, name="", kind=Kind.AIR_PUMP))

    assert "发放补贴方式" in why_not(PlanUpgrade.report, application, by=site.town)


def test_the_township_fills_in_subsidy_and_batch_after_the_acceptance(
    site: Site, client_of: ClientOf, tree: Tree
) -> None:
    before, after = site.planned(), site.accepted(site.planned())

    page = client_of(site.town).get(reverse("applications-edit", args=[after.pk]))

    assert {"batch", "subsidy_method", "device_brand"} <= page.context["form"].fields.keys()
    assert client_of(site.town).get(reverse("applications-edit", args=[before.pk])).status_code == 403


# Arranging


def test_works_are_opened_for_a_selection_at_once(site: Site) -> None:
    works = site.assigned(site.planned(), site.planned())

    assert [one.state for one in works] == [Construction.State.WAITING] * 2
    assert {one.contractor for one in works} == {site.builder.organization}


def test_another_contractor_takes_over_what_is_not_begun(site: Site, tree: Tree) -> None:
    application = site.planned()
    site.assigned(application)
    other = factories.QualificationFactory(district=tree.district, organization__division=tree.district).organization

    outcome = take_all(Application.objects.filter(pk=application.pk), "arrange", by=site.town, contractor=other)

    assert (outcome.refused, Construction.objects.get().contractor) == ({}, other)


def test_a_contractor_whose_licence_has_expired_cannot_be_chosen(site: Site, client_of: ClientOf) -> None:
    application = site.planned()
    expired = factories.QualificationFactory(
        organization=factories.OrganizationFactory(kind="contractor", division=site.town.division.district),
        licence_expires_on=TODAY - datetime.timedelta(days=1),
    )

    outcome = take_all(
        Application.objects.filter(pk=application.pk), "arrange", by=site.town, contractor=expired.organization
    )
    page = client_of(site.town).get(reverse("applications-step", args=[application.pk, "arrange"]))

    assert "有效期内的资质" in outcome.refused[application.pk]
    assert list(page.context["form"].fields["contractor"].queryset) == [site.builder.organization]


def test_a_household_that_goes_back_on_its_word_takes_its_works_along(site: Site) -> None:
    application = site.planned()
    [works] = site.assigned(application)
    application.refresh_from_db()

    PlanAddition.withdraw(application, by=site.village, reason="家里意见不一致。")

    works.refresh_from_db()
    assert (application.state, works.state) == (State.WITHDRAWN, Construction.State.CANCELLED)


# Building


def test_the_township_answers_for_the_heat_before_winter(site: Site) -> None:
    [works] = site.assigned(site.planned())

    item = OpenItem.objects.get(clock="households.construction.before_winter")

    assert (item.role, item.record_id, item.limit_value) == (Role.TOWN_OFFICE, works.pk, 1114)


def test_works_begun_after_the_certificate_ran_out_are_refused(site: Site) -> None:
    [works] = site.assigned(site.planned())
    with acting(System.DEMO):
        site.builder.organization.qualifications.update(expires_on=TODAY - datetime.timedelta(days=20))

    refused = why_not(Works.begin, works, by=site.builder, begun_on=TODAY - datetime.timedelta(days=9))

    assert "有效期内的资质" in refused


def test_gas_is_not_reported_before_the_pressure_test_is_passed(site: Site, tree: Tree) -> None:
    [works] = site.assigned(site.planned(gas=True))
    site.built(works, test_result=Result.FAILED)

    assert "打压试验没有合格" in why_not(Works.complete, works, by=site.builder, finished_on=FINISHED)


def test_a_test_without_a_result_is_not_called_failed(site: Site, tree: Tree) -> None:
    [works] = site.assigned(site.planned(gas=True))
    site.built(works, test_result="")

    refused = why_not(Works.complete, works, by=site.builder, finished_on=FINISHED)

    assert refused == "请先填写：打压结果。"


def test_works_are_not_reported_without_photos_of_what_is_hidden(site: Site) -> None:
    [works] = site.assigned(site.planned())
    site.built(works)
    with acting(System.DEMO):
        Attachment.objects.filter(purpose=Photo.HIDDEN).delete()

    assert "隐蔽工程照片" in why_not(Works.complete, works, by=site.builder, finished_on=FINISHED)


def test_works_are_not_finished_before_they_were_tested(site: Site) -> None:
    [works] = site.assigned(site.planned())
    site.built(works)

    refused = why_not(Works.complete, works, by=site.builder, finished_on=FINISHED - datetime.timedelta(days=3))

    assert "不能早于" in refused


def test_a_contractor_sees_and_fills_in_his_own_works_alone(site: Site, client_of: ClientOf) -> None:
    [mine] = site.assigned(site.planned())
    foreign = factories.ConstructionFactory(application=site.planned())
    Works.begin(mine, by=site.builder, begun_on=TODAY)
    browser = client_of(site.builder)

    form = {"version": mine.version, "materials": "铜管", "hidden_works": "穿墙套管"}
    browser.post(reverse("constructions-edit", args=[mine.pk]), form)

    mine.refresh_from_db()
    assert mine.materials == "铜管"
    assert browser.get(reverse("constructions-detail", args=[foreign.pk])).status_code == 404
    assert foreign.householder not in browser.get(reverse("constructions-list")).content.decode()


# Accepting


def test_below_the_pass_mark_nothing_is_accepted(site: Site) -> None:
    [works] = site.assigned(site.planned())
    form = site.inspected(site.reported(site.built(works)), lost=30)

    assert "不到合格分数 80 分" in why_not(Accepting.accept, form, by=site.town, inspected_on=TODAY, accepted_on=TODAY)


def test_an_obligatory_item_without_points_is_not_made_good_by_others(site: Site) -> None:
    with acting(System.DEMO):
        AcceptanceItem.objects.filter(code="02").update(points=1)
    [works] = site.assigned(site.planned())
    form = site.inspected(site.reported(site.built(works)))
    with acting(site.town):
        form.scores.filter(position=2).update(points=0)

    assert "必达项得 0 分" in why_not(Accepting.accept, form, by=site.town, inspected_on=TODAY, accepted_on=TODAY)


def test_four_have_to_sign(site: Site) -> None:
    [works] = site.assigned(site.planned())
    form = site.inspected(site.reported(site.built(works)), signed_by_village_on=None)

    assert "村（居）委会签字" in why_not(Accepting.accept, form, by=site.town, inspected_on=TODAY, accepted_on=TODAY)


@pytest.mark.parametrize(
    ("facts", "papers", "sentence"),
    [
        ({}, (), "没有取热不取水承诺"),
        ({"heat_only": True}, (), "回灌检查没有合格"),
        ({"heat_only": True, "reinjection_passed": True, "reinjection_checked_on": TODAY}, (), "取热不取水承诺书"),
    ],
)
def test_heat_from_the_earth_is_accepted_only_without_its_water(
    site: Site, facts: dict[str, Any], papers: Any, sentence: str
) -> None:
    [works] = site.assigned(site.planned(kind=Kind.GROUND_PUMP))
    form = site.inspected(site.reported(site.built(works)), **facts)

    assert sentence in why_not(Accepting.accept, form, by=site.town, inspected_on=TODAY, accepted_on=TODAY)


def test_with_statement_and_reinjection_heat_from_the_earth_is_accepted(site: Site) -> None:
    [works] = site.assigned(site.planned(kind=Kind.GROUND_PUMP))
    earth = {"heat_only": True, "reinjection_passed": True, "reinjection_checked_on": TODAY}
    form = site.inspected(site.reported(site.built(works)), **earth)
    for paper in (Paper.HEAT_ONLY, Paper.REINJECTION):
        factories.AttachmentFactory(record=form, purpose=paper)

    Accepting.accept(form, by=site.town, inspected_on=TODAY, accepted_on=TODAY)

    works.refresh_from_db()
    assert works.state == Construction.State.ACCEPTED


def test_what_is_sent_to_rework_comes_back_as_a_second_attempt(site: Site) -> None:
    application = site.planned()
    [works] = site.assigned(application)
    first = site.inspected(site.reported(site.built(works)), lost=30)

    Accepting.send_to_rework(
        first, by=site.town, inspected_on=TODAY, rework_until_on=TODAY, reason="管卡松动，重新固定。"
    )
    works.refresh_from_db()
    application.refresh_from_db()
    assert (works.state, works.rework_until_on, application.state) == ("building", TODAY, State.BUILDING)
    second = site.reported(works)

    assert (second.attempt, second.scores.count()) == (2, 2)
    assert list(works.acceptances.order_by("attempt").values_list("state", flat=True)) == ["rework", "waiting"]


def test_lost_points_are_explained_before_anything_is_sent_to_rework(site: Site) -> None:
    [works] = site.assigned(site.planned())
    form = site.inspected(site.reported(site.built(works)), lost=30)
    with acting(site.town):
        form.scores.update(note="")

    refused = why_not(
        Accepting.send_to_rework, form, by=site.town, inspected_on=TODAY, rework_until_on=TODAY, reason="整改"
    )

    assert "扣分的项目请写明问题：第 1 项" in refused


def test_the_form_is_scored_line_by_line_and_adds_up(site: Site, client_of: ClientOf) -> None:
    [works] = site.assigned(site.planned())
    form = site.reported(site.built(works))
    browser, address = client_of(site.town), reverse("acceptances-edit", args=[form.pk])
    assert "第1项内容" in browser.get(address).content.decode()

    browser.post(address, {"version": form.version, "points_1": "30", "note_1": "保温破损", "points_2": "60"})

    form.refresh_from_db()
    assert (form.total, form.scores.get(position=1).note) == (90, "保温破损")


def test_no_more_points_are_given_than_an_item_has(site: Site, client_of: ClientOf) -> None:
    [works] = site.assigned(site.planned())
    form = site.reported(site.built(works))

    page = client_of(site.town).post(
        reverse("acceptances-edit", args=[form.pk]), {"version": form.version, "points_1": "41"}
    )

    assert "第 1 项最多 40 分。" in page.content.decode()


def test_acceptances_are_not_given_in_bulk(site: Site, client_of: ClientOf) -> None:
    [works] = site.assigned(site.planned())
    form = site.reported(site.built(works))

    answer = client_of(site.town).post(reverse("acceptances-bulk", args=["accept"]), {"pk": form.pk})

    assert answer.status_code == 404


def test_a_changed_item_leaves_the_forms_that_were_drawn_up(site: Site, post: MakePost, client_of: ClientOf) -> None:
    [works] = site.assigned(site.planned())
    form = site.reported(site.built(works))
    item = AcceptanceItem.objects.get(code="01")

    client_of(post(Role.DISTRICT_OFFICE)).post(
        reverse("acceptance-items-edit", args=[item.pk]),
        {"version": item.version, "text": "新的内容", "points": "50", "concerns": "0", "position": "1"},
    )

    assert form.scores.get(position=1).item.text == "第1项内容"
    assert AcceptanceItem.objects.current().get(code="01").text == "新的内容"


# Heat


def test_the_day_of_commissioning_reaches_application_and_device(site: Site, offices: dict[str, Any]) -> None:
    application = complete_row(site.accepted(site.planned()))
    works = Construction.objects.get()
    carry_to_ledger(application, offices)

    Works.commission(works, by=site.builder, device_commissioned_on=TODAY, trial_hours=24, trained_person="王店生")

    application.refresh_from_db()
    assert works.state == Construction.State.COMMISSIONED
    assert application.device_commissioned_on == TODAY
    assert Equipment.objects.get().device_commissioned_on == TODAY
    assert Acceptance.objects.get().state == Acceptance.State.PASSED
    assert not HeatGap.objects.exists()
