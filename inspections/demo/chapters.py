"""What the demo district tells of inspections, once its ledger stands (households/demo/chapters.py)."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping

from accounts.audit import System, acting
from accounts.models import Post
from accounts.roles import Role
from households.demo.works import ON_THE_DAY_OF_GAS
from households.models import Ventilation
from inspections.demo import assessing, hazards, planning, rectifying, supervising, trusting, visiting
from inspections.models import Inspection, InspectionDue

# Written by the ledger's triggers (planning/reckoning.py).
OF_THE_LEDGER = (InspectionDue,)
CHAPTERS = (
    visiting.tell,
    hazards.tell,
    planning.tell,
    rectifying.tell,
    supervising.tell,
    trusting.tell,
    assessing.tell,
    visiting.brought_in,
)


def tell(posts: Mapping[str, Post]) -> None:
    for chapter in CHAPTERS:
        chapter(posts)


def inspect_before_gas(ventilation: Ventilation, let_in: datetime.datetime) -> None:
    """Gas is let in only where somebody has looked on that day (planning/letting_in.py)."""
    officer = Post.objects.filter(role=Role.SAFETY_OFFICER, organization=ventilation.supplier_id).first()
    with acting(System.DEMO):
        Inspection.objects.create(
            ventilation=ventilation,
            household_id=ventilation.household_id,
            village_id=ventilation.village_id,
            householder=ventilation.householder,
            company_id=ventilation.supplier_id,
            inspector=officer,
            inspector_name=officer.user.name if officer else "程安全",
            kind=Inspection.Kind.FIRST_GAS,
            outcome=Inspection.Outcome.DONE,
            source=Inspection.Source.DESK,
            ended_at=let_in,
            inspected_on=let_in.date(),
            client_key=uuid.uuid4(),
        )


ON_THE_DAY_OF_GAS.append(inspect_before_gas)
