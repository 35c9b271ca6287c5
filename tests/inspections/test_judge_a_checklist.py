"""What answers to a checklist come to."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from inspections.checklists.judging import Judgement, judge
from inspections.models import ChecklistItem, Level

DAY = datetime.date(2026, 9, 20)


def item(code: str, **rest: Any) -> ChecklistItem:
    return ChecklistItem(
        **{"code": code, "text": f"第 {code} 项", "level": Level.MAJOR, "photo_when_bad": False, **rest}
    )


def judged(
    items: list[ChecklistItem], answers: dict[str, dict[str, Any]], photographed: set[str] = frozenset()
) -> Judgement:  # type: ignore[assignment]
    return judge(items, answers, photographed, DAY)


def test_a_bad_answer_is_a_finding() -> None:
    made = judged([item("A1"), item("A2")], {"A1": {"result": "ok"}, "A2": {"result": "bad", "note": "漏气"}})

    assert [(one.item.code, one.note) for one in made.findings] == [("A2", "漏气")]
    assert not made.problems


def test_an_obligatory_item_left_out_is_named() -> None:
    made = judged([item("A1"), item("A2", obligatory=False)], {})

    assert made.problems == {"A1": "“第 A1 项”还没有填。"}


def test_an_item_whose_condition_does_not_hold_is_not_asked() -> None:
    items = [item("A1"), item("A2", shown_if_code="A1", shown_if_result="bad")]

    assert not judged(items, {"A1": {"result": "ok"}}).problems
    assert "A2" in judged(items, {"A1": {"result": "bad"}}).problems


def test_a_bad_answer_asks_for_a_photo_where_the_item_wants_one() -> None:
    items = [item("A1", photo_when_bad=True)]
    bad = {"A1": {"result": "bad"}}

    assert judged(items, bad).problems == {"A1": "“第 A1 项”请现场拍照。"}
    assert not judged(items, bad, {"A1"}).problems


def test_a_bad_answer_asks_for_a_note_where_the_item_wants_one() -> None:
    assert "请写明情况" in judged([item("A1", note_when_bad=True)], {"A1": {"result": "bad"}}).problems["A1"]


def test_a_number_outside_its_limits_is_a_finding() -> None:
    pressure = item("B5", answer="number", lowest=Decimal("0.8"), highest=Decimal("1.5"))

    assert judged([pressure], {"B5": {"value": "0.3"}}).findings
    assert not judged([pressure], {"B5": {"value": "1.2"}}).findings


def test_a_reading_is_kept_as_a_fact() -> None:
    made = judged([item("M5", answer="number", fact="meter_reading")], {"M5": {"value": "1234.567"}})

    assert made.facts == {"meter_reading": Decimal("1234.57")}
    assert made.answers["M5"]["value"] == "1234.57"


def test_a_day_that_has_passed_is_a_finding() -> None:
    alarm = item("A9", answer="date", must_be_ahead=True, fact="alarm_expires_on")
    made = judged([alarm], {"A9": {"value": "2026-09-19"}})

    assert made.findings
    assert made.facts == {"alarm_expires_on": datetime.date(2026, 9, 19)}


def test_junk_gets_a_sentence() -> None:
    items = [item("A1"), item("B5", answer="number"), item("D1", answer="date")]
    made = judged(
        items, {"A1": {"result": "maybe"}, "B5": {"value": "NaN"}, "D1": {"value": "明天"}, "X": {"result": "ok"}}
    )

    assert set(made.problems) == {"A1", "B5", "D1", "X"}


def test_a_number_of_a_person_is_cut_from_a_note() -> None:
    made = judged([item("A1")], {"A1": {"result": "ok", "note": "户主 110105194912310021 不在"}})

    assert "19491231" not in made.answers["A1"]["note"]


def test_what_was_made_too_long_ago_is_a_finding() -> None:
    boiler = item("B2", answer="date", lasts_years=8, fact="boiler_made_on")

    assert judged([boiler], {"B2": {"value": "2018-09-20"}}).findings
    assert not judged([boiler], {"B2": {"value": "2018-09-21"}}).findings


def test_what_is_in_date_may_be_called_bad_all_the_same() -> None:
    hose = item("H2", answer="date", must_be_ahead=True, fact="hose_expires_on")
    made = judged([hose], {"H2": {"result": "bad", "value": "2030-01-01", "note": "龟裂"}})

    assert made.findings
    assert made.facts == {"hose_expires_on": datetime.date(2030, 1, 1)}


def test_what_can_not_be_read_off_may_be_called_bad_without_a_value() -> None:
    made = judged([item("H2", answer="date")], {"H2": {"result": "bad"}})

    assert made.findings
    assert not made.facts
