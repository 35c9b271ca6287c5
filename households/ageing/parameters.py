"""使用年限表: how many years a device of each kind may be used; and from which power on one draws much (P30, P35).

The database reckons with the same numbers, which stand in migration 0017 as long as the district says nothing else."""

from __future__ import annotations

from core.parameters import Parameter
from households.models.choices import Kind

ASSUMED = "没有文件规定，平台假定值，请按厂家说明和本区实际另行规定。"
OF_GAS = "《家用燃气燃烧器具安全管理规则》（GB 17905-2008）：使用天然气的采暖热水炉从售出之日起 8 年。"

SERVICE_YEARS = {
    kind: Parameter(
        f"households.service_years_{kind.name.lower()}",
        f"使用年限：{kind.label}",
        years,
        unit="年",
        lowest=1,
        highest=50,
        basis=OF_GAS if kind == Kind.GAS else ASSUMED,
    )
    for kind, years in {
        Kind.GAS: 8,
        Kind.DIRECT_BOILER: 10,
        Kind.STORAGE_BOILER: 12,
        Kind.WALL_BOILER: 10,
        Kind.DIRECT_HEATER: 8,
        Kind.STORAGE_HEATER: 10,
        Kind.GRAPHENE: 10,
        Kind.CONCENTRATED: 8,
        Kind.AIR_FAN: 10,
        Kind.AIR_PUMP: 15,
        Kind.GROUND_PUMP: 20,
        Kind.DISTRICT_HEATING: 20,
        Kind.PHOTOVOLTAIC: 25,
        Kind.SOLAR_THERMAL: 15,
        Kind.ALCOHOL: 8,
        Kind.BIOMASS: 8,
    }.items()
}
HIGH_POWER = Parameter(
    "households.high_power",
    "大功率取暖设备：额定功率达到",
    8,
    unit="kW",
    lowest=1,
    highest=100,
    basis=f"《推进方案》二(二) 功率大、效果差的设备更新升级；界限{ASSUMED}",
)
