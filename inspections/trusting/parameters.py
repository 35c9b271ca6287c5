"""From which distance, haste and sameness on an inspection is looked at again, and how many are (F26, F28, F29)."""

from __future__ import annotations

from core.parameters import Parameter

ASSUMED = "没有文件规定，平台假定值，请按本区实际另行规定。"
FAR = Parameter(
    "inspections.doubt_far", "安检存疑：定位离住户超过", 200, unit="米", lowest=20, highest=20_000, basis=ASSUMED
)
FAST = Parameter(
    "inspections.doubt_fast", "安检存疑：一户用时少于", 5, unit="分钟", lowest=1, highest=60, basis=ASSUMED
)
SAME_PLACE = Parameter(
    "inspections.doubt_same_place", "安检存疑：一天内在同一位置做了", 4, unit="户", lowest=2, highest=100, basis=ASSUMED
)
PLACE_WIDTH = Parameter(
    "inspections.doubt_place_width", "安检存疑：算作同一位置的范围", 15, unit="米", lowest=1, highest=500, basis=ASSUMED
)
RECHECKED = Parameter(
    "inspections.recheck_share",
    "安检每月抽查复检比例",
    15,
    unit="%",
    lowest=1,
    highest=100,
    basis="燃气企业内部规范中有每月复检 15% 安检记录的做法；本区可另行规定。",
)
