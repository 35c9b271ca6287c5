"""Which rows a post sees: the only place that turns a person into a filter (F95).

A model says how its rows hang on the tree (`area`), on a company (`company`) or on a person (`assignee`), each a path:

    class Equipment(Placed): ...                     # carries the ids itself: area = ""
    class Visit(Model):
        scope = Scope(area="household", company="household__gas_supplier", assignee="inspector")

Every request has one predicate, because a post has one reach: measured at a million rows, one predicate takes
0.1–0.4 ms, an OR of three 70–110 ms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import BigIntegerField, ExpressionWrapper, F, OuterRef, Q, Subquery

from accounts import lookups  # noqa: F401 - registers `among`
from accounts.roles import ADMINISTRATORS, MANAGES, Reach, Role

if TYPE_CHECKING:
    from accounts.models.divisions import Division
    from accounts.models.users import Post

NOTHING = Q(pk__in=[])
# Of a placed row the columns with its place, from below.
TIERS = ("village", "town", "district", "city")


@dataclass(frozen=True)
class Scope:
    """Lookup paths from a model to what a post can be compared with; None: not reachable that way.

    `trades`: of a company's role that serves an area and not customers of its own, which rows of the area concern it.
    """

    area: str | None = ""
    company: str | None = None
    assignee: str | None = None
    trades: Mapping[Role, Q] = field(default_factory=dict)
    # Whether a row is known only to those who see it. Who people and places are is said beside what they did.
    confines: ClassVar[bool] = True
    # Whether what `area` leads to stands in a village, and so may lie on a beat.
    in_villages: ClassVar[bool] = True
    # Whether the predicate takes nothing of a post but its role, its tier and ids: then its SQL is that of its like.
    by_ids: ClassVar[bool] = True

    def predicate(self, post: Post) -> Q:
        trade = self.trades.get(Role(post.role))
        if trade is not None:
            return in_area(post.division, self.area or "") & trade
        match post.reach:
            case Reach.DIVISION if self.area is not None:
                return in_area(post.division, self.area)
            case Reach.COMPANY if self.company is not None:
                return Q(**{self.company: post.organization_id})
            case Reach.BEAT if self.in_villages and self.area is not None and self.company is not None:
                return on_beat(post, self.area) & Q(**{self.company: post.organization_id})
            case Reach.ASSIGNED if self.assignee is not None:
                return Q(**{self.assignee: post.user_id})
            case _:
                return NOTHING


@dataclass(frozen=True)
class PeopleScope(Scope):
    """Of people, posts, organisations and divisions: few rows, found by the division's code. The three administrators
    see those of their area and of the tiers above it, although they see no household; who manages a company's people
    sees the company, whatever he sees of the programme."""

    confines: ClassVar[bool] = False
    in_villages: ClassVar[bool] = False
    by_ids: ClassVar[bool] = False

    def predicate(self, post: Post) -> Q:
        if post.role in ADMINISTRATORS:
            return self._below(post.division) | self._above(post.division)
        if post.reach is Reach.DIVISION:
            return self._below(post.division)
        if post.role in MANAGES and self.company is not None:
            return Q(**{self.company: post.organization_id})
        return super().predicate(post)

    def _below(self, division: Division) -> Q:
        return Q(**{self._at("code__startswith"): division.code})

    def _above(self, division: Division) -> Q:
        return Q(**{self._at("code__in"): [division.code[:length] for length in range(1, len(division.code))]})

    def _at(self, lookup: str) -> str:
        return f"{self.area}__{lookup}" if self.area else lookup


@dataclass(frozen=True)
class SeatScope(Scope):
    """Of what hangs on a division itself, of whatever tier, and stands in no village: a division knows those above it
    by their columns, and itself by its id."""

    in_villages: ClassVar[bool] = False

    def predicate(self, post: Post) -> Q:
        if post.reach is Reach.DIVISION and post.division.level == post.division.Level.COMMUNITY:
            return Q(**{str(self.area): post.division_id})
        return super().predicate(post)


@dataclass(frozen=True)
class TownScope(Scope):
    """Of what concerns a township as a whole: its villages know of it too. `area`: the path to the township itself."""

    by_ids: ClassVar[bool] = False

    def predicate(self, post: Post) -> Q:
        if post.reach is Reach.DIVISION and post.division.level == post.division.Level.COMMUNITY:
            return Q(**{f"{self.area}_id": post.division.town_id})
        return super().predicate(post)


@dataclass(frozen=True)
class DistrictScope(Scope):
    """Of what a district has as a whole: everybody in it knows of it, whatever he sees of its rows, and so do the tiers
    above. `area`: the path to the district itself."""

    confines: ClassVar[bool] = False
    by_ids: ClassVar[bool] = False

    def predicate(self, post: Post) -> Q:
        if post.reach not in {Reach.DIVISION, Reach.COMPANY, Reach.BEAT}:
            return NOTHING
        district = post.division.district_id
        return Q(**{f"{self.area}_id": district}) if district else in_area(post.division, self.area or "")


@dataclass(frozen=True)
class InboxScope(Scope):
    """Of what waits for a role: an administrator, who sees no other row of his area, sees what waits for him there or
    above."""

    def predicate(self, post: Post) -> Q:
        if post.role in ADMINISTRATORS:
            return Q(role=post.role) & (in_area(post.division, self.area or "") | Q(district=None))
        return super().predicate(post)


@dataclass(frozen=True)
class AdministratorScope(Scope):
    """Of what belongs to no place: the rules and logs of the portal itself. `also`: who sees them besides."""

    area: str | None = None
    also: frozenset[Role] = frozenset()

    def predicate(self, post: Post) -> Q:
        return Q() if post.role in ADMINISTRATORS | self.also else NOTHING


def in_area(division: Division, path: str = "") -> Q:
    """Rows placed in a division or below it; `path` leads from the row to what carries the place."""
    if division.level == division.Level.PROVINCE:
        return Q()
    prefix = f"{path}__" if path else ""
    return Q(**{f"{prefix}{division.scope_field}": division.pk})


def on_beat(post: Post, path: str = "") -> Q:
    """Rows placed in the villages that the post is responsible for.

    One array, so that each village is a range of the index led by it. The second condition always holds. It has
    PostgreSQL expect few rows: it takes those of a few villages to lie evenly among all ids and would look for the
    first page from the newest row backwards, but they lie together, and may all be among the oldest.
    """
    village = f"{path}__village__pk" if path else "village__pk"
    itself = ExpressionWrapper(F(village) + 0, output_field=BigIntegerField())
    return Q(**{f"{village}__among": ArraySubquery(post.beat), village: itself})


M = TypeVar("M", bound=models.Model)


class ScopedQuerySet(models.QuerySet[M]):
    def visible_to(self, post: Post) -> Self:
        scope: Scope = self.model.scope  # type: ignore[attr-defined]
        return self.filter(scope.predicate(post))

    def with_sight(self, post: Post) -> Self:
        """Adds to each row which of those that it points to the post sees, for `sees()`: in the same query, and
        reckoned only for the rows that are read. By its key, for of EXISTS PostgreSQL makes a table of all that the
        post sees, however few rows are read."""
        confined = [field for field in self.model._meta.concrete_fields if is_confined(field)]
        return self.annotate(**{_sight(field): Subquery(_seen_through(field, post)) for field in confined})


def _seen_through(field: models.Field[Any, Any], post: Post) -> models.QuerySet[Any]:
    rows: Any = field.related_model._default_manager  # type: ignore[union-attr]
    seen: models.QuerySet[Any] = rows.visible_to(post).filter(pk=OuterRef(field.attname)).order_by().values("pk")
    return seen


def is_confined(field: models.Field[Any, Any]) -> bool:
    """Whether it points to rows that are known only to those who see them."""
    scope = getattr(field.related_model, "scope", None)
    return isinstance(scope, Scope) and scope.confines


def sees(row: models.Model, field: models.Field[Any, Any]) -> bool:
    """Whether whoever asked for the row also sees what its field points to. No, of a row that came without sight."""
    return not is_confined(field) or bool(getattr(row, _sight(field), False))


def _sight(field: models.Field[Any, Any]) -> str:
    return f"sees_{field.name}"


class Placed(models.Model):
    """A row that stands in a village and carries the ids above it, so that every tier's list is one index scan.

    No index comes with the four columns: a model declares those that its lists are ordered by, led by the tier. Nor a
    constraint for each: one foreign key over all four (`PlacedTogether` in a migration) keeps them agreeing.
    """

    village = models.ForeignKey(
        "accounts.Division", models.PROTECT, related_name="+", db_index=False, db_constraint=False,
        verbose_name="村（社区）",
    )  # fmt: skip
    town = models.ForeignKey(
        "accounts.Division", models.PROTECT, related_name="+", db_index=False, db_constraint=False,
        verbose_name="街镇", editable=False,
    )  # fmt: skip
    district = models.ForeignKey(
        "accounts.Division", models.PROTECT, related_name="+", db_index=False, db_constraint=False,
        verbose_name="区县", editable=False,
    )  # fmt: skip
    city = models.ForeignKey(
        "accounts.Division", models.PROTECT, related_name="+", db_index=False, db_constraint=False,
        verbose_name="市", editable=False,
    )  # fmt: skip

    scope: ClassVar[Scope] = Scope(area="")

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.place()
        super().save(*args, **kwargs)

    def place(self) -> None:
        """Take town, district and city from the village. Raises ValidationError for a division that is no village."""
        village = self.village
        if village.town_id is None or village.district_id is None or village.city_id is None:
            raise ValidationError({"village": "请选到村（社区）一级。"})
        self.town_id, self.district_id, self.city_id = village.town_id, village.district_id, village.city_id
