"""Every address of the site, filled with what stands at the corners of the world: read from the site's own
addresses and declarations, so that a new page is covered without a line."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.test import RequestFactory
from django.urls import URLPattern, resolve, reverse
from django.utils.http import urlencode

from accounts.models import ApiToken, Post, SignIn, User
from accounts.roles import ADMINISTRATORS, FACTS, Reach, Role
from core.models import Attachment, ImportRun, Job, Notice, OpenItem, SavedView, StepTaken
from core.navigation import facts_of, patterns
from core.views.declaration import Declaration, key_of
from core.views.detail import workflow_of
from core.workflow import Workflow
from households.models import Household, Ventilation
from inspections.models import Inspection
from tests.everywhere.junk import junk_for, junk_for_all
from tests.everywhere.world import Corner, World, all_kinds, every_row_of, rows_of

# The captcha's picture, sound and refresh need no account and show no row.
OF_LIBRARIES = re.compile(r"^captcha/")


def site() -> list[tuple[str, URLPattern]]:
    return [(route, one) for route, one in patterns() if not OF_LIBRARIES.match(route) and one.name]


def pages_behind(pattern: URLPattern) -> type[Declaration] | None:
    return getattr(pattern.callback, "pages", None)


@dataclass(frozen=True)
class Address:
    url: str
    pattern: URLPattern
    # Where the row stands that the address names; None: it names none.
    corner: Corner | None


# Whose ids stand in addresses that belong to no declaration; a prefix that is not here gets one of every kind of row.
SUBJECTS: dict[str, type[models.Model]] = {
    "field/visit/ventilation/": Ventilation,
    "field/visit/": Household,
    "field/result/": Inspection,
    "household-files/": Household,
    "files/": Attachment,
    "downloads/": Job,
    "notices/": Notice,
    "people/": User,
    "imports/": ImportRun,
    "account/sessions/": SignIn,
    "account/tokens/": ApiToken,
    "api/files/": Attachment,
    "api/jobs/": Job,
    "api/notices/": Notice,
}


def addresses(world: World, corners: Sequence[Corner]) -> Iterator[Address]:
    """Of rows at these corners, and those that name no place."""
    for _, found in _by_pattern(world):
        yield from _of_corners(corners, found)


def _of_corners(corners: Sequence[Corner], found: Sequence[Address]) -> Iterator[Address]:
    return (address for address in found if address.corner is None or address.corner in corners)


@cache
def _by_pattern(world: World) -> list[tuple[URLPattern, list[Address]]]:
    """Written down once for all roles."""
    return [(pattern, list(_addresses_of(world, route, pattern))) for route, pattern in site()]


def _addresses_of(world: World, route: str, pattern: URLPattern) -> Iterator[Address]:
    names: list[str] = re.findall(r"<(?:\w+:)?(\w+)>", route)
    for corner, values in _fillings(world, route, pattern, names):
        yield Address(reverse(str(pattern.name), kwargs=dict(zip(names, values, strict=True))), pattern, corner)


def concerned(world: World, post: Post) -> list[Corner]:
    """The corner where the post stands and the nearest that is closed to it: the further ones are by the same rule."""
    return [world.corners[0], *world.closed_to(post)[:1]]


def is_read_by(role: str, pattern: URLPattern) -> bool:
    facts = facts_of(pattern)
    return facts is None or not facts.readers or role in facts.readers


def asked_as(world: World, post: Post) -> Iterator[Address]:
    """Of a page that the role does not read one address: it is refused before any row is looked for."""
    for pattern, everywhere in _by_pattern(world):
        found = _of_corners(concerned(world, post), everywhere)
        if not is_read_by(post.role, pattern):
            yield from itertools.islice(found, 1)
        elif TAKES_A_STEP.search(str(pattern.name)):
            yield from _with_one_refused(post, found)
        else:
            yield from found


TAKES_A_STEP = re.compile(r"-(bulk|step)$")
# What these show follows from the rows that the post sees, and from nothing else that it is.
BY_SIGHT = re.compile(r"-(history|print|clocks|export|columns|figures|template)$")
# Of a person's own, the same beside every list.
OWN = re.compile(r"-views?$")


def is_looked_at(post: Post, address: Address, *, is_strange: bool) -> bool:
    """Of those with one sight the first looks at what follows from it, and at a record that the post does not know,
    which is looked for before anything else; at the rest the first of those who may also do the same there."""
    pages, name = pages_behind(address.pattern), str(address.pattern.name)
    if name == "go":
        return is_first_at_its_place(Role(post.role))
    if pages is None:
        return name not in DRAWN_UP_ALONE or post.role in ASKS_JUNK
    if OWN.search(name):
        return pages.slug in ONE_FOR_ALL
    if is_strange or BY_SIGHT.search(name):
        return is_first_with_its_sight(post, pages)
    return is_first_of_its_like(post, pages)


def _with_one_refused(post: Post, steps: Iterator[Address]) -> Iterator[Address]:
    """Those that the role takes, and of the others one at each corner: who takes what is walked over the workflows."""
    refused: set[Corner | None] = set()
    for address in steps:
        pages, name = pages_behind(address.pattern), address.url.split("/")[-2]
        named = [flow.steps[name] for flow in pages.workflows if name in flow.steps] if pages else []
        if any(post.role in step.allowed_anywhere() for step in named):
            yield address
        elif address.corner not in refused:
            refused.add(address.corner)
            yield address


def is_shut(post: Post, address: Address, method: str) -> bool:
    """Whether the view says no before it looks for anything. It is asked itself: what stands around it, and the page on
    which the refusal is said, are the same for every view."""
    view, given, named = resolve(address.url)
    request: Any = RequestFactory().generic(method, address.url)
    request.user, request.post, request._dont_enforce_csrf_checks = post.user, post, True
    try:
        return view(request, *given, **named).status_code in {403, 405}
    except PermissionDenied:
        return True


def lists() -> list[type[Declaration]]:
    """The site's own: other tests declare samples in the same process."""
    return list(dict.fromkeys(pages for _, pattern in site() if (pages := pages_behind(pattern))))


