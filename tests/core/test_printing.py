"""A record on paper."""

import pytest

from accounts.audit import AccessLog
from accounts.roles import Role
from tests.factories import HouseholdFactory

pytestmark = pytest.mark.urls("tests.core.sample_pages")


@pytest.fixture
def household(tree):
    return HouseholdFactory(village=tree.village, id_number="130199195001010013", phone="13812345678")


def test_paper_shows_numbers_masked(client_of, post, household):
    page = client_of(post(Role.TOWN_OFFICE)).get(f"/samples/{household.pk}/print/").content.decode()

    assert household.name in page
    assert "130199195001010013" not in page
    assert "13812345678" not in page


def test_paper_names_who_printed_it(client_of, post, household):
    officer = post(Role.TOWN_OFFICE)

    page = client_of(officer).get(f"/samples/{household.pk}/print/").content.decode()

    assert f"{officer.user.name}（街镇双代主管部门" in page


def test_printing_is_logged(client_of, post, household):
    client_of(post(Role.TOWN_OFFICE)).get(f"/samples/{household.pk}/print/")

    assert AccessLog.objects.get().act == AccessLog.Act.PRINT
