"""The form of a key person: of a household that was chosen on its own page."""

from __future__ import annotations

from typing import Any

from core.views.record_form import RecordForm
from households.caring.workflows import PARTICULARS
from households.forms import at_household
from households.models import KeyPerson


class KeyPersonForm(RecordForm):
    class Meta:
        model = KeyPerson
        fields = ("household", *PARTICULARS)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Who goes to another household leaves this one.
        self.fields["household"].disabled = self.instance.pk is not None
        if self.chosen("household") is None:
            self.begins_at = at_household("这个人所在的户", "登记重点人员")
