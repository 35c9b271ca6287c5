"""检查表 are drawn up, come into force, are followed by new versions; what has been in force stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.workflow import StepRefused
from inspections.checklists.pasting import paste
from inspections.checklists.workflows import KeepChecklist
from inspections.models import Checklist, ChecklistItem, Inspection
from tests import factories
from tests.conftest import ClientOf, MakePost

State = Checklist.State
Purpose = Checklist.Purpose


@pytest.fixture
def office(post: MakePost) -> Post:
    return post(Role.DISTRICT_OFFICE)


@pytest.fixture
def routine(db: Any) -> Checklist:
    """The one that every district begins with."""
    return Checklist.objects.in_force(Purpose.ROUTINE).get()


@pytest.fixture
def drafted(office: Post) -> Checklist:
    made: Checklist = KeepChecklist.draft(by=office, name="燃气锅炉房检查表", purpose=Purpose.CAMPAIGN)
    return made


def revised(former: Checklist, by: Post) -> Checklist:
    made: Checklist = KeepChecklist.draft(by=by, name=former.name, purpose=former.purpose, follows=former)
    return made


# What a district begins with


def test_the_household_list_has_42_items_in_its_eight_groups(routine: Checklist) -> None:
    groups = list(dict.fromkeys(routine.items.values_list("group", flat=True)))

    assert routine.items.count() == 42
    assert groups == [
        "用气环境", "户外管道", "户内管道阀门", "燃气表", "连接管", "采暖热水炉", "灶具、热水器", "安全装置",
    ]  # fmt: skip


def test_every_purpose_that_inspections_are_made_for_has_its_list(db: Any) -> None:
    standing = Checklist.objects.filter(state=State.IN_FORCE).values_list("purpose", flat=True)

    assert set(standing) == set(Purpose) - {Purpose.CAMPAIGN}
    assert list(standing).count(Purpose.ASSESSMENT) == 3


def test_what_is_weighed_comes_to_a_hundred_points(db: Any) -> None:
    for checklist in Checklist.objects.filter(purpose__in=[Purpose.COMPANY, Purpose.SERVICE_POINT, Purpose.ASSESSMENT]):
        assert sum(checklist.items.values_list("points", flat=True)) == 100, checklist


def test_the_facts_of_the_first_list_are_fields_of_the_inspection(routine: Checklist) -> None:
    facts = set(routine.items.exclude(fact="").values_list("fact", flat=True))

    assert facts == set(ChecklistItem.Fact.values)
    assert facts <= {field.name for field in Inspection._meta.get_fields()}


def test_the_conditions_of_the_first_lists_hold(office: Post, db: Any) -> None:
    """Each could be put into force as it is."""
    for checklist in Checklist.objects.filter(state=State.IN_FORCE):
        draft = revised(checklist, office)
        assert not KeepChecklist.publish.why_not(draft, by=office), checklist


# From draft to force


def test_a_new_version_begins_with_the_items_of_the_former(routine: Checklist, office: Post) -> None:
    draft = revised(routine, office)

    assert (draft.number, draft.state, draft.made_by) == (2, State.DRAFT, office)
    same = ("position", "code", "text", "level", "demand", "fact")
    assert list(draft.items.values_list(*same)) == list(routine.items.values_list(*same))


def test_the_new_version_takes_the_place_of_the_former(routine: Checklist, office: Post) -> None:
    draft = revised(routine, office)

    KeepChecklist.publish(draft, by=office)

    routine.refresh_from_db()
    assert (routine.state, draft.state) == (State.RETIRED, State.IN_FORCE)
    assert draft.in_force_from_at
    assert routine.retired_at
    assert Checklist.objects.in_force(Purpose.ROUTINE).get() == draft


def test_a_version_is_drafted_once_at_a_time(routine: Checklist, office: Post) -> None:
    revised(routine, office)

    with pytest.raises(StepRefused, match="第2版”还是草稿"):
        revised(routine, office)


def test_a_discarded_draft_stays_and_its_number_is_not_given_again(routine: Checklist, office: Post) -> None:
    KeepChecklist.discard(revised(routine, office), by=office, reason="不改了")

    assert revised(routine, office).number == 3


def test_a_name_that_is_known_is_revised(routine: Checklist, office: Post) -> None:
    with pytest.raises(StepRefused, match="点“修订”"):
        KeepChecklist.draft(by=office, name=routine.name, purpose=Purpose.CAMPAIGN)


def test_a_new_version_keeps_its_purpose(routine: Checklist, office: Post) -> None:
    with pytest.raises(StepRefused, match="名称和用途不变"):
        KeepChecklist.draft(by=office, name=routine.name, purpose=Purpose.CAMPAIGN, follows=routine)


def test_an_empty_list_does_not_come_into_force(drafted: Checklist, office: Post) -> None:
    with pytest.raises(StepRefused, match="请先加检查项"):
        KeepChecklist.publish(drafted, by=office)


def test_a_condition_names_an_item_before_its_own(drafted: Checklist, office: Post) -> None:
    condition = {"shown_if_code": "G02", "shown_if_result": "ok"}
    factories.ChecklistItemFactory(checklist=drafted, position=1, code="G01", **condition)
    factories.ChecklistItemFactory(checklist=drafted, position=2, code="G02")

    with pytest.raises(StepRefused, match="“G01”的条件所指的“G02”不在它前面"):
        KeepChecklist.publish(drafted, by=office)


def test_a_purpose_has_one_list_in_force(office: Post) -> None:
    draft = KeepChecklist.draft(by=office, name="另一张安检表", purpose=Purpose.ROUTINE)
    factories.ChecklistItemFactory(checklist=draft)

    with pytest.raises(StepRefused, match="已有在用的“入户安检表”"):
        KeepChecklist.publish(draft, by=office)


def test_campaigns_may_have_several_lists(drafted: Checklist, office: Post) -> None:
    factories.ChecklistFactory(purpose=Purpose.CAMPAIGN)
    factories.ChecklistItemFactory(checklist=drafted)

    KeepChecklist.publish(drafted, by=office)

    assert Checklist.objects.in_force(Purpose.CAMPAIGN).count() == 2


# What has been in force stays


def test_a_version_in_force_can_not_be_changed(routine: Checklist) -> None:
    with pytest.raises(DatabaseError, match="不能修改、删除"), transaction.atomic(), acting(System.MIGRATION):
        Checklist.objects.filter(pk=routine.pk).update(name="改名")


def test_a_retired_version_is_never_in_force_again(routine: Checklist, office: Post) -> None:
    KeepChecklist.retire(routine, by=office, reason="停用")

    with pytest.raises(DatabaseError, match="不能修改、删除"), transaction.atomic(), acting(System.MIGRATION):
        Checklist.objects.filter(pk=routine.pk).update(state=State.IN_FORCE)


WRITES: dict[str, Callable[[Checklist], Any]] = {
    "insert": lambda kept: kept.items.create(position=99, group="其他", code="Z9", text="另加"),
    "update": lambda kept: kept.items.update(text="改写"),
    "delete": lambda kept: kept.items.all().delete(),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_the_items_of_a_version_in_force_can_not_be_changed(
    routine: Checklist, write: Callable[[Checklist], Any]
) -> None:
    with pytest.raises(DatabaseError, match="各项不能增加、修改或删除"), transaction.atomic(), acting(System.MIGRATION):
        write(routine)


def test_an_item_does_not_move_into_a_version_in_force(routine: Checklist, drafted: Checklist) -> None:
    item = factories.ChecklistItemFactory(checklist=drafted)

    with pytest.raises(DatabaseError, match="各项不能"), transaction.atomic(), acting(System.MIGRATION):
        ChecklistItem.objects.filter(pk=item.pk).update(checklist=routine)


# The items of a draft, on their pages


def codes(checklist: Checklist) -> list[str]:
    return list(checklist.items.values_list("code", flat=True))


@pytest.fixture
def lines(drafted: Checklist) -> list[ChecklistItem]:
    return [
        factories.ChecklistItemFactory(checklist=drafted, position=place, code=code)
        for place, code in enumerate(("G01", "G02", "G03"), start=1)
    ]


def given(checklist: Checklist, **rest: Any) -> dict[str, Any]:
    return {"checklist": checklist.pk, "group": "炉间", "code": "G09", "text": "通风良好", "answer": "judged", **rest,
            "points": rest.get("points", 0)}  # fmt: skip


def test_an_item_is_added_at_the_end(
    lines: list[ChecklistItem], drafted: Checklist, office: Post, client_of: ClientOf
) -> None:
    answer = client_of(office).post("/checklist-items/new/", given(drafted))

    assert answer.status_code == 302
    assert codes(drafted) == ["G01", "G02", "G03", "G09"]


def test_an_item_is_added_at_the_place_that_is_asked_for(
    lines: list[ChecklistItem], drafted: Checklist, office: Post, client_of: ClientOf
) -> None:
    client_of(office).post("/checklist-items/new/", given(drafted, position=2))

    assert codes(drafted) == ["G01", "G09", "G02", "G03"]
    assert list(drafted.items.values_list("position", flat=True)) == [1, 2, 3, 4]


def test_an_item_is_moved_by_one_line(
    lines: list[ChecklistItem], drafted: Checklist, office: Post, client_of: ClientOf
) -> None:
    client_of(office).post(f"/checklist-items/{lines[2].pk}/move/", {"way": "up"})
    client_of(office).post(f"/checklist-items/{lines[0].pk}/move/", {"way": "up"})

    assert codes(drafted) == ["G01", "G03", "G02"]


def test_an_item_of_a_draft_is_taken_out(
    lines: list[ChecklistItem], drafted: Checklist, office: Post, client_of: ClientOf
) -> None:
    client_of(office).post(f"/checklist-items/{lines[0].pk}/remove/")

    assert list(drafted.items.values_list("code", "position")) == [("G02", 1), ("G03", 2)]


@pytest.mark.parametrize("act", ["move", "remove", "edit"])
def test_an_item_in_force_is_not_touched(routine: Checklist, office: Post, client_of: ClientOf, act: str) -> None:
    item = routine.items.first()
    assert item

    answer = client_of(office).post(f"/checklist-items/{item.pk}/{act}/", {"way": "down"})

    assert answer.status_code == 403
    assert "点“修订”" in answer.content.decode()


def test_an_item_is_not_added_to_a_version_in_force(routine: Checklist, office: Post, client_of: ClientOf) -> None:
    answer = client_of(office).post("/checklist-items/new/", given(routine))

    assert answer.status_code == 200
    assert "点“修订”" in answer.content.decode()
    assert routine.items.count() == 42


def test_a_fact_is_asked_for_as_what_it_is(drafted: Checklist, office: Post, client_of: ClientOf) -> None:
    answer = client_of(office).post("/checklist-items/new/", given(drafted, fact="meter_reading"))

    assert "要用“数值”回答" in answer.content.decode()


def test_a_companys_post_reads_a_checklist_and_changes_nothing(
    lines: list[ChecklistItem], drafted: Checklist, post: MakePost, client_of: ClientOf
) -> None:
    client = client_of(post(Role.TOWN_GAS_OFFICE))

    assert "G01" in client.get(f"/checklists/{drafted.pk}/").content.decode()
    assert client.post(f"/checklist-items/{lines[0].pk}/remove/").status_code == 403


def test_the_blank_form_shows_every_item(routine: Checklist, office: Post, client_of: ClientOf) -> None:
    page = client_of(office).get(f"/checklists/{routine.pk}/blank/").content.decode()

    assert all(item.text in page for item in routine.items.all())


def test_a_checklist_of_households_is_tried_out_as_it_is_on_the_phone(
    routine: Checklist, office: Post, client_of: ClientOf
) -> None:
    page = client_of(office).get(f"/checklists/{routine.pk}/preview/").content.decode()

    assert page.count("data-item=") == routine.items.count()
    assert "field/preview" in page


# Pasting


def test_lines_are_pasted_from_a_workbook(drafted: Checklist, office: Post) -> None:
    headings = "分组\t编码\t检查内容\t回答方式\t不合格时的隐患等级\t必答"
    block = f"{headings}\n炉间\tG01\t通风\t\t较大\t是\n炉间\tG02\t水压\t数值\t\t否\n"

    assert paste(drafted, block, office) == 2

    first, second = drafted.items.all()
    assert (first.level, first.answer, first.obligatory, first.position) == ("major", "judged", True, 1)
    assert (second.level, second.answer, second.obligatory, second.position) == ("", "number", False, 2)


def test_a_wrong_line_is_named_and_nothing_is_added(drafted: Checklist, office: Post) -> None:
    with pytest.raises(StepRefused, match="第 3 行“编码”"):
        paste(drafted, "分组\t编码\t检查内容\n炉间\tG01\t通风\n炉间\t\t水压", office)

    assert not drafted.items.exists()


def test_a_block_without_headings_is_refused(drafted: Checklist, office: Post) -> None:
    with pytest.raises(StepRefused, match="第一行应是表头"):
        paste(drafted, "炉间\tG01\t通风", office)


# For other systems


def test_other_systems_read_the_whole_list(routine: Checklist, office: Post, client_of: ClientOf) -> None:
    answer = client_of(office).get(f"/api/checklists/{routine.pk}/items/").json()

    assert answer["number"] == 1
    assert len(answer["items"]) == 42
    assert [one["code"] for one in answer["items"]][:2] == ["E01", "E02"]
