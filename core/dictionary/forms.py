"""A term is never overwritten: a new name is a new version, and the old one is retired."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from core.dictionary.catalogues import catalogues
from core.models import Term
from core.views.record_form import RecordForm

FIRST_CODE = 1


class TermForm(RecordForm):
    catalogue = forms.ChoiceField(label="字典")
    retired = forms.BooleanField(label="停用", required=False, help_text="停用后不再供选择；已用它的记录不变。")

    class Meta:
        model = Term
        fields = ["catalogue", "label", "position"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        listed: Any = self.fields["catalogue"]
        listed.choices = [(one.name, one.title) for one in catalogues()]
        if self.instance.pk is None:
            del self.fields["retired"]
        else:
            listed.disabled = True

    def save(self, commit: bool = True) -> Term:
        if self.instance.pk is None:
            self.instance.code = _next_code(self.instance.catalogue)
            return self._kept()
        if self.cleaned_data["retired"]:
            self.instance.label = self.initial["label"]
            self.instance.retired_at = timezone.now()
            return self._kept()
        return self._new_version() if "label" in self.changed_data else self._kept()

    def _kept(self) -> Term:
        self.instance.save()
        kept: Term = self.instance
        return kept

    def _new_version(self) -> Term:
        old, label = self.instance, self.instance.label
        old.label, old.retired_at = self.initial["label"], timezone.now()
        old.save()
        return Term.objects.create(catalogue=old.catalogue, code=old.code, label=label, position=old.position)


def _next_code(catalogue: str) -> str:
    """Codes count up and are not used again."""
    known = Term.objects.filter(catalogue=catalogue).values_list("code", flat=True)
    return f"{max((int(code) for code in known if code.isdecimal()), default=FIRST_CODE - 1) + 1:03d}"
