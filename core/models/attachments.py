"""附件: stored sealed under a random name, served only through its record's scope."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now

from accounts.models import Post


def random_name(attachment: Attachment, filename: str) -> str:
    """Two levels of folders, so that none grows to a million entries; nothing of the person's file name."""
    name = uuid.uuid4().hex
    return f"{name[:2]}/{name[2:4]}/{name}"


class Attachment(models.Model):
    kind = models.CharField("类别", max_length=60)
    record_id = models.BigIntegerField("记录")
    purpose = models.CharField("材料", max_length=40)
    name = models.CharField("文件名", max_length=150)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=random_name, max_length=80)
    uploaded_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间", db_default=Now())
    removed_at = models.DateTimeField("移除时间", null=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "附件"
        indexes = [models.Index(fields=["kind", "record_id"], name="attachment_of_record")]

    def __str__(self) -> str:
        return self.name
