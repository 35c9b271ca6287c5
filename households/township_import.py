"""A township's workbook becomes applications: its rows go the same way as those filed one by one.

They are filed and, where nothing is missing, submitted at once; a stamped summary attached to the import stands for the
documents of each household. What can't be submitted yet stays a draft, to be completed in the list.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from accounts.models import Post
from accounts.roles import Role
from core.chunks import chunks
from core.ledgers.base import Addition, Alteration, Mode, Undone, Writing
from core.ledgers.columns import ChoiceColumn, Column, DateColumn
from core.ledgers.matching import refuse_taken, taken
from core.ledgers.table import CLEAR, Table
from core.workflow import Workflow
from households.columns import DEVICE, FACTS, label_of
from households.guards import asked_for
from households.likenesses import tell_of_persons
from households.lineage import guards as lineage
from households.models import Application, Household
from households.models.choices import HouseholderReason, Status
from households.workflows import AddHousehold, ChangeHousehold, ConvertHousehold

CHUNK = 1_000
Case = Application.Case
OF_CONVERSION = frozenset({"kind", "category"})
COLUMNS = frozenset({*FACTS, *DEVICE}) - {"category"}
# Of the application, not of the household (P24).
GROUNDS: tuple[Column, ...] = (
    Column(
        "申请理由", "reason", max_length=500, width=24,
        note="新增气代煤、改造类型变更必填，不填的先存为草稿；其他行可以不填。",
    ),
    DateColumn(
        "供气企业确认日期", "supplier_confirmed_on", width=16, aliases=("供气确认日期",),
        note="新增气代煤、改成气代煤的必填，不填的先存为草稿。",
    ),
    Column(
        "供气确认文号", "supplier_reference", max_length=60, width=20, aliases=("供气企业确认文号",),
        note="新增气代煤、改成气代煤的必填，不填的先存为草稿。",
    ),
    ChoiceColumn(
        "户主变更原因", "householder_reason", choices=HouseholderReason, width=16,
        note="变更户主姓名、身份证号的必填，不填的先存为草稿。",
    ),
)  # fmt: skip
FOREIGN_KEYS = {"gas_supplier": "gas_supplier_id", "village": "village_id"}


class TownshipApplications(Mode):
    name = "applications"
    title = "登记申请"
    roles = frozenset({Role.TOWN_OFFICE})
    columns = GROUNDS

    def examine(self, table: Table, post: Post) -> None:
        _refuse_cancellations(table)
        _refuse_what_is_under_way(table, post)
        _refuse_moves_with_conversion(table)
        _tell_of_numbers_elsewhere(table)
        tell_of_persons(table, post)
        _tell_of_drafts(table)

    def write(self, additions: Iterable[Addition], alterations: Iterable[Alteration], writing: Writing) -> None:
        done = 0
        for added in chunks(additions, CHUNK):
            _file(AddHousehold, [_addition(row, writing) for row in added], writing)
            done += len(added)
            writing.progress(done)
        for altered in chunks(alterations, CHUNK):
            for workflow in (ChangeHousehold, ConvertHousehold):
                rows = [row for row in altered if _workflow_of(row) is workflow]
                _file(workflow, [_alteration(row, workflow, writing) for row in rows], writing)
            done += len(altered)
            writing.progress(done)

    def undo(self, act: uuid.UUID, by: Post) -> Undone:
        """What the township has not verified yet is withdrawn; the rest goes its way."""
        filed = Application.objects.filter(import_act=act)
        untouched = filed.filter(state__in=[Application.State.DRAFT, Application.State.SUBMITTED])
        undone = Undone()
        for workflow in (AddHousehold, ChangeHousehold, ConvertHousehold):
            outcome = workflow.withdraw.take_all(untouched.filter(case=workflow.case), by=by)
            undone.taken_back += len(outcome.taken)
            undone.refused |= {str(Application.objects.get(pk=pk)): why for pk, why in outcome.refused.items()}
        for application in filed.exclude(state=Application.State.WITHDRAWN):
            undone.refused.setdefault(str(application), f"已办到“{application.get_state_display()}”，不能撤回。")
        return undone


def _file(workflow: type[Workflow], applications: Sequence[Application], writing: Writing) -> None:
    if applications:
        filed = workflow.steps["file"].begin_all(applications, by=writing.post)
        rows = Application.objects.filter(pk__in=filed.taken)
        workflow.steps["submit"].take_all(rows, by=writing.post)


def _addition(row: Addition, writing: Writing) -> Application:
    asked = AddHousehold.file.fields
    grounds = {one.name: row.values[one.name] for one in GROUNDS if one.name in row.values and one.name in asked}
    return Application(import_act=writing.act, **_given(row.values), **grounds)


def _alteration(row: Alteration, workflow: type[Workflow], writing: Writing) -> Application:
    """Old values stay where they are: an application says only what is to stand, on such grounds as its form asks."""
    new = {name: after for name, (_, after) in row.changes.items()}
    given = {name: value for name, value in new.items() if value is not None}
    cleared = [name for name, value in new.items() if value is None and name in COLUMNS]
    village = given.pop("village", None)
    asked = workflow.steps["file"].fields
    grounds = {name: value for name, value in row.beside.items() if name in asked}
    return Application(
        import_act=writing.act,
        household_id=row.record_id,
        moved_to_id=village,
        cleared=cleared,
        **_given(given),
        **grounds,
    )


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: value for name, value in values.items() if name in COLUMNS or name in FOREIGN_KEYS}
    return {FOREIGN_KEYS.get(name, name): value for name, value in known.items() if value is not None}


def _workflow_of(row: Alteration) -> type[Workflow]:
    return ConvertHousehold if row.changes.keys() & OF_CONVERSION else ChangeHousehold


# Checks


def _refuse_cancellations(table: Table) -> None:
    """销户 and what goes with it is no matter of a workbook, nor is a household that has gone through it."""
    for index, row in enumerate(table.known):
        if row is not None and table.known_value(index, "status") == Status.CANCELLED:
            _refuse_change_of_cancelled(table, index)
            continue
        for name, cancels in (("status", {Status.CANCELLED}), ("cancelled_on", None), ("cancel_reason", None)):
            if _is_given(table, index, name) and (cancels is None or table.values[name][index] in cancels):
                sentence = "销户要有证明和生效日期，请在住户页面办理销户申请，不能用表格导入。"
                table.refuse(index, name, "cancellation", sentence)


def _refuse_change_of_cancelled(table: Table, index: int) -> None:
    """As an export has them, they pass."""
    if _changes_something(table, index):
        blamed = "number" if _is_given(table, index, "number") else "id_number"
        sentence = f"住户 {table.known_value(index, 'number')} 已销户，不能用表格变更；重新登记请逐件办理增户申请。"
        table.refuse(index, blamed, "cancelled_household", sentence)


def _changes_something(table: Table, index: int) -> bool:
    return any(table.differs(index, name) for name in table.values if _is_fact(table, name))


def _is_fact(table: Table, name: str) -> bool:
    column = table.columns[name]
    return name in table.names and column.written and not column.assigned


def _is_given(table: Table, index: int, name: str) -> bool:
    return name in table.values and table.values[name][index] not in (None, CLEAR)


def _refuse_moves_with_conversion(table: Table) -> None:
    """They are two applications, each with its own evidence."""
    for index in table.good():
        if table.known[index] and table.differs(index, "village") and table.differs(index, "kind"):
            sentence = "这户又迁村又改换改造类型，是两件申请，请分两次导入。"
            table.refuse(index, "village", "move_with_conversion", sentence)


def _refuse_what_is_under_way(table: Table, post: Post) -> None:
    """The same workbook a second time would file everything twice. What another township files is none of its."""
    under_way = Application.objects.under_way().visible_to(post)
    sentence = "这个身份证号已有一件增户申请正在办理，请先办结或撤回。"
    refuse_taken(table, "id_number", under_way.filter(case=Case.ADD), "under_way", sentence)
    known = [row.pk for row in table.known if row is not None]
    changing = under_way.filter(household__in=known, case__in=[Case.CHANGE, Case.CONVERT])
    households = set(changing.values_list("household", flat=True))
    for index, row in enumerate(table.known):
        if row is not None and row.pk in households and _changes_something(table, index):
            table.refuse(index, "name", "under_way", "这户已有一件变更申请正在办理，请先办结或撤回。")


def _tell_of_numbers_elsewhere(table: Table) -> None:
    """The other house, or its application, may be of another township: that there is one is said, and not where. As
    for what is filed singly, it becomes a pair to be decided; a draft claims nothing yet."""
    in_use = Household.objects.in_use()
    claimed = Application.objects.under_way().exclude(state=Application.State.DRAFT)
    for name, said in (("id_number", "身份证号"), ("gas_meter_number", "燃气表号")):
        code = table.columns[name].finding_code
        for index in taken(table, name, in_use):
            sentence = f"这个{said}在台账中已登记在另一户，将列为疑似重复，裁定之后才能办理。"
            table.warn(index, name, f"{code}_in_use", sentence)
        for index in taken(table, name, claimed, record="household"):
            sentence = f"这个{said}另有一件申请正在办理，将列为疑似重复，裁定之后才能办理。"
            table.warn(index, name, f"{code}_claimed", sentence)


def _tell_of_drafts(table: Table) -> None:
    """What can't be submitted as it stands is filed, and submitted once the rest is filled in."""
    categories = table.standing("category")
    for index in table.good():
        if table.known[index] is None or table.differs(index, "kind"):
            case = Case.ADD if table.known[index] is None else Case.CONVERT
            asked = asked_for(case, categories[index])
            if missing := [name for name in asked if not _is_stated(table, index, name)]:
                sentence = f"{case.label}先存为草稿：请补填{'、'.join(label_of(name) for name in missing)}后提交。"
                table.warn(index, missing[0], "incomplete_draft", sentence)
        elif _changes_hands(table, index) and not _is_given(table, index, "householder_reason"):
            sentence = "户主姓名或身份证号与台账不同，变更先存为草稿：请补填户主变更原因后提交。"
            table.warn(index, "name", "incomplete_draft", sentence)


def _changes_hands(table: Table, index: int) -> bool:
    return any(_is_given(table, index, name) and table.differs(index, name) for name in lineage.HOLDER)


def _is_stated(table: Table, index: int, name: str) -> bool:
    """An application has what its row gives; of a known household what differs from the ledger."""
    is_new = table.known[index] is None or name not in table.names
    return _is_given(table, index, name) and (is_new or table.differs(index, name))
