"""Every page, in the browser: no error, no fault that axe knows, no wider than a phone."""

import re

import pytest

from accounts.roles import Role
from core.navigation import groups_of
from tests.browser.conftest import DESK, PHONE, faults_of, overflow_of, settle
from tests.browser.place import Place
from tests.browser.ways import WAYS
from tests.factories import ApplicationFactory, HouseholdFactory

# First those who have most to do on a page: each page is looked at as the first of them in whose menu it stands.
ROLES = [
    Role.TOWN_OFFICE,
    Role.DISTRICT_OFFICE,
    Role.TOWN_GAS_OFFICE,
    Role.GAS_COMPANY,
    Role.SAFETY_OFFICER,
    Role.ASSESSOR,
    Role.CITY_OFFICE,
    Role.VILLAGE,
    Role.SYSTEM_ADMIN,
    Role.SECURITY_ADMIN,
    Role.AUDIT_ADMIN,
]
AT_A_TIME = 30


@pytest.fixture
def rows(tree):
    for number in range(3):
        HouseholdFactory(village=tree.village, gas=bool(number % 2))
    ApplicationFactory(village=tree.village)
    ApplicationFactory(village=tree.village, submitted=True)


def entries_of(role):
    return [entry.url for group in groups_of(role) for entry in group.entries]


def errands():
    """For each role its home and what no role before it has in its menu, some pages at a time."""
    known = set()
    for role in ROLES:
        new = [one for one in entries_of(role) if one not in known]
        known.update(new)
        pages = ["/", *new]
        yield from ((role, pages[start : start + AT_A_TIME]) for start in range(0, len(pages), AT_A_TIME))


ERRANDS = list(errands())


@pytest.mark.parametrize(("role", "addresses"), ERRANDS, ids=[f"{role}-{part[-1]}" for role, part in ERRANDS])
def test_pages_of_the_menu_have_no_known_fault_and_fit_a_phone(role, addresses, window, post, rows):
    page = window(post(role))

    faults, wider = {}, {}
    for address in addresses:
        page.set_viewport_size(DESK)
        page.goto(address)
        settle(page)
        faults[address] = faults_of(page)
        page.set_viewport_size(PHONE)
        wider[address] = overflow_of(page)

    assert {address: found for address, found in faults.items() if found} == {}
    assert {address: pixels for address, pixels in wider.items() if pixels > 0} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_record_its_form_and_its_paper_have_no_known_fault(theme, window, post, rows, tree):
    household = HouseholdFactory(village=tree.village)
    application = ApplicationFactory(village=tree.village, filed_by=post(Role.VILLAGE))
    page = window(post(Role.VILLAGE))
    page.emulate_media(color_scheme=theme)

    found = {}
    for address in (
        f"/households/{household.pk}/",
        f"/households/{household.pk}/history/",
        f"/households/{household.pk}/print/",
        f"/applications/{application.pk}/",
        f"/applications/{application.pk}/edit/",
        "/applications/new/add/",
        "/households/?panel=filters",
        "/account/",
    ):
        page.goto(address)
        settle(page)
        found[address] = faults_of(page)

    assert {address: faults for address, faults in found.items() if faults} == {}


@pytest.mark.parametrize("address", ["/api/docs/", "/api/docs/?of=台账申请"])
def test_the_description_of_the_api_has_no_known_fault_and_fits_a_phone(address, window, post):
    page = window(post(Role.TOWN_OFFICE))

    page.goto(address)
    faults = faults_of(page)
    page.set_viewport_size(PHONE)

    assert faults == []
    assert overflow_of(page) == 0


def test_the_way_in_has_no_known_fault(window, db):
    page = window()

    page.goto("/")

    assert re.search("/sign-in/", page.url)
    assert faults_of(page) == []
    assert overflow_of(page) == 0


ROUNDS = [
    (role, start, ways[start : start + AT_A_TIME])
    for role, ways in WAYS.items()
    for start in range(0, len(ways), AT_A_TIME)
]


@pytest.mark.parametrize(
    ("role", "ways"),
    [pytest.param(role, ways, id=f"{role or 'visitor'}-{start}") for role, start, ways in ROUNDS],
)
def test_pages_outside_the_menu_have_no_known_fault_and_fit_a_phone(role, ways, window, post, tree):
    page, place = window(post(role) if role else None), Place(tree, post)

    headings, found = [], {}
    for way in ways:
        page.set_viewport_size(DESK)
        way.go(page, place)
        settle(page)
        headings.append(page.inner_text("h1"))
        faults = faults_of(page)
        page.set_viewport_size(PHONE)
        found[way] = faults, overflow_of(page)

    assert [(way, seen) for way, seen in zip(ways, headings, strict=True) if way.heading not in seen] == []
    assert {way: faults for way, faults in found.items() if any(faults)} == {}
