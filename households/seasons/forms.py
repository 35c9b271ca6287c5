"""提出封账."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from core.timekeeping.seasons import season_of
from core.views.record_form import RecordForm
from households.models import SeasonClose


class CloseForm(RecordForm):
    """Asks once more: nothing opens a close again."""

    verb = "提出封账"
    confirm = "由另一位同事确认后开始封账。封账以后不能修改、删除，也不能重封，作为这一采暖季发放补贴的依据。"

    class Meta:
        model = SeasonClose
        fields = ("season", "as_of_on", "remark")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        today = timezone.localdate()
        self.initial.setdefault("as_of_on", today)
        self.initial.setdefault("season", season_of(today))
