"""The documents of this room's records."""

from __future__ import annotations

from django.db.models import TextChoices


class SampleDocument(TextChoices):
    PHOTO = "photo", "入户照片"


class BaseDocument(TextChoices):
    SIGNED = "signed_sheet", "签字盖章的底数表"


class ExchangeDocument(TextChoices):
    LEDGER = "city_ledger", "市平台确户台账"
    CHANGES = "change_sheet", "确户台账调整对照表"
    COVER = "cover", "报送封面（待盖章）"
    STAMPED = "stamped", "盖章的报送封面"
