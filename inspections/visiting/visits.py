"""A visit as it is handed in: by the phone, the desk, a company's own system or a workbook."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from households.models import Household, Ventilation
from inspections.checklists.judging import Answers
from inspections.models import Campaign, Checklist, Inspection

Kind, Outcome, Source = Inspection.Kind, Inspection.Outcome, Inspection.Source


@dataclass(frozen=True)
class Position:
    """Degrees of WGS 84, as a phone gives them; `accuracy` in metres."""

    longitude: float
    latitude: float
    accuracy: int | None = None


@dataclass(frozen=True)
class Photo:
    """`item_code`: the checklist item that it shows; "" with the purposes that show the visit as a whole."""

    file: UploadedFile
    purpose: str
    taken_at: datetime.datetime
    item_code: str = ""
    position: Position | None = None


@dataclass(frozen=True)
class Visit:
    """`checklist`: the version that was filled in; None: the one in force. `answers`: None where no checklist of ours
    was filled in (a company's own form, a workbook of the past). `photos_follow`: they are attached afterwards."""

    house: Household | Ventilation
    outcome: str
    ended_at: datetime.datetime
    source: str
    begun_at: datetime.datetime | None = None
    kind: str = Kind.ROUTINE
    campaign: Campaign | None = None
    checklist: Checklist | None = None
    answers: Answers | None = None
    position: Position | None = None
    photos: Sequence[Photo] = ()
    photos_follow: bool = False
    signature: UploadedFile | None = None
    signed_by: str = ""
    signer_relation: str = ""
    witness: str = ""
    notice_left: bool = False
    valve_closed: bool = False
    note: str = ""
    # What was read off, where no checklist says it.
    facts: Mapping[str, datetime.date | Decimal | None] = field(default_factory=dict)
    inspector_name: str = ""
    external_number: str = ""
    client_key: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def household(self) -> Household | None:
        """None of a house where gas is let in before it stands in the ledger."""
        return self.house if isinstance(self.house, Household) else self.house.household

    @property
    def ventilation(self) -> Ventilation | None:
        return self.house if isinstance(self.house, Ventilation) else None

    @property
    def at_the_door(self) -> bool:
        """Filled in by who stands there; what must be photographed and signed can be asked of him alone."""
        return self.source == Source.PHONE

    @property
    def photographed(self) -> set[str]:
        return {photo.item_code for photo in self.photos if photo.item_code}

    def as_row(self) -> dict[str, Any]:
        """What stands in the record as it was handed in."""
        place = self.position
        return {
            "household": self.household,
            "ventilation": self.ventilation,
            "outcome": self.outcome,
            "source": self.source,
            "begun_at": self.begun_at,
            "ended_at": self.ended_at,
            "kind": self.kind,
            "campaign": self.campaign,
            "longitude": place.longitude if place else None,
            "latitude": place.latitude if place else None,
            "accuracy": place.accuracy if place else None,
            "signed_by": self.signed_by,
            "signer_relation": self.signer_relation,
            "witness": self.witness,
            "notice_left": self.notice_left,
            "valve_closed": self.valve_closed,
            "note": self.note,
            "external_number": self.external_number,
            "client_key": self.client_key,
        }
