"""The form of 通气登记: of a household, or of works, that was chosen on its own page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core.typed import whole_number
from core.views.record_form import RecordForm
from households.models import Ventilation


class VentilationForm(RecordForm):
    class Meta:
        model = Ventilation
        fields = ("household", "construction", "occasion")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self._is_chosen("construction"):
            del self.fields["household"]
            self._offer(Ventilation.Occasion.FIRST)
        elif self._is_chosen("household"):
            del self.fields["construction"]
        else:
            self.begins_at = {
                "sentence": "请先在确户台账里打开要通气的那一户，再点那一页上的“登记重新通气”。",
                "url": reverse("households-list"),
                "verb": "到确户台账里找",
            }

    def _is_chosen(self, name: str) -> bool:
        chosen = whole_number(str(self[name].value() or ""))
        rows: Any = self.fields[name]
        return chosen is not None and rows.queryset.filter(pk=chosen).exists()

    def _offer(self, occasion: Ventilation.Occasion) -> None:
        choices: Any = self.fields["occasion"]
        choices.choices = [(occasion.value, occasion.label)]
