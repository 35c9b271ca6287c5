"""The form of a key person: of a household that was chosen on its own page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core.typed import whole_number
from core.views.record_form import RecordForm
from households.caring.workflows import PARTICULARS
from households.models import KeyPerson


class KeyPersonForm(RecordForm):
    class Meta:
        model = KeyPerson
        fields = ("household", *PARTICULARS)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        households: Any = self.fields["household"]
        # Who goes to another household leaves this one.
        households.disabled = self.instance.pk is not None
        chosen = whole_number(str(self["household"].value() or ""))
        if chosen is None or not households.queryset.filter(pk=chosen).exists():
            self.begins_at = {
                "sentence": "请先在确户台账里打开这个人所在的户，再点那一页上的“登记重点人员”。",
                "url": reverse("households-list"),
                "verb": "到确户台账里找",
            }
