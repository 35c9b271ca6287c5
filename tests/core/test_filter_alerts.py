"""“有新增时提醒我”: the owner of a saved filter is told, once a working day, of rows that newly match."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from core.models import FilterAlert, Notice, SavedView
from core.notifying import filter_alerts
from core.notifying.filter_alerts import look
from households.models import Application
from tests.core.test_clocks import at
from tests.core.test_lists import text_of
from tests.factories import ApplicationFactory, HouseholdFactory, PostFactory

THURSDAY, FRIDAY, SATURDAY, MONDAY = (at(f"2026-11-{day} 08:40") for day in (19, 20, 21, 23))
DRAFTS = "state=draft"


@pytest.fixture
def officer(post):
    return post(Role.TOWN_OFFICE)


@pytest.fixture
def save(client_of, officer):
    """A filter of applications, saved on a Thursday by its owner in the browser; the page that answers."""

    def filled_in(name="新草稿", query=DRAFTS, **form):
        with time_machine.travel(THURSDAY, tick=False):
            return client_of(officer).post(
                "/applications/views/", {"name": name, "query": query, "alert": "on", **form}, follow=True
            )

    return filled_in


def looked(moment):
    with time_machine.travel(moment, tick=False):
        look()
    return list(Notice.objects.order_by("pk"))


def test_the_owner_is_told_of_what_newly_matches(save, officer, tree, client_of):
    ApplicationFactory(village=tree.village)
    save()
    ApplicationFactory.create_batch(2, village=tree.village)

    [notice] = looked(FRIDAY)

    assert (notice.user, notice.title) == (officer.user, "筛选“新草稿”新增 2 件")
    assert client_of(officer).get(notice.link).url == f"/applications/?{DRAFTS}"


def test_nobody_is_told_who_did_not_ask(save, tree, client_of, officer):
    client_of(officer).post("/applications/views/", {"name": "不提醒", "query": DRAFTS})
    ApplicationFactory(village=tree.village)

    assert not looked(FRIDAY)
    assert not FilterAlert.objects.exists()


def test_an_old_row_that_only_now_matches_is_new_though_another_left(save, tree):
    leaving, coming = ApplicationFactory(village=tree.village), ApplicationFactory(village=tree.village, submitted=True)
    save()
    with acting(System.DEMO):
        Application.objects.filter(pk=leaving.pk).update(state="submitted", submitted_at=timezone.now())
        Application.objects.filter(pk=coming.pk).update(state="draft")

    [notice] = looked(FRIDAY)

    assert notice.title == "筛选“新草稿”新增 1 件"


def test_what_was_told_is_not_told_again(save, tree):
    save()
    ApplicationFactory(village=tree.village)
    looked(FRIDAY)

    assert len(looked(MONDAY)) == 1


def test_once_a_working_day_is_enough(save, tree):
    save()
    ApplicationFactory(village=tree.village)
    looked(FRIDAY)
    ApplicationFactory(village=tree.village)

    assert len(looked(FRIDAY + datetime.timedelta(hours=6))) == 1
    assert len(looked(SATURDAY)) == 1
    assert [notice.title for notice in looked(MONDAY)][1:] == ["筛选“新草稿”新增 1 件"]


def test_rows_of_another_township_are_not_counted(save, tree):
    save()
    ApplicationFactory(village=tree.other_village)

    assert not looked(FRIDAY)


def test_a_post_that_ended_is_told_nothing(save, officer, tree):
    save()
    with acting(System.DEMO):
        Post.objects.filter(pk=officer.pk).update(state=Post.State.ENDED, ended_at=timezone.now())
    ApplicationFactory(village=tree.village)

    assert not looked(FRIDAY)


def test_an_alert_whose_post_has_ended_is_offered_anew_to_its_owners_next_post(save, officer, tree, client_of):
    save()
    with acting(System.DEMO):
        Post.objects.filter(pk=officer.pk).update(state=Post.State.ENDED, ended_at=timezone.now())
    again = PostFactory(role=Role.TOWN_OFFICE, division=tree.town, user=officer.user)
    browser = client_of(again)

    assert "已开启" not in text_of(browser.get("/applications/views/"))

    browser.post(f"/applications/views/{SavedView.objects.get().pk}/alert/", {"on": "1"})

    assert FilterAlert.objects.get().post == again
    assert "已开启" in text_of(browser.get("/applications/views/"))


def test_it_is_switched_on_and_off_where_filters_are_managed(save, officer, client_of, tree):
    save()
    view = SavedView.objects.get()
    browser = client_of(officer)

    off = browser.post(f"/applications/views/{view.pk}/alert/", follow=True)

    assert "有新增时不再提醒" in text_of(off)
    assert not FilterAlert.objects.exists()

    on = browser.post(f"/applications/views/{view.pk}/alert/", {"on": "1"}, follow=True)

    assert "每个工作日早上提醒您一次" in text_of(on)
    assert FilterAlert.objects.get().post == officer


def test_only_its_owner_is_told_of_a_shared_filter(save, client_of, post):
    save(shared_with=Role.VILLAGE)
    view = SavedView.objects.get()
    village = client_of(post(Role.VILLAGE))

    assert village.get(f"/applications/views/{view.pk}/").status_code == 302
    assert village.post(f"/applications/views/{view.pk}/alert/").status_code == 404
    assert FilterAlert.objects.exists()


def test_a_filter_that_is_too_wide_is_saved_and_not_watched(save, tree, monkeypatch):
    monkeypatch.setattr(filter_alerts, "CAP", 1)
    ApplicationFactory.create_batch(2, village=tree.village)

    page = save()

    assert "不能提醒新增。请缩小范围" in text_of(page)
    assert SavedView.objects.exists()
    assert not FilterAlert.objects.exists()


def test_a_filter_that_grew_too_wide_says_so_once_and_stops(save, tree, monkeypatch):
    monkeypatch.setattr(filter_alerts, "CAP", 1)
    save()
    ApplicationFactory.create_batch(2, village=tree.village)

    [notice] = looked(FRIDAY)

    assert notice.title == "筛选“新草稿”不再提醒新增"
    assert not FilterAlert.objects.exists()


def test_a_filter_that_fails_keeps_nobody_else_from_being_told(save, tree, monkeypatch):
    save("一")
    save("二")
    ApplicationFactory(village=tree.village)
    compare = filter_alerts._compare

    def failing_for_one(alert, now):
        if alert.view.name == "一":
            raise ArithmeticError
        compare(alert, now)

    monkeypatch.setattr(filter_alerts, "_compare", failing_for_one)

    assert [notice.title for notice in looked(FRIDAY)] == ["筛选“二”新增 1 件"]


def test_the_rows_are_asked_for_in_one_statement_however_many(officer, tree):
    with acting(System.DEMO):
        view = SavedView.objects.create(user=officer.user, page="households", name="气", query="category=2")
        HouseholdFactory.create_batch(3, village=tree.village)

    with CaptureQueriesContext(connection) as asked, acting(officer):
        filter_alerts.switch_on(view, officer)

    of_rows = [one["sql"] for one in asked if 'FROM "households_household"' in one["sql"]]
    assert len(of_rows) == 1
    assert "LIMIT 10001" in of_rows[0]
    assert "ORDER BY" not in of_rows[0]
