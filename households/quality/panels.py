"""What is wrong with a household's row, on its page, and what to do about it."""

from __future__ import annotations

from accounts.models import Post
from core.views.records import Shown
from households.columns import label_of
from households.models import Household
from households.models.completeness import missing_of
from households.models.quality import broken_by


def quality(household: Household, post: Post) -> Shown | None:
    """Nothing of a row that is as it should be."""
    missing = [label_of(name) for name in missing_of(household)]
    faults = [{"group": rule.group.label, "says": rule.says, "do": rule.do} for rule in broken_by(household.faults)]
    if not (missing or faults):
        return None
    gaps = {"group": "完整", "says": f"未填：{'、'.join(missing)}", "do": "核实后办理变更补填。"}
    return Shown("台账质量", "households/quality/_faults.html", {"faults": [*([gaps] if missing else []), *faults]})
