"""What the launcher prints."""

import contextlib
import json
import unicodedata
from pathlib import Path

NEWS = "首次运行："  # begins the lines of the preparation that are shown, not only logged
HEADINGS = {"role_label": "岗位", "name": "姓名", "username": "登录名", "password": "口令"}


def say(sentence: str) -> None:
    """A terminal that was closed must not keep the launcher from stopping what it started."""
    with contextlib.suppress(OSError):
        print(sentence, flush=True)


def accounts_table(file: Path) -> str:
    """The demo district's; empty elsewhere: seed_demo writes the file."""
    try:
        accounts = json.loads(file.read_text())
    except (OSError, ValueError):
        return ""
    rows = [list(HEADINGS.values()), *([str(account.get(key, "")) for key in HEADINGS] for account in accounts)]
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  " + "  ".join(map(padded, row, widths)).rstrip() for row in rows)


def width(text: str) -> int:
    """A Chinese character takes two columns."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def padded(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))
