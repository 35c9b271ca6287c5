"""Lists that the district's office keeps for the ledger."""

from core.dictionary.catalogues import Catalogue

BRANDS = Catalogue("device_brand", "设备品牌")
MAKERS = Catalogue("device_maker", "生产厂家")
INSTALLERS = Catalogue("device_installer", "安装单位")
