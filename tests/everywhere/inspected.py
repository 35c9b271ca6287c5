"""What stands at a corner of the world of inspections, hazards and what is done about them."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.audit import System, acting
from households.models import Household
from inspections.models import Hazard, InspectionDue
from tests import factories
from tests.everywhere.corners import Corner


def inspect(corner: Corner, ids: Iterator[int]) -> None:
    [household] = corner.of(Household)[:1]
    seen = {"household": household, "inspector_name": f"{corner.clerk}安检"}
    inspection = factories.InspectionFactory(id=next(ids), note=f"{corner.family}家情况", **seen)
    notice = factories.RectificationNoticeFactory(id=next(ids), household=household)
    stop = factories.GasStopFactory(id=next(ids), household=household, witness=f"{corner.family}证")
    hazard = factories.HazardFactory(
        id=next(ids), household=household, inspection=inspection, notice=notice, gas_stop=stop,
        description=f"{corner.family}家软管老化",
    )  # fmt: skip
    sighting = factories.HazardSightingFactory(id=next(ids), hazard=hazard, inspection=inspection)
    case = factories.AccessCaseFactory(id=next(ids), household=household)
    # Of the district as a whole: known to all in it, so it stands at no corner.
    factories.CampaignFactory(district=corner.village.district)
    with acting(System.DEMO):
        InspectionDue.objects.filter(household=household).update(id=next(ids))
    due = InspectionDue.objects.get(household=household)
    order = factories.SuperviseOrderFactory(id=next(ids), hazard=hazard, demands=f"{corner.family}家限期整改")
    for row in (due, inspection, notice, stop, hazard, sighting, case, order):
        corner.add(row, str(row.pk))
    corner.secrets |= {hazard.number, notice.number, order.number}
    _rectify(corner, hazard, ids)
    _recheck(corner, household, ids)


def _recheck(corner: Corner, household: Household, ids: Iterator[int]) -> None:
    """An inspection that was drawn to be made again."""
    first = factories.InspectionFactory(id=next(ids), household=household, checklist=factories.ChecklistFactory())
    again = factories.RecheckFactory(
        id=next(ids), inspection=first, address=f"{corner.family}家院子", note=f"{corner.family}家复检"
    )
    for row in (first, again):
        corner.add(row, str(row.pk))


def _rectify(corner: Corner, hazard: Hazard, ids: Iterator[int]) -> None:
    town = corner.village.town
    problem = factories.RectificationFactory(id=next(ids), town=town, title=f"{corner.family}软管", hazard=hazard)
    village = factories.RectificationVillageFactory(
        id=next(ids), rectification=problem, village=corner.village, note=f"{corner.family}家已换"
    )
    round_ = factories.SupervisionFactory(id=next(ids), town=town, feedback=f"{corner.family}意见")
    sample = factories.ClosureSampleFactory(
        id=next(ids), supervision=round_, hazard=hazard, village=corner.village, note=f"{corner.family}情况"
    )
    for row in (problem, village, round_, sample):
        corner.add(row, str(row.pk))
