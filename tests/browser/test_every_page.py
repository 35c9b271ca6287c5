"""Every page, in the browser: no error, no fault that axe knows, no wider than a phone."""

import re

import pytest

from accounts.roles import Role
from tests.browser.conftest import DESK, PHONE, faults_of, overflow_of, settle
from tests.browser.place import Place
from tests.browser.ways import WAYS
from tests.factories import ApplicationFactory, HouseholdFactory

ROLES = [
    Role.VILLAGE,
    Role.TOWN_OFFICE,
    Role.DISTRICT_OFFICE,
    Role.CITY_OFFICE,
    Role.GAS_COMPANY,
    Role.SYSTEM_ADMIN,
    Role.SECURITY_ADMIN,
    Role.AUDIT_ADMIN,
]


@pytest.fixture
def rows(tree):
    for number in range(3):
        HouseholdFactory(village=tree.village, gas=bool(number % 2))
    ApplicationFactory(village=tree.village)
    ApplicationFactory(village=tree.village, submitted=True)


def menu_of(page):
    page.goto("/")
    return page.eval_on_selector_all(".nav-main a", "links => links.map(link => link.getAttribute('href'))")


@pytest.mark.parametrize("role", ROLES)
def test_pages_of_the_menu_have_no_known_fault_and_fit_a_phone(role, window, post, rows):
    page = window(post(role))

    faults, wider = {}, {}
    for address in menu_of(page):
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


@pytest.mark.parametrize("role", WAYS)
def test_pages_outside_the_menu_have_no_known_fault_and_fit_a_phone(role, window, post, tree):
    page, place = window(post(role) if role else None), Place(tree, post)

    headings, found = [], {}
    for way in WAYS[role]:
        page.set_viewport_size(DESK)
        way.go(page, place)
        settle(page)
        headings.append(page.inner_text("h1"))
        at_the_desk = faults_of(page)
        page.set_viewport_size(PHONE)
        found[way] = at_the_desk, faults_of(page), overflow_of(page)

    assert [(way, seen) for way, seen in zip(WAYS[role], headings, strict=True) if way.heading not in seen] == []
    assert {way: faults for way, faults in found.items() if any(faults)} == {}
