"""Service points of appliance sellers by workbook (P104)."""

from __future__ import annotations

import io
from typing import Any

import pytest

from accounts.audit import acting
from accounts.models import Post
from accounts.roles import Role
from core.ledgers.base import ledger
from core.ledgers.checking import check
from core.ledgers.export import Order, export
from inspections.models import ServicePoint
from tests import factories
from tests.conftest import ClientOf, MakePost
from tests.factories import Tree
from tests.factories.supervising import CREDIT_CODE
from tests.households.reconciling.workbooks import bring, checked, task


def row(tree: Tree, **cells: Any) -> dict[str, Any]:
    return {
        "网点名称": "暖阳长安服务站", "所属企业": "暖阳热能公司", "统一社会信用代码": CREDIT_CODE.lower(),
        "品牌": "暖阳", "器具种类": "灶具、采暖热水炉", "安装维修资质证书号": "冀燃具1", "资质有效期至": "2030-01-31",
        "持证人员数": 3, "服务电话": "0311-85012345", "所属乡镇": str(tree.town), "所属村": str(tree.village),
        "地址": "和平东路1号", **cells,
    }  # fmt: skip


def test_a_workbook_registers_points(tree: Tree, gas_office: Post) -> None:
    bring("service_points", [row(tree)], gas_office)

    point = ServicePoint.objects.get()
    assert (point.village, point.town, point.credit_code) == (tree.village, tree.town, CREDIT_CODE)
    assert (point.kinds, point.certified_count, point.remark) == (["boiler", "stove"], 3, "")


def test_a_point_that_is_known_is_changed_on_its_page_alone(tree: Tree, gas_office: Post) -> None:
    point = factories.ServicePointFactory(village=tree.village)

    found = checked("service_points", [{"登记号": point.pk, "持证人员数": 5}], gas_office)

    assert [one.code for one in found.findings] == ["known_point"]


def test_what_is_exported_comes_in_again_without_a_change(tree: Tree, gas_office: Post) -> None:
    """The phone in full: it is there to be called."""
    factories.ServicePointFactory(village=tree.village)
    file = io.BytesIO()
    with acting(gas_office):
        export(Order(ledger("service_points"), {}), gas_office, file)

    found = check(file.getvalue(), task("service_points", gas_office))

    assert (found.findings, found.added, found.changed, found.unchanged) == ([], [], {}, 1)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"统一社会信用代码": "91130102MA0TEQT1X8"}, "wrong_credit_code"),
        ({"资质有效期至": None}, "half_a_licence"),
        ({"器具种类": "空调"}, "unknown_kinds"),
        ({"网点名称": "已登记"}, "point_twice"),
    ],
)
def test_a_row_that_cannot_be_registered_says_why(
    cells: dict[str, Any], code: str, tree: Tree, gas_office: Post
) -> None:
    factories.ServicePointFactory(village=tree.village, name="已登记")

    assert [one.code for one in checked("service_points", [row(tree, **cells)], gas_office).findings] == [code]


def test_what_a_workbook_registered_is_taken_back_but_for_what_is_in_use(tree: Tree, gas_office: Post) -> None:
    rows = [row(tree, 网点名称=name) for name in ("甲店", "乙店", "丙店")]
    done = bring("service_points", rows, gas_office)
    factories.ServicePointCheckFactory(point=ServicePoint.objects.get(name="乙店"))
    with acting(gas_office):
        changed = ServicePoint.objects.get(name="丙店")
        changed.remark = "搬到街对面"
        changed.save()

        undone = done.task.mode.undo(done.act, gas_office)

    assert undone.taken_back == 1
    assert sorted(why[:8] for why in undone.refused.values()) == ["导入之后又有改动", "已安排过检查或上"]
    assert set(ServicePoint.objects.values_list("name", flat=True)) == {"乙店", "丙店"}


def test_a_township_chooses_it_among_what_it_imports(gas_office: Post, post: MakePost, client_of: ClientOf) -> None:
    assert "登记服务网点" in client_of(gas_office).get("/imports/new/").content.decode()
    assert ledger("service_points").mode_for(post(Role.DISTRICT_OFFICE)) is None
