"""What every form of a record shares: masked numbers stay masked, choices are those of the post's own area."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django_filters.fields import DateRangeField

from accounts.models import Division, Organization, Post
from accounts.models.divisions import LEVEL_FIELDS
from accounts.scoping import Placed
from core.dictionary.catalogues import offered
from core.search import spellings_of
from core.wording.showing import Masks, all_masks
from core.workflow import Step

# The nearest class in a widget's ancestry decides: a list of checkboxes is also a Select.
CLASSES: dict[type, str] = {
    forms.CheckboxInput: "form-check-input",
    forms.CheckboxSelectMultiple: "form-check-input",
    forms.RadioSelect: "form-check-input",
    forms.Select: "form-select",
    forms.SelectMultiple: "form-select",
}


NO_CHOICE = "请选择"
# What Django's selects send for it.
NO_ANSWER = {"", "unknown"}


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's ModelForm takes no parameter at run time
    """Subclass with a Meta of model and fields.

    A known personal number is shown masked, and what comes back masked is left as it is; `shown_in_full` names those
    that the post has unmasked.
    """

    # Starred though the form can be saved without them: the next step asks for them.
    wanted: Collection[str] = ()
    # Shown as a table of lines at the form's end (`table`), not among the other boxes.
    tabled: Collection[str] = ()
    # Where it begins: `sentence`, and the `verb` that leads to the `url`; shown in its place when it came without that.
    begins_at: Mapping[str, str] | None = None

    def __init__(
        self,
        *args: Any,
        post: Post,
        masks: Masks | None = None,
        shown_in_full: frozenset[str] = frozenset(),
        **options: Any,
    ) -> None:
        self.post = post
        super().__init__(*args, **options)
        for name, field in list(self.fields.items()):
            self.fields[name] = prepared(field, model_field(self._meta.model, name), post)
        self._forget_what_is_not_seen()
        known = all_masks(self._meta.model, masks or {})
        self.masked = self.fields.keys() & known.keys() - shown_in_full
        for name in self.masked:
            self._mask(name, known[name])

    def _forget_what_is_not_seen(self) -> None:
        """What an address asked to begin with travels hidden; the page does not repeat what the post may not choose."""
        for name, field in self.fields.items():
            asked = name in self.initial and self.instance.pk is None and isinstance(field, forms.ModelChoiceField)
            if asked and self._named(name, self.initial[name]) is None:
                del self.initial[name]

    def chosen(self, name: str) -> Any:
        """The record that this field names so far, if the post may choose it."""
        return self._named(name, self[name].value())

    def _named(self, name: str, value: Any) -> Any:
        field: Any = self.fields[name]
        try:
            return field.to_python(value)
        except forms.ValidationError:
            return None

    def begin_at_own(self, tier: str) -> None:
        """Who stands at this tier himself, in a village or a town, finds it chosen."""
        own = self.post.division
        if LEVEL_FIELDS.get(own.level) == tier:
            self.initial.setdefault(tier, own.pk)

    def begin(self, step: Step, answers: Mapping[str, Any]) -> Sequence[Any]:
        """Takes the first step: the new record, or several where the form begins them together."""
        return [step(by=self.post, **answers)]

    def _mask(self, name: str, mask: Callable[[str], str]) -> None:
        known = getattr(self.instance, name) or self.initial.get(name)
        if not known:
            return
        shown = mask(known)
        self.initial[name] = shown
        field = self.fields[name]
        field.clean = partial(_unless_masked, field.clean, shown, known)  # type: ignore[method-assign]


def form_for(
    model: type[models.Model],
    fields: Iterable[str],
    *,
    required: Collection[str] = (),
    extra: Mapping[str, forms.Field] | None = None,
    base: type[forms.ModelForm[Any]] | None = None,
) -> Any:
    """A RecordForm of these fields and extra ones; some are required here though the model can do without."""
    made = forms.modelform_factory(model, form=base or RecordForm, fields=list(fields))
    form: Any = type(made.__name__, (made,), dict(extra or {}))
    for name in required:
        form.base_fields[name].required = True
    return form


def _unless_masked(clean: Callable[[Any], Any], shown: str, known: str, value: Any) -> Any:
    """The number itself, with its old ciphertext, when it comes back as it was shown or as it was."""
    typed = (value or "").strip()
    return known if typed in {shown, known} else clean(value)


def model_field(model: type[models.Model], name: str) -> Any:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def prepared(field: forms.Field, of: Any, post: Post, blank: str = NO_CHOICE) -> forms.Field:
    """The form field as our pages show it; `of` is the model's field, if there is one; `blank` what no choice reads."""
    if isinstance(of, ArrayField) and of.base_field.choices:
        field = _many_of(of)
    if isinstance(field, forms.DateField):
        field.widget = forms.DateInput(attrs={**field.widget.attrs, "type": "date"}, format="%Y-%m-%d")
    if isinstance(field, forms.DateTimeField):
        field.widget = forms.DateTimeInput(
            attrs={**field.widget.attrs, "type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        )
    if isinstance(field, forms.TimeField):
        field.widget = forms.TimeInput(attrs={**field.widget.attrs, "type": "time"}, format="%H:%M")
    if isinstance(field, forms.ModelChoiceField):
        _limit(field, of, post)
        field.empty_label = field.empty_label and blank
    elif isinstance(field.widget, forms.Select):
        listed: Any = field.widget.choices
        field.widget.choices = [(value, blank if value in NO_ANSWER else label) for value, label in listed]
    _make_choosable(field)
    if of is not None and type(field.widget) is forms.TextInput and (words := offered(of.name)):
        field.widget = SuggestingInput(words, field.widget.attrs)
    field.error_messages |= {
        "required": f"请填写“{field.label}”。",
        "min_value": "不能小于 %(limit_value)s。",
        "max_value": "不能大于 %(limit_value)s。",
    }
    if isinstance(field.widget, forms.MultiWidget):
        _dress_range(field.widget, str(field.label), dates=isinstance(field, DateRangeField))
    else:
        _dress(field.widget)
    return field


def _make_choosable(field: forms.Field) -> None:
    """Villages and organisations may be hundreds; other long lists say so themselves by `data-choose`."""
    spelled = SPELLED.get(type(field.widget))
    if spelled is None:
        return
    rows: Any = getattr(field, "queryset", None)
    if rows is not None and rows.model in {Division, Organization}:
        field.widget.attrs["data-choose"] = ""
    if "data-choose" in field.widget.attrs:
        listed: Any = field.widget.choices
        field.widget = spelled(field.widget.attrs, listed)


class Spelled(forms.widgets.ChoiceWidget):
    """Each choice found by its words, its pinyin and its initials, as the script offers it while one types."""

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **options: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, label, *args, **options)
        if value:
            option["attrs"]["data-spelled"] = spellings_of(str(label))
        return option


class SpelledSelect(Spelled, forms.Select):
    pass


class SpelledSelectMultiple(Spelled, forms.SelectMultiple):
    pass


SPELLED: dict[type, type[Spelled]] = {forms.Select: SpelledSelect, forms.SelectMultiple: SpelledSelectMultiple}


class SuggestingInput(forms.TextInput):
    """Offers the words of a dictionary while one types; any other word is taken too."""

    def __init__(self, words: Sequence[str], attrs: dict[str, Any]) -> None:
        self._words = words
        super().__init__(attrs)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        box = super().render(name, value, {**(attrs or {}), "list": f"{name}-words"}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((word,) for word in self._words))
        return format_html('{}<datalist id="{}-words">{}</datalist>', box, name, options)


def _many_of(of: ArrayField[Any, Any]) -> forms.Field:
    return forms.TypedMultipleChoiceField(
        label=of.verbose_name,
        choices=list(of.base_field.choices or ()),
        coerce=of.base_field.to_python,
        required=not of.blank,
        widget=forms.CheckboxSelectMultiple,
        help_text=of.help_text,
    )


def _limit(field: forms.ModelChoiceField[Any], of: Any, post: Post) -> None:
    """Offer nothing that lies outside the post's area. Records of a programme are no drop-down: there may be a million;
    their id travels hidden, put there by the page that led here."""
    rows: Any = field.queryset
    if issubclass(rows.model, Placed):
        field.widget = forms.HiddenInput()
    if rows.model is Division:
        rows = rows.below(post.division).valid_on(timezone.localdate())
        field.queryset = _of_tier(rows, of)
    elif hasattr(rows, "visible_to"):
        field.queryset = rows.visible_to(post)


def _of_tier(rows: Any, of: Any) -> Any:
    """A field named for a tier of the tree offers that tier alone."""
    match of and of.name:
        case "village":
            return rows.villages()
        case "town":
            return rows.towns()
    return rows


def _dress_range(widget: forms.MultiWidget, label: str, *, dates: bool) -> None:
    """From and to, each named for those who do not see the one beside the other."""
    for part, word in zip(widget.widgets, ("自", "至"), strict=False):
        part.attrs |= {"aria-label": f"{label}{word}", **({"type": "date"} if dates else {})}
        if dates:
            part.input_type = "date"  # type: ignore[attr-defined]
        _dress(part)


def _dress(widget: forms.Widget) -> None:
    name = next((CLASSES[kind] for kind in type(widget).__mro__ if kind in CLASSES), "form-control")
    widget.attrs["class"] = f"{widget.attrs.get('class', '')} {name}".strip()
