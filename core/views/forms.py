"""New and edit: from a form of the app's own, or made from what the first step asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from accounts.access import log_access
from accounts.audit import AccessLog, acting
from accounts.models import Post
from accounts.pages import PortalRequest
from accounts.records import EditConflict
from core.small_tables import forget
from core.typed import whole_number
from core.views import conflict
from core.views.declaration import Declaration, beginning, key_of
from core.views.detail import flagged_of, sent_back_of, workflow_of
from core.views.facts import shown_in_full
from core.views.fetching import record_of
from core.views.record_form import form_for
from core.wording.showing import all_masks
from core.wording.violations import broken_rule
from core.workflow import Step, StepRefused, Workflow


def new_page(pages: type[Declaration], request: PortalRequest, key: str = "") -> HttpResponse:
    workflow = _workflow_named(pages, key)
    if refused := pages.why_not_create(request.post, workflow):
        raise PermissionDenied(refused)
    form = form_class_of(pages, workflow, request.post)(
        request.POST or None,
        request.FILES or None,
        initial=pages.initial(request, workflow),
        post=request.post,
        masks=pages.masks,
    )
    if request.method == "POST" and form.is_valid() and (records := create(pages, workflow, form, request.post)):
        messages.success(request, f"已登记：{'、'.join(map(str, records))}。")
        return redirect(pages.url("list") if len(records) > 1 else pages.url("detail", records[0].pk))
    step = beginning(workflow, request.post) if workflow else None
    title = step.label if step else pages.new_label or f"新建{pages.model._meta.verbose_name}"
    for _, record in _pointed_to_by(form):
        log_access(request, AccessLog.Act.OPEN, record, detail=title)
    return render(request, "records/form.html", _context(pages, form, title, pages.url("list")))


def _workflow_named(pages: type[Declaration], key: str) -> type[Workflow] | None:
    if not pages.workflows and not key:
        return None
    found = [one for one in pages.workflows if key_of(one) == key or (not key and len(pages.workflows) == 1)]
    if not found:
        raise Http404("没有这类申请。")
    return found[0]


def form_class_of(pages: type[Declaration], workflow: type[Workflow] | None, post: Post) -> Any:
    form = pages.forms.get(workflow) or pages.forms.get(None)
    if form is not None:
        return form
    step = beginning(workflow, post) if workflow else None
    if step:
        return form_for(pages.model, step.fields, required=step.asks)
    return form_for(pages.model, _editable(pages))


def _editable(pages: type[Declaration]) -> list[str]:
    return [name for section in pages.sections for name in section.fields if _is_editable(pages, name)]


def _is_editable(pages: type[Declaration], name: str) -> bool:
    field = next((one for one in pages.model._meta.concrete_fields if one.name == name), None)
    return field is not None and field.editable


def create(pages: type[Declaration], workflow: type[Workflow] | None, form: Any, post: Post) -> Sequence[Any]:
    """The new records; none when they were refused, with the sentence in the form."""
    try:
        with acting(post):
            records = begin(pages, workflow, form, post)
            forget(pages.model)
    except StepRefused as refused:
        say(form, refused)
    except IntegrityError as problem:
        say_broken_rule(form, problem)
    else:
        return records
    return ()


def begin(pages: type[Declaration], workflow: type[Workflow] | None, form: Any, post: Post) -> Sequence[Any]:
    """One record, or several where the form begins them together."""
    records = _begun(workflow, form, post) if workflow else [form.save()]
    for record in records:
        pages.created(record, post)
    return records


def _begun(workflow: type[Workflow], form: Any, post: Post) -> Sequence[Any]:
    step = beginning(workflow, post)
    if step is None:
        raise StepRefused("您的岗位不能登记这类申请。")
    begun: Sequence[Any] = form.begin(step, answers_of(step, form.cleaned_data))
    return begun


def answers_of(step: Step, cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """What the step asks or accepts, of what the form has."""
    wanted = {*step.fields, *(["reason"] if step.reason else []), *(["flagged"] if step.flags_fields else [])}
    return {name: value for name, value in cleaned.items() if name in wanted}


def say(form: Any, refused: StepRefused) -> None:
    """The refusal beside the answers at fault, or above the form."""
    known = {name: sentence for name, sentence in refused.fields.items() if name in form.fields}
    for name, sentence in known.items():
        form.add_error(name, sentence)
    if not known:
        form.add_error(None, refused.sentence)


def say_broken_rule(form: Any, problem: IntegrityError) -> None:
    """Raises again what no constraint of ours explains."""
    sentence = broken_rule(problem)
    if not sentence:
        raise problem
    form.add_error(None, sentence)


def edit_page(pages: type[Declaration], request: PortalRequest, pk: int) -> HttpResponse:
    record = record_of(pages, request.post, pk)
    if refused := pages.why_not_edit(record, request.post):
        raise PermissionDenied(refused)
    make = form_class_of(pages, workflow_of(pages, record), request.post)
    options: dict[str, Any] = {
        "post": request.post,
        "masks": pages.masks,
        "shown_in_full": shown_in_full(pages, record, request.post, all_masks(pages.model, pages.masks).keys()),
    }
    if request.method != "POST":
        return _edit_form(pages, request, record, make(instance=record, **options))
    data = conflict.chosen(request.POST, make(instance=record, **options))
    form = make(data, request.FILES, instance=record, **options)
    if form.is_valid():
        record.version = _version(request)
        try:
            return _saved(pages, request, form)
        except EditConflict:
            return conflict.page(pages, request, form)
        except IntegrityError as problem:
            say_broken_rule(form, problem)
    return _edit_form(pages, request, record, form)


def _version(request: PortalRequest) -> int:
    """The version that the form was made of; 0, which no record has, when it carries none."""
    return whole_number(request.POST.get("version", "")) or 0


def _saved(pages: type[Declaration], request: PortalRequest, form: Any) -> HttpResponse:
    with acting(request.post):
        record = form.save()
        pages.edited(record, request.post)
        forget(type(record))
    messages.success(request, "已保存。")
    return redirect(pages.url("detail", record.pk))


def _edit_form(pages: type[Declaration], request: PortalRequest, record: Any, form: Any) -> HttpResponse:
    log_access(request, AccessLog.Act.OPEN, record, detail="修改")
    context = _context(pages, form, f"修改{record}", pages.url("detail", record.pk))
    version = request.POST.get("version") or record.version
    sent_back = sent_back_of(pages, record)
    return render(
        request, "records/form.html", context | {"record": record, "version": version, "sent_back": sent_back}
    )


def _context(pages: type[Declaration], form: Any, title: str, back_url: str) -> dict[str, Any]:
    flagged = flagged_of(form.instance)
    return {
        "pages": pages,
        "form": form,
        "title": title,
        "back_url": back_url,
        "list_url": pages.url("list"),
        "groups": _groups(pages, form, flagged),
        "about": _about(form),
    }


def _about(form: Any) -> list[dict[str, str]]:
    """The records that hidden fields point to: what the application is about."""
    return [{"label": bound.label, "value": str(record)} for bound, record in _pointed_to_by(form)]


def _pointed_to_by(form: Any) -> list[tuple[Any, Any]]:
    """Hidden fields with their records."""
    pointing = [bound for bound in form.hidden_fields() if hasattr(bound.field, "queryset")]
    pointed = [(bound, form.chosen(bound.name)) for bound in pointing]
    return [(bound, record) for bound, record in pointed if record is not None]


def _groups(pages: type[Declaration], form: Any, flagged: list[str]) -> list[dict[str, Any]]:
    """The form's fields by the sections of the record's page, in the form's own order; what stands in none is last."""
    left = {
        field.name: {"field": field, "flagged": field.name in flagged, "wanted": field.name in form.wanted}
        for field in form.visible_fields()
        if field.name not in form.tabled
    }
    places = {name: place for place, name in enumerate(left)}
    groups: list[dict[str, Any]] = []
    for section in pages.sections:
        fields = [left.pop(name) for name in section.fields if name in left]
        if fields:
            groups.append({"title": section.title, "fields": fields})
    groups.sort(key=lambda group: min(places[one["field"].name] for one in group["fields"]))
    if left:
        groups.append({"title": "其他" if groups else "", "fields": list(left.values())})
    return groups
