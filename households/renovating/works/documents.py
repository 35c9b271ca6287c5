"""What is photographed and signed at the works and at their acceptance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Model, TextChoices

from core.models import Attachment
from households.models.acceptances import MOST_ITEMS
from households.models.choices import Category


class Photo(TextChoices):
    """Of the works."""

    HIDDEN = "hidden", "隐蔽工程照片"
    METER = "meter", "表具照片"
    NAMEPLATE = "nameplate", "设备铭牌照片"
    PRESSURE = "pressure", "打压试验照片"
    ELECTRIC = "electric", "电气安全检查照片"
    OLD_DEVICE = "old_device", "旧设备拆除照片"
    TRAINING = "training", "使用培训签字单"
    OTHER = "other", "其他材料"


class Paper(TextChoices):
    """Of the acceptance, beside a photo of each item."""

    SIGNED_FORM = "signed_form", "四方签字的验收单"
    SIGNED_BY_HOUSEHOLD = "signed_by_household", "农户签字"
    SIGNED_BY_VILLAGE = "signed_by_village", "村（居）委会签字"
    SIGNED_BY_CONTRACTOR = "signed_by_contractor", "施工单位签字"
    SIGNED_BY_TOWN = "signed_by_town", "街镇签字"
    HEAT_ONLY = "heat_only", "取热不取水承诺书"
    REINJECTION = "reinjection", "回灌检查记录"
    OTHER = "other", "其他材料"


ITEM_PHOTOS = {f"item_{place}": f"第 {place} 项照片" for place in range(1, MOST_ITEMS + 1)}
OF_THE_EARTH = (Paper.HEAT_ONLY, Paper.REINJECTION)
PROVES_SAFETY = {Category.GAS: Photo.PRESSURE, Category.ELECTRIC: Photo.ELECTRIC}
# What says nothing of a person: the contractor opens it too.
IMPERSONAL_PHOTOS = frozenset(Photo) - {Photo.TRAINING, Photo.OTHER}


def photos_wanted(category: Category) -> list[Photo]:
    """Before the works are reported complete."""
    safety = [PROVES_SAFETY[category]] if category in PROVES_SAFETY else []
    metered = [Photo.METER] if category in PROVES_SAFETY else []
    return [Photo.HIDDEN, *metered, Photo.NAMEPLATE, *safety]


def attached_to(records: Sequence[Model]) -> dict[int, set[str]]:
    """The purposes of what is attached to each."""
    found: dict[int, set[str]] = defaultdict(set)
    if records:
        kind = records[0]._meta.label_lower
        rows = Attachment.objects.filter(kind=kind, record_id__in=[one.pk for one in records], removed_at=None)
        for record, purpose in rows.values_list("record_id", "purpose"):
            found[record].add(purpose)
    return found
