"""Every model: named in the office's words, guarded by constraints that speak, losing nothing by a cascade."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import models

OURS = [
    model
    for name in ("accounts", "core", "households", "inspections")
    for model in apps.get_app_config(name).get_models()
]
FIELDS = [field for model in OURS for field in model._meta.get_fields() if getattr(field, "concrete", False)]
CONSTRAINTS = [(model, constraint) for model in OURS for constraint in model._meta.constraints]
FOREIGN_KEYS = [field for field in FIELDS if isinstance(field, models.ForeignKey)]
CHINESE = re.compile(r"[一-鿿]")

# Computed beside a field that people know, for search and order.
SHADOWS = ("_digest", "_tail", "_pinyin", "_initials")
# Fields without a Chinese name, each with why nobody reads it.
UNNAMED_FIELDS = {
    "accounts.LogSeal.first_id": "how far the seal reaches; the command that checks it says so",
    "accounts.LogSeal.last_id": "see first_id",
    "core.Attachment.file": "the random name in storage; people see `name`",
    "core.Attachment.sha256": "tells a file that came twice",
    "core.Attachment.version": "the lock against two writers",
    "core.ImportCorrection.content": "sealed",
    "core.ImportCorrection.run": "stands on its run's page",
    "core.ImportRow.content": "sealed",
    "core.ImportRow.run": "stands on its run's page",
    "core.ImportRun.fingerprint": "tells a workbook that came twice",
    "core.ImportRun.sha256": "tells a file that came twice",
    "core.Job.params": "what the job was started with, for the worker",
    "core.Notice.about": "keeps the same thing from being told twice",
    "core.SavedView.page": "the slug of the list",
    "core.SavedView.user": "always the reader himself",
    "households.Application.household_version": "the lock against two writers",
    "households.SeasonClose.first_row": "where its rows lie; nobody reads keys",
    "households.SeasonClose.hashed_columns": "what its hashes are over",
    "households.SeasonClose.last_row": "see first_row",
    "inspections.InspectionPhoto.likeness": "what it looks like, for telling pictures apart",
    "inspections.Inspection.client_key": "tells a form that came twice",
    "inspections.RectificationNotice.token": "stands in the code on the paper",
    "households.Tally.dimension": "counters behind the dashboard, which names them",
    "households.Tally.households": "see dimension",
    "households.Tally.town": "see dimension",
    "households.Tally.value": "see dimension",
}
# Constraints without a sentence: no clerk can run into them, only a mistake of ours.
SILENT_CONSTRAINTS = {
    "log_seal_once_a_day": "the daily task seals",
    "open_item_once": "the engine opens items",
    "open_item_due_with_limit": "the engine opens items",
    "open_item_paused_with_reason": "pausing asks the reason and says so",
    "import_row_once": "the check writes findings",
    "notice_told_once": "a second notice is passed over",
    "saved_view_shared_has_name": "the form asks the name",
    "saved_view_shared_somewhere": "the page shares within the post's own area",
    "application_submitted_with_time": "a step sets state and time",
    "application_decided_with_time": "a step sets state and time",
    "application_added_has_household": "the last step sets both",
    "application_split_has_household": "the last step sets both",
    "publicity_begun_with_days": "a step sets state and days",
    "publicity_ended_with_time": "a step sets state and time",
    "publicity_token_once": "drawn at random",
    "objection_decided_with_time": "a step sets state and time",
    "plan_approved_with_who_and_when": "a step sets state, who and when",
    "duplicate_of_one_thing": "the search for duplicates writes pairs",
    "duplicate_pair_once": "the search for duplicates writes pairs",
    "duplicate_decided_with_time": "a step sets state and time",
    "duplicate_on_some_ground": "the search for duplicates writes pairs",
    "application_number_once": "a sequence gives the number",
    "application_id_number_whole": "saving a number fills what stands beside it",
    "application_bank_account_whole": "saving a number fills what stands beside it",
    "exchange_row_id_number_whole": "saving a number fills what stands beside it",
    "reconciliation_row_id_number_whole": "saving a number fills what stands beside it",
    "reconciliation_row_bank_account_whole": "saving a number fills what stands beside it",
    "season_row_id_number_whole": "saving a number fills what stands beside it",
    "season_row_bank_account_whole": "saving a number fills what stands beside it",
    "meter_reading_of_a_month": "the column of the workbook says so",
    "meter_reading_once_a_month": "a later workbook corrects the earlier",
    "reconciliation_closed_with_time": "a step sets state and time",
    "reconciliation_current_once": "a later list takes the place of the earlier",
    "reconciliation_row_decided_with_time": "a step sets state and time",
    "reconciliation_row_of_something": "the comparison writes rows",
    "reconciliation_row_once_a_household": "the comparison writes rows",
    "usage_anomaly_once_a_season": "the search for anomalies writes them",
    "construction_begun_with_day": "a step asks the day",
    "construction_finished_with_day": "a step asks the day",
    "construction_commissioned_with_day": "a step asks the day",
    "acceptance_attempt_once": "the engine counts the attempts",
    "acceptance_one_waiting": "the report of the works opens the next one",
    "acceptance_passed_with_day": "a step asks the day",
    "acceptance_rework_with_day": "a step asks the day",
    "acceptance_score_once": "the lines are drawn up with the form",
    "device_flag_settled_with_time": "a step sets state and time",
    "heat_gap_of_somebody": "the search for gaps writes them",
    "heat_gap_once_an_application": "the search for gaps writes them",
    "heat_gap_once_a_household": "the search for gaps writes them",
    "checklist_in_force_with_time": "a step sets state and time",
    "inspection_due_of_one_house": "triggers list houses",
    "inspection_void_with_reason": "a step asks the reason",
    "inspection_photo_of_something": "photos come with what they show",
    "hazard_number_once": "a sequence gives the number",
    "hazard_closed_with_time": "a step sets state and time",
    "hazard_sighting_once": "an inspection sees a hazard once",
    "rectification_notice_number_once": "a sequence gives the number",
    "hazard_extended_until_a_day": "a step sets both days",
    "supervise_order_number_once": "a sequence gives the number",
    "supervise_order_lifted_with_day": "a step sets state and day",
    "recheck_done_is_compared": "a step compares",
    "recheck_agreeing_among_compared": "a step counts both",
    "rectification_reported_with_time": "a step sets state and time",
    "rectification_village_once": "each village is listed once",
    "supervision_samples_what_is_there": "the draw counts both",
    "closure_sample_once": "the draw takes each once",
    "season_close_frozen_whole": "the last step sets all of them",
    "season_village_once": "the job writes each village once",
    "assessment_sample_once": "drawn without putting back",
    "owner_id_number_whole": "saving a number fills what stands beside it",
    "household_number_once": "a sequence gives the number",
    "household_id_number_whole": "saving a number fills what stands beside it",
    "household_bank_account_whole": "saving a number fills what stands beside it",
}
# What goes where its owner goes; everything else stays, or keeps its owner from going.
CASCADES = {
    "accounts.PastPassword.user": "hashes that nobody else may have",
    "core.FilterAlert.view": "part of the filter",
    "core.ImportCorrection.run": "part of the run",
    "core.ImportRow.run": "part of the run",
    "core.Notice.user": "a message to him",
    "core.SavedView.user": "his own choice",
}
# Days and moments named as everybody names them; elsewhere days end in _on, moments in _at.
PLAIN_TIMES = {"at", "day", "date", "valid_from", "valid_to", "device_warranty_until"}


def label(field: Any) -> str:
    return f"{field.model._meta.label}.{field.name}"


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_model_has_a_chinese_name(model: type[models.Model]) -> None:
    assert CHINESE.search(str(model._meta.verbose_name))


def test_a_field_has_a_chinese_name() -> None:
    named = [field for field in FIELDS if not field.primary_key and not field.name.endswith(SHADOWS)]
    unnamed = {label(field) for field in named if not CHINESE.search(str(field.verbose_name))}

    assert unnamed == set(UNNAMED_FIELDS)


def test_a_choice_reads_in_chinese() -> None:
    silent = [
        f"{label(field)} {value}"
        for field in FIELDS
        for value, word in (field.flatchoices or ())
        if value not in {None, ""} and not CHINESE.search(str(word))
    ]

    assert not silent


def test_a_constraint_says_what_is_wrong() -> None:
    silent = {constraint.name for _, constraint in CONSTRAINTS if not said_in_chinese(constraint)}

    assert silent == set(SILENT_CONSTRAINTS)


def said_in_chinese(constraint: Any) -> bool:
    """A message of its own: Django's, too, is Chinese, and names the constraint instead of what is wrong."""
    own = constraint.violation_error_message != constraint.default_violation_error_message
    return own and bool(CHINESE.search(str(constraint.violation_error_message)))


def test_no_two_constraints_share_a_name() -> None:
    names = [constraint.name for _, constraint in CONSTRAINTS]

    assert len(names) == len(set(names))


def test_nothing_is_lost_by_a_cascade() -> None:
    found = {label(field) for field in FOREIGN_KEYS if field.remote_field.on_delete is not models.PROTECT}

    assert found == set(CASCADES)


def test_a_day_ends_in_on_and_a_moment_in_at() -> None:
    wrong = [
        label(field)
        for field in FIELDS
        if isinstance(field, models.DateField)
        and field.name not in PLAIN_TIMES
        and not field.name.endswith("_at" if isinstance(field, models.DateTimeField) else "_on")
    ]

    assert not wrong
