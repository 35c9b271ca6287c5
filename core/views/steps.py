"""A step of one record: its form comes from the declaration, its refusal is a sentence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from accounts.access import log_access
from accounts.audit import AccessLog
from accounts.pages import PortalRequest
from accounts.records import EditConflict
from core.files.attachments import FileRefused
from core.typed import whole_number
from core.views.declaration import Declaration
from core.views.detail import workflow_of
from core.views.facts import blocks_of
from core.views.fetching import record_of
from core.views.forms import answers_of, say
from core.views.record_form import form_for, prepared
from core.views.step_documents import KEPT, attach_given, document_fields
from core.wording.showing import label_of
from core.workflow import Step, StepRefused, Workflow
from core.workflow.filling import LONGEST_REASON, NUMBERS_ARE_CUT

CHANGED_MEANWHILE = "这条记录在您打开后又有改动，请看过现在的内容，再决定是否办理。"


def step_page(pages: type[Declaration], request: PortalRequest, pk: int, name: str) -> HttpResponse:
    record = record_of(pages, request.post, pk)
    step = _step_named(pages, record, name)
    why_not = step.why_not(record, by=request.post)
    status = 409 if why_not and request.method == "POST" else 200
    version = record.version
    kept = ""
    form = None if why_not else _form(pages, request, step, record)
    if form is not None and request.method == "POST" and form.is_valid():
        record.version = _version(request, record.version)
        try:
            if attach_given(pages, request, pk, step, form):
                kept = KEPT
            taken = step(record, by=request.post, **answers_of(step, form.cleaned_data))
        except StepRefused as refused:
            say(form, refused)
            status = 409
        except FileRefused as refused:
            form.add_error(None, str(refused))
            status = 409
        except EditConflict:
            form.add_error(None, CHANGED_MEANWHILE)
            version, status = record_of(pages, request.post, pk).version, 409
        else:
            messages.success(request, f"已办理“{step.label}”：{taken}。")
            return redirect(_after(pages, request, pk))
    fresh = record_of(pages, request.post, pk) if request.method == "POST" else record
    log_access(request, AccessLog.Act.OPEN, fresh, detail=step.label)
    context = {
        "pages": pages,
        "record": fresh,
        "title": str(fresh),
        "step": step,
        "form": form,
        "why_not": why_not,
        "version": version,
        "blocks": blocks_of(pages, fresh, request.post),
        "state": step.workflow.state_label(step.workflow.state_of(fresh)),
        "target": step.workflow.state_label(step.target),
        "outlook": pages.outlook(fresh, step),
        "kept": kept,
        "on_site": bool(pages.step_documents.get(step.name)),
        "detail_url": pages.url("detail", pk),
        "list_url": pages.url("list"),
    }
    return render(request, "records/step.html", context, status=status)


def _form(pages: type[Declaration], request: PortalRequest, step: Step, record: Any) -> Any:
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = form_of(pages, step)(*sent, instance=record, post=request.post)
    for name, field in document_fields(pages, step).items():
        form.fields[name] = prepared(field, None, request.post)
    return form


def _step_named(pages: type[Declaration], record: Any, name: str) -> Step:
    workflow = workflow_of(pages, record)
    step = workflow.steps.get(name) if workflow else None
    if step is None or step.begins:
        raise Http404("这条记录没有这个步骤。")
    return step


def _version(request: PortalRequest, otherwise: int) -> int:
    """The version that the page showed; a caller that names none accepts what stands."""
    version = whole_number(request.POST.get("version", ""))
    return otherwise if version is None else version


def _after(pages: type[Declaration], request: PortalRequest, pk: int) -> str:
    """The record, or the list where it has left the post's area."""
    visible = pages.queryset(request.post).filter(pk=pk).exists()
    return pages.url("detail", pk) if visible else pages.url("list")


def form_of(pages: type[Declaration], step: Step) -> Any:
    """The step's questions as a form; the required ones are those that it asks."""
    extra: dict[str, forms.Field] = {}
    if step.flags_fields:
        extra["flagged"] = flag_field(pages, step.workflow)
    if step.reason:
        extra["reason"] = reason_field()
    return form_for(step.workflow.model, step.fields, required=step.asks, extra=extra, base=pages.step_form)


def reason_field(label: str = "意见") -> forms.Field:
    return forms.CharField(
        label=label,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NUMBERS_ARE_CUT,
    )


def flag_field(pages: type[Declaration], workflow: type[Workflow]) -> forms.Field:
    """The fields at fault, of those that the form of a new record has, in the order of the record's page (F7)."""
    asked = dict.fromkeys(name for step in workflow.steps.values() if step.begins for name in step.fields)
    on_the_page = [name for section in pages.sections for name in section.fields if name in asked]
    names = dict.fromkeys([*on_the_page, *asked])
    return forms.MultipleChoiceField(
        label="需改的栏",
        required=False,
        choices=[(name, label_of(pages.model, name, pages.headings)) for name in names if _is_field(pages, name)],
        widget=forms.CheckboxSelectMultiple,
        help_text="勾选后，退回的人打开表单时这些栏会标出来。",
    )


def _is_field(pages: type[Declaration], name: str) -> bool:
    try:
        pages.model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
