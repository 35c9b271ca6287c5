"""Addresses of pages, with what is asked of them: a list narrowed to the rows that a figure counted, a form that begins
at another record's page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode


def page_url(name: str, /, *args: Any, **asked: Any) -> str:
    """Of the page of this name; a list asks for each of its values."""
    query = urlencode(asked, doseq=True)
    return f"{reverse(name, args=args)}{'?' + query if query else ''}"


def rows_url(slug: str, /, **filters: Any) -> str:
    """Of the list of these records, narrowed by its own filters."""
    return page_url(f"{slug}-list", **filters)
