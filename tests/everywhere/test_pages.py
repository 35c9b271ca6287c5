"""Every address of the site, as every role: who may open it, that nothing of another area leaks, that looking writes
nothing. All of it is read from the site's own addresses and declarations: a new page is covered without a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from accounts.models import Organization, Post
from accounts.roles import Role
from accounts.scoping import Placed
from core.navigation import GROUPS, facts_of
from core.views.declaration import Declaration
from core.views.list_query import ListQuery
from tests import factories
from tests.conftest import ClientOf
from tests.everywhere import world as worlds
from tests.everywhere.addresses import (
    Address,
    addresses,
    asked_as,
    is_first_with_its_sight,
    is_looked_at,
    is_read_by,
    is_shut,
    lists,
    pages_behind,
    site,
    with_parameters,
)
from tests.everywhere.roles import unlike
from tests.everywhere.words import foreign_words
from tests.everywhere.world import Corner, World, rows_of

WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM|COPY|TRUNCATE)\s+"?(\w+)', re.IGNORECASE)
# Not to be read, forbidden, not there, not done this way.
NOT_SHOWN = frozenset({400, 403, 404, 405})
# Who looked, and that he is still there.
MAY_BE_WRITTEN_BY_A_GET = {"accounts_accesslog", "django_session", "captcha_captchastore"}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built once; each test's own writes go back to here."""
    with django_db_blocker.unblock(), transaction.atomic():
        built = worlds.build()
        worlds.choose_every_column(built)
        yield built
        transaction.set_rollback(True)


def body_of(answer: HttpResponseBase, url: str) -> str:
    """What was answered, without what was asked: an error page may repeat the address."""
    streamed = getattr(answer, "streaming_content", None)
    content = b"".join(streamed) if streamed is not None else answer.content  # type: ignore[attr-defined]
    text = content.decode("utf-8", "replace") + answer.headers.get("Location", "")
    path, _, query = url.partition("?")
    typed = parse_qs(query).get("q", [""])[0]
    sent = urlencode({"q": typed})
    echoes = [f'value="{typed}"', f"“{typed}”", sent, quote(sent, safe="")] if typed else []
    for asked in (*echoes, url, path, query, *(part for part in path.split("/") if len(part) > 3)):
        text = text.replace(asked, "") if asked else text
    return text


# In which ids and numbers stand, if they stand in a page at all; looked through some hundred times.
LONG_RUN = re.compile(r"\w{7,}", re.ASCII)


def leaks(world: World, post: Post, text: str) -> set[str]:
    """What the text says of rows outside the post's area, and personal numbers in full of any row."""
    long_runs = " ".join(set(LONG_RUN.findall(text)))

    def is_said(secret: str) -> bool:
        return secret in (long_runs if LONG_RUN.fullmatch(secret) else text)

    found = {number for corner in world.corners for number in corner.numbers if is_said(number)}
    # The audit administrator reads who did what anywhere, though no personal number and no page of a household.
    closed = world.closed_to(post) if post.role != Role.AUDIT_ADMIN else []
    for corner in closed:
        found |= {secret for secret in corner.secrets if is_said(secret)}
        if corner.clerk in text and not world.shows_people(corner, post):
            found.add(corner.clerk)
    return found


