"""What the pages do for hands that stay on the keyboard, and for those that slip."""

import re

import pytest
from captcha.models import CaptchaStore

from accounts.audit import System, acting
from accounts.models import Division
from accounts.roles import Role
from core.workflow import Workflow
from tests.browser.conftest import PHONE
from tests.factories import PASSWORD, ApplicationFactory, HouseholdFactory


@pytest.fixture
def households(tree):
    return [HouseholdFactory(village=tree.village, name=name) for name in ("王建国", "李桂兰", "张志强")]


@pytest.fixture
def ledger(window, post, households):
    page = window(post(Role.TOWN_OFFICE))
    page.goto("/households/")
    return page


def test_arrows_walk_the_rows_and_enter_opens_one(ledger):
    ledger.keyboard.press("j")
    ledger.keyboard.press("ArrowDown")
    name = ledger.inner_text("tr.here .cell-title")
    with ledger.expect_navigation():
        ledger.keyboard.press("Enter")

    assert name in ledger.inner_text("h1")


def test_a_stroke_leads_to_the_search_box(ledger):
    ledger.keyboard.press("/")
    ledger.keyboard.type("桂兰")
    with ledger.expect_navigation():
        ledger.keyboard.press("Enter")

    assert ledger.locator("tbody tr").count() == 1


def test_a_new_household_is_one_key_away(ledger):
    with ledger.expect_navigation():
        ledger.keyboard.press("n")

    assert ledger.inner_text("h1") == "登记增户"


def test_letters_typed_into_a_box_are_letters(ledger):
    ledger.focus("[data-search]")
    ledger.keyboard.type("jnx?")

    assert ledger.input_value("[data-search]") == "jnx?"
    assert ledger.locator("#keys[open]").count() == 0


def test_a_question_mark_shows_the_keys(ledger):
    ledger.keyboard.press("?")

    assert ledger.locator("#keys[open]").count() == 1


def test_escape_closes_a_menu_and_gives_the_focus_back(ledger):
    ledger.click(".menu-account > summary")
    ledger.keyboard.press("Escape")

    assert ledger.locator(".menu-account[open]").count() == 0
    assert ledger.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_chosen_look_lasts(ledger):
    ledger.click(".menu-account > summary")
    ledger.click("[data-display=theme][data-value=dark]")
    ledger.click("[data-display=size][data-value=large]")
    ledger.goto("/inbox/")

    assert ledger.get_attribute("html", "data-bs-theme") == "dark"
    assert ledger.get_attribute("html", "data-size") == "large"


def test_ticked_rows_are_counted_above_the_table(window, post, tree):
    for _ in range(3):
        ApplicationFactory(village=tree.village, submitted=True)
    page = window(post(Role.TOWN_OFFICE))
    page.goto("/applications/")

    page.check("tbody tr:first-child .tick input")
    one = page.inner_text("[data-bulk-count]")
    page.check("[data-all]")

    assert (one, page.inner_text("[data-bulk-count]")) == ("1", "3")


def test_a_long_menu_shows_where_one_is(window, post, tree):
    page = window(post(Role.DISTRICT_OFFICE), {"width": 1440, "height": 600})

    page.goto("/energy-targets/")

    menu, here = (page.locator(of).bounding_box() for of in (".nav-main", ".nav-main [aria-current]"))
    assert menu["y"] <= here["y"] <= menu["y"] + menu["height"] - here["height"]


def test_leaving_a_changed_form_asks_first(window, post, tree):
    page = window(post(Role.VILLAGE))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/applications/new/add/")

    page.fill("#id_name", "王建国")
    page.goto("/inbox/")

    assert asked == ["beforeunload"]


def test_saving_a_changed_form_does_not_ask(window, post, tree):
    page = window(post(Role.VILLAGE))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/applications/new/add/")

    page.fill("#id_name", "王建国")
    with page.expect_navigation():
        page.click(".form-foot .btn-primary")

    assert asked == []


def test_what_cannot_be_undone_is_asked_in_the_page(window, post, tree):
    page = window(post(Role.TOWN_OFFICE))
    page.goto("/account/tokens/")
    page.fill("[name=name]", "与区财政系统对接")
    with page.expect_navigation():
        page.click(".form-foot .btn-primary")

    page.click("form[data-confirm] button")
    sentence = page.inner_text("#confirm [data-sentence]")
    page.click("#confirm [value=cancel]")

    assert sentence == "停用后，使用它的系统不能再调用接口。"
    assert page.locator("form[data-confirm]").count() == 1


def test_a_division_is_moved_on_the_map(window, post, tree):
    with acting(System.DEMO):
        Division.objects.filter(pk=tree.village.pk).update(longitude=114.6, latitude=38.1)
        Division.objects.filter(pk=tree.next_village.pk).update(longitude=114.7, latitude=38.2)
    page = window(post(Role.SYSTEM_ADMIN))
    page.goto(f"/divisions/{tree.village.pk}/edit/")
    page.locator(".place-here").scroll_into_view_if_needed()

    at = page.locator(".place-here").bounding_box()
    page.mouse.move(at["x"] + 9, at["y"] + 9)
    page.mouse.down()
    page.mouse.move(at["x"] + 69, at["y"] + 9, steps=4)
    page.mouse.up()

    assert float(page.input_value("#id_longitude")) > 114.6
    assert float(page.input_value("#id_latitude")) == pytest.approx(38.1, abs=0.001)


