"""What is done township by township, among those that take part in the programme."""

from __future__ import annotations

from typing import Any

from core.views.record_form import RecordForm


class TownForm(RecordForm):
    """Offers the townships that take part; an office of one finds its own chosen."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        town: Any = self.fields["town"]
        town.queryset = town.queryset.dual()
        self.begin_at_own("town")
