"""首次建账 goes on until the district declares it ended."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.workflow import StepRefused
from households.models import FirstFilling
from households.workflows import EndFirstFilling
from tests.conftest import ClientOf
from tests.factories import Tree
from tests.households.conftest import Chain


def test_it_goes_on_until_it_is_declared_ended(chain: Chain, tree: Tree) -> None:
    assert not FirstFilling.objects.has_ended(tree.district)

    declaration = EndFirstFilling.end(by=chain.district, remark="46 个村全部建账")

    assert FirstFilling.objects.has_ended(tree.district)
    assert (declaration.district, declaration.ended_by) == (tree.district, chain.district)


def test_only_the_district_declares_it(chain: Chain) -> None:
    for office in (chain.village, chain.town, chain.city):
        with pytest.raises(StepRefused):
            EndFirstFilling.end(by=office)


def test_it_ends_once(chain: Chain) -> None:
    EndFirstFilling.end(by=chain.district)

    with pytest.raises(StepRefused, match="已经宣布结束"):
        EndFirstFilling.end(by=chain.district)


def test_it_is_declared_on_its_page(chain: Chain, client_of: ClientOf) -> None:
    client = client_of(chain.district)
    assert "首次建账正在进行" in client.get(reverse("first-filling-list")).content.decode()

    client.post(reverse("first-filling-new"), {"remark": "全部建完"})

    assert FirstFilling.objects.get().remark == "全部建完"
    assert client.get(reverse("first-filling-new")).status_code == 403


def test_a_township_does_not_open_the_page(chain: Chain, client_of: ClientOf) -> None:
    assert client_of(chain.town).get(reverse("first-filling-list")).status_code == 403


def test_its_page_asks_once_more(chain: Chain, client_of: ClientOf) -> None:
    page = client_of(chain.district).get(reverse("first-filling-new")).content.decode()

    assert "宣布以后不能恢复" in page
    assert "宣布结束" in page
