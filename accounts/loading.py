"""Divisions from a CSV file.

Columns: code, name, level, parent_code and, where known, alias, dual, valid_from, valid_to, successor_code.
Loading the same file again changes nothing. What the file says wins over what stands; an empty cell leaves what stands.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from accounts.models import Division
from accounts.models.divisions import CODE_LENGTHS

Level = Division.Level
REQUIRED_COLUMNS = ("code", "name", "level", "parent_code")
FIELDS = [
    "name",
    "alias",
    "level",
    "parent",
    "town",
    "district",
    "city",
    "dual",
    "valid_from",
    "valid_to",
    "successor",
]
ATTRIBUTES = [column.attname for column in Division._meta.concrete_fields if column.name in FIELDS]
# What the office calls a unit when the file does not say: 店上社区居民委员会 is 店上村 in a town, 店上社区 in a street.
VILLAGE_ENDINGS = ("村民委员会", "村委会")
COMMUNITY_ENDINGS = ("社区居民委员会", "居民委员会", "社区居委会", "居委会")


class NotLoaded(Exception):
    """The file cannot be taken; nothing was written. `sentences` name each line and what is wrong with it."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class Row:
    line: int
    code: str
    name: str
    level: str
    parent_code: str
    alias: str
    dual: str
    valid_from: str
    valid_to: str
    successor_code: str


@dataclass
class Loaded:
    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def __str__(self) -> str:
        return f"新增 {self.added}，更新 {self.changed}，未变 {self.unchanged}"


def load_divisions(file: Path) -> Loaded:
    """Bring the tree up to the file. The caller names who acts; raises NotLoaded."""
    rows = sorted(read_divisions(file), key=lambda row: (len(row.code), row.code))
    tree = {division.code: division for division in Division.objects.all()}
    if sentences := list(_faults(rows, tree)):
        raise NotLoaded(sentences)
    new = _births([row for row in rows if row.code not in tree])
    born = {division.code: division for division in new}
    tree |= born
    brought_up = [row.code for row in rows if _bring_up(tree[row.code], row, tree)]
    changed = [tree[code] for code in brought_up if code not in born]
    Division.objects.bulk_create(new, batch_size=5000)
    Division.objects.bulk_update(changed, FIELDS, batch_size=500)
    return Loaded(len(new), len(changed), len(rows) - len(new) - len(changed))


def read_divisions(file: Path) -> list[Row]:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise NotLoaded(["文件应为 UTF-8 编码的 CSV。"]) from None
    reader = csv.DictReader(lines)
    missing = [name for name in REQUIRED_COLUMNS if name not in (reader.fieldnames or [])]
    if missing:
        raise NotLoaded([f"文件缺少列：{'、'.join(missing)}。"])
    return [_row(reader.line_num, cells) for cells in reader]


def _row(line: int, cells: dict[str, str | None]) -> Row:
    names = [*REQUIRED_COLUMNS, "alias", "dual", "valid_from", "valid_to", "successor_code"]
    return Row(line, *((cells.get(name) or "").strip() for name in names))


def _faults(rows: list[Row], standing: dict[str, Division]) -> Iterator[str]:
    known = standing.keys() | {row.code for row in rows}
    seen: set[str] = set()
    for row in rows:
        for sentence in _faults_of(row, known):
            yield f"第 {row.line} 行（{row.code} {row.name}）：{sentence}"
        if row.code in seen:
            yield f"第 {row.line} 行（{row.code} {row.name}）：区划代码与前面的行重复。"
        seen.add(row.code)


def _faults_of(row: Row, known: set[str]) -> Iterator[str]:
    if not row.name:
        yield "名称为空。"
    if row.level not in Level.values:
        yield f"级别应为 {'、'.join(Level.values)} 之一，现在是“{row.level}”。"
    elif not row.code.isdecimal() or len(row.code) != CODE_LENGTHS[row.level]:
        yield f"{Level(row.level).label}的代码应为 {CODE_LENGTHS[row.level]} 位数字。"
    if row.level != Level.PROVINCE and (row.parent_code not in known or not row.code.startswith(row.parent_code)):
        yield f"上级代码“{row.parent_code}”不存在，或不是本代码的开头。"
    if row.successor_code and row.successor_code not in known:
        yield f"并入的区划“{row.successor_code}”不存在。"
    if row.successor_code and not row.valid_to:
        yield "并入其他区划的，应有停用日期。"
    if row.dual not in {"", "0", "1"}:
        yield f"涉双代应为 0 或 1，现在是“{row.dual}”。"
    for day in (row.valid_from, row.valid_to):
        if day and not _is_date(day):
            yield f"日期应形如 2023-06-30，现在是“{day}”。"


def _is_date(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _births(rows: list[Row]) -> list[Division]:
    """Unsaved divisions that already have their ids, for a town's row names itself as its town.

    The plan names no units: those of towns count as 涉双代, those of streets do not, until the file or the office says
    otherwise.
    """
    ids = Division.objects.new_ids(len(rows))
    return [Division(pk=pk, code=row.code, dual=_is_in_town(row)) for pk, row in zip(ids, rows, strict=True)]


def _is_in_town(row: Row) -> bool:
    """The statistical bureau numbers streets 001–099 and towns from 100."""
    return len(row.code) >= 9 and int(row.code[6:9]) >= 100


def _bring_up(division: Division, row: Row, tree: dict[str, Division]) -> bool:
    """Fill in what the row says; true when that changed anything."""
    before = [getattr(division, name) for name in ATTRIBUTES]
    division.name, division.level = row.name, row.level
    division.parent = tree.get(row.parent_code)
    division.alias = row.alias or division.alias or _usual_name(row)
    if row.dual:
        division.dual = row.dual == "1"
    if row.valid_from:
        division.valid_from = datetime.date.fromisoformat(row.valid_from)
    if row.valid_to:
        division.valid_to = datetime.date.fromisoformat(row.valid_to)
    if row.successor_code:
        division.successor = tree[row.successor_code]
    division.place()
    return before != [getattr(division, name) for name in ATTRIBUTES]


def _usual_name(row: Row) -> str:
    if row.level != Level.COMMUNITY:
        return ""
    for ending in VILLAGE_ENDINGS:
        if row.name.endswith(ending):
            return row.name.removesuffix(ending) + "村"
    for ending in COMMUNITY_ENDINGS:
        if row.name.endswith(ending):
            return row.name.removesuffix(ending) + ("村" if _is_in_town(row) else "社区")
    return ""
