"""Every template is used, obeys the content security policy and speaks Chinese."""

import re
from pathlib import Path

from django.template.utils import get_app_template_dirs

from tests.everywhere.words import OFFICE_WORDS, WORD, text_between

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
APPS = [ROOT / "config", *(path.parent for path in ROOT.glob("*/apps.py"))]

COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|<!--.*?-->", re.S)
TAG = re.compile(r"\{%.*?%\}", re.S)
VARIABLE = re.compile(r"\{\{.*?\}\}", re.S)
CLASSES = re.compile(r"\{%\s*block page_class\s*%\}.*?\{%\s*endblock[^%]*%\}", re.S)
SHOWN_ARGUMENT = re.compile(r"""\b(?:title|label|text|sentence|hint|verb|note|unit|heading)[a-z0-9]*="([^"]*)\"""")


def source(name: str) -> str:
    return COMMENT.sub("", (TEMPLATES / name).read_text())


def code() -> str:
    return "\n".join(path.read_text() for app in APPS for path in app.rglob("*.py"))


def stands_in_for_a_librarys(name: str) -> bool:
    return any((Path(folder) / name).exists() for folder in get_app_template_dirs("templates"))


def shown(text: str) -> str:
    """The words that a reader sees or hears: text between elements, spoken attributes, sentences given to parts."""
    arguments = [found for tag in TAG.findall(text) for found in SHOWN_ARGUMENT.findall(tag)]
    page = VARIABLE.sub(" ", TAG.sub(" ", CLASSES.sub("", text)))
    return "\n".join([text_between(page), *arguments])


def named_in(text: str) -> set[str]:
    return set(re.findall(r"""["',]([^"',\s]+\.html)(?=["',])""", text))


def test_every_template_is_extended_included_or_rendered():
    named = named_in(code()).union(*(named_in(source(name)) - {name} for name in NAMES))

    assert [name for name in NAMES if name not in named and not stands_in_for_a_librarys(name)] == []


def found_in(*patterns: str) -> dict[str, list[str]]:
    """By template, what any of these finds there."""
    found = {name: [one for pattern in patterns for one in re.findall(pattern, source(name))] for name in NAMES}
    return {name: those for name, those in found.items() if those}


def test_a_template_carries_no_style_and_no_script_of_its_own():
    assert (
        found_in(
            r"<[^>]*\sstyle\s*=",
            r"<[^>]*\s(?:on[a-z]+|hx-on[:a-z-]*)\s*=",
            r"""<script(?![^>]*(?:\bsrc=|type="application/json"))[^>]*>|<style\b""",
        )
        == {}
    )


def test_a_template_takes_nothing_from_outside():
    assert found_in(r"""(?:src|href|action)=["']\s*(?:https?:)?//""") == {}


def test_a_template_loads_one_library_a_line():
    assert found_in(r"(?m)^(?!\s*\{% load \w+(?: from \w+)? %\}$).*\{%\s*load\b.*$") == {}


def test_a_template_shows_no_foreign_word():
    words = {name: set(WORD.findall(shown(source(name)))) - OFFICE_WORDS for name in NAMES}

    assert {name: foreign for name, foreign in words.items() if foreign} == {}


def test_a_foreign_word_is_found_in_text_attribute_and_argument():
    page = '<p title="Close">{{ name }} Save</p>{% include "x.html" with verb="Open" %}<a href="/list">列表 ID</a>'

    assert set(WORD.findall(shown(page))) - OFFICE_WORDS == {"Close", "Save", "Open"}
