"""The form of 设备问题."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from core.views.record_form import RecordForm
from households.models import DeviceFlag


class DeviceFlagForm(RecordForm):
    """About a device that was chosen on its own page."""

    class Meta:
        model = DeviceFlag
        fields = ("equipment", "what", "found_on", "source", "description")
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("found_on", timezone.localdate())
        if self.instance.pk:
            self._keep_what_the_clock_runs_for()
        else:
            self._begin_at_a_device()

    def _keep_what_the_clock_runs_for(self) -> None:
        """A fault that turns out to be a hazard is filed as one, with a hazard's time."""
        for name in ("equipment", "what"):
            del self.fields[name]

    def _begin_at_a_device(self) -> None:
        if self.chosen("equipment") is None:
            self.begins_at = {
                "sentence": "请先在设备台账里打开有问题的那台设备，再点那一页上的“登记设备问题”。",
                "url": reverse("equipment-list"),
                "verb": "到设备台账里找",
            }
