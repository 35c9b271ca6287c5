"""Lists that the district's office keeps for the ledger."""

from core.dictionary.catalogues import Catalogue

BRANDS = Catalogue("device_brand", "设备品牌")
MAKERS = Catalogue("device_maker", "生产厂家")
INSTALLERS = Catalogue("device_installer", "安装单位")
FUEL_REASONS = Catalogue("fuel_reason", "应急用煤原因")
TECHNOLOGIES = Catalogue("technology", "试点技术")
