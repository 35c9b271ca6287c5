"""Every template is used, obeys the content security policy and speaks Chinese."""

import re
from pathlib import Path

import pytest
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


def test_every_template_is_extended_included_or_rendered():
    everything = {name: source(name) for name in NAMES}
    rendered = code()

    unused = [
        name
        for name in NAMES
        if not stands_in_for_a_librarys(name)
        and not re.search(
            rf"""["',]{re.escape(name)}["',]""",
            rendered + "".join(text for other, text in everything.items() if other != name),
        )
    ]

    assert unused == []


@pytest.mark.parametrize("name", NAMES)
def test_a_template_carries_no_style_and_no_script_of_its_own(name):
    text = source(name)

    assert re.findall(r"<[^>]*\sstyle\s*=", text) == []
    assert re.findall(r"<[^>]*\s(?:on[a-z]+|hx-on[:a-z-]*)\s*=", text) == []
    assert re.findall(r"""<script(?![^>]*(?:\bsrc=|type="application/json"))[^>]*>|<style\b""", text) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_template_takes_nothing_from_outside(name):
    assert re.findall(r"""(?:src|href|action)=["']\s*(?:https?:)?//""", source(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_template_loads_one_library_a_line(name):
    loads = [line for line in source(name).splitlines() if re.search(r"\{%\s*load\b", line)]

    assert [line for line in loads if not re.fullmatch(r"\s*\{% load \w+(?: from \w+)? %\}", line)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_template_shows_no_foreign_word(name):
    words = set(WORD.findall(shown(source(name))))

    assert words - OFFICE_WORDS == set()


def test_a_foreign_word_is_found_in_text_attribute_and_argument():
    page = '<p title="Close">{{ name }} Save</p>{% include "x.html" with verb="Open" %}<a href="/list">列表 ID</a>'

    assert set(WORD.findall(shown(page))) - OFFICE_WORDS == {"Close", "Save", "Open"}
