"""What the answers of a check come to: its score, which parts it looked at, its findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.audit import Actor
from core.workflow import Answers
from inspections.checklists.judging import Finding
from inspections.models import ChecklistItem, CompanyCheck, Level
from inspections.models.checks import Check
from inspections.models.company_checks import PARTS

Checks = Sequence[Check]
Result = ChecklistItem.Result
LOOKED_AT = frozenset({Result.OK, Result.BAD})


def keep_result(checks: Checks, by: Actor, answers: Answers) -> None:
    """算出得分、问题数，记下三部分内容是否都查到。"""
    for check in checks:
        items = items_of(check)
        check.score = score_of(items, check)
        check.found = len(findings_of(items, check))
        if isinstance(check, CompanyCheck):
            seen = {item.group for item in items if result_of(check, item) in LOOKED_AT}
            for group, name in PARTS.items():
                setattr(check, name, group in seen)


def items_of(check: Check) -> list[ChecklistItem]:
    return list(check.checklist.items.all()) if check.checklist else []


def result_of(check: Check, item: ChecklistItem) -> str:
    return str(check.answers.get(item.code, {}).get("result", ""))


def score_of(items: Sequence[ChecklistItem], check: Check) -> int | None:
    """Of a hundred, over the items with points that concern the place; None of none."""
    counted = [item for item in items if item.points and result_of(check, item) in LOOKED_AT]
    whole = sum(item.points for item in counted)
    got = sum(item.points for item in counted if result_of(check, item) == Result.OK)
    return round(100 * got / whole) if whole else None


def findings_of(items: Sequence[ChecklistItem], check: Check) -> list[Finding]:
    bad = [item for item in items if result_of(check, item) == Result.BAD]
    return [Finding(item, str(check.answers[item.code].get("note", ""))) for item in bad]


def list_findings(checks: Checks, by: Actor, answers: Answers) -> None:
    """每个不合格项各成一条问题，期限同整改期限。"""
    for check in checks:
        make = check.findings.model
        make.objects.bulk_create(
            make(visit=check, due_on=check.rectify_until_on, **_facts(finding))
            for finding in findings_of(items_of(check), check)
        )


def _facts(finding: Finding) -> dict[str, str]:
    item = finding.item
    return {
        "item_code": item.code,
        "group": item.group,
        "description": finding.described[:300],
        "level": item.level or Level.MINOR,
        "basis": item.basis,
        "demand": item.demand,
    }


def clear_findings(checks: Checks, by: Actor, answers: Answers) -> None:
    """还没有复查合格的问题一并记为复查合格。"""
    for check in checks:
        _open(check).update(cleared_on=check.rechecked_on)


def move_deadlines(checks: Checks, by: Actor, answers: Answers) -> None:
    """没有复查合格的问题按新的期限整改，整改情况重写。"""
    for check in checks:
        _open(check).update(due_on=check.rectify_until_on, rectification="", rectified_on=None)


def _open(check: Check) -> QuerySet[Any]:
    return check.findings.open()
