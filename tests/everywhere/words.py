"""Which words of a page are not the office's: English, names of columns, numbers that only machines compare."""

from __future__ import annotations

import re
from html import unescape

# What the office itself writes in Latin letters, and names of programs.
OFFICE_WORDS = {
    *(
        "API",
        "bar",
        "Cookie",
        "CSV",
        "Excel",
        "ID",
        "IP",
        "JJG",
        "JSON",
        "kW",
        "kWh",
        "OpenAPI",
        "PDF",
        "WPS",
        "xls",
        "xlsx",
    ),
    *("Authenticator", "FreeOTP", "Google", "TOTP"),
}
# Units, keys, how an address begins, and what the operations page names: programs, a setting, a command.
WORDS_OF_PAGES = OFFICE_WORDS | {
    *("dB", "kPa", "KB", "MB", "GB", "Enter", "Esc", "https"),
    *("Celery", "Django", "Linux", "PostgreSQL", "Python", "Redis", "Valkey", "beat", "worker"),
    *("PORTAL_BACKUP_DIR", "manage", "backup"),
}

WORD = re.compile(r"[A-Za-z]{2,}")
# On a page stand codes of meters and devices too: QB00000001, RF-35, user12, 2.1 MB/s. Of these nothing is a word.
WORD_OF_A_PAGE = re.compile(r"(?<![\w./@-])[A-Za-z_]{2,}(?![\w/@-])")
OF_MACHINES = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}\b|\b[0-9a-f]{32,}\b")
INVISIBLE = re.compile(r"<(script|style|kbd|code|svg)\b.*?</\1>|<!--.*?-->|<!DOCTYPE[^>]*>", re.S)
ELEMENT = re.compile(r"<[^>]*>", re.S)
SHOWN_ATTRIBUTE = re.compile(
    r"""\b(?:title|alt|placeholder|aria-label|data-confirm|data-confirm-verb)=(?:"([^"]*)"|'([^']*)')"""
)


def text_between(page: str) -> str:
    """What a reader sees or hears: text between elements, spoken attributes."""
    visible = INVISIBLE.sub(" ", page)
    attributes = ["".join(found) for found in SHOWN_ATTRIBUTE.findall(visible)]
    return "\n".join([ELEMENT.sub("\n", visible), *attributes])


def foreign_words(page: str) -> set[str]:
    """Of a page as it was answered."""
    text = unescape(text_between(page))
    return {*WORD_OF_A_PAGE.findall(text), *OF_MACHINES.findall(text)} - WORDS_OF_PAGES
