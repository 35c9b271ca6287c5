"""The tree of divisions from a file, again without effect."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.loading import NotLoaded, load_divisions
from accounts.models import Division

CHANGAN = Path(__file__).resolve().parents[2] / "accounts" / "data" / "130102.csv"
HEADING = "code,name,level,parent_code,alias,dual,valid_from,valid_to,successor_code"
ABOVE = ["13,河北省,province,,,,,,", "1301,石家庄市,city,13,,,,,", "130105,新华区,district,1301,,,,,"]


@pytest.fixture
def write(tmp_path: Path) -> object:
    def made(*rows: str, heading: str = HEADING) -> Path:
        file = tmp_path / "divisions.csv"
        file.write_text("\n".join([heading, *rows]), encoding="utf-8")
        return file

    return made


@pytest.fixture(autouse=True)
def _acting(as_demo: None) -> None:
    pass


def test_changan_has_twelve_streets_four_towns_and_its_communities() -> None:
    load_divisions(CHANGAN)

    count = {level: Division.objects.filter(level=level).count() for level in Division.Level.values}
    assert count == {"province": 1, "city": 1, "district": 1, "street": 12, "town": 4, "community": 174}
    assert Division.objects.villages().dual().count() == 46


def test_everything_stands_below_its_ancestors() -> None:
    load_divisions(CHANGAN)

    village = Division.objects.get(code="130102100001")
    assert [str(above.code) for above in (village.town, village.district, village.city)] == [  # type: ignore[union-attr]
        "130102100",
        "130102",
        "1301",
    ]
    town = Division.objects.get(code="130102100")
    assert town.town == town


def test_loading_again_changes_nothing() -> None:
    load_divisions(CHANGAN)
    versions = dict(Division.objects.values_list("code", "version"))

    again = load_divisions(CHANGAN)

    assert (again.added, again.changed) == (0, 0)
    assert dict(Division.objects.values_list("code", "version")) == versions


def test_another_district_is_loaded_the_same_way(write) -> None:
    load_divisions(CHANGAN)

    loaded = load_divisions(write(*ABOVE, "130105100,赵陵铺镇,town,130105,,,,,"))

    assert loaded.added == 2
    assert Division.objects.get(code="130105100").district == Division.objects.get(code="130105")


def test_a_unit_gets_the_name_that_people_use(write) -> None:
    load_divisions(
        write(
            *ABOVE,
            "130105100,赵陵铺镇,town,130105,,,,,",
            "130105001,革新街道,street,130105,,,,,",
            "130105100201,大郭社区居民委员会,community,130105100,,,,,",
            "130105100202,小郭村民委员会,community,130105100,,,,,",
            "130105001001,合作路社区居民委员会,community,130105001,,,,,",
        )
    )

    names = dict(Division.objects.villages().values_list("code", "alias"))
    assert names == {"130105100201": "大郭村", "130105100202": "小郭村", "130105001001": "合作路社区"}


def test_the_file_wins_and_an_empty_cell_leaves_what_stands(write) -> None:
    load_divisions(write(*ABOVE, "130105100,赵陵铺镇,town,130105,赵陵铺,1,,,"))

    loaded = load_divisions(write(*ABOVE, "130105100,赵陵铺街镇,town,130105,,,,,"))

    town = Division.objects.get(code="130105100")
    assert (town.name, town.alias, town.dual, loaded.changed) == ("赵陵铺街镇", "赵陵铺", True, 1)


def test_a_merged_unit_names_its_successor(write) -> None:
    load_divisions(
        write(
            *ABOVE,
            "130105100,赵陵铺镇,town,130105,,,,,",
            "130105101,新镇,town,130105,,,,2026-01-01,130105100",
        )
    )

    merged = Division.objects.get(code="130105101")
    assert merged.successor == Division.objects.get(code="130105100")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("1301051,短,town,130105,,,,,", "代码应为 9 位数字"),
        ("130105100,,town,130105,,,,,", "名称为空"),
        ("130105100,赵陵铺镇,borough,130105,,,,,", "级别应为"),
        ("130105100,赵陵铺镇,town,130106,,,,,", "上级代码"),
        ("130105100,赵陵铺镇,town,130105,,是,,,", "涉双代应为 0 或 1"),
        ("130105100,赵陵铺镇,town,130105,,,2026/1/1,,", "日期应形如"),
        ("130105100,赵陵铺镇,town,130105,,,,2026-01-01,130105999", "不存在"),
        ("130105100,赵陵铺镇,town,130105,,,,,130105", "应有停用日期"),
        ("130105,新华区,district,1301,,,,,", "重复"),
    ],
)
def test_a_faulty_row_is_named_by_line_and_nothing_is_written(write, row: str, sentence: str) -> None:
    with pytest.raises(NotLoaded, match=f"第 5 行.*{sentence}"):
        load_divisions(write(*ABOVE, row))

    assert not Division.objects.exists()


def test_a_missing_column_is_named(write) -> None:
    with pytest.raises(NotLoaded, match="parent_code"):
        load_divisions(write("13,河北省,province", heading="code,name,level"))


def test_the_command_says_what_it_did() -> None:
    said = io.StringIO()

    call_command("load_divisions", str(CHANGAN), stdout=said)

    assert "新增 193" in said.getvalue()


def test_the_command_refuses_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="找不到文件"):
        call_command("load_divisions", str(tmp_path / "none.csv"))
