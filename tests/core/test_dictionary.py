"""The dictionary: lists that the office keeps, in versions; offered where one types (F98)."""

import pytest

from accounts.audit import System, acting
from accounts.roles import Role
from core.models import Term
from households.models import Application
from households.workflows import AddHousehold

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client_of, post):
    return client_of(post(Role.SYSTEM_ADMIN))


@pytest.fixture
def brand(keeper):
    keeper.post("/terms/new/", {"catalogue": "device_brand", "label": "暖风牌", "position": "1"})
    return Term.objects.get()


def test_a_term_gets_a_code_of_its_own(keeper, brand):
    keeper.post("/terms/new/", {"catalogue": "device_brand", "label": "格力", "position": "2"})

    assert list(Term.objects.values_list("code", "label")) == [("001", "暖风牌"), ("002", "格力")]


def test_a_name_stands_once_in_its_catalogue(keeper, brand):
    page = keeper.post("/terms/new/", {"catalogue": "device_brand", "label": "暖风牌", "position": "2"})

    assert "字典里已有这个名称。" in page.content.decode()
    assert Term.objects.count() == 1


def test_renaming_makes_a_new_version_and_keeps_the_old(keeper, brand):
    keeper.post(f"/terms/{brand.pk}/edit/", {"label": "暖风", "position": "1", "version": brand.version})

    brand.refresh_from_db()
    assert (brand.label, brand.retired_at is None) == ("暖风牌", False)
    assert Term.objects.current().get().label == "暖风"
    assert Term.objects.current().get().code == brand.code


def test_a_retired_term_is_offered_no_more(keeper, brand, client_of, post):
    keeper.post(
        f"/terms/{brand.pk}/edit/", {"label": "暖风牌", "position": "1", "retired": "on", "version": brand.version}
    )

    assert not Term.objects.current().exists()
    assert "暖风牌" not in client_of(post(Role.VILLAGE)).get("/applications/new/add/").content.decode()


def test_current_terms_are_offered_in_the_form(brand, client_of, post):
    page = client_of(post(Role.VILLAGE)).get("/applications/new/add/").content.decode()

    assert '<option value="暖风牌"></option>' in page
    assert 'list="device_brand-words"' in page


def test_another_word_is_taken_too(brand, client_of, post, tree):
    form = {"village": tree.village.pk, "name": "赵建国", "device_brand": "本地牌子"}

    client_of(post(Role.VILLAGE)).post("/applications/new/add/", form)

    assert Application.objects.get().device_brand == "本地牌子"


def test_an_old_record_keeps_the_old_word(brand, keeper, post, tree):
    application = AddHousehold.file(by=post(Role.VILLAGE), village=tree.village, name="赵建国", device_brand="暖风牌")

    keeper.post(f"/terms/{brand.pk}/edit/", {"label": "暖风", "position": "1", "version": brand.version})

    application.refresh_from_db()
    assert application.device_brand == "暖风牌"


def test_nobody_else_keeps_the_dictionary(client_of, post, brand):
    assert client_of(post(Role.DISTRICT_OFFICE)).get("/terms/").status_code == 403
    assert client_of(post(Role.AUDIT_ADMIN)).get(f"/terms/{brand.pk}/edit/").status_code == 403


def test_a_term_made_elsewhere_is_seen_at_once(client_of, post):
    browser = client_of(post(Role.VILLAGE))
    browser.get("/applications/new/add/")
    with acting(System.DEMO):
        Term.objects.create(catalogue="device_brand", code="009", label="新牌子")

    assert "新牌子" in browser.get("/applications/new/add/").content.decode()