class Writes:
    """Tables that were written to while this stood in the way of the connection."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := WRITES.match(sql):
            self.tables.add(found[1])
        return execute(sql, params, many, context)


# The audit administrator traces a change by its table and the number of its act; what was sent to another system is
# shown as it was sent.
TRACED = re.compile(r"^/(logs|webhook-deliveries)/")


def words_of(answer: HttpResponseBase, url: str) -> set[str]:
    """Foreign ones, on a page, but for what was looked for; a file is what it is."""
    if TRACED.match(url) or not answer.headers.get("Content-Type", "").startswith("text/html"):
        return set()
    typed = parse_qs(url.partition("?")[2]).get("q", [])
    return foreign_words(answer.content.decode()).difference(typed)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Visit:
    address: Address
    url: str
    status: int
    leaked: set[str]
    written: set[str]
    foreign: set[str]


def visit(world: World, post: Post, browser: Client, address: Address, url: str) -> Visit:
    writes = Writes()
    with connection.execute_wrapper(writes):
        answer = browser.get(url)
        text = body_of(answer, url)
    foreign = words_of(answer, url)
    written = writes.tables - MAY_BE_WRITTEN_BY_A_GET
    return Visit(address, url, answer.status_code, leaks(world, post, text), written, foreign)


def test_every_page_says_who_may_open_it() -> None:
    silent = [route for route, pattern in site() if facts_of(pattern) is None]

    assert silent == []


def test_every_menu_entry_stands_in_a_known_group() -> None:
    groups = {facts.menu.group for _, pattern in site() if (facts := facts_of(pattern)) and facts.menu}

    assert groups <= set(GROUPS)


def test_who_has_not_signed_in_is_asked_to(world: World, db: None) -> None:
    browser = Client()
    opened = {}
    for address in addresses(world, world.corners[:1]):
        facts = facts_of(address.pattern)
        if facts is None or not facts.readers:
            continue
        answer = browser.get(address.url)
        asked = answer.status_code == 401 or (answer.status_code == 302 and "/sign-in/" in answer["Location"])
        if not asked and answer.status_code != 405:
            opened[address.url] = answer.status_code

    assert opened == {}


@pytest.mark.parametrize("role", unlike())
def test_every_address_as_every_role(role: Role, world: World, db: None, client_of: ClientOf) -> None:
    """No page fails; no row, id or name of another area is in any answer, and its records are not there; no personal
    number is shown in full; looking writes nothing; no word is foreign. All in one walk, for it is a long one."""
    post = world.post(role)
    browser = client_of(post)
    browser.raise_request_exception = False

    found = [(seen.url, fault) for seen in walk(world, post, browser) if (fault := fault_of(world, post, seen))]

    assert found == []


def walk(world: World, post: Post, browser: Client) -> Iterator[Visit]:
    """What would be answered alike is asked once: a view that is not to be got, and how a refusal is said, on a page
    and by the API."""
    known: set[Any] = set()
    for address in asked_as(world, post):
        is_read = is_read_by(post.role, address.pattern)
        shut = not is_read and is_shut(post, address, "GET")
        if is_read and not is_looked_at(post, address, is_strange=is_strange(world, post, address)):
            continue
        like = address.url.startswith("/api/") if shut else address.pattern
        if like in known:
            continue
        for url in with_parameters(world, post, address):
            seen = visit(world, post, browser, address, url)
            if shut or seen.status == 405:
                known.add(like)
            yield seen


def fault_of(world: World, post: Post, seen: Visit) -> str:
    if seen.status >= 500:
        return f"fails with {seen.status}"
    if seen.leaked:
        return f"leaks {sorted(seen.leaked)}"
    if seen.written:
        return f"writes {sorted(seen.written)}"
    if seen.foreign:
        return f"says {sorted(seen.foreign)}"
    closed = is_strange(world, post, seen.address) or not is_read_by(post.role, seen.address.pattern)
    return "is shown" if closed and seen.status not in NOT_SHOWN else ""


def is_strange(world: World, post: Post, address: Address) -> bool:
    """Whether it names a record that the post does not know."""
    pages = pages_behind(address.pattern)
    return pages is not None and address.corner is not None and not is_known(world, address.corner, pages, post)


@pytest.mark.parametrize("role", unlike())
def test_nothing_is_sent_to_another_areas_record(role: Role, world: World, db: None, client_of: ClientOf) -> None:
    """Not there for who reads such pages, forbidden to others."""
    post = world.post(role)
    browser = client_of(post)
    opened = {}
    for address in asked_as(world, post):
        if is_strange(world, post, address) and is_looked_at(post, address, is_strange=True):
            for send in (browser.post, browser.delete):
                if not is_read_by(post.role, address.pattern) and is_shut(post, address, send.__name__.upper()):
                    continue
                status = send(address.url).status_code
                if status not in NOT_SHOWN:
                    opened[address.url] = status

    assert opened == {}


def is_known(world: World, corner: Corner, pages: type[Declaration], post: Post) -> bool:
    if pages.model is Organization and post.organization == corner.company:
        return True
    people = pages.model._meta.app_label == "accounts" and not issubclass(pages.model, Placed)
    return world.shows_people(corner, post) if people else world.is_open(corner, post)


def test_own_rows_are_seen(world: World, db: None, client_of: ClientOf) -> None:
    """Else nothing could leak because nothing is shown."""
    for pages in lists():
        own = [(corner, row) for corner, row in rows_of(world, pages.model) if corner is world.corners[0]]
        for role in pages.readers:
            if (
                own
                and is_first_with_its_sight(world.post(role), pages)
                and is_known(world, world.corners[0], pages, world.post(role))
            ):
                url = pages.url("detail", own[0][1].pk)
                assert client_of(world.post(role)).get(url).status_code in {200, 404}, url


@pytest.mark.parametrize("role", [Role.TOWN_OFFICE, Role.DISTRICT_OFFICE])
def test_an_offices_own_act_is_seen_with_the_row_that_has_left_its_area(
    role: Role, world: World, db: None, client_of: ClientOf
) -> None:
    """Else nothing of that row could leak."""
    post = world.post(role)
    [line] = [line for line in world.corners[0].acts if line.post_id == post.pk]

    page = client_of(post).get(f"/applications/acts/{line.act}/")

    assert (page.context["total"], page.context["ready"], page.context["refused_count"]) == (2, 1, 1)


def make_rows(count: int, village: Any) -> None:
    """Of each kind; a page of a list shows fifty."""
    households = factories.HouseholdFactory.create_batch(count, village=village, gas=True)
    for household in households:
        factories.EquipmentFactory(household=household)
        application = factories.ApplicationFactory(village=village, submitted=True)
        factories.DuplicatePairFactory(application=application, household=household)
        factories.OrganizationFactory(division=village.town)
        works = factories.ConstructionFactory(village=village)
        factories.AcceptanceFactory(construction=works)
        factories.HeatGapFactory(application=works.application, village=village)
        factories.QualificationFactory(organization=works.contractor)
    factories.PostFactory.create_batch(count, role=Role.VILLAGE, division=village, user__password="!")


def queries_of_lists(world: World, client_of: ClientOf) -> dict[str, int]:
    """Each list as its first reader, warm."""
    counts = {}
    for pages in lists():
        reader = next((world.post(role) for role in Role if role in pages.readers), None)
        if reader is None:
            continue
        browser, url = client_of(reader), pages.url("list")
        browser.get(url)
        with CaptureQueriesContext(connection) as captured:
            browser.get(url)
        counts[url] = len(captured)
    return counts


def test_the_number_of_queries_does_not_grow_with_the_rows(world: World, db: None, client_of: ClientOf) -> None:
    village = world.corners[0].village
    make_rows(3, village)
    few = queries_of_lists(world, client_of)

    make_rows(57, village)

    many = queries_of_lists(world, client_of)
    assert {url: (few[url], asked) for url, asked in many.items() if asked > few[url]} == {}


# A village's few hundred rows are sorted in less time than an index of their own would cost at every write.
TIERS = (Role.TOWN_OFFICE, Role.DISTRICT_OFFICE, Role.CITY_OFFICE)


@pytest.mark.parametrize("role", TIERS)
def test_declared_orders_are_read_off_an_index(role: Role, world: World, db: None) -> None:
    """In the scope of every tier, onward from a row in the middle: whatever the size, a page is one short range."""
    post = world.post(role)
    sorted_in_memory = set()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        for pages in lists():
            if not issubclass(pages.model, Placed) or role not in pages.readers:
                continue
            for name in (*pages.sorts, "id"):
                if "Sort" in plan_of(cursor, pages, name, post):
                    sorted_in_memory.add((pages.slug, name))

    assert sorted_in_memory == set()


def plan_of(cursor: Any, pages: type[Declaration], name: str, post: Post) -> str:
    keyset = ListQuery(pages, post, QueryDict(f"sort={name}", mutable=True)).keyset(pages.queryset(post))
    first, fields = keyset.segments()[0]
    sql, params = first.order_by(*fields)[:50].query.sql_with_params()
    cursor.execute(f"EXPLAIN {sql}", params)
    return "\n".join(line for (line,) in cursor.fetchall())
