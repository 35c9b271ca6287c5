"""The answers to a checklist filled in on a page: what is kept, and what is said at the item that is at fault."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string

from accounts.models import Post
from households.models import Household
from inspections.checklists.answering import AnsweringForm, answered, judgement_of, photographed, photos_lacking
from inspections.models import Checklist, ChecklistItem, Inspection
from tests import factories

pytestmark = pytest.mark.django_db


class Form(AnsweringForm):
    class Meta:
        model = Inspection
        fields = ("note",)


class WholeForm(Form):
    complete = True


@pytest.fixture
def record(checklist: Checklist, household: Household) -> Inspection:
    """Asked: a verdict that wants a photo when it is bad, and a pressure between two and three."""
    factories.ChecklistItemFactory(checklist=checklist, position=1, code="A1", text="有公示栏", photo_when_bad=True)
    factories.ChecklistItemFactory(
        checklist=checklist, position=2, code="A2", text="灶前压力", answer=ChecklistItem.Answer.NUMBER, lowest=2,
        highest=3, unit="kPa",
    )  # fmt: skip
    made: Inspection = factories.InspectionFactory(checklist=checklist, household=household)
    return made


def filled(make: Any, record: Inspection, by: Post, **answers: str) -> Any:
    return make(answers, instance=record, post=by)


def test_what_is_answered_is_kept_and_the_rest_may_follow(record: Inspection, gas_office: Post) -> None:
    form = filled(Form, record, gas_office, result_A1="bad", note_A1="栏里是空的")

    assert form.is_valid(), form.errors
    form.save(commit=False)
    assert record.answers == {"A1": {"result": "bad", "note": "栏里是空的"}}


def test_a_form_that_has_to_be_complete_says_at_each_item_what_is_open(record: Inspection, gas_office: Post) -> None:
    form = filled(WholeForm, record, gas_office, result_A1="ok")

    assert form.errors == {"value_A2": ["“灶前压力”还没有填。"]}


def test_what_is_no_number_is_refused_at_its_item(record: Inspection, gas_office: Post) -> None:
    form = filled(Form, record, gas_office, value_A2="正常")

    assert form.errors == {"value_A2": ["“灶前压力”请填数字。"]}


def test_an_item_may_not_concern_this_place(record: Inspection, gas_office: Post) -> None:
    form = filled(WholeForm, record, gas_office, result_A1="na", na_A2="on")

    assert form.is_valid(), form.errors
    assert {one["result"] for one in form.judgement.answers.values()} == {"na"}


def test_what_is_read_off_may_be_bad_all_the_same(record: Inspection, gas_office: Post) -> None:
    form = filled(Form, record, gas_office, value_A2="2.50", bad_A2="on")
    assert form.is_valid(), form.errors
    assert form.judgement.answers["A2"] == {"result": "bad", "value": "2.50", "note": ""}

    record.answers = form.judgement.answers
    assert Form(instance=record, post=gas_office)["bad_A2"].initial is True
    record.answers = {"A2": {"result": "bad", "value": "9.00", "note": ""}}
    assert Form(instance=record, post=gas_office)["bad_A2"].initial is False


def test_an_earlier_answer_stands_in_its_box(record: Inspection, gas_office: Post) -> None:
    record.answers = {"A2": {"result": "ok", "value": "2.50", "note": ""}}
    form = Form(instance=record, post=gas_office)

    drawn = render_to_string("inspections/_answers.html", {"form": form})
    assert 'value="2.50"' in drawn
    assert "合格范围：2～3kPa。" in drawn


def test_a_photo_that_the_answers_ask_for_is_named_until_it_is_there(record: Inspection) -> None:
    record.answers = {"A1": {"result": "bad", "note": ""}}
    assert photos_lacking(record) == ["item_1"]
    assert "A1" in judgement_of(record, (), record.inspected_on).problems

    factories.AttachmentFactory(record=record, purpose="item_1")
    assert photos_lacking(record) == []
    photos = photographed([record])[record.pk]
    assert "A1" not in judgement_of(record, photos, record.inspected_on).problems


def test_the_answers_are_read_with_their_verdicts(record: Inspection, gas_office: Post) -> None:
    record.answers = {"A2": {"result": "bad", "value": "4.00", "note": "偏高"}}
    shown = answered(record, gas_office)

    assert shown is not None
    drawn = render_to_string(shown.template, dict(shown.context))
    assert "4.00kPa，偏高" in drawn
    assert "还有 1 项没有填" in drawn


def test_a_lacking_photo_is_said_with_the_place_where_it_goes(record: Inspection) -> None:
    record.answers = {"A1": {"result": "bad", "note": ""}}

    problem = judgement_of(record, (), record.inspected_on).problems["A1"]

    assert problem == "“有公示栏”请现场拍照。照片在“附件”里上传，材料选“第 1 项照片”。"