def test_on_a_phone_the_menu_slides_in_and_out(window, post, tree):
    page = window(post(Role.VILLAGE), PHONE)
    page.goto("/")

    hidden = page.is_visible(".nav-main")
    page.click(".top-menu")
    shown = page.is_visible(".nav-main")
    page.keyboard.press("Escape")

    assert (hidden, shown, page.is_visible(".nav-main")) == (False, True, False)


def test_without_script_the_menu_opens_too(chromium, live_server, client_of, post, tree):
    session = client_of(post(Role.VILLAGE)).cookies["nuanhu"].value
    context = chromium.new_context(base_url=live_server.url, viewport=PHONE, java_script_enabled=False)
    context.add_cookies([{"name": "nuanhu", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto("/")

    page.click(".top-menu")

    assert page.is_visible(".nav-main")
    context.close()


def test_a_chart_opens_the_rows_behind_it(window, post, households):
    page = window(post(Role.TOWN_OFFICE))
    page.goto("/dashboard/")
    page.wait_for_selector(".chart-canvas svg")

    page.click(".chart-card details > summary >> nth=0")
    with page.expect_navigation():
        page.click(".chart-card tbody a >> nth=0")

    assert re.search(r"/households/\?", page.url)


def test_enter_signs_in_when_a_captcha_is_asked_for(window, post, tree):
    username = post(Role.VILLAGE).user.username
    page = window()
    page.goto("/sign-in/")
    for password in ("Wrong-password-1", PASSWORD):
        page.fill("#id_username", username)
        page.fill("#id_password", password)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        read = CaptchaStore.objects.latest("pk").response

    page.fill("#id_password", PASSWORD)
    page.fill("#id_captcha_1", read)
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert page.locator(".menu-account").count() == 1


def test_on_a_phone_a_menu_opens_inside_the_window(window, post, tree):
    page = window(post(Role.VILLAGE), PHONE)
    page.goto("/applications/")

    page.click(".page-actions > .menu > summary")

    panel = page.locator(".page-actions .menu-panel").bounding_box()
    assert panel["x"] >= 0
    assert panel["x"] + panel["width"] <= PHONE["width"]


@pytest.fixture
def entry(window, post, tree):
    page = window(post(Role.VILLAGE))
    page.goto("/applications/")
    with page.expect_navigation():
        page.keyboard.press("n")
    return page


def here(page):
    return page.evaluate("document.activeElement.name || document.activeElement.type")


def test_a_household_is_entered_without_the_mouse(entry):
    entry.keyboard.type("王建国")
    entry.keyboard.press("Enter")
    at_the_second = here(entry)
    entry.keyboard.type("13010219800101123X")
    with entry.expect_navigation():
        entry.keyboard.press("Control+s")

    assert at_the_second == "id_number"
    assert "最后一位校验码不对" in entry.inner_text(".error-summary")
    assert entry.input_value("#id_name") == "王建国"


def test_enter_leads_from_field_to_field_to_the_button(entry):
    seen = [here(entry)]
    for _ in range(60):
        if seen[-1] == "submit":
            break
        entry.keyboard.press("Enter")
        seen.append(here(entry))

    assert seen[0] == "name"
    assert seen[-1] == "submit"
    assert len(seen) < 55


@pytest.mark.parametrize("typed", ["xizhuang", "xzc", "西庄"])
def test_a_long_list_is_chosen_from_by_pinyin_initials_or_words(window, post, tree, typed):
    page = window(post(Role.TOWN_OFFICE))
    page.goto("/applications/new/add/")

    page.focus("#id_village-ts-control")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")

    assert page.input_value("#id_village") == str(tree.next_village.pk)


def test_fields_of_gas_hide_where_there_is_none(entry):
    entry.select_option("#id_kind", label="空气源热泵")
    hidden = entry.is_visible("#id_gas_supplier")
    entry.select_option("#id_kind", label="气代煤")

    assert (hidden, entry.is_visible("#id_gas_supplier")) == (False, True)
    assert entry.is_visible("#id_power_account")


def test_what_was_sent_back_is_where_one_begins(window, post, tree):
    village, town = post(Role.VILLAGE), post(Role.TOWN_OFFICE)
    application = ApplicationFactory(village=tree.village, filed_by=village, submitted=True)
    Workflow.of(application).send_back(application, by=town, reason="请重新测量", flagged=["heated_area"])
    page = window(village)

    page.goto(f"/applications/{application.pk}/")
    with page.expect_navigation():
        page.keyboard.press("e")

    assert here(page) == "heated_area"
