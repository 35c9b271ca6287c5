"""台账计数: how many households a township has of each kind, so that a dashboard over a million costs milliseconds.

Rows are only added, by the ledger's trigger: nobody waits for a counter. What counts is their sum; `merge` adds them up
now and then, and the sum stays the same.
"""

from __future__ import annotations

from django.db import connection, models

from accounts.models import Division

MERGE = """
WITH gone AS (DELETE FROM households_tally RETURNING town_id, dimension, value, households)
INSERT INTO households_tally (town_id, dimension, value, households)
SELECT town_id, dimension, value, sum(households) FROM gone GROUP BY 1, 2, 3 HAVING sum(households) <> 0
"""


class TallyQuerySet(models.QuerySet["Tally"]):
    def merge(self) -> None:
        """Two at once do no harm: each adds up only what it has taken away itself."""
        with connection.cursor() as cursor:
            cursor.execute(MERGE)


class Tally(models.Model):
    class Dimension(models.TextChoices):
        """`STATUS` counts every row but the void ones; the others those in use. A value of 0: not filled in.

        `QUALITY` says village and quality in one: the village's id × 8, plus 4 of a row that is whole, 2 of one that
        breaks no rule of 准确, 1 of one that breaks none of 规范. `FAULTS`: the broken rules as their bits."""

        STATUS = "status", "使用状态"
        VILLAGE = "village", "村（社区）"
        CATEGORY = "category", "改造类别"
        KIND = "kind", "改造类型"
        YEAR = "converted_year", "改造年份"
        BAND = "completeness", "完整度"
        QUALITY = "quality", "台账质量"
        FAULTS = "faults", "质量问题"

    town = models.ForeignKey(Division, models.PROTECT, db_constraint=False, related_name="+")
    dimension = models.CharField(max_length=14, choices=Dimension)
    value = models.BigIntegerField()
    households = models.IntegerField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = "台账计数"

    def __str__(self) -> str:
        return f"{self.dimension} {self.value}: {self.households:+}"
