"""What the search box looks through. An index and its search must say the same expression, or the index is not used."""

from __future__ import annotations

from django.db.models import CharField, F, Func, TextField


class Words(Func):
    """Texts one after the other: `name || ' ' || address`."""

    template = "(%(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = TextField()

    def __init__(self, *columns: str) -> None:
        super().__init__(*(F(column) for column in columns))


class LastFour(Func):
    """The last four digits of a phone number."""

    template = "right(%(expressions)s, 4)"
    output_field = TextField()


class Spelled(Func):
    """Pinyin as it is typed, without the spaces between syllables."""

    template = "replace(%(expressions)s, ' ', '')"
    output_field = CharField()
