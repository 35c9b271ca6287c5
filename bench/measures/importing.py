"""A workbook of 100,000 new households checked and written, beside django-import-export on 2,000 rows of the same, row
by row with its errors."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import tablib
from django.db import transaction
from django.db.models import IntegerChoices
from import_export import fields, resources, widgets

from accounts.audit import System, acting
from accounts.models import Division, Organization
from bench.measures.export import COLUMNS
from bench.measures.pages import client_of
from bench.table import Row, seconds
from core.ledgers.checking import Task
from core.ledgers.importing import Imported, import_workbook
from households.first_filling import FirstFillingOfLedger
from households.ledgers import HouseholdLedger
from households.models import Equipment, Household
from households.models.choices import Batch, Category, HouseUse, Kind, SubsidyMethod, UserClass

ROWS, PEER_ROWS, LEAST_TIMES = 100_000, 2_000, 30
AREA = "130199"
HEADINGS = {name: HouseholdLedger().column(name).heading for name in COLUMNS}
FILLED_BY_SAVE = ("number", "town", "district", "city", "name_pinyin", "name_initials")
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


def workbook(rows: int) -> bytes:
    _, post = client_of("district")
    village = Household.objects.visible_to(post).select_related("city", "district", "town", "village")[0]
    places = (str(village.city.name), village.district.name, village.town.name, village.village.name)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("确户台账")
    sheet.append([HEADINGS[name] for name in COLUMNS])
    for order in range(rows):
        sheet.append(row(order, places))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ours() -> float:
    _, post = client_of("district")
    content = workbook(ROWS)
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


class CodeWidget(widgets.IntegerWidget):
    """The workbook says labels, the ledger codes."""

    def __init__(self, choices: type[IntegerChoices]) -> None:
        super().__init__()
        self.codes = {choice.label: choice.value for choice in choices}

    def clean(self, value: Any, row: Any = None, **rest: Any) -> int:
        return self.codes[value]


class VillageWidget(widgets.ForeignKeyWidget):
    """Other townships have villages of the same name."""

    def get_queryset(self, value: Any, row: Any, *args: Any, **rest: Any) -> Any:
        return super().get_queryset(value, row).filter(town__name=row[HEADINGS["town"]])


def _field(name: str, widget: Any = None) -> Any:
    return fields.Field(attribute=name, column_name=HEADINGS[name], widget=widget)


class LedgerResource(resources.ModelResource):
    """What an office would write with it for the same workbook: a household and its device from every row."""

    name, address, phone = _field("name"), _field("address"), _field("phone")
    id_number, bank_account = _field("id_number"), _field("bank_account")
    heated_area = _field("heated_area", widgets.DecimalWidget())
    converted_year = _field("converted_year", widgets.IntegerWidget())
    category, kind = _field("category", CodeWidget(Category)), _field("kind", CodeWidget(Kind))
    batch = _field("batch", CodeWidget(Batch))
    subsidy_method = _field("subsidy_method", CodeWidget(SubsidyMethod))
    house_use = _field("house_use", CodeWidget(HouseUse))
    user_class = _field("user_class", CodeWidget(UserClass))
    village = _field("village", VillageWidget(Division, "name"))
    gas_supplier = _field("gas_supplier", widgets.ForeignKeyWidget(Organization, "name"))
    gas_meter_number, power_account = _field("gas_meter_number"), _field("power_account")

    class Meta:
        model = Household
        import_id_fields = ("gas_meter_number",)
        fields = (
            "name", "address", "phone", "id_number", "bank_account", "heated_area", "converted_year", "category",
            "kind", "batch", "subsidy_method", "house_use", "user_class", "village", "gas_supplier",
            "gas_meter_number", "power_account",
        )  # fmt: skip
        clean_model_instances = True

    def validate_instance(
        self, instance: Household, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Sealed columns get their seals on saving, and what the database checks of those would not hold before."""
        instance.full_clean(exclude=FILLED_BY_SAVE, validate_unique=validate_unique, validate_constraints=False)

    def after_save_instance(self, instance: Household, row: Any, **rest: Any) -> None:
        assert instance.kind is not None
        device = Equipment(household=instance, kind=instance.kind, village=instance.village)
        for name in ("device_brand", "device_model", "device_power", "device_installed_on"):
            setattr(device, name, row[HEADINGS[name]])
        device.full_clean(exclude=FILLED_BY_SAVE)
        device.save()


def peer() -> float:
    content = workbook(PEER_ROWS)

    def act() -> None:
        with acting(System.DEMO):
            data = tablib.Dataset().load(content, format="xlsx")
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
