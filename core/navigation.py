"""The menu: every page that names its place in it, for those who may open it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from django.template.loader import render_to_string
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.safestring import SafeString

from accounts.pages import PageFacts

# In the order of the menu; a page in another group is a mistake that a test finds.
GROUPS = (
    "工作台",
    "台账",
    "计划改造",
    "三级上报",
    "对账",
    "兜底保供",
    "安全检查",
    "隐患整改",
    "监督评估",
    "统计",
    "组织与用户",
    "系统",
)


@dataclass(frozen=True)
class Entry:
    name: str
    title: str
    url: str
    icon: str
    facts: PageFacts
    active: bool = False


@dataclass(frozen=True)
class Group:
    title: str
    entries: tuple[Entry, ...]


def patterns(part: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the site with its pattern, as written: “households/<int:pk>/”."""
    for one in (part or get_resolver()).url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, route)
        else:
            yield route, one


def facts_of(pattern: URLPattern) -> PageFacts | None:
    return getattr(pattern.callback, "page", None)


@cache
def _entries() -> tuple[tuple[str, Entry], ...]:
    """Walked once a process; pages that declare a menu take no arguments."""
    found = []
    for _, pattern in patterns():
        facts = facts_of(pattern)
        if facts is not None and facts.menu is not None and pattern.name:
            menu = facts.menu
            found.append((menu.group, Entry(pattern.name, menu.title, reverse(pattern.name), menu.icon, facts)))
    return tuple(found)


@cache
def groups_of(role: str) -> tuple[Group, ...]:
    """The menu of a role, without what has nothing for it."""
    made = []
    for title in GROUPS:
        entries = tuple(entry for group, entry in _entries() if group == title and role in entry.facts.readers)
        if entries:
            made.append(Group(title, entries))
    return tuple(made)


def _holds(url: str, path: str) -> bool:
    """The home page's address begins every other, and holds none."""
    return path == url or (url != "/" and path.startswith(url))


def navigation(role: str, path: str) -> SafeString:
    """The groups that a role sees; the entry whose address begins the path is the active one."""
    entries = (entry.url for group in groups_of(role) for entry in group.entries)
    return _drawn(role, max((url for url in entries if _holds(url, path)), key=len, default=""))


@cache
def _drawn(role: str, here: str) -> SafeString:
    """Nothing in it changes from one request to the next."""
    groups = [
        Group(group.title, tuple(replace(entry, active=entry.url == here) for entry in group.entries))
        for group in groups_of(role)
    ]
    return render_to_string("_components/navigation.html", {"groups": groups})
