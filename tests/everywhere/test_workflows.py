"""What every workflow has to be, and whom every step of it has to refuse: walked over the registry."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from accounts.audit import System
from accounts.models import Division, Organization, Post, User
from accounts.prepared import PreparedFor
from accounts.records import Record
from accounts.roles import Role
from core.models import StepTaken
from core.models.clocks import Unit
from core.timekeeping.clocks import Limit
from core.workflow import HANDLER, LED, Step, StepRefused, Workflow, describing, workflows
from tests import factories
from tests.conftest import MakePost
from tests.everywhere.examples import EXAMPLES
from tests.factories import (
    PostFactory,
    Tree,
)

# With the site's addresses every app's workflows come in.
assert get_resolver().url_patterns
FLOWS = sorted(workflows(), key=lambda workflow: workflow.__name__)
STEPS = [step for workflow in FLOWS for step in workflow.steps.values()]
CLOCKS = [clock for workflow in FLOWS for clock in workflow.clocks.values()]
every_workflow = pytest.mark.parametrize("flow", FLOWS, ids=[flow.__name__ for flow in FLOWS])


def states_in_use(flow: type[Workflow]) -> set[str]:
    return {str(step.target) for step in flow.steps.values()} | {
        str(source) for step in flow.steps.values() for source in step.sources
    }


def reached_from(flow: type[Workflow], states: set[str]) -> set[str]:
    reached = set(states)
    for _ in flow.state:
        reached |= {str(step.target) for step in flow.steps.values() if reached & {str(s) for s in step.sources}}
    return reached


@every_workflow
def test_every_state_is_reached(flow: type[Workflow]) -> None:
    assert flow.begins_in(), "no first step"
    assert reached_from(flow, {str(state) for state in flow.begins_in()}) == states_in_use(flow)


@every_workflow
def test_from_every_state_a_record_comes_to_rest(flow: type[Workflow]) -> None:
    """Where nobody is waited for: at an end, or in a state that is left only when something calls for it."""
    at_rest = {state for state in states_in_use(flow) if not flow.handlers(state)}

    for state in states_in_use(flow):
        assert reached_from(flow, {state}) & at_rest, f"{state} never comes to rest"


@every_workflow
def test_every_case_and_state_is_one_of_the_models(flow: type[Workflow]) -> None:
    assert states_in_use(flow) <= {str(state.value) for state in flow.state}
    field = flow.model._meta.get_field(flow.state_field)
    assert {str(value) for value, _ in field.choices or ()} == {str(state.value) for state in flow.state}
    if flow.case_field:
        cases = flow.model._meta.get_field(flow.case_field).choices or ()
        assert str(flow.case) in {str(value) for value, _ in cases}


@every_workflow
def test_every_limit_of_a_clock_says_in_words_when_it_holds(flow: type[Workflow]) -> None:
    cases = [case for clock in flow.clocks.values() if not isinstance(clock.limit, Limit) for case in clock.limit]

    assert all(case == "" or getattr(case, "label", "") for case in cases)


def test_every_step_has_a_label_and_roles() -> None:
    assert [step.key for step in STEPS if not step.label] == []
    assert [
        step.key for step in STEPS if step.by is not LED and not all(map(step.allowed, step.sources or ("",)))
    ] == []


# Done by whoever began the record, after its first state: nobody else waits.
BY_ITS_FILER = {"core.importrun.write", "core.importrun.hand_over", "core.importrun.write_list"}


def test_every_step_that_an_office_waits_for_has_a_limit() -> None:
    """Or another way forward from the same states has."""
    waited_for = [step for step in STEPS if _waits_for_an_office(step) and step.key not in BY_ITS_FILER]

    assert [step.key for step in waited_for if not any(way.within for way in _beside(step))] == []


def _waits_for_an_office(step: Step) -> bool:
    """What starts a record's life, is done by whoever began it or by the portal itself, waits for none."""
    by_an_office = any(isinstance(role, Role) for role in step.allowed_anywhere())
    return step.leads_forward and by_an_office and not set(step.sources) <= step.workflow.begins_in()


def _beside(step: Step) -> list[Step]:
    """The ways forward from the same states, of which one limit is enough."""
    return [way for way in step.workflow.steps.values() if way.leads_forward and set(way.sources) & set(step.sources)]


