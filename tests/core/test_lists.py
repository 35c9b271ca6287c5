"""Lists: pages by key in both directions, capped counts, sorts, search, columns and saved filters."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import AccessLog, System, acting
from accounts.roles import Role
from core.keyset import CAP, Keyset, count_capped
from core.models import SavedView
from households.models import Household
from tests.factories import HouseholdFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.sample_pages")]


def names_on(answer):
    return [part.split("<")[0] for part in answer.content.decode().split('class="cell-title pinned"')[1:]]


def text_of(answer):
    return answer.content.decode()


def test_a_township_sees_its_own_rows_alone(client_of, post, tree):
    HouseholdFactory(village=tree.village, name="赵本村")
    HouseholdFactory(village=tree.other_village, name="钱外镇")

    page = text_of(client_of(post(Role.TOWN_OFFICE)).get("/samples/"))

    assert "赵本村" in page
    assert "钱外镇" not in page
    assert "共 1 户" in page


def test_personal_numbers_are_masked_in_the_list(client_of, post, tree):
    HouseholdFactory(village=tree.village, id_number="130199195001010016", phone="13812345678")

    page = text_of(client_of(post(Role.TOWN_OFFICE)).get("/samples/"))

    assert "130199********0016" in page
    assert "138****5678" in page
    assert "13812345678" not in page


def test_names_are_escaped(client_of, post, tree):
    HouseholdFactory(village=tree.village, name="<b>赵</b>")

    page = text_of(client_of(post(Role.TOWN_OFFICE)).get("/samples/"))

    assert "<b>赵</b>" not in page
    assert "&lt;b&gt;赵&lt;/b&gt;" in page


def walked(browser, address, link):
    """The rows of every page from an address on, by following one link."""
    seen = []
    while address:
        answer = browser.get(f"/samples/{address}")
        seen.append([int(url.split("/")[2]) for url in _row_urls(answer)])
        address = answer.context["links"][link]
    return seen


def _row_urls(answer):
    return [part.split('"')[0] for part in text_of(answer).split('<tr data-href="')[1:]]


@pytest.fixture
def many(tree):
    """130 rows with ties and gaps in the year."""
    years = [None, 2019, 2020, 2021]
    return [HouseholdFactory(village=tree.village, converted_year=years[n % 4]) for n in range(130)]


@pytest.mark.parametrize(
    "sort", ["id", "-id", "number", "-number", "converted_year", "-converted_year", "name", "-name"]
)
def test_pages_onward_show_every_row_once(sort, client_of, post, many):
    pages = walked(client_of(post(Role.TOWN_OFFICE)), f"?sort={sort}", "next")

    seen = [pk for page in pages for pk in page]
    assert [len(page) for page in pages] == [50, 50, 30]
    assert sorted(seen) == [one.pk for one in many]


@pytest.mark.parametrize("sort", ["-id", "converted_year", "-converted_year"])
def test_pages_back_from_the_last_are_the_same_pages(sort, client_of, post, many):
    browser = client_of(post(Role.TOWN_OFFICE))

    onward = walked(browser, f"?sort={sort}", "next")
    back = walked(browser, f"?sort={sort}&last=1", "previous")

    assert back == onward[::-1]


@pytest.mark.parametrize(("sort", "last"), [("converted_year", None), ("-converted_year", None)])
def test_rows_without_a_value_come_last_whichever_way(sort, last, client_of, post, many):
    pages = walked(client_of(post(Role.TOWN_OFFICE)), f"?sort={sort}", "next")

    years = dict(Household.objects.values_list("pk", "converted_year"))
    shown = [years[pk] for page in pages for pk in page]
    filled = [year for year in shown if year]
    assert shown == sorted(filled, reverse=sort.startswith("-")) + [last] * (len(shown) - len(filled))


def test_a_row_that_comes_in_meanwhile_moves_no_page(client_of, post, tree, many):
    browser = client_of(post(Role.TOWN_OFFICE))
    first = browser.get("/samples/?sort=-id")
    HouseholdFactory(village=tree.village)

    second = browser.get(f"/samples/{first.context['links']['next']}")

    assert not set(_row_urls(first)) & set(_row_urls(second))
    assert len(_row_urls(second)) == 50


@pytest.mark.parametrize("cursor", ["x", "W10", "W251bGxd", "eyJhIjoxfQ", "WzEsMl0", "W1siYSJdXQ"])
def test_a_cursor_that_is_not_ours_shows_the_first_page(cursor, client_of, post, many):
    browser = client_of(post(Role.TOWN_OFFICE))

    assert _row_urls(browser.get(f"/samples/?after={cursor}")) == _row_urls(browser.get("/samples/"))
    assert browser.get(f"/samples/?before={cursor}").status_code == 200


def test_counting_stops_at_ten_thousand(tree, post, as_demo):
    village = tree.village
    row = HouseholdFactory.build(village=village)
    Household.objects.bulk_create(
        Household(
            number=f"1301029{n:07d}",
            name=row.name,
            village=village,
            town=village.town,
            district=village.district,
            city=village.city,
        )
        for n in range(CAP + 5)
    )

    with CaptureQueriesContext(connection) as captured:
        count = count_capped(Household.objects.visible_to(post(Role.TOWN_OFFICE)))

    assert count == CAP + 1
    assert "LIMIT 10001" in captured[-1]["sql"]


def test_more_than_that_is_said_in_words(client_of, post, tree, monkeypatch):
    monkeypatch.setattr("core.views.list_query.count_capped", lambda rows: CAP + 1)
    HouseholdFactory(village=tree.village)

    assert "超过 1 万户" in text_of(client_of(post(Role.TOWN_OFFICE)).get("/samples/"))


def test_a_column_without_an_index_sorts_a_small_result(client_of, post, tree):
    HouseholdFactory(village=tree.village, name="赵大", heated_area=200)
    HouseholdFactory(village=tree.village, name="钱小", heated_area=50)

    page = text_of(client_of(post(Role.TOWN_OFFICE)).get("/samples/?sort=heated_area"))

    assert page.index("钱小") < page.index("赵大")


def test_a_column_without_an_index_does_not_sort_a_large_one(client_of, post, tree, monkeypatch):
    monkeypatch.setattr("core.views.list_query.count_capped", lambda rows: CAP + 1)
    HouseholdFactory(village=tree.village)

    page = text_of(client_of(post(Role.TOWN_OFFICE)).get("/samples/?sort=heated_area"))

    assert "结果超过 1 万行，不能按这一列排序。请先筛选，再排序。" in page
    assert "sort=heated_area" not in page.split("<thead>")[1].split("</thead>")[0]


def test_personal_numbers_sort_nothing(client_of, post, tree):
    HouseholdFactory(village=tree.village)

    head = text_of(client_of(post(Role.TOWN_OFFICE)).get("/samples/")).split("<thead>")[1].split("</thead>")[0]

    assert "sort=id_number" not in head
    assert "sort=phone" not in head
    assert "sort=number" in head


def test_a_search_narrows_the_list_and_is_logged_without_the_number(client_of, post, tree):
    HouseholdFactory(village=tree.village, name="赵建国")
    HouseholdFactory(village=tree.village, name="钱秀英")
    browser = client_of(post(Role.TOWN_OFFICE))

    page = text_of(browser.get("/samples/?q=建国"))
    browser.get("/samples/?q=130199195001010016")

    assert "赵建国" in page
    assert "钱秀英" not in page
    assert list(AccessLog.objects.order_by("id").values_list("detail", flat=True)) == [
        "“建国”",
        "“**************0016”",
    ]


def test_an_empty_list_says_what_to_do_next(client_of, post):
    page = text_of(client_of(post(Role.DISTRICT_OFFICE)).get("/samples/"))

    assert "这里还没有记录。" in page
    assert 'href="/samples/new/"' in page


def test_a_search_without_result_leads_back_to_all(client_of, post, tree):
    HouseholdFactory(village=tree.village)

    page = text_of(client_of(post(Role.TOWN_OFFICE)).get("/samples/?q=查无此人"))

    assert "没有符合条件的记录。" in page
    assert "查看全部" in page


def test_columns_are_chosen_in_their_order_and_remembered(client_of, post, tree):
    HouseholdFactory(village=tree.village)
    browser = client_of(post(Role.TOWN_OFFICE))

    browser.post("/samples/columns/", {"column": ["name", "status"], "place-name": "2", "place-status": "1"})

    head = text_of(browser.get("/samples/")).split("<thead>")[1].split("</thead>")[0]
    assert head.index("使用状态") < head.index("户主姓名")
    assert "联系方式" not in head


def test_chosen_columns_are_ones_own(client_of, post, tree):
    HouseholdFactory(village=tree.village)
    client_of(post(Role.TOWN_OFFICE)).post("/samples/columns/", {"column": ["name"]})

    assert "联系方式" in text_of(client_of(post(Role.VILLAGE)).get("/samples/"))


def test_the_default_columns_come_back(client_of, post, tree):
    HouseholdFactory(village=tree.village)
    browser = client_of(post(Role.TOWN_OFFICE))
    browser.post("/samples/columns/", {"column": ["name"]})

    browser.post("/samples/columns/", {"reset": "1", "column": ["name"]})

    assert "联系方式" in text_of(browser.get("/samples/"))


def test_a_filter_is_saved_under_a_name_with_its_count(client_of, post, tree):
    HouseholdFactory(village=tree.village, name="赵建国")
    HouseholdFactory(village=tree.village, name="钱秀英")
    browser = client_of(post(Role.TOWN_OFFICE))

    browser.post("/samples/views/", {"name": "姓赵的", "query": "q=赵&after=x"})

    page = text_of(browser.get("/samples/views/"))
    assert SavedView.objects.get().query == "q=%E8%B5%B5"
    assert "姓赵的" in page
    assert ">1<" in page.replace(" ", "").replace("\n", "")


def test_a_name_is_taken_once(client_of, post):
    browser = client_of(post(Role.TOWN_OFFICE))
    browser.post("/samples/views/", {"name": "我的", "query": "q=赵"})

    answer = browser.post("/samples/views/", {"name": "我的", "query": "q=钱"}, follow=True)

    assert "已有同名的筛选，请换一个名字。" in text_of(answer)
    assert SavedView.objects.count() == 1


@pytest.fixture
def shared(post, tree):
    def by(holder, name="共享的"):
        with acting(System.DEMO):
            SavedView.objects.create(
                user=holder.user,
                page="samples",
                name=name,
                query="sort=name",
                shared_with=Role.VILLAGE,
                shared_below=holder.division,
            )

    return by


def test_a_filter_is_shared_with_a_role_below(client_of, post, tree, shared):
    shared(post(Role.TOWN_OFFICE))

    assert "共享的" in text_of(client_of(post(Role.VILLAGE)).get("/samples/"))
    assert "共享的" not in text_of(client_of(post(Role.VILLAGE, at=tree.other_village)).get("/samples/"))
    assert "共享的" not in text_of(client_of(post(Role.DISTRICT_OFFICE)).get("/samples/"))


def test_what_was_typed_is_not_shared(client_of, post):
    browser = client_of(post(Role.TOWN_OFFICE))

    browser.post("/samples/views/", {"name": "给村里", "query": "q=赵建国&sort=name", "shared_with": Role.VILLAGE})

    assert SavedView.objects.get().query == "sort=name"


def test_a_filter_is_offered_to_the_lists_readers_alone(client_of, post):
    page = client_of(post(Role.TOWN_OFFICE)).get("/samples/views/?here=sort%3Dname").content.decode()

    assert f'value="{Role.VILLAGE}"' in page
    assert f'value="{Role.AUDIT_ADMIN}"' not in page


def test_a_filter_is_not_shared_with_who_cannot_open_the_list(client_of, post):
    given = {"name": "给审计", "query": "sort=name", "shared_with": Role.AUDIT_ADMIN}

    answer = client_of(post(Role.TOWN_OFFICE)).post("/samples/views/", given, follow=True)

    assert "这个岗位不能打开这份列表，不能共享给它。" in text_of(answer)
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("typed", ["130199195001010016", "１３０１９９１９５００１０１００１６", "138-1234-5678"])
def test_a_filter_with_a_number_in_it_is_not_saved(typed, client_of, post):
    browser = client_of(post(Role.TOWN_OFFICE))

    answer = browser.post("/samples/views/", {"name": "老赵", "query": f"q={typed}&sort=name"}, follow=True)

    assert "筛选里有号码，不能保存" in text_of(answer)
    assert not SavedView.objects.exists()


def test_the_name_of_a_saved_filter_keeps_no_number_either(client_of, post):
    client_of(post(Role.TOWN_OFFICE)).post("/samples/views/", {"name": "老赵130199195001010016", "query": "sort=name"})

    assert SavedView.objects.get().name == "老赵**************0016"


def test_a_filter_by_days_is_saved(client_of, post):
    browser = client_of(post(Role.TOWN_OFFICE))

    browser.post(
        "/applications/views/", {"name": "一月", "query": "submitted_after=2026-01-01&submitted_before=2026-01-31"}
    )

    assert SavedView.objects.get().query == "submitted_after=2026-01-01&submitted_before=2026-01-31"


def test_only_its_owner_deletes_a_shared_filter(client_of, post, tree, shared):
    shared(post(Role.TOWN_OFFICE))
    view = SavedView.objects.get()

    refused = client_of(post(Role.VILLAGE)).post(f"/samples/views/{view.pk}/delete/")
    client_of(post(Role.TOWN_OFFICE)).post(f"/samples/views/{view.pk}/delete/")

    assert refused.status_code == 404
    assert not SavedView.objects.exists()


def test_the_ledger_is_seen_as_of_a_past_day(client_of, post, tree):
    household = HouseholdFactory(village=tree.village, name="旧户主")
    day = datetime.date.today() - datetime.timedelta(days=1)

    answer = client_of(post(Role.TOWN_OFFICE)).get(f"/households/?day={day}")

    assert household.name not in text_of(answer)
    assert f"按 {day} 当天的台账显示" in text_of(answer)


def test_on_a_past_day_nothing_begins(client_of, post, tree):
    day = datetime.date.today() - datetime.timedelta(days=1)
    town = client_of(post(Role.TOWN_OFFICE))

    today, past = (town.get(url).content.decode() for url in ("/households/", f"/households/?day={day}"))

    begins = ("登记增户", "data-new")
    assert [one in today for one in begins] == [True, True]
    assert [one in past for one in begins] == [False, False]
    assert "这一天的台账里还没有记录。" in past


def test_a_day_that_is_none_is_said(client_of, post, tree):
    assert "日期应写成" in text_of(client_of(post(Role.TOWN_OFFICE)).get("/households/?day=昨天"))


def test_a_keyset_walks_a_relation_too(tree):
    for place in (tree.other_village, tree.village, tree.next_village):
        HouseholdFactory(village=place)
    rows = Household.objects.select_related("village")

    page = Keyset(rows, ("village__code", "id"), descending=False, size=2).first()

    following = Keyset(rows, ("village__code", "id"), descending=False, size=2).after(page.after)
    assert [one.village.code for one in (*page.rows, *following.rows)] == sorted(
        [tree.village.code, tree.next_village.code, tree.other_village.code]
    )


def test_a_box_left_unticked_is_no_filter(client_of, post, tree):
    page = client_of(post(Role.TOWN_OFFICE)).get("/applications/?state=draft").content.decode()

    assert "状态：草稿" in page
    assert "有疑似重复待裁定" not in page
