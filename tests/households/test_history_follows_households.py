"""历史随户: after a split or a merge, and of those who lived there before, what was is found at what is."""

from __future__ import annotations

import re
import uuid

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import Change
from core.workflow import StepRefused
from households.documents import Document
from households.lineage import finding
from households.models import Household
from households.workflows import ChangeHousehold
from tests import factories
from tests.conftest import ClientOf
from tests.factories import EquipmentFactory, HouseholdFactory, Tree
from tests.households.conftest import TODAY, Chain, attach
from tests.households.lineages import change, merge, split

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(tree: Tree) -> Household:
    return HouseholdFactory(village=tree.village, name="尹建国", heated_area=120)


@pytest.fixture
def other(tree: Tree) -> Household:
    return HouseholdFactory(village=tree.village, name="薛玉梅", heated_area=60)


def test_each_page_leads_to_the_other_household(
    chain: Chain, old: Household, other: Household, client_of: ClientOf
) -> None:
    new = split(chain, old)
    merge(chain, new, other)
    client = client_of(chain.town)

    events = client.get(f"/api/households/{new.pk}/lineage/").json()["events"]
    shown = client.get(reverse("households-detail", args=[other.pk])).content.decode()

    assert [(one["what"], one["household"]) for one in events] == [("分自", str(old)), ("并入本户", str(other))]
    assert all(one["application"] for one in events)
    assert reverse("households-detail", args=[new.pk]) in shown


def test_the_new_households_history_begins_with_the_old_ones_until_the_split(
    chain: Chain, old: Household, client_of: ClientOf
) -> None:
    change(chain, old, account_name="早先")
    new = split(chain, old)
    change(chain, old, account_name="后来")

    history = reverse("households-history", args=[new.pk])
    shown = client_of(chain.town).get(history).content.decode()

    assert "早先" in shown
    assert "后来" not in shown
    assert f"原户 {old}" in shown


def test_the_history_of_the_one_that_stays_has_the_merged_ones(
    chain: Chain, old: Household, other: Household, client_of: ClientOf
) -> None:
    merge(chain, old, other)
    url = reverse("households-history", args=[old.pk])

    assert f"并入的 {other}" in client_of(chain.town).get(url).content.decode()


def test_what_lies_outside_the_readers_area_stays_unnamed(
    chain: Chain, old: Household, tree: Tree, client_of: ClientOf
) -> None:
    new = split(chain, old)
    change(chain, new, moved_to=tree.other_village)
    client = client_of(factories.PostFactory(role="town_office", division=tree.other_town))

    [event] = client.get(f"/api/households/{new.pk}/lineage/").json()["events"]
    shown = client.get(reverse("households-history", args=[new.pk])).content.decode()

    assert (event["household"], event["url"]) == ("管辖范围以外的住户", None)
    assert old.name not in shown


def test_former_householders_and_villages_are_told_with_their_reasons(
    chain: Chain, old: Household, tree: Tree, client_of: ClientOf
) -> None:
    given = {"name": "赵小军", "householder_reason": "inherited", "moved_to": tree.next_village, "reason": "搬到邻村"}
    application = change(chain, old, **given)

    told = client_of(chain.town).get(f"/api/households/{old.pk}/lineage/").json()

    former, present = told["householders"]
    assert (former["name"], former["reason"], former["application"]) == ("尹建国", "继承", application.number)
    assert (former["until"], present["name"], present["until"]) == (str(TODAY), "赵小军", None)
    assert [one["village"] for one in told["villages"]] == [str(tree.village), str(tree.next_village)]
    assert told["villages"][0]["reason"] == "搬到邻村"


def test_another_householder_has_a_reason(chain: Chain, old: Household) -> None:
    application = ChangeHousehold.file(by=chain.village, household=old, name="赵小军")
    attach(application, *Document)

    with pytest.raises(StepRefused, match="请选择“户主变更原因”"):
        ChangeHousehold.submit(application, by=chain.village)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("name", "户主“薛玉梅”的那一户已并入尹建国"),
        ("id_number", "使用所查身份证号的那一户已并入尹建国"),
        ("number", "的那一户已并入尹建国"),
    ],
)
def test_a_merged_household_leads_to_the_one_that_stays(
    chain: Chain, old: Household, other: Household, client_of: ClientOf, typed: str, why: str
) -> None:
    merge(chain, old, other)

    shown = client_of(chain.town).get(reverse("households-list"), {"q": getattr(other, typed)}).content.decode()

    assert why in shown
    assert old.number in shown


def test_a_household_is_found_by_its_former_householder_and_his_number(
    chain: Chain, old: Household, client_of: ClientOf
) -> None:
    former = old.id_number
    change(chain, old, name="赵小军", id_number=factories.id_number(4242), householder_reason="sold")
    client = client_of(chain.town)

    by_name = client.get(reverse("households-list"), {"q": "尹建国"}).content.decode()
    by_number = client.get("/search/", {"q": former}).content.decode()

    assert f"“尹建国”是赵小军（{old.number}）以前的户主。" in by_name
    assert "所查身份证号是赵小军" in by_number
    assert "以前登记的" in by_number


def test_a_chain_of_merges_leads_to_its_end(
    chain: Chain, old: Household, other: Household, client_of: ClientOf
) -> None:
    first = HouseholdFactory(village=old.village, name="孙桂兰")
    merge(chain, other, first)
    merge(chain, old, other)

    shown = client_of(chain.town).get(reverse("households-list"), {"q": "孙桂兰"}).content.decode()

    assert f"户主“孙桂兰”的那一户已并入{old}" in shown


def test_all_that_a_merge_writes_is_one_act(chain: Chain, old: Household, other: Household) -> None:
    EquipmentFactory(household=other)
    merge(chain, old, other)

    [act] = Change.objects.filter(table="households_household", row_id=other.pk, operation="U").values_list("act")
    assert Change.objects.filter(act__in=act, table="households_equipment").count() == 1


def test_former_names_and_numbers_are_found_by_index(db: None) -> None:
    """The log has every change of every table: it is never read as a whole."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {finding.TRACED}", {"name": "尹建国", "number": "1", "digests": [str(uuid.uuid4())]})
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert {"change_former_name", "change_former_id_number_digest", "household_merged_name"} <= set(
        re.findall(r"\w+", plan)
    )
