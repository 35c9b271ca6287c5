"""The stock of a 供应点 is what its last move left: whoever adds a move holds the point until he has committed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from accounts.audit import Actor
from accounts.roles import Role
from core.models import Notice
from core.notifying.notices import link_to, posts_over, tell
from core.workflow import ACTOR, Answers
from households.models import EmergencyFuelIssue, FuelMove, FuelPoint
from households.models.fuel import NOTHING_LEFT

Kind = FuelMove.Kind
TOLD = frozenset({Role.TOWN_OFFICE, Role.DISTRICT_OFFICE})


def hold_points_of_issues(issues: Sequence[EmergencyFuelIssue]) -> None:
    _hold({issue.point_id for issue in issues})


def hold_points_of_moves(moves: Sequence[FuelMove]) -> None:
    """Then each move can be reckoned on from the one before."""
    points = {move.point_id for move in moves}
    _hold(points)
    _chain(moves, points)


def take_from_points(issues: Sequence[EmergencyFuelIssue], by: Actor, answers: Answers) -> None:
    moves = [
        FuelMove(
            point_id=issue.point_id,
            kind=Kind.OUT,
            tonnes=issue.tonnes,
            moved_on=issue.issued_on,  # type: ignore[misc]  # asked by the step
            issue=issue,
            moved_by=ACTOR(answers),
        )
        for issue in issues
    ]
    _chain(moves, {move.point_id for move in moves})
    FuelMove.objects.bulk_create(moves)
    tell_where_short(moves, by, answers)


def stocks(points: Collection[int]) -> dict[int, Decimal]:
    """Tonnes at each of these points."""
    rows = FuelPoint.objects.filter(pk__in=points).with_stock()
    return dict(rows.values_list("pk", "stock"))  # type: ignore[misc]  # annotated


def tell_where_short(moves: Sequence[FuelMove], by: Actor, answers: Answers) -> None:
    """Once, by the move with which a point comes to have less than it should; not again each day."""
    points = FuelPoint.objects.in_bulk({move.point_id for move in moves})
    for move in moves:
        point = points[move.point_id]
        if move.stock_after < point.minimum <= move.stock_after - move.change:
            _tell(point, move.stock_after)


def tell_if_raised(point: FuelPoint, former_minimum: Decimal) -> None:
    """The same, where not the stock fell but the minimum rose."""
    left = stocks([point.pk])[point.pk]
    if former_minimum <= left < point.minimum:
        _tell(point, left)


def _tell(point: FuelPoint, left: Decimal) -> None:
    if point.active:
        title = f"洁净煤供应点“{point}”储量不足"
        body = f"现存 {left:f} 吨，低于最低储量 {point.minimum:f} 吨，请及时补充。"
        link = link_to(FuelPoint._meta.label_lower, point.pk)
        tell(posts_over([point], TOLD), Notice.Kind.NEWS, title, body=body, link=link)


def _hold(points: Collection[int]) -> None:
    """In the order of their keys, so that two batches wait for each other and never in a circle."""
    list(FuelPoint.objects.filter(pk__in=points).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _chain(moves: Sequence[FuelMove], points: Collection[int]) -> None:
    """Number the moves on and reckon what each leaves."""
    last = FuelMove.objects.filter(point__in=points).order_by("point", "-number").distinct("point")
    so_far = {point: (number, left) for point, number, left in last.values_list("point", "number", "stock_after")}
    for move in moves:
        number, left = so_far.get(move.point_id, (0, NOTHING_LEFT))
        move.number, move.change = number + 1, _change(move, left)
        move.stock_after = left + move.change
        so_far[move.point_id] = (move.number, move.stock_after)


def _change(move: FuelMove, left: Decimal) -> Decimal:
    match move.kind:
        case Kind.IN:
            return move.tonnes
        case Kind.OUT:
            return -move.tonnes
        case _:
            return move.tonnes - left
