"""Prices and emission factors: assumptions of the portal until the district puts its own (P23, P27)."""

from __future__ import annotations

from decimal import Decimal

from core.parameters import Parameter

ASSUMED = "平台假定值，请按本区实际另行规定。"

GAS_PRICE = Parameter(
    "households.gas_price",
    "居民取暖气价",
    Decimal("2.80"),
    unit="元/m³",
    lowest=Decimal("0.01"),
    highest=20,
    basis=f"未查到现行文件。{ASSUMED}",
)
POWER_PRICE = Parameter(
    "households.power_price",
    "居民取暖电价",
    Decimal("0.52"),
    unit="元/kWh",
    lowest=Decimal("0.01"),
    highest=5,
    basis=f"河北南网居民生活用电一户一表第一档电价。{ASSUMED}",
)
HIGH_COST = Parameter(
    "households.high_heating_cost",
    "高费用户：每户每季取暖费用达到",
    3000,
    unit="元",
    lowest=1,
    highest=100_000,
    basis=ASSUMED,
)
COAL_PER_HOUSEHOLD = Parameter(
    "households.coal_per_household",
    "改造前每户每季用煤",
    Decimal("3.00"),
    unit="吨",
    lowest=Decimal("0.01"),
    highest=20,
    basis=f"按户均散煤用量估算。{ASSUMED}",
)
# In kilograms a tonne: with two decimals a share would lose too much.
COAL_TO_STANDARD = Parameter(
    "households.coal_to_standard",
    "每吨原煤折标准煤",
    Decimal("714.30"),
    unit="千克",
    lowest=1,
    highest=1000,
    basis="《综合能耗计算通则》（GB/T 2589）：原煤 0.7143 千克标准煤/千克。可另行规定。",
)
COAL_FACTOR = Parameter(
    "households.coal_factor",
    "每吨标准煤排放二氧化碳",
    Decimal("2.66"),
    unit="吨",
    lowest=Decimal("0.01"),
    highest=10,
    basis=f"标准煤排放系数常用值。{ASSUMED}",
)
GAS_FACTOR = Parameter(
    "households.gas_factor",
    "每立方米天然气排放二氧化碳",
    Decimal("2.16"),
    unit="千克",
    lowest=Decimal("0.01"),
    highest=10,
    basis=f"天然气排放系数常用值。{ASSUMED}",
)
# In kilograms a thousand kWh, for the same reason.
GRID_FACTOR = Parameter(
    "households.grid_factor",
    "每千度电排放二氧化碳",
    Decimal("677.60"),
    unit="千克",
    lowest=0,
    highest=2000,
    basis=f"生态环境部、国家统计局公布的华北区域电力平均二氧化碳排放因子。{ASSUMED}",
)