def test_what_a_step_fills_are_fields_of_its_model() -> None:
    assert [(step.key, name) for step in STEPS for name in {*step.fields, *step.stamps} - fields_of(step)] == []
    assert [step.key for step in STEPS if len(set(step.fields)) != len(step.fields)] == []


def fields_of(step: Step) -> set[str]:
    return {field.name for field in step.workflow.model._meta.get_fields()}


def test_a_step_does_not_ask_for_a_field_where_it_asks_for_an_opinion() -> None:
    assert [step.key for step in STEPS if step.reason and "reason" in step.fields] == []
    assert [step.key for step in STEPS if step.flags_fields and "flagged" in step.fields] == []


def test_every_guard_says_what_it_demands() -> None:
    guards = {guard for step in STEPS for guard in (*step.requires, *step.judges)}

    assert [f"{guard.__module__}.{guard.__qualname__}" for guard in guards if not (guard.__doc__ or "").strip()] == []


@pytest.mark.parametrize("clock", CLOCKS, ids=[f"{clock.workflow.__name__}.{clock.name}" for clock in CLOCKS])
def test_every_clock_starts_and_stops_with_steps_of_its_workflow(clock: Any) -> None:
    assert clock.starts
    assert clock.stops
    assert {step.name for step in (*clock.starts, *clock.stops)} <= set(clock.workflow.steps)
    assert clock.roles()
    if clock.since:
        clock.workflow.model._meta.get_field(clock.since)


def test_a_limit_is_a_time() -> None:
    limits = {step.key: step.within for step in STEPS if step.within}

    assert [key for key, limit in limits.items() if limit.value <= 0 or limit.unit not in Unit] == []


@every_workflow
def test_every_workflow_is_described_and_drawn(flow: type[Workflow]) -> None:
    text, diagram = describing.describe(flow), describing.mermaid(flow)

    for step in flow.steps.values():
        assert step.label in text
        assert f"--> {step.target}: {step.label}" in diagram


# Whom a step refuses


def in_state(flow: type[Workflow], state: str) -> Any:
    record = flow.model(pk=1, **{flow.state_field: state})
    if flow.case_field:
        setattr(record, flow.case_field, flow.case)
    return record


def holder(role: Role) -> Post:
    return Post(role=role, state=Post.State.IN_FORCE, user=User(), organization=Organization())


def said_of(step: Step) -> str:
    return "不单独办理" if step.by is LED else "由"


@every_workflow
def test_every_wrong_role_is_refused_in_every_state(flow: type[Workflow]) -> None:
    for step in flow.steps.values():
        for source in step.sources or ("",):
            record = in_state(flow, source) if source else None
            for role in set(Role) - set(step.allowed(source)):
                sentence = step.why_not(record, by=holder(role))
                assert f"“{step.label}”{said_of(step)}" in sentence, (step.key, source, role)


@every_workflow
def test_every_wrong_state_is_refused_for_every_role(flow: type[Workflow]) -> None:
    for step in flow.steps.values():
        others = {str(state.value) for state in flow.state} - {str(source) for source in step.sources}
        for state, role in itertools.product(others if step.sources else (), Role):
            sentence = step.why_not(in_state(flow, state), by=holder(role))
            assert f"“{step.label}”只能在" in sentence, (step.key, state, role)


@pytest.fixture
def elsewhere(tree: Tree) -> Tree:
    """Another city with its own district, town and village; companies of it supply nothing here."""
    level = Division.Level
    city = factories.grow(Division.objects.get(code="13"), "1302", "唐山市", level.CITY)
    district = factories.grow(city, "130202", "路南区", level.DISTRICT)
    town = factories.grow(district, "130202100", "女织寨乡", level.TOWN)
    village = factories.grow(town, "130202100200", "北村", level.COMMUNITY)
    return Tree(city, district, town, village, village, town, village, village)


def with_a_source(flow: type[Workflow]) -> list[Step]:
    return [step for step in flow.steps.values() if step.sources]


LONGER_THAN_A_STEP = [flow for flow in FLOWS if with_a_source(flow)]
# Of what is the portal's own and stands nowhere there is no other area.
PLACED = [flow for flow in LONGER_THAN_A_STEP if flow.model.scope.area is not None]


