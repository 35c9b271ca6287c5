"""备份与演练: when each was made, how big, how long it took, how it ended (F118)."""

from __future__ import annotations

from django.db import models


class BackupRun(models.Model):
    class What(models.TextChoices):
        BACKUP = "backup", "备份"
        REHEARSAL = "rehearsal", "恢复演练"

    what = models.CharField("事项", max_length=10, choices=What)
    started_at = models.DateTimeField("开始时间")
    seconds = models.PositiveIntegerField("用时（秒）")
    succeeded = models.BooleanField("成功")
    file = models.CharField("备份文件", max_length=300)
    size = models.PositiveBigIntegerField("大小（字节）", null=True)
    rows = models.PositiveBigIntegerField("数据行数", null=True)
    files = models.PositiveIntegerField("附件份数", null=True)
    sentence = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "备份记录"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.file}"
