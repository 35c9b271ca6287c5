"""The whole ledger to .xlsx, beside openpyxl's write-only mode and django-import-export on 20,000 of its rows."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

import openpyxl
from import_export import resources

from accounts.audit import acting
from bench.measures.pages import client_of
from bench.memory import growth_mib, reset_peak
from bench.table import Row, seconds
from core.ledgers.export import Order, export
from households.ledgers import HouseholdLedger
from households.models import Household

PEER_ROWS = 20_000
OPENPYXL_TIMES, PEER_TIMES, MOST_MIB = 8, 15, 150
# The twenty-six columns of the city's sample workbook.
COLUMNS = (
    "city", "district", "town", "village", "address", "name", "id_number", "phone", "heated_area", "converted_year",
    "category", "kind", "batch", "subsidy_method", "bank_account", "house_use", "user_class", "status", "gas_supplier",
    "gas_meter_number", "power_account", "device_brand", "device_model", "device_power", "device_installed_on",
    "remark",
)  # fmt: skip


def ours() -> tuple[int, float, float]:
    _, post = client_of("city")
    with tempfile.TemporaryFile() as file, acting(post):
        before = reset_peak()
        written = 0

        def act() -> None:
            nonlocal written
            written = export(Order(HouseholdLedger(), {}, COLUMNS), post, file)

        took = seconds(act)
        return written, took, growth_mib(before)


def peer_rows() -> list[Household]:
    related = ("city", "district", "town", "village", "gas_supplier")
    return list(Household.objects.select_related(*related).order_by("pk")[:PEER_ROWS])


def openpyxl_rate() -> float:
    """The rows are fetched and turned to text beforehand: what is timed is the workbook alone."""
    names = [name for name in COLUMNS if not name.startswith("device_")] + ["name"] * 4
    cells = [[str(getattr(row, name)) for name in names] for row in peer_rows()]

    def act() -> None:
        workbook = openpyxl.Workbook(write_only=True)
        sheet = workbook.create_sheet()
        for row in cells:
            sheet.append(row)
        with tempfile.TemporaryFile() as file:
            workbook.save(file)

    return PEER_ROWS / seconds(act)


class LedgerResource(resources.ModelResource):
    class Meta:
        model = Household
        fields = tuple(name for name in COLUMNS if not name.startswith("device_"))


def import_export_rate() -> float:
    queryset = Household.objects.order_by("pk")[:PEER_ROWS]

    def act() -> None:
        LedgerResource().export(queryset).export("xlsx")

    return PEER_ROWS / seconds(act)


def measure() -> Iterator[Row]:
    rows, took, memory = ours()
    rate, by_openpyxl, by_peer = rows / took, openpyxl_rate(), import_export_rate()
    yield Row(
        f"导出 {rows:,} 户 × {len(COLUMNS)} 列",
        f"{took:.1f} 秒，{rate:,.0f} 行/秒，内存 +{memory:.0f} MB",
        target=f"≥ {OPENPYXL_TIMES} 倍与 ≥ {PEER_TIMES} 倍，< {MOST_MIB} MB",
        met=rate >= OPENPYXL_TIMES * by_openpyxl and rate >= PEER_TIMES * by_peer and memory < MOST_MIB,
        beside=f"openpyxl {by_openpyxl:,.0f}（{rate / by_openpyxl:.1f} 倍），"
        f"import-export {by_peer:,.0f}（{rate / by_peer:.1f} 倍）",
        figures={
            "rows": rows,
            "seconds": took,
            "memory_mib": memory,
            "openpyxl": by_openpyxl,
            "import_export": by_peer,
        },
    )
