"""What templates say often: built in, so no page loads it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from lucide.templatetags.lucide import lucide as draw

from core.views.columns import chip as chip_html
from core.wording import words
from core.wording.showing import text_of

register = template.Library()

for word in (words.day, words.moment, words.deadline, words.money, words.area, words.counted, words.size):
    register.filter(word.__name__, word)


@register.filter
def shown(value: object) -> str:
    return text_of(value)


@register.simple_tag
def lucide(name: str, *, size: int = 24) -> SafeString:
    """An icon as inline SVG. In place of the library's tag of this name, which draws it anew every time."""
    return _icon(str(name), size)


@cache
def _icon(name: str, size: int) -> SafeString:
    return SafeString(draw(name, size=size))


@register.simple_tag
@cache
def static(path: str) -> str:
    """In place of Django's tag of this name, which looks the file up anew every time."""
    return staticfiles_storage.url(path)


@register.simple_tag
@cache
def address(name: str) -> str:
    """Of a page that takes nothing: reversed once a process."""
    return reverse(name)


@register.simple_tag
def chip(label: str, tone: str = "neutral") -> SafeString:
    return SafeString(chip_html(label, tone))


@register.simple_block_tag
def table(content: str, label: str, *headings: str | Sequence[str]) -> SafeString:
    """The frame around rows, `{% table "岗位" "角色" "单位" %}<tr>…</tr>{% endtable %}`, or with a list of headings.
    Each cell says its heading again in `data-label`, for on a phone a row becomes a card. A heading ends where its
    cells do."""
    every = chain.from_iterable([one] if isinstance(one, str) else one for one in headings)
    shown = [{"text": one, "ends": f'class="end" data-label="{one}"' in content} for one in every]
    return render_to_string("_components/table.html", {"label": label, "headings": shown, "rows": content})