Filling = tuple[Corner | None, tuple[Any, ...]]


def _fillings(world: World, route: str, pattern: URLPattern, names: list[str]) -> Iterator[Filling]:
    subjects = _subjects(world, route, pattern) if {"pk", "batch"} & set(names) else [(None, None)]
    for corner, row in subjects:
        choices = [_words(pattern, name, corner, row) for name in names]
        if corner not in (None, world.corners[0]):
            # The row is looked for before anything else is: one word will do.
            choices = [some[:1] for some in choices]
        yield from ((corner, values) for values in itertools.product(*choices))


def _subjects(world: World, route: str, pattern: URLPattern) -> list[tuple[Corner | None, Any]]:
    pages = pages_behind(pattern)
    if str(pattern.name).endswith("-view"):
        return [(None, SavedView.objects.first())]
    if pages is not None and str(pattern.name).endswith("-act"):
        return acts_of(world, pages) or [(None, None)]
    if pages is not None:
        return rows_of(world, pages.model)
    model = next((model for prefix, model in SUBJECTS.items() if route.startswith(prefix)), None)
    if model is Attachment:
        return every_row_of(world, Attachment)
    kinds = [model] if model else all_kinds(world)
    return [one for kind in kinds for one in rows_of(world, kind)]


def acts_of(world: World, pages: type[Declaration]) -> list[tuple[Corner | None, Any]]:
    kind = pages.model._meta.label_lower
    return [(corner, line) for corner in world.corners for line in corner.acts if line.kind == kind]


def _words(pattern: URLPattern, name: str, corner: Corner | None, row: models.Model | None) -> list[Any]:
    """What may stand in the place of an argument."""
    pages = pages_behind(pattern)
    match name:
        case "pk" if row is not None:
            return [row.pk]
        case "kind" if row is not None:
            return [row._meta.label_lower]
        case "key" if pages is not None:
            return [key_of(one) for one in pages.workflows]
        case "name" if pages is not None and str(pattern.name).endswith("-unmask"):
            return [hidden for hidden in ("id_number", "phone") if hasattr(pages.model, hidden)] or ["phone"]
        case "name" | "step" if pages is not None:
            own = sorted({step for one in _ways_of(pages, row) for step in one.steps})
            others = sorted({step for one in pages.workflows for step in one.steps}.difference(own))
            return own + others[:1]
        case "clock" if pages is not None:
            ways = _ways_of(pages, row)
            limited = {step.name for one in ways for step in one.steps.values() if step.within}
            return _running_and_one_more(row, sorted(limited.union(*(one.clocks for one in ways))))
        case "act":
            return ["pause", "resume", "extend"]
        case "batch" if isinstance(row, StepTaken):
            return [row.act]
        case "batch":
            return ["11111111-1111-4111-8111-111111111111"]
        case "attachment":
            return [row.pk for row in corner.of(Attachment)] if corner else [1]  # type: ignore[attr-defined]
        case "token":
            return [1]
        case _:
            raise AssertionError(f"{pattern.name}: say here what may stand for <{name}>")


def _running_and_one_more(row: models.Model | None, clocks: list[str]) -> list[str]:
    """Of a record; what does not run is not there, whichever it is."""
    if row is None:
        return clocks
    items = OpenItem.objects.filter(kind=row._meta.label_lower, record_id=row.pk)
    running = {clock.rpartition(".")[2] for clock in items.values_list("clock", flat=True)}
    return [name for name in clocks if name in running] + [name for name in clocks if name not in running][:1]


