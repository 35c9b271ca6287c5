"""A workbook of 100,000 new households checked and written, beside django-import-export row by row with its errors."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import tablib
from django.db import transaction
from import_export import resources

from accounts.audit import System, acting
from bench.measures.export import COLUMNS
from bench.measures.pages import client_of
from bench.table import Row, seconds
from core.ledgers.checking import Task
from core.ledgers.importing import Imported, import_workbook
from households.first_filling import FirstFillingOfLedger
from households.ledgers import HouseholdLedger
from households.models import Household

ROWS, PEER_ROWS, LEAST_TIMES = 100_000, 2_000, 30
AREA = "130199"
WEIGHTS, CHECK = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"


def id_number(order: int) -> str:
    """Valid, of an area code that nobody has, each once."""
    day, sequence = divmod(order, 999)
    body = f"{AREA}19{50 + day // 336:02d}{day // 28 % 12 + 1:02d}{day % 28 + 1:02d}{sequence + 1:03d}"
    return body + CHECK[sum(int(sign) * weight for sign, weight in zip(body, WEIGHTS, strict=True)) % 11]


def row(order: int, places: tuple[str, str, str, str]) -> list[Any]:
    return [
        *places, f"{order % 20 + 1}组{order}号", "测量户主", id_number(order), f"139{order:08d}", 80 + order % 60, 2019,
        "气代煤", "气代煤", "国家部委下达", "银行卡", f"6217{order:015d}", "居住", "正常", "正常", "示范燃气一公司",
        f"BG{order:08d}", f"0319{order:08d}", "万和", "L1P26", 20, "2019-10-16", None,
    ]  # fmt: skip


def workbook(places: tuple[str, str, str, str]) -> bytes:
    ledger = HouseholdLedger()
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("确户台账")
    sheet.append([ledger.column(name).heading for name in COLUMNS])
    for order in range(ROWS):
        sheet.append(row(order, places))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ours() -> float:
    _, post = client_of("district")
    village = Household.objects.visible_to(post).select_related("city", "district", "town", "village")[0]
    places = (str(village.city.name), village.district.name, village.town.name, village.village.name)
    content = workbook(places)
    task = Task(HouseholdLedger(), FirstFillingOfLedger(), post, {}, locked=True)
    begun: list[int] = []

    def finish(imported: Imported) -> None:
        begun.append(len(imported.checked.added))

    def act() -> None:
        with transaction.atomic():
            import_workbook(content, task, approve=lambda checked: not checked.table.bad, why="测量", finish=finish)
            transaction.set_rollback(True)

    took = seconds(act)
    assert begun == [ROWS]
    return ROWS / took


class LedgerResource(resources.ModelResource):
    class Meta:
        model = Household
        import_id_fields = ("number",)
        fields = (
            "number", "name", "id_number", "phone", "address", "heated_area", "converted_year", "category", "kind",
            "batch", "subsidy_method", "bank_account", "house_use", "user_class", "gas_meter_number", "village",
        )  # fmt: skip
        clean_model_instances = True

    def validate_instance(
        self, instance: Household, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Sealed columns get their seals on saving, and what the database checks of those would not hold before."""
        instance.full_clean(validate_unique=validate_unique, validate_constraints=False)


def peer() -> float:
    village = Household.objects.values_list("village", flat=True)[0]
    data = tablib.Dataset(headers=LedgerResource.Meta.fields)
    for order in range(PEER_ROWS):
        data.append(
            [f"BENCH{order}", "测量户主", id_number(order), f"139{order:08d}", f"{order}号", 80, 2019, 2, 1, 1, 1,
             f"6217{order:015d}", 1, 1, f"BG{order:08d}", village]
        )  # fmt: skip

    def act() -> None:
        with acting(System.DEMO):
            result = LedgerResource().import_data(data, collect_failed_rows=True)
            assert result.totals["new"] == PEER_ROWS, (result.row_errors()[:1], result.invalid_rows[:1])
            transaction.set_rollback(True)

    return PEER_ROWS / seconds(act)


def measure() -> Iterator[Row]:
    rate, by_peer = ours(), peer()
    yield Row(
        f"核对并导入 {ROWS:,} 行（封存、索引、留痕）",
        f"{ROWS / rate:.1f} 秒，{rate:,.0f} 行/秒",
        target=f"≥ {LEAST_TIMES} 倍",
        met=rate >= LEAST_TIMES * by_peer,
        beside=f"import-export {by_peer:,.0f} 行/秒（{rate / by_peer:.0f} 倍）",
        figures={"rows_a_second": rate, "import_export": by_peer},
    )
