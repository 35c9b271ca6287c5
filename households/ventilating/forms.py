"""The form of 通气登记: of a household, or of works, that was chosen on its own page."""

from __future__ import annotations

from typing import Any

from core.views.record_form import RecordForm
from households.forms import at_household
from households.models import Ventilation


class VentilationForm(RecordForm):
    class Meta:
        model = Ventilation
        fields = ("household", "construction", "occasion")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.chosen("construction"):
            del self.fields["household"]
            self._offer(Ventilation.Occasion.FIRST)
        elif self.chosen("household"):
            del self.fields["construction"]
        else:
            self.begins_at = at_household("要通气的那一户", "登记重新通气")

    def _offer(self, occasion: Ventilation.Occasion) -> None:
        choices: Any = self.fields["occasion"]
        choices.choices = [(occasion.value, occasion.label)]