def _ways_of(pages: type[Declaration], row: models.Model | None) -> Sequence[type[Workflow]]:
    """The workflows of a list; of a record its own, for it knows no step of another."""
    own = workflow_of(pages, row) if isinstance(row, pages.model) else None
    return [own] if own else pages.workflows


def with_parameters(world: World, post: Post, address: Address) -> Iterator[str]:
    """The address, and a list's with all that it can be asked about rows that the post may not see."""
    pages = pages_behind(address.pattern)
    yield address.url
    if post.role in ASKS_JUNK and is_asked_in_words(address) and address.corner in (None, world.corners[0]):
        yield from junk_for(address.url)
        if pages is None or pages.slug in ONE_FOR_ALL:
            yield from junk_for_all(address.url)
    if pages is None or not str(address.pattern.name).endswith("-list") or post.role not in pages.readers:
        return
    on_page = not address.url.startswith("/api/")
    if on_page:
        for corner in world.closed_to(post)[:1]:
            yield from (f"{address.url}new/?{prefill}={corner.rows[0].pk}" for prefill in pages.prefills)
    if not is_first_with_its_sight(post, pages):
        return
    yield f"{address.url}?last=1&sort={next(iter(pages.sorts), 'id')}"
    if not on_page:
        # It searches by the page's own search.
        return
    yield f"{address.url}?panel=filters"
    for corner in world.closed_to(post)[:1]:
        clerks = [corner.clerk] if pages.model._meta.app_label == "accounts" or pages.slug in ONE_FOR_ALL else []
        for text in (corner.family, min(corner.numbers), *clerks):
            yield f"{address.url}?{urlencode({'q': text})}"


def is_first_with_its_sight(post: Post, pages: type[Declaration]) -> bool:
    """What a list holds is a matter of tier, reach and trade, whatever is asked of it: of the readers who see the same
    rows one asks for all. Whose like reads no such page asks for himself."""
    return _is_first(Role(post.role), pages, _sight)


def is_first_at_its_place(role: Role) -> bool:
    """Of those who see what a division has. What a company sees is a matter of its trade, which each asks for."""
    return role == next((one for one in Role if _place(one) == _place(role)), role)


def _place(role: Role) -> tuple[Any, ...]:
    facts = FACTS[role]
    own = role if facts.reach in {Reach.COMPANY, Reach.BEAT, Reach.ASSIGNED} else None
    return facts.tier, facts.reach, role in ADMINISTRATORS, own


def is_first_of_its_like(post: Post, pages: type[Declaration]) -> bool:
    """Of the readers who see the same rows and may do the same with them."""
    return _is_first(Role(post.role), pages, _sight_and_part)


def _is_first(role: Role, pages: type[Declaration], like: Callable[[Role, type[Declaration]], object]) -> bool:
    own = like(role, pages)
    return role == next((one for one in Role if one in pages.readers and like(one, pages) == own), role)


@cache
def _sight_and_part(role: Role, pages: type[Declaration]) -> tuple[Any, ...]:
    steps = [step for flow in pages.workflows for step in flow.steps.values() if role in step.allowed_anywhere()]
    return *_sight(role, pages), role in pages.creators, role in pages.editors, tuple(step.key for step in steps)


@cache
def _sight(role: Role, pages: type[Declaration]) -> tuple[Any, ...]:
    facts, scope = FACTS[role], getattr(pages.model, "scope", None)
    return facts.tier, facts.reach, role in ADMINISTRATORS, scope and scope.trades.get(role)


# What was typed is read alike for everybody: one who sees the programme and one who administers are enough.
ASKS_JUNK = frozenset({Role.DISTRICT_OFFICE, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN})


# What reads parameters: lists, each with filters of its own, whose page and endpoint are one query; histories, new
# forms and details, which are one and the same for every record; and the portal's own pages that name no record.
READS_FILTERS = re.compile(r"-list$")
READS_WORDS = re.compile(r"-(history|new|rows|mend|detail)$")
ONE_FOR_ALL = frozenset({"applications", "imports", "organizations"})


# Of the API, from nothing but its declarations: it takes a second.
DRAWN_UP_ALONE = frozenset({"api-schema", "api-docs"})


def is_asked_in_words(address: Address) -> bool:
    name, pages = str(address.pattern.name), pages_behind(address.pattern)
    if pages is None:
        return (address.corner is None and name not in DRAWN_UP_ALONE) or bool(READS_WORDS.search(name))
    if pages.slug in ONE_FOR_ALL:
        return bool(READS_FILTERS.search(name) or READS_WORDS.search(name))
    return bool(READS_FILTERS.search(name)) and not address.url.startswith("/api/")
