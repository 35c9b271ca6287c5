"""The questions of 对账裁定."""

from __future__ import annotations

from typing import Any

from core.views.record_form import RecordForm
from households.forms import ByNumber
from households.models import Household


class DecideForm(RecordForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "household" in self.fields:
            self.fields["household"] = ByNumber(
                Household.objects.visible_to(self.post).in_ledger(),
                to_field_name="number",
                label="户编号",
                help_text="名单上的这一行是台账中的哪一户。户编号可在确户台账里查到。",
                error_messages={
                    "required": "请填写“户编号”。",
                    "invalid_choice": "没有找到这个户编号，或那一户不在您的管辖范围内。",
                },
                widget=ByNumber.typed(),
            )