def unchanged(record: Any) -> dict[str, Any]:
    return dict(type(record).objects.values().get(pk=record.pk)) | {"steps": StepTaken.objects.count()}


@pytest.mark.parametrize("flow", PLACED, ids=[flow.__name__ for flow in PLACED])
def test_another_area_does_not_find_the_record(flow: type[Workflow], tree: Tree, elsewhere: Tree) -> None:
    record = EXAMPLES[flow.model](flow, tree)
    before = unchanged(record)

    for step in with_a_source(flow):
        for role in sorted(role for role in step.allowed_anywhere() if isinstance(role, Role)):
            stranger = PostFactory(role=role, division=factories.seat(elsewhere, role))
            with pytest.raises(StepRefused, match="没有找到这条记录"):
                step(record, by=stranger)
            outcome = step.take_all(type(record).objects.filter(pk=record.pk), by=stranger, **_some_answers(step))
            assert (outcome.taken, outcome.refused) == ([], {}), (step.key, role)
    assert unchanged(record) == before


@pytest.mark.parametrize("flow", LONGER_THAN_A_STEP, ids=[flow.__name__ for flow in LONGER_THAN_A_STEP])
def test_who_sees_the_record_but_has_no_part_in_a_step_takes_nothing(
    flow: type[Workflow], tree: Tree, post: MakePost
) -> None:
    record = EXAMPLES[flow.model](flow, tree)
    before = unchanged(record)
    reader = post(Role.LEADER)

    for step in with_a_source(flow):
        with pytest.raises(StepRefused):
            step(record, by=reader)
        outcome = step.take_all(type(record).objects.filter(pk=record.pk), by=reader, **_some_answers(step))
        assert outcome.taken == [], step.key
        assert record.pk in outcome.refused, step.key
    assert unchanged(record) == before


def _some_answers(step: Step) -> dict[str, Any]:
    """A batch is refused as a whole where an answer is missing; here it is the rows that are to be refused."""
    answers: dict[str, Any] = {"reason": "意见"} if step.reason else {}
    return answers | {name: _some(step.workflow.model._meta.get_field(name)) for name in step.asks}


def _some(field: Any) -> Any:
    """A record need not be there: nothing comes so far as to be filled in."""
    if field.is_relation:
        return field.related_model(pk=1)
    if field.choices:
        return field.choices[0][0]
    return "2026-11-16" if isinstance(field, models.DateField) else "1"


@pytest.mark.parametrize(
    "step", [step for step in STEPS if step.begins], ids=[step.workflow.__name__ for step in STEPS if step.begins]
)
def test_nobody_begins_a_record_whose_role_does_not(step: Step, post: MakePost) -> None:
    reader = post(Role.LEADER)
    before = step.workflow.model._base_manager.count()

    with pytest.raises(StepRefused, match=f"“{step.label}”由"):
        step(by=reader)

    assert step.workflow.model._base_manager.count() == before


def test_every_system_actor_that_a_step_names_is_one(tree: Tree) -> None:
    named = {actor for step in STEPS for actor in step.allowed_anywhere() if not isinstance(actor, Role)}

    assert named <= set(System)


def test_only_a_handlers_step_leaves_its_roles_open() -> None:
    assert all(step.sources for step in STEPS if step.by is HANDLER)


@pytest.mark.django_db
@pytest.mark.parametrize("model", dict.fromkeys(flow.model for flow in FLOWS if flow.model.scope.by_ids))
def test_a_step_prepared_for_a_role_and_a_tier_asks_what_the_scope_says(model: type[Record]) -> None:
    """Or a post would take steps on rows that it does not see."""
    prepared = PreparedFor(lambda post, model: model._default_manager.visible_to(post).order_by("pk"))

    for level, role in itertools.product(Division.Level, Role):
        post = Post(role=role, user_id=7, organization_id=8, division=Division(pk=9, level=level, code="130102"))
        with CaptureQueriesContext(connection) as asked:
            prepared.rows(post, model)
        with CaptureQueriesContext(connection) as meant:
            list(model._default_manager.visible_to(post).order_by("pk"))  # type: ignore[attr-defined]
        assert [one["sql"] for one in asked] == [one["sql"] for one in meant]
