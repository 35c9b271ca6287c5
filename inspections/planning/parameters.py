"""How often a household is inspected and by when (P94–P96, P111).

The database reckons with the same numbers, which stand in migration 0009 as long as the district says nothing else."""

from __future__ import annotations

from core.parameters import Parameter

BY_LAW = "《推进方案》三(一)：农村居民燃气用户每年安检不得少于两次"
ASSUMED = "没有文件规定，平台假定值，请按本区实际另行规定。"

ROUNDS_A_YEAR = Parameter(
    "inspections.rounds_a_year", "每户每年安检次数", 2, unit="次", lowest=2, highest=6, basis=BY_LAW
)
SPACING_DAYS = Parameter(
    "inspections.spacing_days", "两次安检至少间隔", 60, unit="天", lowest=0, highest=150,
    basis=f"间隔不足的只算一次。{ASSUMED}",
)  # fmt: skip
DAYS_AFTER_GAS = Parameter(
    "inspections.days_after_gas", "通气后再次安检", 7, unit="天", lowest=1, highest=7,
    basis="《推进方案》三(一)：通气后一周内要进行入户安检",
)  # fmt: skip
PRE_SEASON_DAYS = Parameter(
    "inspections.pre_season_days", "采暖期前排查开始：采暖期开始前", 92, unit="天", lowest=15, highest=180,
    basis=f"《推进方案》三(一)：采暖期前全面排查；11 月 15 日前 92 天即 8 月 15 日。{ASSUMED}",
)  # fmt: skip
FIRST_WARNING_DAYS = Parameter(
    "inspections.first_warning_days", "年度安检不达标提醒：年底前", 60, unit="天", lowest=31, highest=120,
    basis=f"《推进方案》三(一)；提醒时间{ASSUMED}",
)  # fmt: skip
SECOND_WARNING_DAYS = Parameter(
    "inspections.second_warning_days", "年度安检不达标再次提醒：年底前", 30, unit="天", lowest=7, highest=30,
    basis=f"《推进方案》三(一)；提醒时间{ASSUMED}",
)  # fmt: skip
