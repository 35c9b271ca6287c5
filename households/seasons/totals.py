"""成效对比 (P2): what a close holds, by status, category, type and township, beside the close of the season before.

A village, a township, a company sees its own part. Every figure opens the rows that it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import Count, Sum

from accounts.models import Post
from accounts.roles import Role
from core.addresses import rows_url
from core.wording.division_names import division_name
from households.models import SeasonClose, SeasonCount, SeasonRow
from households.models.choices import Category, Kind, Status

ALIKE = ("status", "category", "kind", "town")
# Of each combination of ALIKE the households.
Counts: TypeAlias = Mapping[tuple[Any, ...], int]


@dataclass(frozen=True)
class Line:
    label: str
    households: int
    url: str
    before: int | None
    before_url: str

    @property
    def change(self) -> int | None:
        return None if self.before is None else self.households - self.before

    @property
    def percent(self) -> float | None:
        return 100 * (self.households - self.before) / self.before if self.before else None


@dataclass(frozen=True)
class Part:
    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Totals:
    close: SeasonClose
    previous: SeasonClose | None
    parts: list[Part]


def totals_of(close: SeasonClose, post: Post) -> Totals:
    previous = before(close, post)
    counts = [_counts_of(close, post), _counts_of(previous, post) if previous else None]
    sums = Summing(close, previous, counts[0] or {}, counts[1])
    towns = {key[3] for one in counts for key in (one or {})}
    return Totals(
        close,
        previous,
        [
            Part("使用状态", list(sums.lines("status", {one: one.label for one in Status if one != Status.VOID}))),
            Part("改造类别（在用）", list(sums.in_use("category", dict(Category.choices)))),
            Part("改造类型（在用）", list(sums.in_use("kind", dict(Kind.choices)))),
            Part("街镇（在用）", list(sums.in_use("town", {pk: division_name(pk) for pk in sorted(towns)}))),
        ],
    )


def before(close: SeasonClose, post: Post) -> SeasonClose | None:
    """The close of the same district's latest earlier season."""
    earlier = SeasonClose.objects.visible_to(post).frozen().select_related("district", "season")
    return (
        earlier.filter(district=close.district_id, season__year__lt=close.season.year).order_by("-season__year").first()
    )


def _counts_of(close: SeasonClose, post: Post) -> Counts:
    if post.role == Role.GAS_COMPANY:
        rows: Any = SeasonRow.objects.visible_to(post).of(close).order_by().values_list(*ALIKE)
        found = rows.annotate(count=Count("pk"))
    else:
        parts: Any = SeasonCount.objects.visible_to(post).filter(close=close).order_by().values_list(*ALIKE)
        found = parts.annotate(count=Sum("households"))
    return {tuple(alike): count for *alike, count in found}


@dataclass(frozen=True)
class Summing:
    close: SeasonClose
    previous: SeasonClose | None
    now: Counts
    then: Counts | None

    def in_use(self, by: str, labels: Mapping[Any, str]) -> Iterator[Line]:
        return self.lines(by, labels, lambda key: key[0] == Status.NORMAL, status=Status.NORMAL.value)

    def lines(
        self,
        by: str,
        labels: Mapping[Any, str],
        counts: Callable[[tuple[Any, ...]], bool] = lambda key: True,
        **filters: Any,
    ) -> Iterator[Line]:
        place = ALIKE.index(by)
        now, then = (_summed(one, place, counts) for one in (self.now, self.then or {}))
        blank = {None: "未填"} if now[None] or then[None] else {}
        for value, label in {**labels, **blank}.items():
            if now[value] or then[value]:
                asked = {**filters, **({"blank": by} if value is None else {by: getattr(value, "value", value)})}
                yield Line(
                    label,
                    now[value],
                    rows_url("season-rows", close=self.close.pk, **asked),
                    None if self.then is None else then[value],
                    rows_url("season-rows", close=self.previous.pk, **asked) if self.previous else "",
                )


def _summed(counts: Counts, place: int, wanted: Callable[[tuple[Any, ...]], bool]) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for key, households in counts.items():
        if wanted(key):
            found[key[place]] += households
    return found
