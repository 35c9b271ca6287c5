"""经销售后: service points, their licences, and the township's visits to them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from core.workflow import StepRefused
from inspections.models import Checklist, ServicePoint, ServicePointCheck
from inspections.supervising.workflows import CheckServicePoint
from tests import factories
from tests.conftest import ClientOf
from tests.factories import Tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def point(tree: Tree) -> ServicePoint:
    made: ServicePoint = factories.ServicePointFactory(village=tree.village)
    return made


def entered(point: ServicePoint, **changes: Any) -> dict[str, Any]:
    return {
        "name": "新网点", "company_name": "暖阳燃具有限公司", "credit_code": "91130102MA0TEQT1X7",
        "village": point.village_id, "address": "幸福路2号", "phone": "13900000002", "brands": "暖阳",
        "kinds": ["boiler"], "certified_count": 1, **changes,
    }  # fmt: skip


def test_a_township_registers_a_point(point: ServicePoint, gas_office: Post, client_of: ClientOf) -> None:
    client_of(gas_office).post("/service-points/new/", entered(point))

    assert ServicePoint.objects.get(name="新网点").town == point.town


def test_a_code_that_the_registry_would_not_give_is_refused(
    point: ServicePoint, gas_office: Post, client_of: ClientOf
) -> None:
    page = client_of(gas_office).post("/service-points/new/", entered(point, credit_code="91130102MA0TEQT1X8"))

    assert "统一社会信用代码不正确" in page.content.decode()


def test_a_licence_that_ends_soon_is_pointed_out(tree: Tree, gas_office: Post, client_of: ClientOf) -> None:
    soon, later = (timezone.localdate() + datetime.timedelta(days=days) for days in (10, 100))
    for name, day in (("快到期", soon), ("还早", later)):
        factories.ServicePointFactory(village=tree.village, name=name, licence_number="A1", licence_expires_on=day)
    page = client_of(gas_office).get("/service-points/?expiring=on").content.decode()

    assert "快到期" in page
    assert "还早" not in page


def test_a_point_that_is_closed_is_not_visited(point: ServicePoint, gas_office: Post) -> None:
    with acting(System.DEMO):
        ServicePoint.objects.filter(pk=point.pk).update(closed_on=timezone.localdate())
    with pytest.raises(StepRefused, match="已停业"):
        CheckServicePoint.plan(by=gas_office, point=ServicePoint.objects.get(), planned_on=timezone.localdate())


def test_the_township_writes_of_rectifying_for_a_point_without_an_account(
    point: ServicePoint, gas_office: Post, client_of: ClientOf
) -> None:
    today = timezone.localdate()
    checklist = factories.company_checklist(Checklist.Purpose.SERVICE_POINT)
    visit: ServicePointCheck = factories.ServicePointCheckFactory(
        point=point, checklist=checklist, checked_on=today, checkers="赵检查", signed_by_checkers="赵检查",
        signed_by_checked="店长",
        answers={"Q1": {"result": "bad", "note": ""}, "Q2": {"result": "ok"}, "Q3": {"result": "ok"}},
    )  # fmt: skip
    CheckServicePoint.order(visit, by=gas_office, rectify_until_on=today + datetime.timedelta(days=15))
    finding = visit.findings.get()
    said = {"rectification": "已换证", "rectified_on": str(today), "version": finding.version}
    client_of(gas_office).post(f"/service-point-findings/{finding.pk}/edit/", said)
    CheckServicePoint.report(visit, by=gas_office, rectified_on=today)
    CheckServicePoint.close(visit, by=gas_office, rechecked_on=today)

    assert visit.state == ServicePointCheck.State.CLOSED


def test_a_visit_begins_on_the_points_own_page(point: ServicePoint, gas_office: Post, client_of: ClientOf) -> None:
    browser = client_of(gas_office)
    assert "请先打开要检查的服务网点" in browser.get("/service-point-checks/new/checkservicepoint/").content.decode()
    assert "安排检查" in browser.get(f"/service-points/{point.pk}/").content.decode()

    asked = {"point": point.pk, "planned_on": str(timezone.localdate())}
    browser.post("/service-point-checks/new/checkservicepoint/", asked)
    assert ServicePointCheck.objects.get().point == point
